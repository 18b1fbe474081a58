"""A notice above the rooms, with the margins of the room below."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.gui.theme.tokens import MARGIN, MARGIN_NARROW, NARROW_WINDOW
from resnet_studio.gui.widgets.feedback import NoticeBar

_ABOVE = 12


class NoticeRow(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = NoticeBar()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.notice)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margin = MARGIN_NARROW if self.window().width() < NARROW_WINDOW else MARGIN
        self._column.setContentsMargins(margin, _ABOVE, margin, 0)
        self._column.activate()  # not one frame later
