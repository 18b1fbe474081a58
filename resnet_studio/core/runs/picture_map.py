"""A map of a run's pictures in a file: a place in two dimensions for each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.results import ArrayType, pack_texts, read_arrays, unpack_texts, write_arrays

NAME = "map"
_LAYOUT = {"paths": ArrayType("|u1", 1), "places": ArrayType("<f4", 2)}


@dataclass(frozen=True, slots=True)
class PictureMap:
    """Places of N pictures.

    Attributes:
        paths: of the pictures, relative to the dataset's folder; N.
        places: float32 `[N, 2]`; like pictures are near each other, and the axes mean nothing else.
    """

    paths: tuple[str, ...]
    places: NDArray[np.float32]

    def write(self, file: Path) -> None:
        """Write the file, completely or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_arrays(file, _LAYOUT, {"paths": pack_texts(self.paths), "places": self.places})

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file.

        Raises:
            RunError: it cannot be read, or is damaged.
        """
        arrays = read_arrays(file, _LAYOUT)
        places = arrays["places"]
        try:
            paths = unpack_texts(arrays["paths"])
        except ValueError as error:
            raise _damaged(file) from error
        if places.shape != (len(paths), 2) or not np.isfinite(places).all():
            raise _damaged(file)
        return cls(paths, places)


def _damaged(file: Path) -> RunError:
    return RunError(
        message(
            "{file} in {folder} is damaged: its arrays do not fit together.", file=file.name, folder=str(file.parent)
        )
    )
