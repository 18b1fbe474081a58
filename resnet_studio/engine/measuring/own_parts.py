"""Measuring a run's best model on its own pictures that were held back from training, part by part."""

from collections.abc import Collection, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Notice, Progress, ResultSaved
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.measuring.evaluated import Evaluated, evaluated, weights_of
from resnet_studio.engine.measuring.kept_figures import Kept, about, keep_figures

HELD_BACK: tuple[Part, ...] = ("validation", "test")
"""In this order: the first gives the temperature with which the second is measured."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """One part, measured."""

    part: Part
    evaluated: Evaluated
    kept: Kept


def own_parts(dataset: Dataset) -> tuple[Part, ...]:
    """Those of the held-back parts that have pictures."""
    return tuple(part for part in HELD_BACK if dataset.part(part))


def part_source(model: Model, dataset: Dataset, part: Part) -> PictureSource:
    """The pictures of a part of a run's own dataset, as its model sees them.

    Raises:
        RunError: model and dataset do not belong together.
    """
    labels = {name: label for label, name in enumerate(model.info.classes)}
    pictures = dataset.part(part)
    try:
        own = [labels[dataset.classes[one.label]] for one in pictures]
    except KeyError as error:
        raise RunError(
            message("The model has no class {name:name}, which its dataset has.", name=str(error.args[0]))
        ) from error
    return model.source([one.path for one in pictures], np.array(own, np.int64), dataset.root)


def measure_own(
    run: Path, model: Model, dataset: Dataset, should_stop: ShouldStop, parts: Collection[Part] = HELD_BACK
) -> Generator[Progress | Notice | ResultSaved | OwnPart]:
    """Measure the parts that have pictures.

    Yields:
        Events, and each part when it is measured.

    Raises:
        RunError: none of the pictures of a part can be read.
    """
    of = about(run, weights_of(run, model), model.info.classes, mirrored=model.mirrored)
    for part in own_parts(dataset):
        if part not in parts:
            continue
        check_halt(should_stop)
        found = yield from evaluated(run, model, part_source(model, dataset, part), should_stop)
        kept = yield from keep_figures(of, part, found.evaluation, found.key, check=partial(check_halt, should_stop))
        yield OwnPart(part, found, kept)
