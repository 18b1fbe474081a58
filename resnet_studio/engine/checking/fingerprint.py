"""What near-duplicates are found by: a perceptual hash, that of the mirrored picture, and a few grey values."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.fft import dctn

SIDE = 32
"""Of the grey values that are kept, and of what the hash is computed from."""
_KEPT = 8  # frequencies each way

_MIRROR = np.where(np.arange(_KEPT) % 2, -1.0, 1.0)  # what mirroring does to the cosines along a row


def fingerprint(grey: Image.Image) -> bytes:
    """`PRINT_BYTES` bytes of a grey picture: hash, that of the mirrored picture, and 32 x 32 grey values.

    The hash is pHash (Zauner 2010, as ImageHash computes it): the 64 lowest frequencies of the cosine transform, of
    which each bit says whether it is above their median.
    """
    small = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    values = np.asarray(small)
    lowest = dctn(values.astype(np.float32), norm="ortho")[:_KEPT, :_KEPT]
    return _bits(lowest) + _bits(lowest * _MIRROR) + values.tobytes()


def _bits(frequencies: NDArray[np.floating]) -> bytes:
    return np.packbits(frequencies > np.median(frequencies)).tobytes()
