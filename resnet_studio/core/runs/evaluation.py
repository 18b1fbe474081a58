"""The result of measuring a model over a folder: what it answered for each picture, and the figures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.results import (
    Arrays,
    ArrayType,
    inconsistent,
    pack_texts,
    read_arrays,
    unpack_texts,
    write_arrays,
)

NAME = "evaluation"
_LAYOUT = {
    "paths": ArrayType("|u1", 1),
    "labels": ArrayType("<i8", 1),
    "probabilities": ArrayType("<f4", 2),
    "unreadable": ArrayType("|u1", 1),
    "figures": ArrayType("<f8", 1),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Answers for N pictures in K classes.

    Attributes:
        paths: of the pictures, relative to the folder; N.
        labels: index of the true class in the model's classes, int64 `[N]`.
        probabilities: float32 `[N, K]`.
        unreadable: paths of pictures that could not be read, and are not among `paths`.
        loss: mean cross-entropy in nats.
        top1: top-1 accuracy, 0..1.
    """

    paths: tuple[str, ...]
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    unreadable: tuple[str, ...]
    loss: float
    top1: float

    def write(self, file: Path) -> None:
        """Write the file, completely or not at all.

        Raises:
            OSError: it cannot be written.
        """
        arrays: Arrays = {
            "paths": pack_texts(self.paths),
            "labels": self.labels,
            "probabilities": self.probabilities,
            "unreadable": pack_texts(self.unreadable),
            "figures": np.array([self.loss, self.top1]),
        }
        write_arrays(file, _LAYOUT, arrays)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file.

        Raises:
            RunError: it cannot be read, or is damaged.
        """
        arrays = read_arrays(file, _LAYOUT)
        labels, probabilities, figures = arrays["labels"], arrays["probabilities"], arrays["figures"]
        try:
            paths, unreadable = unpack_texts(arrays["paths"]), unpack_texts(arrays["unreadable"])
        except ValueError as error:
            raise inconsistent(file) from error
        known = len(labels) == 0 or (labels.min() >= 0 and labels.max() < probabilities.shape[1])
        if not len(paths) == len(labels) == len(probabilities) or figures.shape != (2,) or not known:
            raise inconsistent(file)
        loss, top1 = figures.tolist()
        return cls(paths, labels, probabilities, unreadable, loss, top1)
