"""Where the cells of a confusion matrix are."""

import pytest

from resnet_studio.gui.rooms.results.matrix_layout import few_layout, many_layout, most_zoom


@pytest.mark.parametrize("classes", [1, 2, 5, 12])
@pytest.mark.parametrize("width", [260.0, 420.0, 900.0])
def test_few_classes_fill_the_width_and_every_cell_is_found_at_its_centre(classes: int, width: float) -> None:
    layout = few_layout([60.0] * classes, width, 300.0)
    assert layout.size[0] == pytest.approx(width)
    for row in range(classes):
        for column in range(classes):
            box = layout.cell(row, column)
            assert layout.at(box.x + box.width / 2, box.y + box.height / 2) == (row, column)
    assert layout.at(layout.left - 1, layout.top + 1) is None
    assert layout.at(layout.size[0] + layout.gap + 1, layout.top + 1) is None


def test_names_above_are_turned_where_they_are_wider_than_their_cells() -> None:
    assert not few_layout([60.0, 60.0], 400, 200).upright
    assert few_layout([60.0] * 12, 400, 400).upright


@pytest.mark.parametrize(("classes", "side"), [(13, 31), (101, 4), (200, 2), (400, 2)])
def test_many_classes_have_square_cells_of_whole_pixels_that_fit_or_can_be_scrolled_to(classes: int, side: int) -> None:
    layout = many_layout([70.0] * classes, 404, 1.0)
    assert (layout.width, layout.height) == (side, side)


def test_enlarged_cells_have_names_and_at_the_end_figures() -> None:
    assert not many_layout([70.0] * 101, 404, 1.0).named
    assert many_layout([70.0] * 101, 404, 4.0).named
    assert many_layout([70.0] * 101, 404, most_zoom(101, 404)).few


@pytest.mark.parametrize("name", [7.0, 60.0, 300.0])
def test_ten_classes_have_figures_in_their_cells_in_the_window_of_a_new_person(name: float) -> None:
    assert few_layout([name] * 10, 314, 440).few
