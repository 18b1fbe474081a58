"""Figures of a picture's grey values: what is quick for one, and the rest for many at once.

All but the roughness are exact in whole numbers.
The interpreter's lock is held between calls, and other threads decode meanwhile: there are few, on small arrays.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.checks.facts import Look
from resnet_studio.core.pictures.decode import Pixels

_KERNEL: Final = 9 / 128  # of the shorter side, over which is averaged: Crete et al. take 9 pixels
_LEAST_KERNEL: Final = 3  # pixels
_FEW: Final = 500_000  # pixels whose sums fit into 32 bits, which are added up in half the time
_EVERY: Final = 8  # row and column of which colours are looked at
_MARK: Final = 24  # grey values by which a mark differs from its ground
_LOWEST_LETTER: Final = 4  # pixels
_LARGEST_LETTER: Final = 0.25  # of a side
_SAME_ROW: Final = 0.02  # of the height

Steps = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is seen of one picture.

    Attributes:
        counts: of its pixels by grey value.
        edge: the grey values at its edges.
        blur: as in `Look`.
        rough: standard deviation of the Laplacian.
        letters, colour: as in `Look`.
    """

    counts: list[int]
    edge: NDArray[np.uint8]
    blur: float
    rough: float
    letters: int = 0
    colour: float = 0.0


def glimpse(grey: Image.Image, counts: list[int], letters: int = 0, colour: float = 0.0) -> Glimpse:
    """What is seen of a picture of mode "L"; `counts` is its histogram."""
    values = np.asarray(grey)
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    blurred, rough = blur_and_roughness(values)
    return Glimpse(counts, edge, blurred, rough, letters, colour)


def looks(seen: Sequence[Glimpse]) -> list[Look]:
    """The figures of pictures."""
    counts = np.array([one.counts for one in seen], np.float64)
    pixels, levels = counts.sum(1), np.arange(256.0)
    mean = counts @ levels / pixels
    contrast = np.sqrt((counts * (levels - mean[:, None]) ** 2).sum(1) / pixels)
    shares = np.cumsum(counts, 1) / pixels[:, None]
    low, high = (shares < 0.05).sum(1), (shares < 0.99).sum(1)
    flat = _around(counts).max(1) / pixels
    lengths = [len(one.edge) for one in seen]
    edges = np.concatenate([one.edge for one in seen]).astype(np.float64)
    starts = np.cumsum([0, *lengths[:-1]])
    border = np.add.reduceat(edges, starts) / lengths
    variance = np.add.reduceat(edges * edges, starts) / lengths - border * border
    columns = (mean, low, high, contrast, flat, border, np.sqrt(np.maximum(variance, 0)))
    return [
        Look(
            mean=figures[0],
            low=float(figures[1]),
            high=float(figures[2]),
            contrast=figures[3],
            flat=figures[4],
            blur=one.blur,
            fine=one.rough / max(1.0, figures[3]),
            colour=one.colour,
            letters=float(one.letters),
            border=figures[5],
            border_contrast=figures[6],
        )
        for one, figures in zip(seen, zip(*(column.tolist() for column in columns), strict=True), strict=True)
    ]


def ground(counts: list[int]) -> int:
    """The most common grey value of a histogram, with those next to it."""
    return int(_around(np.array([counts], np.float64))[0].argmax())


def has_ground(counts: list[int], share: float) -> bool:
    """Whether at least that share of the pixels have the most common grey value or one next to it."""
    pixels = sum(counts)
    if 3 * max(counts) < share * pixels:  # which says it of most pictures
        return False
    return bool(_around(np.array([counts], np.float64))[0].max() >= share * pixels)


