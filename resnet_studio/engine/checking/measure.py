"""Figures of one picture's pixels that the checks need, and its fingerprint."""

import math
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.checks.facts import AGAIN, Facts, Look
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.engine.checking.fingerprint import fingerprint
from resnet_studio.engine.inputs.reading import examine_picture

SIDE: Final = 160
"""Pixels that the shorter side is decoded with at least."""
_LOOK_SIDE: Final = 128  # at which pictures are compared: what is blurred there is blurred for a network too
_EVERY: Final = 8  # row and column of which colours are looked at
_KERNEL: Final = 9  # pixels over which Crete et al. average
_LEAST_FLAT: Final = 0.6  # ground from which letters are looked for
_MARK: Final = 24  # grey values by which a mark differs from its ground
_LOWEST_LETTER: Final = 4  # pixels
_LARGEST_LETTER: Final = 0.25  # of a side
_SAME_ROW: Final = 0.02  # of the height


def measure(path: Path, size: int, mtime_ns: int) -> Facts:
    """The facts of a file of that size and time; also of one that cannot be read."""
    try:
        header, pixels = examine_picture(path, SIDE)
    except DecodeError as error:
        cause = error.__cause__
        out_of_reach = isinstance(cause, OSError) and cause.errno is not None
        return Facts(size, AGAIN if out_of_reach else mtime_ns, problem=error.problem)
    grey = Image.fromarray(pixels).convert("L")
    return Facts(size, mtime_ns, header, look(pixels, grey), None, fingerprint(grey))


def look(pixels: Pixels, grey: Image.Image) -> Look:
    """The figures of a picture, of which `grey` are the grey values."""
    small = _at_most(grey, _LOOK_SIDE)
    values = np.asarray(small, np.float32)
    counts = np.array(small.histogram(), np.float64)
    levels = np.arange(256)
    shares = np.cumsum(counts) / counts.sum()
    mean = float((counts * levels).sum() / counts.sum())
    contrast = math.sqrt(float((counts * (levels - mean) ** 2).sum() / counts.sum()))
    near = counts.copy()  # of each level and the two next to it
    near[1:] += counts[:-1]
    near[:-1] += counts[1:]
    flat = float(near.max() / counts.sum())
    colours = pixels[::_EVERY, ::_EVERY].astype(np.int16)
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    return Look(
        mean=mean,
        low=float(np.searchsorted(shares, 0.05)),
        high=float(np.searchsorted(shares, 0.99)),
        contrast=contrast,
        flat=flat,
        blur=blur(values),
        fine=_fine(values, contrast),
        colour=float((colours.max(2) - colours.min(2)).mean()),
        letters=float(letters(grey, int(near.argmax()))) if flat >= _LEAST_FLAT else 0.0,
        border=float(edge.mean()),
        border_contrast=float(edge.std()),
    )


def blur(values: NDArray[np.float32]) -> float:
    """How much of the differences between neighbours a further blurring leaves, 0 (sharp) to 1; `[H, W]`.

    Crete, Dolmiere, Ladret, Nicolas 2007, "The blur effect".
    """
    worst = 0.0
    for axis in (0, 1):
        if values.shape[axis] < 2:
            continue
        again = ndimage.uniform_filter1d(values, _KERNEL, axis)
        before, after = (np.abs(np.diff(one, axis=axis)) for one in (values, again))
        total = float(before.sum())
        lost = float(np.maximum(before - after, 0).sum())
        worst = max(worst, (total - lost) / total if total else 1.0)
    return worst


def letters(grey: Image.Image, ground: int) -> int:
    """Most marks of a letter's size in one row, on a ground of that grey value."""
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


def _fine(values: NDArray[np.float32], contrast: float) -> float:
    if min(values.shape) < 3:
        return 0.0
    inner = values[1:-1, 1:-1]
    laplacian = 4 * inner - values[:-2, 1:-1] - values[2:, 1:-1] - values[1:-1, :-2] - values[1:-1, 2:]
    return float(laplacian.std()) / max(1.0, contrast)


def _at_most(grey: Image.Image, side: int) -> Image.Image:
    shorter = min(grey.size)
    if shorter <= side:
        return grey
    size = [max(1, round(length * side / shorter)) for length in grey.size]
    return grey.resize((size[0], size[1]), Image.Resampling.BILINEAR, reducing_gap=2.0)
