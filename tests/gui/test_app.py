"""Starting the window: work that would delay its first paint waits for it."""

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
