"""A second program: a small window from which a folder can be dragged. Run by `test_real_drag.py`."""

import sys

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Drags the folder as soon as the mouse moves with its button down."""

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)


app = QApplication(sys.argv)
source = Source("drag me")
source.setWindowTitle("drag source")
source.setWindowFlag(Qt.WindowType.X11BypassWindowManagerHint)
source.setGeometry(1300, 50, 200, 200)
source.show()
source.move(QPoint(1300, 50))
sys.exit(app.exec())
