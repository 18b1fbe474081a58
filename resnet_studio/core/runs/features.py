"""Features of a run's pictures in a file: what enters the head of a network, a row for each picture."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.results import read_rows, write_rows

NAME = "features"


@dataclass(frozen=True, slots=True)
class PictureFeatures:
    """Features of N pictures that could be read.

    Attributes:
        paths: of the pictures, relative to the dataset's folder; N.
        values: float32 `[N, F]`.
    """

    paths: tuple[str, ...]
    values: NDArray[np.float32]

    def write(self, file: Path) -> None:
        """Write the file, completely or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_rows(file, "values", self.paths, self.values)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file.

        Raises:
            RunError: it cannot be read, or is damaged.
        """
        return cls(*read_rows(file, "values"))
