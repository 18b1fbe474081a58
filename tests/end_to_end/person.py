"""A person at the real window, for the tests of the whole program."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.work.session import ActiveRun
from tests.gui.new_window import new_window

LONG = 240_000  # ms


class Person:
    """Does what a person does: drags folders, clicks buttons, waits."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        install(app)
        self.window = new_window(qtbot)
        self.window.resize(1280, 832)

    def drop(self, *paths: Path) -> None:
        """Drag files over the middle of the window and let go."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        where, buttons, keys = self.window.rect().center(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, mime, buttons, keys)
        QApplication.sendEvent(self.window, enter)
        assert enter.isAccepted()
        drop = QDropEvent(QPointF(where), Qt.DropAction.CopyAction, mime, buttons, keys)
        QApplication.sendEvent(self.window, drop)

    def button(self, text: str) -> QAbstractButton:
        """The visible button with this text."""
        room = self.window.stack.currentWidget()
        return next(one for one in room.findChildren(Button) if one.words() == text and one.isVisible())

    def click(self, text: str) -> None:
        self.qtbot.mouseClick(self.button(text), Qt.MouseButton.LeftButton)

    def go_to(self, room: str) -> None:
        self.qtbot.mouseClick(self.window.rail.item(room), Qt.MouseButton.LeftButton)
        assert self.window.stack.currentWidget() is self.window.rooms[room]

    def open_dropped(self, folder: Path) -> None:
        self.drop(folder)
        self.qtbot.waitUntil(lambda: self.window.session.dataset is not None, timeout=LONG)

    def start(self) -> ActiveRun:
        self.go_to("train")
        self.qtbot.waitUntil(lambda: self.button("Start").isEnabled(), timeout=LONG)
        self.click("Start")
        assert self.window.session.run is not None
        return self.window.session.run

    def wait_for_epoch(self, run: ActiveRun) -> None:
        self.qtbot.waitUntil(lambda: bool(run.history.epochs), timeout=LONG)

    def wait_for_end(self, run: ActiveRun) -> object:
        self.qtbot.waitUntil(lambda: run.history.ended is not None, timeout=LONG)
        return run.history.ended


def choose_small(person: Person, **more: object) -> None:
    person.window.session.draft.choose(depth=20, batch_size=8, device="cpu", **more)
