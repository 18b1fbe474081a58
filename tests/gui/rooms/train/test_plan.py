"""The plan of what Start will do, in windows of any height."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]

_NOT_DOWNLOADED = message(
    "resnet18-f37072fd.pth was not downloaded. The address of download.pytorch.org was not found; perhaps this "
    "computer is offline. You can download it yourself from https://download.pytorch.org/models/resnet18-f37072fd.pth "
    "and start from that file."
)


def _crowded(plan: PlanCard) -> list[str]:
    """The texts of the plan that are cut off or overlap another one."""
    labels = [label for label in plan.findChildren(QLabel) if label.text() and label.isVisible()]
    where = {label: QRect(label.mapTo(plan.area.widget(), label.rect().topLeft()), label.size()) for label in labels}
    return [
        label.text()
        for label in labels
        if label.height() < label.heightForWidth(label.width())
        or any(where[label].intersects(where[other]) for other in labels if other is not label)
    ]


@pytest.mark.parametrize(("width", "height"), [(840, 430), (968, 612), (1280, 732)])
def test_plan_scrolls_where_an_open_error_leaves_it_too_little_height(
    room: TrainRoom, dataset: Dataset, show_run: Helper, width: int, height: int, qtbot: QtBot
) -> None:
    room.setMinimumSize(1, 1)  # as the window does on a small screen
    room.resize(width, height)
    history = RunHistory()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", _NOT_DOWNLOADED, "Traceback: …", kind=Failure.UNREACHABLE))
    room.refresh()
    bar = room.plan.area.verticalScrollBar()
    for _ in range(2):  # with the details folded, and open
        qtbot.waitUntil(lambda: room.plan.geometry().bottom() <= room.height() and not _crowded(room.plan))
        assert room.size().toTuple() == (width, height)
        needed = room.error.heightForWidth(room.error.width())
        qtbot.waitUntil(lambda needed=needed: room.error.height() >= needed)
        room.error.details_button.click()
    room.error.details_button.click()
    if height < 700:
        qtbot.waitUntil(lambda: bar.maximum() > 0)
        room.activateWindow()
        room.plan.model_button.setFocus()
        QTest.keyClick(room.plan.model_button, Qt.Key.Key_Tab)
        assert room.plan.data_button.hasFocus()
        assert room.plan.data_button.visibleRegion().boundingRect() == room.plan.data_button.rect()


def test_plan_is_not_shown_while_a_setting_is_invalid(room: TrainRoom, dataset: Dataset, type_into: Helper) -> None:
    room.set_dataset(dataset)
    assert "epochs of" in room.plan.text()
    type_into(room, "epochs", "0")
    assert room.plan.heading.text() == "Before you can start"
    assert room.plan.wrong.text() == "Epochs must be a whole number from 1 to 10,000."
    assert not any(step.isVisible() for step in room.plan.steps), "it would be of settings that are not shown"
    type_into(room, "epochs", "3")
    assert room.plan.heading.text() == "What Start will do"
    assert "3 epochs of" in room.plan.text()
    assert all(step.isVisible() for step in room.plan.steps)
