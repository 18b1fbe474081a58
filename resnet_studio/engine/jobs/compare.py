"""Comparing the models of two runs on the pictures that both held back from training."""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Notice, Progress, ResultSaved
from resnet_studio.core.protocol.jobs.compare import Compare, Compared
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.run import ModelInfo, read_dataset
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.figures.compare import compare
from resnet_studio.engine.measuring.own_parts import OwnPart, measure_own, own_parts
from resnet_studio.engine.run_job import Events

Held = dict[str, tuple[str, int, int]]
"""Class, size and time of each held-back picture, by its path."""
Rights = Generator[Progress | Notice | ResultSaved, None, dict[str, bool]]


def run(command: Compare, should_stop: ShouldStop) -> Events:
    """Compare two runs on their test part, or on their validation part where there is none.

    A run whose best model was not measured on these pictures yet, or whose weights are others since, is measured.

    Yields:
        `Compared`; before it what measuring yields.

    Raises:
        RunError, DatasetError: a run cannot be read or measured, or holds back other pictures.
    """
    check_halt(should_stop)
    folders = Path(command.run), Path(command.other)
    (part, held), (other_part, other_held) = (_held(read_dataset(folder)) for folder in folders)
    if reason := _why_not(folders, (part, other_part), (held, other_held)):
        raise RunError(reason)
    right = yield from _right(folders[0], held, part, should_stop)
    other_right = yield from _right(folders[1], held, part, should_stop)
    paths = [path for path in held if path in right and path in other_right]
    check_halt(should_stop)
    if not paths:
        raise RunError(message("There is no picture that both runs could read."))
    found = compare(np.array([right[path] for path in paths]), np.array([other_right[path] for path in paths]))
    yield Compared(
        run=command.run,
        other=command.other,
        part=part,
        pictures=found.pictures,
        only_run=found.only_a,
        only_other=found.only_b,
        top1=found.top1_a,
        other_top1=found.top1_b,
        p=found.p,
        low=found.low,
        high=found.high,
        verdict=found.verdict,
    )


def _held(dataset: Dataset) -> tuple[Part, Held]:
    part: Part = "test" if dataset.part("test") else "validation"
    pictures = (picture for picture in dataset.pictures if picture.part == part)
    return part, {one.path: (dataset.classes[one.label], one.size, one.mtime_ns) for one in pictures}


def _why_not(folders: tuple[Path, Path], parts: tuple[str, str], held: tuple[Held, Held]) -> Message | None:
    """Why two runs cannot be compared, or None."""
    names = {"run": folders[0].name, "other": folders[1].name}
    if parts[0] != parts[1]:
        return message("{run} and {other} are not compared: only one of them has a test part.", **names)
    first, second = (set(one.items()) for one in held)
    if first != second:
        return message(
            "{run} and {other} are not compared: they hold back different pictures, {same} of which are the same. "
            "Train them on the same folder with the same split.",
            same=len(first & second),
            **names,
        )
    return None


def _right(run: Path, held: Held, part: Part, should_stop: ShouldStop) -> Rights:
    """Whether the best model of a run is right, for each held-back picture that could be read.

    Raises:
        RunError: the run cannot be measured.
    """
    evaluation = _stored(run, held, part)
    classes = ModelInfo.read(run).classes
    if evaluation is None:
        model = load_model(run, should_stop=should_stop)
        dataset = read_dataset(run)
        for found in measure_own(run, model, dataset, should_stop, own_parts(dataset)):
            if not isinstance(found, OwnPart):
                yield found
            elif found.part == part:
                evaluation = found.evaluated.evaluation
    if evaluation is None:
        return {}
    answers = zip(evaluation.paths, evaluation.probabilities.argmax(1).tolist(), strict=True)
    return {path: classes[label] == held[path][0] for path, label in answers if path in held}


def _stored(run: Path, held: Held, part: Part) -> Evaluation | None:
    """What the run's best model answered for the held-back pictures, if all of them were asked."""
    known = stored(run, part)
    if known is None:
        return None
    try:
        found = Evaluation.read(known.evaluation)
        classes = len(ModelInfo.read(run).classes)
    except RunError:
        return None
    complete = held.keys() <= {*found.paths, *found.unreadable}
    return found if complete and found.probabilities.shape[1] == classes else None
