"""The published ImageNet weights: which are on this computer, and downloading more."""

from dataclasses import dataclass

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class FetchWeights(Job):
    """Download the published ImageNet weights of `depth` into torchvision's cache."""

    depth: int


@dataclass(frozen=True, slots=True)
class CachedWeights(Job):
    """Ask which depths' ImageNet weights are on this computer already."""


@dataclass(frozen=True, slots=True)
class WeightsOnDisk(Event):
    """Depths whose ImageNet weights are on this computer, and the folder that they are kept in."""

    depths: tuple[int, ...]
    folder: str
