"""Measuring the best model of a run over a folder of pictures, or over those that it held back from training."""

import math
from dataclasses import dataclass

from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Evaluate(Job):
    """Measure the run's best model over a folder with class folders, or a table.

    Attributes:
        run: the folder of the run.
        folder: of the pictures; empty for what the run itself held back.
        device: what computes.
        reading: as in `Catalogue`.
        mirrored: as in `Predict`.
    """

    run: str
    folder: str = ""
    device: str = "auto"
    reading: Reading = "names"
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """What `evaluate` found: plain cross-entropy in nats, top-1 as a fraction; the other numbers are of pictures.

    Attributes:
        run: the folder of the run.
        pictures: that were measured.
        skipped: that could not be read.
        loss, top1: over the measured pictures.
        part: whose pictures these are: "test", else "validation", else "train"; "all" where the folder has no parts.
        train_left_out, validation_left_out, test_left_out: of other parts of the folder.
        unknown_left_out: of classes that the run does not know.
        learned: measured ones that are among those that the run learned from.
        others_top1: over the measured pictures that are not; NaN where there are none, or all are.
        figures: the file with all figures, as `core.runs.figures_file` reads it.
    """

    run: str
    pictures: int
    skipped: int
    loss: float
    top1: float
    part: str = "all"
    train_left_out: int = 0
    validation_left_out: int = 0
    test_left_out: int = 0
    unknown_left_out: int = 0
    learned: int = 0
    others_top1: float = math.nan
    figures: str = ""
