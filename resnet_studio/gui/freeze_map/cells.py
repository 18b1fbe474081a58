"""One residual block on the freeze map: where its slabs, its arc and its plus are in a column of given width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from resnet_studio.core.network.architecture import Block, Stage

_SHRINK: Final = 0.82  # of the height, for each halving of the feature map
# Before the branching dot, to the first slab, between slabs, to the plus, and to the end of the cell: px where
# there is room, and where there is none.
_ROOMY: Final = (3.5, 15.0, 6.0, 18.0, 13.5)
_TIGHT: Final = (3.0, 7.0, 2.0, 9.0, 6.5)
_TIGHT_SLABS: Final = 0.62
_PLUS: Final = (5.0, 8.0)
_LARGEST: Final = 1.5


@dataclass(frozen=True, slots=True)
class Measure:
    """How feature maps become slabs: the trunk's height, the tallest slab and its side, the rise of arcs above
    slabs, and the channels and slab widths (px) between which widths are interpolated."""

    axis: float
    tallest: float
    top_side: int
    rise: float
    channels: tuple[int, int]
    widths: tuple[float, float]

    @staticmethod
    def shrink(top_side: int, side: int) -> float:
        """Height of a slab relative to the tallest one."""
        return float(_SHRINK ** math.log2(max(1.0, top_side / max(1, side))))

    def height(self, side: int) -> float:
        """Height of the slab of a feature map of ``side`` × ``side`` pixels."""
        return self.tallest * self.shrink(self.top_side, side)

    def width(self, channels: int) -> float:
        """Width of the slab of a feature map with so many channels, where there is room."""
        low, high = self.channels
        share = math.log2(channels / low) / math.log2(high / low)
        return float(self.widths[0] * (self.widths[1] / self.widths[0]) ** share)

    def slab(self, x: float, width: float, height: float) -> QRectF:
        """A slab that stands on the trunk's middle."""
        return QRectF(x, self.axis - height / 2, width, height)


@dataclass(frozen=True, slots=True)
class Cell:
    """A block, or the folded middle of a stage (`count` blocks, nothing drawn but "× count").

    Attributes: units are the names of the blocks; rect is the column that belongs to it; branch is where h
    leaves the trunk and plus where it comes back, both None in a plain network; mark is the sign on the arc
    ("projection" or "pad") or "".
    """

    units: tuple[str, ...]
    rect: QRectF
    slabs: tuple[QRectF, ...] = ()
    branch: QPointF | None = None
    plus: QPointF | None = None
    plus_radius: float = 0.0
    arc: QPainterPath | None = None
    mark: str = ""
    mark_rect: QRectF | None = None

    @property
    def count(self) -> int:
        """Number of blocks that the cell stands for."""
        return len(self.units)


def natural_width(block: Block, measure: Measure) -> float:
    """Width of a block's cell where there is room, px."""
    return _cell_width(_slab_widths(block, measure), _ROOMY, 1.0)


def spread(naturals: Sequence[float], room: float, least: Sequence[float]) -> list[float]:
    """Scale widths so that they fill ``room``, none below its ``least`` if that is possible at all."""
    if sum(least) >= room:
        return [width * max(0.0, room) / sum(least) for width in least]
    small: set[int] = set()
    while True:
        free = sum(width for index, width in enumerate(naturals) if index not in small)
        scale = (room - sum(least[index] for index in small)) / free
        found = {i for i, width in enumerate(naturals) if i not in small and width * scale < least[i]}
        if not found:
            return [least[i] if i in small else width * scale for i, width in enumerate(naturals)]
        small |= found


def cells_of_stage(
    stage: Stage, widths: Sequence[float], folded: bool, zone: QRectF, side: int, measure: Measure
) -> tuple[Cell, ...]:
    """The cells of a stage side by side in ``zone``; ``side`` is that of the feature map that enters it."""
    groups: list[tuple[Block, ...]] = [(block,) for block in stage.blocks]
    if folded:
        groups = [stage.blocks[:1], stage.blocks[1:-1], stage.blocks[-1:]]
    cells, x = [], zone.left()
    for group, width in zip(groups, widths, strict=True):
        rect = QRectF(x, zone.top(), width, zone.height())
        if len(group) > 1:
            cells.append(Cell(tuple(block.name for block in group), rect))
        else:
            cells.append(_block_cell(group[0], rect, side, measure))
        for block in group:
            side = block.output_side(side)
        x += width
    return tuple(cells)


def _slab_widths(block: Block, measure: Measure) -> list[float]:
    return [measure.width(conv.out_channels) for conv in block.convolutions]


def _cell_width(slabs: list[float], spaces: Sequence[float], share: float) -> float:
    lead, to_slab, between, to_plus, tail = spaces
    return lead + to_slab + share * sum(slabs) + between * (len(slabs) - 1) + to_plus + tail


def _block_cell(block: Block, rect: QRectF, side: int, measure: Measure) -> Cell:
    slabs = _slab_widths(block, measure)
    tight, roomy = _cell_width(slabs, _TIGHT, _TIGHT_SLABS), _cell_width(slabs, _ROOMY, 1.0)
    ease = min(1.0, max(0.0, (rect.width() - tight) / (roomy - tight)))
    scale = min(_LARGEST, rect.width() / (tight + (roomy - tight) * ease))
    lead, to_slab, between, to_plus, tail = (
        scale * (low + (high - low) * ease) for low, high in zip(_TIGHT, _ROOMY, strict=True)
    )
    slabs = [scale * width * (_TIGHT_SLABS + (1 - _TIGHT_SLABS) * ease) for width in slabs]
    used = _cell_width(slabs, (lead, to_slab, between, to_plus, tail), 1.0)
    branch = rect.left() + (rect.width() - used) / 2 + lead
    if block.shortcut == "none":  # nothing stands beside the slabs: they take the middle
        branch = rect.center().x() - (sum(slabs) + between * (len(slabs) - 1)) / 2 - to_slab
    x, rects = branch + to_slab, []
    for convolution, width in zip(block.convolutions, slabs, strict=True):
        side = convolution.output_side(side)
        rects.append(measure.slab(x, width, measure.height(side)))
        x += width + between
    if block.shortcut == "none":
        return Cell((block.name,), rect, tuple(rects))
    plus = QPointF(x - between + to_plus, measure.axis)
    radius = (_PLUS[0] + (_PLUS[1] - _PLUS[0]) * ease) * min(1.1, max(0.85, scale))
    peak = min(slab.top() for slab in rects) - measure.rise
    arc = _arc(QPointF(branch, measure.axis), plus, radius, peak)
    mark, box = "", None
    if block.shortcut in ("projection", "pad"):
        mark, middle, half = block.shortcut, (branch + plus.x()) / 2, 4.5 + 1.5 * ease
        box = QRectF(middle - half, peak - half, 2 * half, 2 * half)
    return Cell((block.name,), rect, tuple(rects), QPointF(branch, measure.axis), plus, radius, arc, mark, box)


def _arc(start: QPointF, plus: QPointF, radius: float, peak: float) -> QPainterPath:
    """A curve that leaves the trunk upwards and comes down on the plus, with its highest point at ``peak``."""
    # At its middle a cubic curve is 3/4 of the way to its two inner control points, which are level here.
    reach = (start.y() - peak - radius / 8) / 0.75
    path = QPainterPath(start)
    path.cubicTo(start.x(), start.y() - reach, plus.x(), start.y() - reach, plus.x(), plus.y() - radius)
    return path
