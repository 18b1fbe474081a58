"""Starting the window: work that would delay its first paint waits for it."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
from PIL import Image
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.app import FirstPaint

CLOSED_WHILE_IT_DECODES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from resnet_studio.core.pictures import decoder
from resnet_studio.gui.app import run_window
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell.window import StudioWindow
from tests.core.pictures import decoder_hooks

def close_when_busy():
    pids = decoder.shared().pids()  # one that was stopped, as its picture was off the screen, is replaced
    if len(pids) > 1 and all(decoder_hooks.times_seen(folder / f"a/{name}.png") for name in ("hold", "wait")):
        print(*pids, flush=True)
        clock.stop()
        next(one for one in app.topLevelWidgets() if isinstance(one, StudioWindow)).close()

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    EngineWorker.start = lambda _: None
    decoder._shared = decoder.Decoder(3, seconds=80, also=decoder_hooks.prepare)  # gives up neither
    app = QApplication([])
    clock = QTimer(interval=20)
    clock.timeout.connect(close_when_busy)
    clock.start()
    run_window(folder)
"""


def still_running(pids: list[int]) -> list[psutil.Process]:
    """Those that have not ended after some time. One that has ended stays a zombie where its new parent never looks."""
    started = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            started.append(psutil.Process(pid))
    _, left = psutil.wait_procs(started, timeout=20)
    running = []
    for process in left:
        with suppress(psutil.NoSuchProcess):
            if process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
                running.append(process)
    return running


def test_first_paint_is_reported_once_and_after_the_paint(qtbot: QtBot) -> None:
    order: list[str] = []

    class Painted(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            order.append("paint")

    window = Painted()
    qtbot.addWidget(window)
    window.show()
    first_paint = FirstPaint(window)
    window.windowHandle().installEventFilter(first_paint)
    first_paint.done.connect(lambda: order.append("done"))
    assert order == []
    qtbot.waitUntil(lambda: "done" in order)
    assert order[0] == "paint"
    window.repaint()
    assert order.count("done") == 1


def test_file_that_macos_asks_to_open_is_reported(tmp_path: Path) -> None:
    """In a process of its own: there is one application in each."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QUrl\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from resnet_studio.gui.app import Application\n"
        "app = Application([])\n"
        "app.asked.connect(print)\n"
        "app.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(sys.argv[1])))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path)


def test_window_that_is_closed_while_it_decodes_ends_and_leaves_no_process(tmp_path: Path) -> None:
    for name in ("a/hold", "a/wait", "b/good", "b/also good"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (20, 20)).save(tmp_path / f"{name}.png")
    program = tmp_path / "program.py"
    program.write_text(
        CLOSED_WHILE_IT_DECODES,
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, program, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    pids = list(map(int, done.stdout.splitlines()[-1].split()))
    assert len(pids) >= 2
    assert still_running(pids) == []
