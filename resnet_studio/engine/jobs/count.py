"""Counting the pictures of each class among pictures that were predicted."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import Stored, read_answers, stored
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.figures.counting import MOST_CLASSES, count_classes
from resnet_studio.engine.run_job import Events

_SEED = 0  # of the draws: the same answers have the same counts
_NOT_MEASURED = message(
    "The model's answers for held-back pictures are not there. Measure it in Results, or with evaluate."
)


def run(command: Count, should_stop: ShouldStop) -> Events:
    """Estimate the counts from what the model answered for the run's validation and test pictures.

    Yields:
        `Counted`.

    Raises:
        RunError: the run cannot be read.
    """
    check_halt(should_stop)
    folder = Path(command.run)
    classes = ModelInfo.read(folder).classes
    plain = Counted(classes, command.answered, command.not_sure)
    held = [read_answers(folder, found) for found in _stored(folder)]
    if reason := _why_not(classes, held):
        yield Counted(plain.classes, plain.answered, plain.not_sure, reason=reason)
        return
    known = np.sum([_table(one, command.threshold) for one in held], 0)
    answered = np.array([*command.answered, command.not_sure])
    found = count_classes(known, answered, np.random.default_rng(_SEED), partial(check_halt, should_stop))
    yield Counted(
        classes,
        command.answered,
        command.not_sure,
        tuple(one.estimate for one in found),
        tuple(one.low for one in found),
        tuple(one.high for one in found),
        int(known.sum()),
    )


def _stored(run: Path) -> list[Stored]:
    return [found for part in ("validation", "test") if (found := stored(run, part)) is not None]


def _why_not(classes: Sequence[str], held: Sequence[Evaluation]) -> Message | None:
    if len(classes) > MOST_CLASSES:
        return message("Counts are corrected for mistakes up to {most} classes.", most=MOST_CLASSES)
    if not any(len(one.labels) for one in held) or any(one.probabilities.shape[1] != len(classes) for one in held):
        return _NOT_MEASURED
    return None


def _table(answers: Evaluation, threshold: float | None) -> NDArray[np.int64]:
    """How many pictures of each class got each answer; the last answer is "not sure", `[K, K + 1]`."""
    classes = answers.probabilities.shape[1]
    given = answers.probabilities.argmax(1)
    if threshold is not None:
        given = np.where(answers.probabilities.max(1) < threshold, classes, given)
    cells = np.bincount(answers.labels * (classes + 1) + given, minlength=classes * (classes + 1))
    return cells.reshape(classes, classes + 1)
