"""Figures and answers as a measurement would give them, of any confusion matrix or fixed; intervals are about right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import EpochEnd, RunFinished
from resnet_studio.core.runs.checkpoints import BEST, best_identity
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.figures import Bin, Cell, ClassFigures, Covered, Figure, Figures
from resnet_studio.core.runs.figures_file import figures_file, write_figures
from resnet_studio.core.runs.results import result_file
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog

_NONE = Figure(reason=message("No picture is of this class."))
TWO = ((66, 4), (3, 80))
"""The confusion matrix of ants and bees in the design."""


def many(classes: int, pictures: int = 10) -> list[list[int]]:
    """A confusion matrix of many classes: most pictures are right, some classes are taken for another one."""
    random = np.random.default_rng(3)
    counts = np.zeros((classes, classes), np.int64)
    for label in range(classes):
        right = int(random.integers(pictures // 2, pictures + 1))
        counts[label, label] = right
        likely = (label * 7 + 3) % classes
        for _ in range(pictures - right):
            other = likely if random.random() < 0.7 else int(random.integers(classes))
            counts[label, other] += 1
    return [[int(n) for n in row] for row in counts]


def share(right: float, total: float) -> Figure:
    """A share with an interval."""
    if not total:
        return Figure(reason=message("No picture is of this class."))
    value = right / total
    half = 1.96 * (value * (1 - value) / total + 0.9 / total**2) ** 0.5
    return Figure(value, max(0.0, min(value, value - half)), min(1.0, value + half))


def figures_of(
    confusion: Sequence[Sequence[int]],
    names: Sequence[str] = (),
    part: str = "validation",
    *,
    weights: str = "",
    skipped: int = 0,
    verdict: Message = NOTHING,
) -> Figures:
    """All figures of a confusion matrix, whose rows are true classes."""
    counts = np.array(confusion, np.int64)
    size, total, right = len(counts), int(counts.sum()), int(np.trace(counts))
    top5 = share(min(total, right + 2), total) if size > 5 else Figure(reason=message("There are at most 5 classes."))
    areas = {"roc_area": Figure(0.98, 0.95, 0.99), "pr_area": Figure(0.95, 0.9, 0.98)}
    means = dict.fromkeys(("top1", "balanced_accuracy", "macro_precision", "macro_f1"), share(right, total))
    errors = {"ece": Figure(0.018, 0.01, 0.03), "tempered_ece": Figure(0.012, 0.008, 0.02)}
    return Figures(
        part=part,
        folder="",
        weights=weights,
        epoch=5,
        chose_epoch=part == "validation",
        learned=0,
        pictures=total,
        skipped=skipped,
        loss=Figure(0.2, 0.15, 0.25),
        top5=top5,
        **means,
        **areas,
        **errors,
        temperature=0.55,
        tempered_on=total,
        classes=tuple(_class(counts, label, names[label] if names else f"class {label + 1}") for label in range(size)),
        order=tuple(range(size)),
        cells=tuple(Cell(int(row), int(column), int(counts[row, column])) for row, column in np.argwhere(counts)),
        bins=tuple(_bins(total)),
        tempered_bins=tuple(_bins(total)),
        coverage=tuple(_coverage(right, total)),
        verdict=verdict,
    )


def some_figures(**changed: object) -> Figures:
    """Figures of 10 validation pictures in three classes, of which the third has none."""
    ants = ClassFigures(
        "ants", 6, 6, Figure(5 / 6, 0.44, 0.97), Figure(5 / 6, 0.44, 0.97), Figure(5 / 6, 0.5, 0.96),
        Figure(0.9, 0.6, 0.98), Figure(0.92, 0.6, 0.99), ((0.0, 0.0), (0.25, 0.8), (1.0, 1.0)),
        ((0.5, 1.0), (1.0, 0.6)),
    )  # fmt: skip
    bees = replace(ants, name="bees", n=4, predicted=4)
    wasps = ClassFigures("wasps", 0, 0, _NONE, _NONE, _NONE, _NONE, _NONE)
    figures = Figures(
        part="validation",
        folder="",
        weights="0" * 64,
        epoch=5,
        chose_epoch=True,
        learned=0,
        pictures=10,
        skipped=1,
        loss=Figure(0.4, 0.2, 0.7),
        top1=Figure(0.8, 0.49, 0.94),
        top5=Figure(reason=message("There are only {classes} classes.", classes=3)),
        balanced_accuracy=Figure(0.79, 0.5, 0.93),
        macro_precision=Figure(0.79, 0.5, 0.93),
        macro_f1=Figure(0.79, 0.5, 0.93),
        roc_area=Figure(0.9, 0.6, 0.98),
        pr_area=Figure(0.92, 0.6, 0.99),
        ece=Figure(0.1, 0.05, 0.3),
        tempered_ece=Figure(0.08, 0.04, 0.3),
        temperature=1.25,
        tempered_on=10,
        classes=(ants, bees, wasps),
        order=(1, 0, 2),
        cells=(Cell(0, 0, 5), Cell(0, 1, 1), Cell(1, 0, 1), Cell(1, 1, 3)),
        bins=(Bin(0.0, 0.5, 0, None, _NONE), Bin(0.5, 1.0, 10, 0.9, Figure(0.8, 0.49, 0.94))),
        tempered_bins=(Bin(0.0, 0.5, 0, None, _NONE), Bin(0.5, 1.0, 10, 0.85, Figure(0.8, 0.49, 0.94))),
        coverage=(Covered(0.99, 2, 2), Covered(0.8, 6, 5), Covered(0.6, 8, 7), Covered(0.5, 10, 8)),
        verdict=message("As good as guessing the largest class."),
        verdict_kind="guessing",
    )
    return replace(figures, **changed)  # type: ignore[arg-type]  # fields by name


def _bins(total: int) -> Iterator[Bin]:
    """Bins of the reliability diagram; the lower half has no pictures."""
    for number in range(15):
        low, high, pictures = number / 15, (number + 1) / 15, total * (number + 1) // 240 if number > 6 else 0
        if pictures:
            yield Bin(low, high, pictures, low + 0.04, share(round(pictures * min(1, low + 0.06)), pictures))
        else:
            yield Bin(low, high, 0, None, Figure(reason=message("No picture has such a probability.")))


def _coverage(right: int, total: int) -> Iterator[Covered]:
    """The surest half is right; mistakes come more and more often after it."""
    for number in range(1, 41):
        answered = max(1, total * number // 40)
        wrong = round((total - right) * max(0.0, (number - 20) / 20) ** 2)
        yield Covered(1 - 0.015 * number, answered, answered - wrong)


def _class(counts: NDArray[np.int64], label: int, name: str) -> ClassFigures:
    right, of_it, said = int(counts[label, label]), int(counts[label].sum()), int(counts[:, label].sum())
    recall = share(right, of_it)
    return ClassFigures(
        name,
        of_it,
        said,
        precision=share(right, said) if said else Figure(reason=message("No picture was predicted to be of it.")),
        recall=recall,
        f1=share(2 * right, of_it + said),
        roc_area=Figure(0.98, 0.95, 0.99) if of_it else recall,
        pr_area=Figure(0.95, 0.9, 0.98) if of_it else recall,
        roc=((0.0, 0.0), (0.0, 0.8), (0.1, 0.95), (1.0, 1.0)) if of_it else (),
        pr=((0.0, 1.0), (0.8, 1.0), (0.95, 0.9), (1.0, 0.5)) if of_it else (),
    )


def made_run(dataset: Dataset, name: str, top1: float) -> Path:
    """The folder of a finished ResNet-20 of one epoch, with a validation accuracy; its weights are no tensors."""
    run = create_run(places.runs_folder(), TrainConfig.build(depth=20), dataset, name=name)
    ModelInfo(20, True, dataset.classes, 32, (0.5,) * 3, (0.5,) * 3).write(run)
    (run / BEST).write_bytes(b"weights")
    with closing(EventLog(run)) as log:
        log.append(EpochEnd(1, 1, 1.0, 0.9, top1, 1.0))
        log.append(RunFinished(str(run), 1, top1))
    return run


def write_results(
    run: Path, figures: Figures, key: str = "0" * 16, pictures: Sequence[Sequence[str]] | None = None
) -> None:
    """Write figures and answers into a run, whose weights get a checksum if they have none.

    `pictures` are paths by label, used again and again; made-up ones without them.
    """
    if not best_identity(run):
        header = b'{"__metadata__":{"checksum":"made up"}}'
        (run / BEST).write_bytes(len(header).to_bytes(8, "little") + header)
    labels: list[int] = []
    predicted: list[int] = []
    for cell in figures.cells:
        labels += [cell.true] * cell.pictures
        predicted += [cell.predicted] * cell.pictures
    probabilities = np.full((len(labels), len(figures.classes)), 0.2 / max(1, len(figures.classes) - 1), np.float32)
    probabilities[np.arange(len(labels)), predicted] = np.linspace(0.6, 0.99, len(labels), dtype=np.float32)
    names = tuple(
        pictures[label][number % len(pictures[label])] if pictures else f"{figures.classes[label].name}/{number}.png"
        for number, label in enumerate(labels)
    )
    top1 = figures.top1.value or 0.0
    evaluation = Evaluation(names, np.array(labels), probabilities, (), 0.2, top1)
    evaluation.write(result_file(run, NAME, key))
    write_figures(figures_file(run, figures.part, key), replace(figures, weights=best_identity(run)))
