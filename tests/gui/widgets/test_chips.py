"""Small switches in a row."""

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.chips import ChipRow


@pytest.fixture
def row(qtbot: QtBot) -> ChipRow:
    made = ChipRow("Tags", "All tags")
    qtbot.addWidget(made)
    made.set_chips([("baseline", 4), ("report", 2), ("try again", 1)])
    made.resize(600, 26)
    made.show()
    return made


def visible(row: ChipRow) -> list[str]:
    return [chip.word for chip in row.chips if chip.isVisible()]


def test_all_chips_show_where_there_is_room(row: ChipRow) -> None:
    assert visible(row) == ["baseline", "report", "try again"]
    assert not row.more.isVisible()


def test_chips_that_do_not_fit_are_in_the_menu(row: ChipRow) -> None:
    row.resize(240, 26)
    assert visible(row) in (["baseline"], ["baseline", "report"])
    assert row.more.isVisible()
    assert all(chip.geometry().right() <= row.more.x() for chip in row.chips if chip.isVisible())
    entries = row.menu().actions()
    assert [entry.text() for entry in entries] == ["baseline, 4 runs", "report, 2 runs", "try again, 1 run"]


def test_entry_of_the_menu_switches_its_chip(row: ChipRow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(row.changed):
        row.menu().actions()[2].trigger()
    assert row.on() == ["try again"]


def test_chips_that_are_on_stay_on_when_others_come(row: ChipRow, qtbot: QtBot) -> None:
    row.chips[1].click()
    row.set_chips([("baseline", 5), ("report", 2)])
    assert row.on() == ["report"]
    with qtbot.waitSignal(row.changed):
        row.set_chips([("baseline", 5)])
    assert row.on() == []
