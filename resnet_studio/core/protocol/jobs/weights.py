"""Weights to start from: which of ImageNet are on this computer, downloading more, and what a file holds."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class FetchWeights(Job):
    """Download the published ImageNet weights of `depth` into torchvision's cache."""

    depth: int


@dataclass(frozen=True, slots=True)
class CachedWeights(Job):
    """Ask which depths' ImageNet weights are on this computer already."""

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ExamineWeights(Job):
    """Ask which networks a file of weights holds."""

    file: str

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class WeightsExamined(Event):
    """The networks of ours that a file of weights holds, averaged ones first; at least one."""

    file: str
    networks: tuple[NetworkInFile, ...]


@dataclass(frozen=True, slots=True)
class WeightsOnDisk(Event):
    """Depths whose ImageNet weights are on this computer, and the folder that they are kept in."""

    depths: tuple[int, ...]
    folder: str
