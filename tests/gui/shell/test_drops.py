"""Files and folders dropped on the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]

_KEYS, _BUTTONS = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def test_pictures_dropped_in_another_room_are_predicted(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper, usable_run: Helper
) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("model")
    picture = colours / "red" / "red 1.png"
    drop(window, picture)
    qtbot.waitUntil(lambda: window.prediction.busy)
    assert window.rail.current() == "use"


def test_folder_dropped_in_another_room_is_opened(
    window: StudioWindow, qtbot: QtBot, colours: Path, drop: Helper, usable_run: Helper
) -> None:
    window.session.use_run(summarise(usable_run(colours, "model")))
    window.go_to("runs")
    with qtbot.waitSignal(window.session.dataset_changed):
        drop(window, colours)
    assert window.rail.current() == "data"


def test_dropped_folder_that_is_gone_is_reported(
    window: StudioWindow, qtbot: QtBot, tmp_path: Path, drop: Helper
) -> None:
    with qtbot.waitSignal(window.opening.failed) as caught:
        drop(window, tmp_path / "gone")
    assert caught.args is not None
    assert "gone" in str(caught.args[1])
    assert window.rail.current() == "data"


def test_drag_without_files_is_refused(window: StudioWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.png")])
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, _BUTTONS, _KEYS)
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
