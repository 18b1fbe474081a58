"""What the colours of a large confusion matrix mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.results.matrix_paint import step_colour
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import SECONDARY
from resnet_studio.gui.widgets.paint import colour

_SQUARE, _GAP = 10, 14


class MatrixLegend(QWidget):
    """A row of squares with words; the last ones are left out where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._percent = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(20)
        self._describe()

    def set_percent(self, percent: bool) -> None:
        """Explain shares of rows instead of counts."""
        self._percent = percent
        self._describe()
        self.update()

    def _words(self) -> list[str]:
        if self._percent:
            steps = [tr("to 10 %"), tr("to 25 %"), tr("to 50 %"), tr("more taken for another class")]
        else:
            steps = [tr("{count}", count=number) for number in (1, 2, 3)] + [tr("4 or more taken for another class")]
        return [tr("right"), *steps]

    def _describe(self) -> None:
        self.setAccessibleName(", ".join(self._words()))

    def sizeHint(self) -> QSize:
        return QSize(320, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, x = QPainter(self), 0
        painter.setFont(font(SECONDARY))
        metrics = QFontMetrics(painter.font())
        for step, words in enumerate(self._words()):
            room = self.width() - x - _SQUARE - 6
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, room))
            if room < 12:
                return
            square = QRectF(x, (self.height() - _SQUARE) / 2, _SQUARE, _SQUARE)
            painter.fillRect(square, step_colour(step) if step else colour("validation"))
            painter.setPen(colour("text2"))
            width = metrics.horizontalAdvance(shown) + 2
            painter.drawText(QRectF(x + _SQUARE + 6, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += _SQUARE + 6 + width + _GAP