def blur_and_roughness(values: NDArray[np.uint8]) -> tuple[float, float]:
    """How much of the differences between neighbours a further blurring leaves, 0 (sharp) to 1; and the standard
    deviation of the Laplacian. Of grey values `[H, W]`.

    Crete, Dolmiere, Ladret, Nicolas 2007, "The blur effect". The difference of two neighbouring averages over K pixels
    is that of the two pixels that only one of them has, divided by K: no average is computed.
    """
    deep = values.astype(np.int16)
    kernel = max(_LEAST_KERNEL, round(_KERNEL * min(values.shape)) // 2 * 2 + 1)
    across, down = deep[:, 1:] - deep[:, :-1], deep[1:] - deep[:-1]
    worst = max(
        _left(across, _repeated(deep, kernel // 2, 1), kernel, 1),
        _left(down, _repeated(deep, kernel // 2, 0), kernel, 0),
    )
    height, width = values.shape
    if min(values.shape) < 3:
        return worst, 0.0
    laplacian = down[:-1] - down[1:]
    flat, along = laplacian.ravel(), deep.ravel()[width - 1 : 1 - width]  # rows in one piece take half the time
    steps = along[1:] - along[:-1]
    flat += steps[:-1]
    flat -= steps[1:]
    laplacian[:, 0] = laplacian[:, -1] = 0  # where a row's end met the next one's beginning
    pixels, values32 = (height - 2) * (width - 2), flat.astype(np.float32)
    mean = _sum(laplacian) / pixels
    return worst, math.sqrt(max(0.0, float(np.einsum("i,i->", values32, values32)) / pixels - mean * mean))


def _left(steps: Steps, padded: Steps, kernel: int, axis: int) -> float:
    """The share of the differences between neighbours that is left; 0 where there are no neighbours."""
    if not steps.size:
        return 0.0
    after = padded[:, kernel:] - padded[:, :-kernel] if axis else padded[kernel:] - padded[:-kernel]
    before = np.abs(steps)
    before *= kernel
    total = _sum(before)
    np.abs(after, out=after)
    np.minimum(before, after, out=after)
    return _sum(after) / total if total else 1.0


def _repeated(values: Steps, by: int, axis: int) -> Steps:
    """With the mirrored values beyond the edges of an axis."""
    if values.shape[axis] < by:
        return np.pad(values, [(by, by) if axis == one else (0, 0) for one in (0, 1)], "symmetric")
    before, after = slice(by - 1, None, -1), slice(None, -by - 1, -1)
    if axis:
        return np.concatenate([values[:, before], values, values[:, after]], 1)
    return np.concatenate([values[before], values, values[after]])


def _sum(values: Steps) -> int:
    return int(values.sum(dtype=np.int32 if values.size < _FEW else np.int64))


def _around(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each level and the two next to it, `[N, 256]`."""
    near = counts.copy()
    near[:, 1:] += counts[:, :-1]
    near[:, :-1] += counts[:, 1:]
    return near


def colourfulness(pixels: Pixels) -> float:
    """Mean difference of the largest and smallest of red, green and blue."""
    colours = pixels[::_EVERY, ::_EVERY].astype(np.int16)
    return float((colours.max(2) - colours.min(2)).mean())


def letters(grey: Image.Image, ground: int) -> int:
    """Most marks of a letter's size in one row, on a ground of that grey value."""
    from scipy import ndimage  # here, because few pictures need it, and importing it takes as long as a hundred of them

    marks = np.abs(np.asarray(grey, np.int16) - ground) > _MARK
    numbered, _ = ndimage.label(marks, np.ones((3, 3)))
    height, width = marks.shape
    rows = [
        (one[0].start + one[0].stop) / 2 / height
        for one in ndimage.find_objects(numbered)
        if _LOWEST_LETTER <= one[0].stop - one[0].start < _LARGEST_LETTER * height
        and 2 <= one[1].stop - one[1].start < _LARGEST_LETTER * width
    ]
    places = np.sort(np.array(rows))
    inside = np.searchsorted(places, places + _SAME_ROW, "right") - np.searchsorted(places, places - _SAME_ROW)
    return int(inside.max(initial=0))
