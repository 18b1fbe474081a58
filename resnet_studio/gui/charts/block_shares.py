"""What each block of a network adds to a picture, from stem to head: `|F(h)| / |h|` as a bar for each block."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QLineF, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import HEAD, STEM, Architecture
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, RADIUS_CARD, REGULAR, SECONDARY
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import ElidedLabel, heading, plain_tip

_LABEL, _ABOVE, _GAP = 16.0, 4.0, 12.0
_END: Final = 40.0  # width of stem and head, which have no shortcut
_WIDEST: Final = 44.0  # of a bar


@dataclass(frozen=True, slots=True)
class Section:
    """A stage, the stem or the head: its name, its place, and the bars of its blocks, px."""

    name: str
    box: QRectF
    bars: tuple[QRectF, ...] = ()


def sections(network: Architecture, values: tuple[float, ...], width: float, height: float) -> list[Section]:
    """Lay out the network from left to right; a bar as high as the area is the largest value, or 1 if that is more."""
    counts = [len(stage.blocks) for stage in network.stages]
    room = max(0.0, width - 2 * _END - _GAP * (len(counts) + 1))
    made = [Section(STEM, QRectF(0, 0, _END, height))]
    left, first, top = _END + _GAP, 0, highest(values)
    for stage, count in zip(network.stages, counts, strict=True):
        # A stage of two blocks among many keeps the room for its name.
        box = QRectF(left, 0, room * (0.4 / len(counts) + 0.6 * count / sum(counts)), height)
        made.append(Section(stage.name, box, _bars(box, values[first : first + count], top)))
        left, first = box.right() + _GAP, first + count
    made.append(Section(HEAD, QRectF(left, 0, _END, height)))
    return made


def highest(values: tuple[float, ...]) -> float:
    """The value at the upper end of the scale."""
    return max([1.0, *(value for value in values if math.isfinite(value))])


def _bars(box: QRectF, values: tuple[float, ...], top: float) -> tuple[QRectF, ...]:
    pitch = min(_WIDEST + 2, box.width() / max(1, len(values)))
    room = box.height() - _LABEL - _ABOVE
    bars = []
    for number, value in enumerate(values):
        high = max(1.0, room * min(1.0, value / top)) if math.isfinite(value) else room
        bars.append(QRectF(box.left() + number * pitch, box.bottom() - high, max(1.0, pitch - 2), high))
    return tuple(bars)


class _Bars(QWidget):
    """The painted network."""

    def __init__(self) -> None:
        super().__init__()
        self.network: Architecture | None = None
        self.values: tuple[float, ...] = ()
        self.setFixedHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def laid_out(self) -> list[Section]:
        """The sections at the present size."""
        if self.network is None or len(self.values) != len(self.network.blocks):
            return []
        return sections(self.network, self.values, self.width(), self.height() - 1)

    def sizeHint(self) -> QSize:
        return QSize(360, 64)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        best = self.values.index(max(self.values)) if self.values else -1
        done = 0
        painter.setFont(font(CAPTION))
        for section in self.laid_out():
            box = section.box
            painter.setPen(colour("text2" if section.bars else "text3"))
            room = int(box.width() + _GAP - 2)
            name = painter.fontMetrics().elidedText(section.name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(box.left(), 0, room, _LABEL), Qt.AlignmentFlag.AlignVCenter, name)
            for bar in section.bars:
                paint_box(painter, bar, min(2.0, bar.width() / 2), "text" if done == best else "text3")
                done += 1
            painter.setPen(QPen(colour("line2"), 1))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            if section.bars:
                self._paint_one(painter, box)
            elif section.name == STEM:  # it has room for the number, because it has no bar
                y = self._one(box)
                painter.setPen(colour("text3"))
                where = QRectF(0, min(y - 7, box.bottom() - 14), box.width(), 14)
                painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr("1 ×"))

    def _paint_one(self, painter: QPainter, box: QRectF) -> None:
        """A dashed line where a block adds as much as its shortcut passes on."""
        y = self._one(box)
        pen = QPen(colour("line2"), 1)
        pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawLine(QLineF(box.left(), y, box.right(), y))

    def _one(self, box: QRectF) -> float:
        return round(box.bottom() - (box.height() - _LABEL - _ABOVE) / highest(self.values)) + 0.5

    def tip_at(self, point: QPoint) -> str:
        """What the bar at a point means."""
        done = 0
        for section in self.laid_out():
            if not section.bars and section.box.contains(point):
                return tr("{unit:plain} has no shortcut", unit=section.name)
            for bar in section.bars:
                if bar.left() - 1 <= point.x() <= bar.right() + 1 and self.network is not None:
                    return block_text(self.network, done, self.values[done])
                done += 1
        return ""

    def event(self, event: QEvent) -> bool:
        """Show what a bar means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self.tip_at(event.pos())), self)
            return True
        return super().event(event)


def block_text(network: Architecture, number: int, value: float) -> str:
    """What one block does to a picture."""
    name = network.blocks[number].name
    if not network.shortcuts:
        return tr("The output of {block:plain} is {value} times its input", block=name, value=value)
    return tr("What {block:plain} adds is {value} times what its shortcut passes on", block=name, value=value)


class BlockShares(QWidget):
    """A card with a title, one sentence about the block that adds most, and the bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.title = heading(tr("What each block adds"))
        self.sentence = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.sentence.yield_room()
        row.addWidget(self.title)
        row.addWidget(self.sentence, 1)
        self.bars = _Bars()
        column.addLayout(row)
        column.addWidget(self.bars)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, network: Architecture | None, values: tuple[float, ...]) -> None:
        """Show what each block adds to a picture, in network order; nothing where there are no values."""
        self.bars.network, self.bars.values = network, values
        if network is None or not self.bars.laid_out():
            self.bars.values = ()
            self.sentence.setText("")
            self.bars.setAccessibleName("")
        else:
            best = values.index(max(values))
            self.title.setText(tr("What each block adds") if network.shortcuts else tr("What each block changes"))
            self.sentence.setText(_sentence(network, best, values[best]))
            named = (block_text(network, number, value) for number, value in enumerate(values))
            self.bars.setAccessibleName(", ".join(named))
        self.bars.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), RADIUS_CARD, "surface", "line")


def _sentence(network: Architecture, best: int, value: float) -> str:
    name = network.blocks[best].name
    if not network.shortcuts:
        return tr(
            "This network has no shortcuts: a bar is a block's output compared with its input, "
            "at most {value} times, in {block:plain}.",
            value=value, block=name,
        )  # fmt: skip
    return tr(
        "Measured by what its shortcut passes on, {block:plain} adds most to this picture: {value} times as much.",
        value=value, block=name,
    )  # fmt: skip
