"""Closing the window, with and without a run in training."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]


def answer_question(window: StudioWindow, button: str, asked: list[str]) -> None:
    """Click a button of the question as soon as it is there."""

    def look() -> None:
        boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
        if not boxes:
            QTimer.singleShot(5, look)
            return
        asked.append(boxes[0].text())
        assert boxes[0].icon() == QMessageBox.Icon.NoIcon
        assert all(one.width() >= one.sizeHint().width() for one in boxes[0].buttons()), "words are cut"
        next(one for one in boxes[0].buttons() if one.text() == button).click()

    QTimer.singleShot(0, look)


def test_keep_training_leaves_the_window_open(window: StudioWindow, colours: Path, start_run: Helper) -> None:
    start_run(window, colours)
    asked: list[str] = []
    answer_question(window, "Keep training", asked)
    assert not window.close()
    assert asked == ["A run is still in training."]
    assert window.isVisible()
    assert window.training.active
    assert window.train_room.state() == "running"


def test_writing_of_folders_is_asked_about_and_waited_for(
    window: StudioWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(type(window.data_room), "is_writing", property(lambda _: not ended))
    monkeypatch.setattr(window.data_room, "end_writing", lambda: ended.append(True))
    asked: list[str] = []
    answer_question(window, "Keep writing", asked)
    assert not window.close()
    assert window.isVisible()
    assert not ended
    answer_question(window, "Stop and close", asked)
    assert window.close()
    assert asked == ["Pictures are still being written into folders."] * 2
    assert ended


def test_copying_into_a_class_is_asked_about_and_ended(window: StudioWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(type(window.receiving.copying), "busy", property(lambda _: not ended))
    monkeypatch.setattr(window.receiving.copying, "end", lambda: ended.append(True))
    asked: list[str] = []
    answer_question(window, "Keep copying", asked)
    assert not window.close()
    assert window.isVisible()
    assert not ended
    answer_question(window, "Stop and close", asked)
    assert window.close()
    assert asked == ["Pictures are still being copied into the folder of their class."] * 2
    assert ended


def test_pause_and_close_closes_the_window(window: StudioWindow, colours: Path, start_run: Helper) -> None:
    start_run(window, colours)
    asked: list[str] = []
    answer_question(window, "Pause and close", asked)
    assert window.close()
    assert len(asked) == 1
    assert not window.isVisible()


def test_logging_out_closes_without_a_question(
    window: StudioWindow, colours: Path, monkeypatch: pytest.MonkeyPatch, start_run: Helper
) -> None:
    start_run(window, colours)
    monkeypatch.setattr("resnet_studio.gui.shell.closing.ask_to_close", lambda _: pytest.fail("it asked"))
    window.leave()
    assert not window.isVisible()


def test_window_without_a_run_closes_without_a_question(window: StudioWindow) -> None:
    assert window.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a signal for one process is POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_sigint_and_sigterm_close_the_window(sent: signal.Signals) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from resnet_studio.gui import app\n"
        "from resnet_studio.gui.shell.window import StudioWindow\n"
        "from resnet_studio.gui.engine.worker import EngineWorker\n"
        "EngineWorker.start = lambda _: None\n"
        "connect = StudioWindow.connect_all\n"
        "StudioWindow.connect_all = lambda window: (connect(window), print('shown', flush=True))\n"
        "print(app.open_window(None), flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            assert program.stdout.readline().strip() == "shown"
            program.send_signal(sent)
            assert program.communicate(timeout=60)[0].strip() == "0"
        finally:
            program.kill()


def test_question_that_is_answered_with_the_keyboard_leaves_the_window_alive() -> None:
    code = (
        "from PySide6.QtCore import Qt, QTimer\n"
        "from PySide6.QtTest import QTest\n"
        "from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton\n"
        "from resnet_studio.gui.shell.closing import ask_to_close\n"
        "from resnet_studio.gui.theme.manager import install\n"
        "class Window(QMainWindow):\n"
        "    def closeEvent(self, event):\n"
        "        event.setAccepted(ask_to_close(self))\n"
        "app = QApplication([]); install(app); window = Window(); window.show()\n"
        "def press():\n"
        "    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return):\n"
        "        QTest.keyClick(app.focusWidget() or app.activeModalWidget(), key)\n"
        "def ask():\n"
        "    QTimer.singleShot(0, press); window.close()\n"
        "    QTimer.singleShot(0, lambda: app.exit(0))\n"
        "QTimer.singleShot(0, ask); app.exec(); print('there' if window.isVisible() else 'closed', flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "there", done.stderr
