"""The yardstick for the window's start: PySide6, pyqtgraph and one empty window, ended after its first paint."""

import sys

import pyqtgraph  # noqa: F401  its import is part of what is measured
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Empty; ends the program when it has been painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.quit)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = Bare()
    window.resize(1280, 800)
    window.show()
    sys.exit(application.exec())
