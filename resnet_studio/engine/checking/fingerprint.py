"""What near-duplicates are found by: a perceptual hash, that of the mirrored picture, and a few grey values."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.checks.facts import PRINT_SIDE

_KEPT = 8  # frequencies each way
_DECIMALS = 6  # that are the same on every computer: the order of adding changes others

_COSINES = np.cos(np.pi / PRINT_SIDE * np.outer(np.arange(_KEPT), np.arange(PRINT_SIDE) + 0.5))
_COSINES[0] *= 0.5**0.5  # the transform is orthonormal but for a factor
_MIRROR = np.where(np.arange(_KEPT) % 2, -1.0, 1.0)  # what mirroring does to the cosines along a row


def squeezed(grey: Image.Image) -> bytes:
    """The 32 x 32 grey values of a grey picture."""
    return grey.resize((PRINT_SIDE, PRINT_SIDE), Image.Resampling.BOX).tobytes()


def fingerprints(values: Sequence[bytes]) -> list[bytes]:
    """`PRINT_BYTES` bytes of each `squeezed` picture: hash, that of the mirrored picture, and the grey values.

    The hash is pHash (Zauner 2010): the 64 lowest frequencies of the cosine transform, of which each bit says whether
    it is above their median.
    """
    pictures = np.frombuffer(b"".join(values), np.uint8).reshape(-1, PRINT_SIDE, PRINT_SIDE)
    lowest = (_COSINES @ pictures.astype(np.float64) @ _COSINES.T).round(_DECIMALS)
    hashes = zip(_bits(lowest), _bits(lowest * _MIRROR), values, strict=True)
    return [one.tobytes() + mirrored.tobytes() + kept for one, mirrored, kept in hashes]


def _bits(frequencies: NDArray[np.floating]) -> NDArray[np.uint8]:
    rows = frequencies.reshape(len(frequencies), -1)
    middle = rows.shape[1] // 2
    ordered = np.partition(rows, (middle - 1, middle), axis=1)  # np.median imports numpy.ma, which takes 12 ms
    median = (ordered[:, middle - 1] + ordered[:, middle]) / 2
    return np.packbits(rows > median[:, None], axis=1)
