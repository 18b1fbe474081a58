"""Explaining what a run's best model says of pictures."""

import base64
import binascii
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, EventError

_LARGEST_SIDE = 512  # of a map: no network sees a larger picture


@dataclass(frozen=True, slots=True)
class Explain(Job):
    """Explain `paths` (files and folders, in order) with the best model of the folder `run`.

    Attributes:
        stage: whose output the maps are of, such as "layer2"; the last one where empty.
        of: the class that the maps are for; where empty, the most probable one of each picture.
        each: the same for each of `paths`, instead of `of`.
    """

    run: str
    paths: tuple[str, ...]
    stage: str = ""
    of: str = ""
    device: str = "auto"
    each: tuple[str, ...] = ()

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Explained(Event):
    """Where a picture speaks for a class.

    Attributes:
        path: of the picture.
        of: the class, and its `probability`, calibrated where the model has a temperature.
        stage: whose output the map is of.
        rows, columns: of the map.
        map: float32 from 0 to 1, little-endian, row by row, in base64: `values` decodes it.
        contributions: `|F(h)| / |h|` of each block, in network order.
        share: the network sees the central square of the picture; its side is this share of the shorter side.
    """

    path: str
    of: str
    probability: float
    stage: str
    rows: int
    columns: int
    map: str
    contributions: tuple[float, ...]
    share: float

    @classmethod
    def of_map(
        cls, path: str, of: str, probability: float, stage: str, values: NDArray[np.float32],
        contributions: tuple[float, ...], share: float,
    ) -> Self:  # fmt: skip
        """The event with a map `[rows, columns]`."""
        rows, columns = values.shape
        text = base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")
        return cls(path, of, probability, stage, rows, columns, text, contributions, share)

    def values(self) -> NDArray[np.float32]:
        """The map, float32 `[rows, columns]`."""
        data = base64.b64decode(self.map, validate=True)
        return np.frombuffer(data, "<f4").astype(np.float32).reshape(self.rows, self.columns)

    def check(self) -> None:
        """Raise EventError if the map is not one."""
        known = 0 < self.rows <= _LARGEST_SIDE and 0 < self.columns <= _LARGEST_SIDE and 0 < self.share <= 1
        try:
            valid = known and bool(((self.values() >= 0) & (self.values() <= 1)).all())
        except (binascii.Error, ValueError):
            valid = False
        if not valid:
            text = message(
                "Explained.map is not {rows} × {columns} numbers from 0 to 1.", rows=self.rows, columns=self.columns
            )
            raise EventError(text)
