"""Starting the window: work that would delay its first paint waits for it."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.app import FirstPaint


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
