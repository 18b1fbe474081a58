"""The bundled sample: scikit-learn's handwritten digits, written as a folder of pictures on first use."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.places import sample_folder
from resnet_studio.core.basics.scratch import scratch

if TYPE_CHECKING:  # imported where they are used, to keep the start-up fast
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

PICTURES = 1797
SIDE = 32
_LEVELS = 16


def sample_dataset() -> Path:
    """The folder of the sample, with a folder for each digit; it is made if it is missing or incomplete.

    The digits are real handwriting (Alpaydin & Kaynak 1998, UCI "Optical Recognition of Handwritten Digits"):
    scans of 32 x 32 dots, kept as the number of dots, 0 to 16, in each square of 4 x 4. They are written with
    32 x 32 pixels, by bicubic interpolation: the size at which they were scanned, which small networks see
    without resampling, and at which a grid of them shows pen strokes instead of squares.

    Returns:
        A complete folder of 1,797 grey PNGs, "3/0042.png" being row 42 of the source, a three.

    Raises:
        DatasetError: the folder cannot be written, or scikit-learn's data file is not there.
    """
    folder = sample_folder()
    if _is_complete(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Written in another folder and renamed, so that an incomplete sample is never used.
        with scratch(".sample-", folder.parent) as temporary:
            _write(temporary / "new")
            _put(temporary, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        sentence = message("The sample cannot be written to {folder}: {reason}.", folder=folder, reason=reason)
        raise DatasetError(folder, sentence) from error
    return folder


def sample_digits() -> npt.NDArray[np.uint8]:
    """One scan of each digit from 0 to 9, to show what the sample is: uint8 `[10, 32, 32]`. Nothing is written.

    Raises:
        DatasetError: scikit-learn's data file is not there.
    """
    import numpy as np

    scans, _ = _digits(10)  # the first ten rows of the source are the ten digits in order
    return np.stack([np.asarray(_enlarged(scan)) for scan in scans])


def _is_complete(folder: Path) -> bool:
    return sum(1 for _ in folder.glob("[0-9]/*.png")) == PICTURES


def _write(folder: Path) -> None:
    scans, digits = _digits()
    for digit in range(10):
        (folder / str(digit)).mkdir(parents=True)
    for row, (scan, digit) in enumerate(zip(scans, digits, strict=True)):
        _enlarged(scan).save(folder / str(digit) / f"{row:04d}.png")


def _enlarged(scan: npt.NDArray[np.uint8]) -> Image.Image:
    from PIL import Image

    return Image.fromarray(scan).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _put(temporary: Path, folder: Path) -> None:
    """Move `temporary/new` to `folder`, unless another process did; an incomplete folder is replaced."""
    try:
        if folder.exists() and not _is_complete(folder):
            folder.rename(temporary / "old")
        (temporary / "new").rename(folder)
    except OSError:
        if not _is_complete(folder):
            raise


def _digits(most: int | None = None) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Scans `[1797, 8, 8]` with values from 0 to 255, and their digits `[1797]`; with `most`, only the first rows."""
    import numpy as np

    file = _scikit_learn() / "datasets" / "data" / "digits.csv.gz"
    try:
        rows = np.loadtxt(file, delimiter=",", dtype=np.uint8, max_rows=most)
    except (OSError, ValueError, EOFError) as error:
        sentence = message("scikit-learn's digits cannot be read from {file}: {reason}.", file=file, reason=str(error))
        raise DatasetError(file, sentence) from error
    grey = np.rint(rows[:, :-1].astype(np.float64) * (255 / _LEVELS)).astype(np.uint8)
    return grey.reshape(-1, 8, 8), rows[:, -1]


def _scikit_learn() -> Path:
    """The folder of scikit-learn, which is not imported: that would take half a second.

    A packaged program has only its data files, beside the program's own.
    """
    if inside := getattr(sys, "_MEIPASS", None):
        return Path(inside, "sklearn")
    package = importlib.util.find_spec("sklearn")
    places = package.submodule_search_locations if package else None
    return Path(next(iter(places or ["sklearn"])))
