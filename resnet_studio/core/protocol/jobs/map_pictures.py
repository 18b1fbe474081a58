"""A map of a run's pictures in two dimensions, and the features that it is made of."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class MapPictures(Job):
    """Place all pictures of the dataset of the folder `run` so that those with like features are near each other.

    Attributes:
        neighbours: whether to make the second, slower map as well, in which clusters show.
    """

    run: str
    device: str = "auto"
    neighbours: bool = True

    gives_way: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class FeaturesReady(Event):
    """Features of pictures are in these files of the folder `run`, relative to it."""

    run: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapReady(Event):
    """A map is in a file of the folder `run`.

    Attributes:
        method: "pca" for the two directions in which features differ most, "tsne" for near neighbours (t-SNE).
        file: relative to the run's folder; `core.runs.picture_map` reads it.
        pictures: on the map.
        of: pictures that could have been on it: with very many, the second map is of some of them.
    """

    run: str
    method: str
    file: str
    pictures: int
    of: int
