"""Measuring the pictures of a folder for checks."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class CheckPictures(Job):
    """Measure the pictures of the folder `root` that were not measured before; see `core.checks.store`.

    Attributes:
        root: the dataset's folder.
        reading, chosen: as in `Catalogue`.
        threads: that measure; 0: one for each core.
        added: paths of pictures that a person has added, as in `AddPictures`.
    """

    root: str
    reading: Reading = "names"
    chosen: tuple[str, ...] = ()
    threads: int = 0
    added: tuple[str, ...] = ()

    gives_way: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PicturesChecked(Event):
    """Everything that can be measured of the folder's pictures is; `core.checks.find` says what follows.

    Attributes:
        root: the folder.
        pictures: in it.
        new: that were measured now.
    """

    root: str
    pictures: int
    new: int
