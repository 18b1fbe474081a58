"""Figures and answers as a measurement would give them, of a confusion matrix; intervals are only roughly right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.figures import Bin, ClassFigures, Figure, Figures, figures_file
from resnet_studio.core.runs.results import result_file

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
    skipped: int = 0,
    verdict: Message = NOTHING,
) -> Figures:
    """All figures of a confusion matrix, whose rows are true classes."""
    counts = np.array(confusion, np.int64)
    size, total, right = len(counts), int(counts.sum()), int(np.trace(counts))
    classes = tuple(_class(counts, label, names[label] if names else f"class {label + 1}") for label in range(size))
    steps = np.linspace(1, 0.4, 40)
    accuracy = right / total
    coverage = tuple((0.3 + 0.69 * (1 - s), float(s), float(accuracy + (1 - accuracy) * (1 - s))) for s in steps)
    bins = tuple(Bin(int(total / 15), (n + 0.5) / 15, min(1.0, (n + 0.8) / 15)) for n in range(15))
    return Figures(
        part=part,
        folder="",
        pictures=total,
        skipped=skipped,
        loss=Figure(0.2, 0.15, 0.25),
        top1=share(right, total),
        top5=share(min(total, right + 2), total)
        if size > 5
        else Figure(reason=message("There are at most 5 classes.")),
        balanced_accuracy=share(right, total),
        macro_f1=share(right, total),
        ece=Figure(0.018, 0.01, 0.03),
        tempered_ece=Figure(0.012, 0.008, 0.02),
        temperature=0.55,
        classes=classes,
        confusion=tuple(tuple(int(n) for n in row) for row in counts),
        bins=bins,
        coverage=coverage[::-1],
        verdict=verdict,
    )


def _class(counts: NDArray[np.int64], label: int, name: str) -> ClassFigures:
    right, of_it, said = int(counts[label, label]), int(counts[label].sum()), int(counts[:, label].sum())
    return ClassFigures(
        name,
        of_it,
        precision=share(right, said) if said else Figure(reason=message("No picture was predicted to be of it.")),
        recall=share(right, of_it),
        f1=share(2 * right, of_it + said),
        roc_area=Figure(0.98, 0.95, 0.99),
        pr_area=Figure(0.95, 0.9, 0.98),
    )


def write_results(run: Path, figures: Figures, key: str = "0" * 16) -> None:
    """Write figures and answers for made-up pictures into a run."""
    labels, predicted = [], []
    for true, row in enumerate(figures.confusion):
        for other, count in enumerate(row):
            labels += [true] * count
            predicted += [other] * count
    probabilities = np.full((len(labels), len(figures.classes)), 0.2 / max(1, len(figures.classes) - 1), np.float32)
    probabilities[np.arange(len(labels)), predicted] = np.linspace(0.6, 0.99, len(labels), dtype=np.float32)
    names = tuple(f"{figures.classes[label].name}/{number}.png" for number, label in enumerate(labels))
    top1 = figures.top1.value or 0.0
    evaluation = Evaluation(names, np.array(labels), probabilities, (), 0.2, top1)
    evaluation.write(result_file(run, NAME, key))
    figures.write(figures_file(run, figures.part, key))
