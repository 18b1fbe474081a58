"""Measuring the best model of a run over a folder of pictures."""

from dataclasses import dataclass

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Evaluate(Job):
    """Measure loss and top-1 accuracy of the run's best model over a folder with class folders."""

    run: str
    folder: str
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """What `evaluate` found over a whole folder: plain cross-entropy in nats, top-1 as a fraction."""

    run: str
    pictures: int
    skipped: int
    loss: float
    top1: float
