"""Figures and bars: a key figure over its caption, plain and split bars, the progress of a run by epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.paint import colour, paint_box, paint_hatch
from resnet_studio.gui.widgets.text import ElidedLabel, Label


class StatBlock(QWidget):
    """A 20 px figure over a 12 px caption.

    It keeps the width that its longest figure needed, so that changing figures do not move other blocks; another
    caption begins with the width that it needs.
    """

    def __init__(
        self,
        caption: str,
        figure: str = "–",
        *,
        tone: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = row = QHBoxLayout()
        row.setSpacing(4)
        self._figure = Label(figure, TITLE, SEMIBOLD, tone)
        self._figure.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self._detail = Label("", SECONDARY, REGULAR, "text2")
        self._detail.hide()
        self._caption = ElidedLabel(caption, SECONDARY, REGULAR, "text2", elide="right", align=align)
        if align == Qt.AlignmentFlag.AlignRight:
            row.addStretch(1)
        row.addWidget(self._figure)
        row.addWidget(self._detail, 0, Qt.AlignmentFlag.AlignBottom)
        if align == Qt.AlignmentFlag.AlignLeft:
            row.addStretch(1)
        self._detail.setContentsMargins(0, 0, 0, 2)
        column.addLayout(row)
        column.addWidget(self._caption)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._widest = super().sizeHint().width()

    def set_figure(self, figure: str, detail: str = "") -> None:
        """Show a figure and, smaller beside it, a detail such as "of 11.2 M"."""
        self._figure.setText(figure)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._row.invalidate()  # Qt does so only when it lays the block out
        self._widest = max(self._widest, super().sizeHint().width())

    def set_caption(self, caption: str, *shorter: str) -> None:
        """Change the caption, and what stands there where it does not fit."""
        if caption != self._caption.text():
            self._caption.setText(caption, *shorter)
            self._widest = 0

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self._widest, 0))

    def figure(self) -> str:
        """Return the figure as shown."""
        return self._figure.text()

    def caption(self, *, shown: bool = False) -> str:
        """Return the caption, or as much of it as is `shown`."""
        return self._caption.shown() if shown else self._caption.text()


class Bar(QWidget):
    """A thin bar filled from the left to ``value`` (0 to 1), in a colour token."""

    def __init__(
        self, value: float = 0.0, tone: str = "accent", height: int = 4, *, track: str = "line",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._value, self._tone, self._track = value, tone, track
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_value(self, value: float, tone: str | None = None) -> None:
        """Fill to ``value`` (clipped to 0 to 1), in another colour if ``tone`` is given."""
        tone = tone or self._tone
        if (value, tone) != (self._value, self._tone):
            self._value, self._tone = value, tone
            self.update()

    def value(self) -> float:
        """Return the filled share."""
        return self._value

    def sizeHint(self) -> QSize:
        return QSize(48, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_bar(QPainter(self), QRectF(self.rect()), self._value, self._tone, self._track)


def paint_bar(painter: QPainter, rect: QRectF, value: float, tone: str, track: str = "line") -> None:
    """Paint a bar like ``Bar`` inside a tile or a row."""
    radius = min(3.0, rect.height() / 2)
    paint_box(painter, rect, radius, track)
    share = min(1.0, max(0.0, value))
    if share > 0:
        filled = QRectF(
            rect.left(), rect.top(), max(rect.width() * share, min(rect.height(), rect.width())), rect.height()
        )
        paint_box(painter, filled, radius, tone)


@dataclass(frozen=True, slots=True)
class Share:
    """One segment of a SplitBar: its size relative to the others, its colour token, its look and its label."""

    size: float
    fill: str
    label: str = ""
    line: str | None = None
    hatch: str | None = None
    text: str = "text"
    tip: str = ""
    dashed: bool = False


class SplitBar(QWidget):
    """A bar of coloured segments with 2 px gaps; labels show where they fit (from 18 px height)."""

    def __init__(self, height: int = 10, radius: float = 3.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()
        self._radius = radius
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, shares: Sequence[Share]) -> None:
        """Show ``shares`` from left to right; those of size 0 are left out."""
        self._shares = tuple(share for share in shares if share.size > 0)
        self.setAccessibleName(
            ", ".join(share.label or share.tip for share in self._shares if share.label or share.tip)
        )
        self.update()

    def boxes(self) -> list[QRectF]:
        """Return the rectangle of each segment in the present width, px."""
        total = sum(share.size for share in self._shares)
        gap = 2.0
        room = max(0.0, self.width() - gap * (len(self._shares) - 1))
        boxes, x = [], 0.0
        for share in self._shares:
            width = room * share.size / total
            boxes.append(QRectF(x, 0, width, self.height()))
            x += width + gap
        return boxes

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._shares:
            paint_box(painter, self.rect(), self._radius, "line")
        for share, box in zip(self._shares, self.boxes(), strict=True):
            self._paint_share(painter, share, box)

    def _paint_share(self, painter: QPainter, share: Share, box: QRectF) -> None:
        paint_box(painter, box, self._radius, share.fill)
        outline = QPainterPath()
        outline.addRoundedRect(box, self._radius, self._radius)
        painter.setFont(font(CAPTION))
        words = painter.fontMetrics().horizontalAdvance(share.label)
        fits = bool(share.label) and self.height() >= 18 and words + 8 <= box.width()
        if share.hatch is not None:
            paint_hatch(painter, outline, share.hatch, 7)
        if fits and share.hatch is not None:  # the words stand on plain ground, the hatch around them
            centre = box.center()
            paint_box(painter, QRectF(centre.x() - words / 2 - 4, 2, words + 8, box.height() - 4), 2, share.fill)
        if share.line is not None:
            paint_box(painter, box, self._radius, None, share.line, dashed=share.dashed)
        if fits:
            painter.setPen(colour(share.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, share.label)


def _fill(painter: QPainter, outline: QPainterPath, box: QRectF, share: float, tone: str) -> None:
    """Fill a share of an outline, from its left."""
    if share > 0:
        filled = QPainterPath()
        filled.addRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
        painter.fillPath(outline.intersected(filled) if share < 1 else outline, colour(tone))


class ProgressSegments(QWidget):
    """The progress of a run: one 8 px segment for each planned epoch, the running one filled in part.

    While an epoch is validated, its segment is filled once more, in the colour of validation.
    """

    _MOST = 120  # with more epochs than this the segments would be slivers: one plain bar then

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._planned, self._done, self._validated = 1, 0.0, 0.0
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_progress(self, planned: int, done: float, validated: float = 0.0) -> None:
        """Show ``done`` of ``planned`` epochs; 8.5 is half way through the ninth. ``validated`` is the share of the
        last one that was validated so far.
        """
        planned = max(1, planned)
        if (planned, done, validated) != (self._planned, self._done, self._validated):
            self._planned, self._done, self._validated = planned, done, validated
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        planned = self._planned
        if planned > self._MOST or self.width() < planned * 5:
            paint_bar(painter, QRectF(self.rect()), self._done / planned, "accent")
            return
        gap = 3.0 if self.width() >= planned * 12 else 1.0
        width = (self.width() - gap * (planned - 1)) / planned
        for epoch in range(planned):
            box = QRectF(epoch * (width + gap), 0, width, self.height())
            outline = QPainterPath()
            outline.addRoundedRect(box, 2, 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(outline, colour("line"))
            _fill(painter, outline, box, self._done - epoch, "accent")
            if 0 <= self._done - epoch - 1 < 1:
                _fill(painter, outline, box, self._validated, "validation")
