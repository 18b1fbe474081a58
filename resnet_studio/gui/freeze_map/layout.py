"""Where everything on the freeze map is: plain geometry from the network's description, without colours.

Slab heights follow the side of the feature map, slab widths the channels. Coordinates are px in the widget.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.network.architecture import HEAD, STEM, Architecture
from resnet_studio.gui.freeze_map.cells import Cell, Measure, cells_of_stage, natural_width, spread
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION

MOST_WIDTH: Final = 1440.0
PICTURE: Final = 44.0
_LEFT: Final = 66.0  # the first picture and the names of the two rows of figures; more where these are longer
_GAP: Final = 8.0
_HANDLE_ROOM: Final = 10.0  # so much wider is the gap in which the boundary stands
_PAD: Final = 4.5
_TITLE: Final = 30.0
_FOOT: Final = 44.0
_TOP: Final = 8.0  # the boundary's line begins above the boxes and ends below them
_BELOW: Final = 22.0
_LEAST_CELL: Final = 40.0
_FOLD_CELL: Final = 56.0  # of "× 21", and below it "3 frozen"
_MOST_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class Box:
    """The stem, a stage or the head: its frame, the part that is drawn in, and its blocks (none in stem and head)."""

    name: str
    rect: QRectF
    zone: QRectF
    cells: tuple[Cell, ...] = ()

    @property
    def title(self) -> QRectF:
        """The row with name and state."""
        return QRectF(self.rect.left() + 10, self.rect.top(), self.rect.width() - 18, _TITLE + 2)

    def foot(self, row: int) -> QRectF:
        """The row of the parameters (0) or of the output (1)."""
        return QRectF(self.rect.left(), self.zone.bottom() + 6 + 15 * row, self.rect.width(), 16)


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole map.

    Attributes: boxes from stem to head; axis is the height of the trunk; picture is where the first picture
    goes; stem_slabs are the stem's convolution and its max pool if it has one; names are the labels at the head
    and their points: class names, and if ``more`` is not 0, a last one for that many further classes; boundaries
    are the possible places of the handle, one before each box; handle_at is the index of its place.
    """

    boxes: tuple[Box, ...]
    axis: float
    picture: QRectF
    stem_slabs: tuple[QRectF, ...]
    head_slab: QRectF
    names: tuple[tuple[str, QPointF], ...]
    more: int
    boundaries: tuple[float, ...]
    handle_at: int | None

    @property
    def stages(self) -> tuple[Box, ...]:
        """The boxes that can be frozen: all but the head."""
        return self.boxes[:-1]

    @property
    def handle(self) -> QRectF | None:
        """The knob of the boundary."""
        if self.handle_at is None:
            return None
        zone = self.boxes[0].zone
        return QRectF(self.boundaries[self.handle_at] - 15, zone.bottom() - 31, 30, 26)

    def box(self, name: str) -> Box:
        """The box of that name; KeyError names one that is not there."""
        for box in self.boxes:
            if box.name == name:
                return box
        raise KeyError(name)

    def nearest_boundary(self, x: float) -> int:
        """Which place of the handle is nearest to ``x``."""
        return min(range(len(self.boundaries)), key=lambda index: abs(self.boundaries[index] - x))


def lay_out(
    network: Architecture, image_size: int, classes: tuple[str, ...], size: QSizeF, handle_at: int | None
) -> Layout:
    """Lay the map of ``network`` into ``size``, with room for the handle before box number ``handle_at``."""
    width = min(size.width(), MOST_WIDTH)
    left = (size.width() - width) / 2
    zone = QRectF(0, _TOP + _TITLE, 0, max(60.0, size.height() - _TOP - _BELOW - _TITLE - _FOOT))
    measure = _measure(network, image_size, zone)
    labels, more = class_labels(classes, zone.height())
    widths = (_stem_width(network, image_size), _head_width(labels, size.width()))
    gaps = _GAP * (len(network.stages) + 1) + (_HANDLE_ROOM if handle_at is not None else 0)
    room = width - _left_column() - sum(widths) - gaps

    boxes, boundaries, x = [], [], left + _left_column()
    plans = _stage_cells(network, room, measure)
    stage_widths = [sum(cells) + 2 * _PAD for cells, _folded in plans]
    for index, name in enumerate((STEM, *(stage.name for stage in network.stages), HEAD)):
        if index == handle_at:
            x += _HANDLE_ROOM
        gap = _GAP + (_HANDLE_ROOM if index == handle_at else 0)
        boundaries.append(x - gap / 2)
        box_width = widths[0] if index == 0 else widths[1] if name == HEAD else stage_widths[index - 1]
        rect = QRectF(x, _TOP, box_width, zone.height() + _TITLE + _FOOT)
        inner = QRectF(x, zone.top(), box_width, zone.height())
        cells: tuple[Cell, ...] = ()
        if 0 < index <= len(plans):
            stage = network.stages[index - 1]
            side = network.output(network.stage_names[index - 1], image_size)[0]
            cells = cells_of_stage(stage, *plans[index - 1], inner.adjusted(_PAD, 0, -_PAD, 0), side, measure)
        boxes.append(Box(name, rect, inner, cells))
        x += box_width + _GAP
    head = boxes[-1].zone
    slab = QRectF(head.left() + 16, measure.axis - 0.23 * measure.tallest, 8, 0.46 * measure.tallest)
    return Layout(
        tuple(boxes), measure.axis, QRectF(left, measure.axis - PICTURE / 2, PICTURE, PICTURE),
        _stem_slabs(network, image_size, boxes[0].zone, measure), slab,
        _names(labels, head, measure.axis, slab.right() + 22), more, tuple(boundaries), handle_at,
    )  # fmt: skip


