"""Features of a run's pictures in a file: what enters the head of a network, a row for each picture."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.results import ArrayType, pack_texts, read_arrays, unpack_texts, write_arrays

NAME = "features"
_LAYOUT = {"paths": ArrayType("|u1", 1), "values": ArrayType("<f4", 2)}


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
        write_arrays(file, _LAYOUT, {"paths": pack_texts(self.paths), "values": self.values})

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file.

        Raises:
            RunError: it cannot be read, or is damaged.
        """
        arrays = read_arrays(file, _LAYOUT)
        values = arrays["values"]
        try:
            paths = unpack_texts(arrays["paths"])
        except ValueError as error:
            raise _damaged(file) from error
        if len(paths) != len(values) or not np.isfinite(values).all():
            raise _damaged(file)
        return cls(paths, values)


def _damaged(file: Path) -> RunError:
    return RunError(
        message(
            "{file} in {folder} is damaged: its arrays do not fit together.", file=file.name, folder=str(file.parent)
        )
    )
