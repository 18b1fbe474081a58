"""Which places are selected after moves with and without Shift."""

from resnet_studio.gui.rooms.data.selection import Selection


def test_without_a_selection_the_current_place_counts() -> None:
    chosen = Selection()
    assert chosen.targets() == []
    chosen.move(3)
    assert chosen.targets() == [3]


def test_range_grows_and_shrinks_about_where_it_began() -> None:
    chosen = Selection()
    chosen.move(3)
    chosen.move(5, extend=True)
    assert chosen.targets() == [3, 4, 5]
    chosen.move(2, extend=True)
    assert chosen.targets() == [2, 3]


def test_range_after_an_added_place_keeps_what_was_selected() -> None:
    chosen = Selection()
    chosen.toggle(1)
    chosen.toggle(6)
    chosen.move(8, extend=True)
    assert chosen.targets() == [1, 6, 7, 8]
    chosen.toggle(1)
    assert chosen.targets() == [6, 7, 8]
    chosen.clear()
    assert chosen.targets() == [1]
