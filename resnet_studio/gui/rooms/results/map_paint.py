"""A map of many points, stamped with NumPy: 10,000 antialiased circles by QPainter take several frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

Shape = Literal["disc", "ring", "cross", "square"]
Floats = NDArray[np.float64]
_SOFT: Final = 0.7  # pixels over which an edge fades


@dataclass(frozen=True, slots=True)
class Group:
    """Points of one look.

    Attributes:
        rows: which of the points.
        shape, colour: how each looks.
        radius: in logical pixels.
    """

    rows: NDArray[np.int64]
    shape: Shape
    colour: QColor
    radius: float


Stamp = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""Offsets down and across in pixels, and how much of each pixel is covered."""


def _stamp(shape: Shape, radius: float) -> Stamp:
    """Offsets down and across in pixels, and how much of each pixel a shape covers."""
    reach = int(np.ceil(radius + 1))
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(down, across)
    if shape == "square":
        inside = radius - np.maximum(abs(down), abs(across))
    elif shape == "cross":
        arm = np.minimum(abs(down - across), abs(down + across)) / np.sqrt(2)
        inside = np.minimum(radius * 0.34 - arm, radius * 1.15 - distance)
    elif shape == "ring":
        inside = radius * 0.24 - abs(distance - radius * 0.76)
    else:
        inside = radius - distance
    cover = np.clip(inside / _SOFT + 0.5, 0, 1).astype(np.float32)
    rows, columns = np.nonzero(cover > 0.02)
    return down[rows, columns], across[rows, columns], cover[rows, columns]


def paint_points(
    places: Floats, groups: Sequence[Group], width: int, height: int, ratio: float, ground: QColor
) -> QImage:
    """The points, painted.

    Args:
        places: in logical pixels, float64 `[N, 2]`, across and down.
        groups: painted in order, the last one on top.
        width, height: of the whole in logical pixels.
        ratio: device pixels of each.
        ground: the colour behind them.
    """
    wide, tall = max(1, round(width * ratio)), max(1, round(height * ratio))
    stamps: list[Stamp] = [_stamp(group.shape, group.radius * ratio) for group in groups]
    reach = max((int(abs(down).max(initial=0)) for down, _, _ in stamps), default=0)
    around = 2 * reach  # so that what is cut off by the edge needs no check of its own
    stride = wide + 2 * around
    canvas = np.full((tall + 2 * around) * stride, ground.rgb(), np.uint32)
    for group, (down, across, cover) in zip(groups, stamps, strict=True):
        own = np.rint(places[group.rows] * ratio).astype(np.int64)
        own = own[np.all((own >= -reach) & (own < (wide + reach, tall + reach)), axis=1)] + around
        start = own[:, 1] * stride + own[:, 0]
        # Edges first: they fade into the ground, and are covered where points are on each other.
        order: list[int] = np.argsort(cover, kind="stable").tolist()
        for index in order:
            canvas[start + (down[index] * stride + across[index])] = _faded(group.colour, ground, float(cover[index]))
    pixels = canvas.reshape(-1, stride)[around : around + tall, around : around + wide]
    data = np.ascontiguousarray(pixels)
    painted = QImage(data.data, wide, tall, 4 * wide, QImage.Format.Format_RGB32).copy()
    painted.setDevicePixelRatio(ratio)
    return painted


def _faded(colour: QColor, ground: QColor, cover: float) -> int:
    """The colour over the ground, 0xffRRGGBB."""
    return QColor(
        round(ground.red() + (colour.red() - ground.red()) * cover),
        round(ground.green() + (colour.green() - ground.green()) * cover),
        round(ground.blue() + (colour.blue() - ground.blue()) * cover),
    ).rgb()


def inside(places: Floats, outline: Floats) -> NDArray[np.bool_]:
    """Which of the places float64 `[N, 2]` are inside an outline float64 `[M, 2]`, which is closed; even-odd rule."""
    within = np.zeros(len(places), np.bool_)
    if len(outline) < 3:
        return within
    x, y = places[:, 0], places[:, 1]
    before = np.roll(outline, 1, axis=0)
    for (x1, y1), (x2, y2) in zip(before, outline, strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > y) != (y2 > y)
        within ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return within
