"""Comparing the models of two runs on the pictures that both held back from training."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.compare import Compare, Compared
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.results import FOLDER
from resnet_studio.core.runs.run import ModelInfo, read_dataset
from resnet_studio.engine.figures.compare import compare
from resnet_studio.engine.run_job import Events

Held = dict[str, tuple[str, int, int]]
"""Class, size and time of each held-back picture, by its path."""


def run(command: Compare, should_stop: ShouldStop) -> Events:
    """Compare two runs on their test part, or on their validation part where there is none.

    Yields:
        `Compared`.

    Raises:
        RunError, DatasetError: a run cannot be read, has no evaluation of these pictures, or holds back others.
    """
    check_halt(should_stop)
    folders = Path(command.run), Path(command.other)
    (part, held), (other_part, other_held) = (_held(read_dataset(folder)) for folder in folders)
    if reason := _why_not(folders, (part, other_part), (held, other_held)):
        raise RunError(reason)
    right, other_right = (_right(folder, held, part) for folder in folders)
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


def _held(dataset: Dataset) -> tuple[str, Held]:
    part = "test" if dataset.part("test") else "validation"
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


def _right(run: Path, held: Held, part: str) -> dict[str, bool]:
    """Whether the model of a run is right, for each held-back picture that could be read.

    Raises:
        RunError: the run has no evaluation of them.
    """
    classes = ModelInfo.read(run).classes
    for evaluation in _evaluations(run):
        if not held.keys() <= {*evaluation.paths, *evaluation.unreadable}:
            continue
        if evaluation.probabilities.shape[1] != len(classes):
            continue
        predicted = evaluation.probabilities.argmax(1).tolist()
        found = zip(evaluation.paths, predicted, strict=True)
        return {path: classes[label] == held[path][0] for path, label in found if path in held}
    raise RunError(
        message(
            "{run} has no evaluation of its {part} part yet. Make one with: resnet-studio evaluate {folder:place}",
            run=run.name,
            part=part,
            folder=run,
        )
    )


def _evaluations(run: Path) -> Iterator[Evaluation]:
    """The evaluations of a run that can be read, the newest first."""
    for file in sorted((run / FOLDER).glob(f"{NAME}-*.npz"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
        try:
            yield Evaluation.read(file)
        except RunError:
            continue
