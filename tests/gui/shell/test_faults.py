"""Every unexpected error reaches the person in a dialog and is written to the log."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.gui.shell.faults import fault_box, show_unexpected_errors

pytestmark = pytest.mark.qt_no_exception_capture  # it would take the errors that are to reach the dialog


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    monkeypatch.setattr("threading.excepthook", threading.excepthook)
    log = logging.getLogger("resnet_studio")
    before = list(log.handlers)
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    show_unexpected_errors(shown)
    yield shown
    for handler in log.handlers[len(before) :]:
        log.removeHandler(handler)
        handler.close()


def dialogs(window: QWidget) -> list[QMessageBox]:
    return window.findChildren(QMessageBox)


def logged() -> str:
    return (places.log_folder() / "window.log").read_text(encoding="utf-8")


def fail() -> None:
    raise ZeroDivisionError("unexpected <b>this</b>")


def by_click(window: QWidget, qtbot: QtBot) -> None:
    button = QPushButton("press", window)
    button.show()
    button.clicked.connect(fail)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def by_clock(window: QWidget, _: QtBot) -> None:
    QTimer.singleShot(0, window, fail)


def by_thread(_: QWidget, __: QtBot) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def by_qt_thread(window: QWidget, _: QtBot) -> None:
    class Failing(QThread):
        def run(self) -> None:
            fail()

    thread = Failing(window)
    thread.start()
    assert thread.wait(10_000)


@pytest.mark.parametrize("way", [by_click, by_clock, by_thread, by_qt_thread])
def test_every_error_reaches_a_dialog_and_the_log(
    window: QWidget, qtbot: QtBot, way: Callable[[QWidget, QtBot], None]
) -> None:
    way(window, qtbot)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    (box,) = dialogs(window)
    assert box.isVisible()
    assert not box.isModal()
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert "ZeroDivisionError: unexpected <b>this</b>" in box.informativeText()
    assert "in fail" in box.detailedText()
    assert "in fail" in logged()


def test_copying_details_keeps_the_dialog_open(window: QWidget, qtbot: QtBot) -> None:
    by_click(window, qtbot)
    qtbot.waitUntil(lambda: len(dialogs(window)) == 1)
    (box,) = dialogs(window)
    (copy,) = (button for button in box.buttons() if button.text() == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == box.detailedText()
    assert box.isVisible()


def test_repeated_error_is_shown_once_and_logged_each_time(window: QWidget, qtbot: QtBot) -> None:
    clock = QTimer(window, interval=1)
    clock.timeout.connect(fail)
    clock.start()
    qtbot.waitUntil(lambda: (places.log_folder() / "window.log").exists() and logged().count("unexpected error") >= 5)
    clock.stop()
    assert len(dialogs(window)) == 1


def test_log_is_rotated(window: QWidget) -> None:
    for number in range(60):
        logging.getLogger("resnet_studio").error("%d %s", number, "x" * 100_000)
    files = sorted(places.log_folder().iterdir())
    assert [file.name for file in files] == ["window.log", "window.log.1", "window.log.2", "window.log.3"]
    assert all(file.stat().st_size <= 1_000_000 for file in files)


def test_error_without_a_log_folder_still_opens_a_dialog(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, studio_home: Path
) -> None:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    monkeypatch.setattr("threading.excepthook", threading.excepthook)
    places.log_folder().parent.mkdir(parents=True, exist_ok=True)
    places.log_folder().write_text("a file where the folder should be")
    shown = QWidget()
    qtbot.addWidget(shown)
    show_unexpected_errors(shown)
    by_click(shown, qtbot)
    qtbot.waitUntil(lambda: len(dialogs(shown)) == 1)


def test_enter_closes_the_dialog_and_does_not_unfold_the_details(window: QWidget) -> None:
    box = fault_box(window, "ValueError: 7", "Traceback")
    default = box.defaultButton()
    assert default is not None
    assert box.standardButton(default) == QMessageBox.StandardButton.Close
    box.close()
