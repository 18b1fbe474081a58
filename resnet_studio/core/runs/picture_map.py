"""A map of a run's pictures in a file: a place in two dimensions for each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.results import inconsistent, read_rows, write_rows

NAME = "map"


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
        write_rows(file, "places", self.paths, self.places)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file.

        Raises:
            RunError: it cannot be read, or is damaged.
        """
        paths, places = read_rows(file, "places")
        if places.shape[1] != 2:
            raise inconsistent(file)
        return cls(paths, places)
