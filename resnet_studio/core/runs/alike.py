"""Which training pictures are most like a picture: nearest by the angle between their features."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.features import PictureFeatures


@dataclass(frozen=True, slots=True)
class Alike:
    """A picture like another one.

    Attributes:
        path: relative to the dataset's folder.
        likeness: cosine of the angle between their features, at most 1.
    """

    path: str
    likeness: float


def read_features(files: Sequence[Path]) -> PictureFeatures:
    """The features in all of these files.

    Raises:
        RunError: one cannot be read, or is damaged.
    """
    found = [PictureFeatures.read(file) for file in files]
    widths = {one.values.shape[1] for one in found if len(one.paths)}
    if len(widths) != 1:
        return PictureFeatures((), np.zeros((0, 0), np.float32))
    paths = tuple(path for one in found for path in one.paths)
    return PictureFeatures(paths, np.concatenate([one.values for one in found if len(one.paths)]))


def most_alike(features: PictureFeatures, path: str, among: Iterable[str], most: int = 6) -> list[Alike] | None:
    """Those `among` the pictures whose features are nearest to those of `path`; None if it has no features itself."""
    where = {name: row for row, name in enumerate(features.paths)}
    if path not in where:
        return None
    rows = np.array([where[name] for name in among if name in where and name != path], np.int64)
    if not len(rows):
        return []
    likeness = _unit(features.values[rows]) @ _unit(features.values[where[path]][np.newaxis])[0]
    nearest = np.argsort(-likeness, kind="stable")[:most]
    return [Alike(features.paths[rows[index]], min(1.0, float(likeness[index]))) for index in nearest]


def _unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    unit: NDArray[np.float32] = values / np.maximum(lengths, 1e-12)
    return unit
