"""Figures of a picture's grey values: what is quick for one, and the rest for many at once.

All but the roughness are exact in whole numbers.
The interpreter's lock is held between calls, and other threads decode meanwhile: there are few, on small arrays.
How blurred a picture is takes longest, and most are sharp: for those some of the lines say it.
"""

import math
from collections import defaultdict
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
_LINES: Final = 8  # of which one is looked at first, of rows and of columns
_LEAST_SIDE: Final = 96  # pixels from which these are enough
_SHARP: Final = 0.38
"""Blur by some of the lines from which all are looked at. What is blurred has 0.45 at least, and of 7,502 photographs
those with that had at most 0.03 less by some of the lines."""
_TOGETHER: Final = 8  # pictures whose lines are looked at in one call: what it takes then fits into a cache
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
        values: its grey values `[H, W]`.
        counts: of its pixels by grey value.
        letters, colour: as in `Look`.
    """

    values: NDArray[np.uint8]
    counts: list[int]
    letters: int = 0
    colour: float = 0.0


def looks(seen: Sequence[Glimpse]) -> list[Look]:
    """The figures of pictures."""
    counts = np.array([one.counts for one in seen], np.float64)
    pixels, levels = counts.sum(1), np.arange(256.0)
    mean = (counts * levels).sum(1) / pixels  # a product of matrices would wake threads
    contrast = np.sqrt((counts * (levels - mean[:, None]) ** 2).sum(1) / pixels)
    shares = np.cumsum(counts, 1) / pixels[:, None]
    low, high = (shares < 0.05).sum(1), (shares < 0.99).sum(1)
    flat = _around(counts).max(1) / pixels
    lengths = [2 * sum(one.values.shape) for one in seen]
    edges = np.concatenate([line for one in seen for line in _edges(one.values)]).astype(np.float64)
    starts = np.cumsum([0, *lengths[:-1]])
    border = np.add.reduceat(edges, starts) / lengths
    variance = np.add.reduceat(edges * edges, starts) / lengths - border * border
    columns = (mean, low, high, contrast, flat, border, np.sqrt(np.maximum(variance, 0)))
    blurs = blurs_and_roughness([one.values for one in seen])
    return [
        Look(
            mean=figures[0],
            low=float(figures[1]),
            high=float(figures[2]),
            contrast=figures[3],
            flat=figures[4],
            blur=blur,
            fine=rough / max(1.0, figures[3]),
            colour=one.colour,
            letters=float(one.letters),
            border=figures[5],
            border_contrast=figures[6],
        )
        for one, (blur, rough), figures in zip(
            seen, blurs, zip(*(column.tolist() for column in columns), strict=True), strict=True
        )
    ]


def _edges(values: NDArray[np.uint8]) -> Sequence[NDArray[np.uint8]]:
    return values[0], values[-1], values[:, 0], values[:, -1]


def ground(counts: list[int]) -> int:
    """The most common grey value of a histogram, with those next to it."""
    return int(_around(np.array([counts], np.float64))[0].argmax())


def has_ground(counts: list[int], pixels: int, share: float) -> bool:
    """Whether at least that share of the pixels have the most common grey value or one next to it."""
    if 3 * max(counts) < share * pixels:  # which says it of most pictures
        return False
    return bool(_around(np.array([counts], np.float64))[0].max() >= share * pixels)


def blurs_and_roughness(pictures: Sequence[NDArray[np.uint8]]) -> list[tuple[float, float]]:
    """`blur_and_roughness` of each; of those that are surely sharp, some lines say the first, and the second is 0."""
    by_kernel = defaultdict[int, list[int]](list)
    for place, values in enumerate(pictures):
        if min(values.shape) >= _LEAST_SIDE:
            by_kernel[_kernel(values)].append(place)
    estimates: dict[int, float] = {}
    for kernel, places in by_kernel.items():
        for start in range(0, len(places), _TOGETHER):
            some = places[start : start + _TOGETHER]
            found = _by_some_lines([pictures[place] for place in some], kernel)
            estimates |= {place: blur for place, blur in zip(some, found, strict=True) if blur < _SHARP}
    return [
        (estimates[place], 0.0) if place in estimates else blur_and_roughness(values)
        for place, values in enumerate(pictures)
    ]


def _kernel(values: NDArray[np.uint8]) -> int:
    """Pixels over which is averaged: an odd number."""
    shorter: int = min(values.shape)
    return max(_LEAST_KERNEL, round(_KERNEL * shorter) // 2 * 2 + 1)


def _by_some_lines(pictures: Sequence[NDArray[np.uint8]], kernel: int) -> list[float]:
    """How blurred pictures are by each `_LINES`th row and column, without their ends. All are one line, in few calls,
    in which differences count that do not go from one line to the next."""
    sides = [
        np.ascontiguousarray(lines)
        for one in pictures
        for lines in (one[_LINES // 2 :: _LINES], one[:, _LINES // 2 :: _LINES].T)
    ]
    line = np.concatenate([side.ravel() for side in sides]).astype(np.int16)
    ends = np.cumsum(np.repeat([side.shape[1] for side in sides], [side.shape[0] for side in sides]))
    after = np.abs(line[kernel:] - line[:-kernel])
    before = np.abs(line[kernel // 2 + 1 : -(kernel // 2)] - line[kernel // 2 : -(kernel // 2) - 1])
    before *= kernel
    before[(ends[:-1, None] - np.arange(1, kernel + 1)).ravel()] = 0
    starts = np.cumsum([0, *(side.size for side in sides[:-1])])
    wide = np.int32 if line.size < _FEW else np.int64
    total = np.add.reduceat(before, starts, dtype=wide)
    left = np.add.reduceat(np.minimum(before, after, out=after), starts, dtype=wide)
    shares = np.divide(left, total, out=np.ones(len(left)), where=total > 0)
    worst: list[float] = shares.reshape(-1, 2).max(1).tolist()
    return worst


def blur_and_roughness(values: NDArray[np.uint8]) -> tuple[float, float]:
    """How much of the differences between neighbours a further blurring leaves, 0 (sharp) to 1; and the standard
    deviation of the Laplacian. Of grey values `[H, W]`.

    Crete, Dolmiere, Ladret, Nicolas 2007, "The blur effect". The difference of two neighbouring averages over K pixels
    is that of the two pixels that only one of them has, divided by K: no average is computed.
    """
    deep, kernel = values.astype(np.int16), _kernel(values)
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
    """Mean difference of the largest and smallest of red, green and blue, each less that of the ground, which most
    pixels are: grey letters on a blue ground have as little colour as on a white one."""
    colours = pixels[::_EVERY, ::_EVERY].astype(np.int16)
    colours -= np.median(colours, (0, 1)).astype(np.int16)
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
