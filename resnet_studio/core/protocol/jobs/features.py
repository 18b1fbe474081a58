"""Features of the pictures of a folder, by which like pictures are found while a person sorts them."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class DescribePictures(Job):
    """Compute features of the pictures of the folder `root`; those that are known from before are kept.

    Attributes:
        root: the dataset's folder.
        reading, chosen: as in `Catalogue`.
        weights: a file of weights that is used where no ImageNet weights are on this computer; empty for none.
    """

    root: str
    reading: Reading = "names"
    chosen: tuple[str, ...] = ()
    device: str = "auto"
    weights: str = ""

    gives_way: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class PicturesDescribed(Event):
    """Features are in a file, as `core.runs.features` reads it.

    Attributes:
        root: the folder.
        file: where they are.
        depth: of the ResNet that computed them; 0 where no weights are on this computer, and colours were compared
            instead.
        weights: the file that its weights are from; empty for those of ImageNet.
    """

    root: str
    file: str
    depth: int
    weights: str = ""