def _measure(network: Architecture, image_size: int, zone: QRectF) -> Measure:
    """Heights and widths of slabs so that the tallest slab and the highest arc just fit into the zone."""
    top_side = network.stem.convolution.output_side(image_size)
    first_side = network.stem.output_side(image_size)
    rise = max(14.0, min(28.0 * zone.height() / 178, 44.0)) if network.shortcuts else 10.0
    ratio = Measure.shrink(top_side, first_side)
    half = max(16.0, (zone.height() - 7 - rise - 10) / (1 + ratio))
    half = min(half, (zone.height() - 14) / 2)
    channels = [conv.out_channels for block in network.blocks for conv in block.convolutions]
    basic = network.blocks[0].kind == "basic"
    axis = zone.bottom() - 7 - half
    return Measure(axis, 2 * half, top_side, rise, (min(channels), max(channels)), (11, 23) if basic else (8, 24))


def _stage_cells(network: Architecture, room: float, measure: Measure) -> list[tuple[list[float], bool]]:
    """The widths of the cells of each stage, and whether it is folded into first, "× n", last."""
    room -= 2 * _PAD * len(network.stages)
    folded: set[str] = set()
    while True:
        counts = [3 if stage.name in folded else len(stage.blocks) for stage in network.stages]
        foldable = [stage for stage in network.stages if stage.name not in folded and len(stage.blocks) > 3]
        needed = sum(counts) * _LEAST_CELL + len(folded) * (_FOLD_CELL - _LEAST_CELL)
        if needed <= room or not foldable:
            break
        folded.add(max(foldable, key=lambda stage: len(stage.blocks)).name)
    naturals: list[float] = []
    least: list[float] = []
    for stage in network.stages:
        wide = natural_width(stage.blocks[-1], measure)
        if stage.name in folded:
            naturals += [wide, _FOLD_CELL, wide]
            least += [_LEAST_CELL, _FOLD_CELL, _LEAST_CELL]
        else:
            naturals += [wide] * len(stage.blocks)
            least += [_LEAST_CELL] * len(stage.blocks)
    widths = spread(naturals, room, least)
    plans = []
    for stage, count in zip(network.stages, counts, strict=True):
        plans.append((widths[:count], stage.name in folded))
        widths = widths[count:]
    return plans


def _stem_width(network: Architecture, image_size: int) -> float:
    height, width, channels = network.output(STEM, image_size)
    return max(92.0, math.ceil(QFontMetricsF(font(CAPTION)).horizontalAdvance(f"{height} × {width} × {channels}")) + 12)


def _stem_slabs(network: Architecture, image_size: int, zone: QRectF, measure: Measure) -> tuple[QRectF, ...]:
    stem = network.stem
    tall = measure.height(stem.convolution.output_side(image_size))
    middle = zone.center().x()
    if not stem.max_pool:
        return (measure.slab(middle - 7, 14, tall),)
    pooled = measure.height(stem.output_side(image_size))
    return measure.slab(middle - 20, 14, tall), measure.slab(middle + 8, 9, pooled)


def row_names() -> tuple[str, str]:
    """The names of the two rows of figures below the boxes."""
    return tr("parameters"), tr("output")


def _left_column() -> float:
    metrics = QFontMetricsF(font(CAPTION))
    return max(_LEFT, *(math.ceil(metrics.horizontalAdvance(name)) + 6.0 for name in row_names()))


def class_labels(classes: tuple[str, ...], room: float) -> tuple[tuple[str, ...], int]:
    """Return the labels that the head shows, and how many classes the last one stands for (0: for its own)."""
    most = max(2, min(_MOST_NAMES, int((room - 16) // 20)))
    shown = tuple(printable(name) for name in classes)
    if len(shown) <= most:
        return shown, 0
    more = len(shown) - most + 1
    return (*shown[: most - 1], trn("+ {count} more", "+ {count} more", more)), more


def _head_width(labels: tuple[str, ...], width: float) -> float:
    metrics = QFontMetricsF(font(CAPTION))
    longest = max((metrics.horizontalAdvance(label) for label in labels), default=0.0)
    least = max(87.0, metrics.horizontalAdvance(tr("by classes")) + 12)
    return max(least, min(62.0 + math.ceil(longest), 110.0 + max(0.0, width - 900) / 8))


def _names(labels: tuple[str, ...], zone: QRectF, axis: float, x: float) -> tuple[tuple[str, QPointF], ...]:
    if not labels:
        return ()
    pitch = min(30.0, (zone.height() - 24) / max(1, len(labels) - 1))
    height = pitch * (len(labels) - 1)
    first = min(max(axis - height / 2, zone.top() + 10), zone.bottom() - 10 - height)
    return tuple((label, QPointF(x, first + pitch * index)) for index, label in enumerate(labels))
