"""The notices of a run."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import (
    EpochEnd,
    Notice,
    NoticeKind,
)
from resnet_studio.gui.rooms.train.room import TrainRoom

Helper = Callable[..., Any]


def test_replaced_notice_is_visible_at_once(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    heights = []
    for number in (1, 2):
        epoch(history, number, 0.5 + 0.1 * number)
        room.refresh()
        area = room.panel.notices.findChild(QScrollArea)
        assert area is not None
        heights.append(area.height())
    assert room.panel.notices.sentences() == ["Best model kept, from epoch 2"]
    assert heights[0] == heights[1] > 10
    history.apply(EpochEnd(3, 12, 0.5, 0.5, 0.9, 1.0))
    room.refresh()
    assert room.panel.notices.sentences() == ["Best model kept, from epoch 2; that of epoch 3 is not saved yet"]


def test_unreadable_pictures_are_one_notice_with_details(
    room: TrainRoom, dataset: Dataset, epoch: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    assert not room.panel.notices.isVisible()
    history.apply(Notice("120 weights taken; the head is new."))
    epoch(history, 1, 0.75)
    for number in range(3):
        history.apply(Notice(f"x{number}.jpg: The file is cut off.", f"/data/x{number}.jpg", NoticeKind.PICTURE))
    room.refresh()
    notices = room.panel.notices
    assert notices.sentences() == [
        "120 weights taken; the head is new.",
        "Best model kept, from epoch 1",
        "3 pictures could not be read and are left out",
    ]
    assert not notices.details.isVisible()
    notices.details_button.click()
    assert notices.details.isVisible()
    assert notices.details.toPlainText().count("The file is cut off") == 3
    notices.copy_button.click()
    assert "/data/x2.jpg" in QGuiApplication.clipboard().text()
