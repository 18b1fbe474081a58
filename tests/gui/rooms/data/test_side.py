"""The left column of a dataset: its classes above its split."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.room import DataRoom

MakeDataset = Callable[..., Dataset]
LEFT = Qt.MouseButton.LeftButton
MANY = {f"class {number}": (3, 1, 0) for number in range(101)}


def place(page: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint()), widget.size())


@pytest.mark.parametrize("size", [(1280, 804), (1350, 700), (968, 612)])
@pytest.mark.parametrize("classes", [2, 10, 101])
def test_split_is_in_sight_below_the_classes(
    room: DataRoom, made: MakeDataset, qtbot: QtBot, size: tuple[int, int], classes: int
) -> None:
    room.resize(*size)
    room.show_dataset(made(dict(list(MANY.items())[:classes])), 0.1)
    page, side = room.dataset_page, room.dataset_page.side
    button = page.split.change_button
    qtbot.waitUntil(lambda: place(page, page.classes).bottom() < place(page, side.area).top())
    qtbot.waitUntil(lambda: place(page, button).bottom() <= place(page, side).bottom())
    qtbot.waitUntil(lambda: side.area.height() == page.split.height())
    assert not side.switch.isVisible()
    assert side.area.verticalScrollBar().maximum() == 0
    assert button.visibleRegion().boundingRect().size() == button.size()
    if classes != 10:
        assert (page.classes.list.verticalScrollBar().maximum() > 0) is (classes > 10)


def test_switch_shows_classes_or_split_on_a_small_screen(room: DataRoom, made: MakeDataset, qtbot: QtBot) -> None:
    room.setMinimumSize(1, 1)
    room.resize(838, 444)  # of a screen of 1366 x 768 at a scale of 1.5
    room.show_dataset(made(MANY), 0.1)
    page, side = room.dataset_page, room.dataset_page.side
    qtbot.waitUntil(side.switch.isVisible)
    assert page.classes.isVisible()
    assert not page.split.isVisible()
    assert place(page, page.classes).bottom() <= place(page, side).bottom()
    qtbot.mouseClick(side.switch.button("split"), LEFT)
    assert not page.classes.isVisible()
    assert page.split.isVisible()
    assert place(page, page.split.change_button).bottom() <= place(page, side).bottom()
    room.resize(1280, 804)
    qtbot.waitUntil(lambda: not side.switch.isVisible())
    assert page.classes.isVisible()


def test_controls_of_the_split_are_in_sight_once_they_are_unfolded(
    room: DataRoom, made: MakeDataset, qtbot: QtBot
) -> None:
    room.setMinimumSize(1, 1)
    room.resize(968, 540)
    room.show_dataset(made(MANY), 0.1)
    page, side = room.dataset_page, room.dataset_page.side
    qtbot.waitUntil(page.findings.isVisible)  # the files are not there
    width = side.width()
    needed = page.classes.least_height(width) + side._line.height() + page.split.needed_height(width)
    room.resize(968, room.height() - side.height() + needed + 10)  # room for the split, but not for its controls
    qtbot.waitUntil(lambda: page.split.isVisible() and not side.switch.isVisible())
    qtbot.mouseClick(page.split.change_button, LEFT)
    for control in (page.split.seed_button, page.split.change_button):
        qtbot.waitUntil(lambda control=control: place(page, control).bottom() <= place(page, side).bottom())
        assert control.visibleRegion().boundingRect().height() == control.height()
    qtbot.waitUntil(side.switch.isVisible)
    qtbot.mouseClick(page.split.change_button, LEFT)
    qtbot.waitUntil(lambda: not side.switch.isVisible())
