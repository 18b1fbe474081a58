"""All figures of a measurement, from the probabilities that a model gave its pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs.calibration import SMALLEST, tempered
from resnet_studio.core.runs.figures import FLOAT32, Cell, ClassFigures, Figure, Figures
from resnet_studio.engine.figures import intervals
from resnet_studio.engine.figures.areas import by_chance, mean_pr, mean_roc
from resnet_studio.engine.figures.calibration import Temperature, bins, calibration_error
from resnet_studio.engine.figures.curves import Curves, coverage, curves, points_of_each
from resnet_studio.engine.figures.intervals import Table
from resnet_studio.engine.figures.losses import mean_loss
from resnet_studio.engine.figures.order import confusion_order
from resnet_studio.engine.figures.verdict import verdict

_FIVE = 5
_SEED = 0  # of the draws: the same pictures have the same figures


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured; the fields are those of `Figures` of the same names.

    Attributes:
        loss: mean cross-entropy, as it was computed from logits.
        train_top1: accuracy on the training pictures in the best epoch, or None.
    """

    part: str
    loss: float
    folder: str = ""
    weights: str = ""
    epoch: int | None = None
    chose_epoch: bool = False
    learned: int | None = None
    skipped: int = 0
    train_top1: float | None = None
    precision: str = FLOAT32


def measure(
    measured: Measured,
    names: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float32],
    temperature: Temperature,
    check: Callable[[], object] = lambda: None,
) -> Figures:
    """All figures of at least one picture.

    Args:
        measured: what they are of.
        names: of the K classes.
        labels: true classes `[N]`.
        probabilities: `[N, K]`.
        temperature: by which they are calibrated.
        check: called now and then; it raises to end.
    """
    # Long: the fields of one record, a line each.
    predicted = probabilities.argmax(1)
    right = predicted == labels
    table = Table.of(labels, predicted, len(names))
    classes, roc_area, pr_area = _classes(names, labels, probabilities, table, check)
    top1 = intervals.share(int(right.sum()), len(labels))
    sureness = probabilities.max(1).astype(float)
    calibrated = None if temperature.value is None else tempered(probabilities, temperature.value).max(1)
    check()
    kind, sentence = verdict(measured.part, len(labels), top1, classes, measured.train_top1)
    return Figures(
        part=measured.part,
        folder=measured.folder,
        weights=measured.weights,
        epoch=measured.epoch,
        chose_epoch=measured.chose_epoch,
        learned=measured.learned,
        pictures=len(labels),
        skipped=measured.skipped,
        loss=_loss(measured.loss, labels, probabilities),
        top1=top1,
        top5=_top5(labels, probabilities),
        balanced_accuracy=intervals.mean_recall(table),
        macro_precision=intervals.mean_precision(table),
        macro_f1=intervals.mean_f1(table),
        roc_area=roc_area,
        pr_area=pr_area,
        ece=calibration_error(sureness, right),
        tempered_ece=Figure(reason=temperature.reason) if calibrated is None else calibration_error(calibrated, right),
        temperature=temperature.value,
        tempered_on=temperature.pictures,
        classes=classes,
        order=confusion_order(table),
        cells=tuple(
            Cell(int(row), int(column), int(count))
            for row, column, count in zip(table.rows, table.columns, table.counts, strict=True)
        ),
        bins=bins(sureness, right),
        tempered_bins=() if calibrated is None else bins(calibrated, right),
        coverage=coverage(sureness if calibrated is None else calibrated, right, len(names)),
        verdict=sentence,
        verdict_kind=kind,
        precision=measured.precision,
    )


def _loss(loss: float, labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> Figure:
    if not np.isfinite(loss):
        return Figure(reason=message("The loss is not a number."))
    own = np.arange(len(labels)), labels
    others = probabilities.sum(1, where=np.arange(probabilities.shape[1]) != labels[:, None], dtype=float)
    margins = np.log(np.maximum(probabilities[own].astype(float), SMALLEST)) - np.log(np.maximum(others, SMALLEST))
    found = mean_loss(margins, np.random.default_rng(_SEED))
    if found.low is None or found.high is None:
        return Figure(loss, reason=found.reason)
    return Figure(loss, min(loss, found.low), max(loss, found.high))


def _top5(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> Figure:
    classes = probabilities.shape[1]
    if classes <= _FIVE:
        return Figure(reason=message("With {classes} classes, the five most probable ones are all.", classes=classes))
    first = np.argsort(-probabilities, 1, kind="stable")[:, :_FIVE]
    return intervals.share(int((first == labels[:, None]).any(1).sum()), len(labels))


def _classes(
    names: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.float32],
    table: Table,
    check: Callable[[], object],
) -> tuple[tuple[ClassFigures, ...], Figure, Figure]:
    """The figures of each class, and the means of their areas over the classes that have pictures."""
    rows, roc_slopes, pr_slopes = [], np.zeros(len(labels)), np.zeros(len(labels))
    for index, name in enumerate(names):
        check()
        drawn = curves(probabilities[:, index], labels == index, points_of_each(len(names)))
        roc_slopes += drawn.roc_slopes
        pr_slopes += drawn.pr_slopes
        true, predicted, right = (int(one[index]) for one in (table.true, table.predicted, table.right))
        rows.append(_class(name, true, predicted, right, len(labels), drawn))
    chances = [by_chance(one.pr_area.value or 0.0, one.n, len(labels)) for one in rows]
    return (
        tuple(rows),
        mean_roc([one.roc_area for one in rows], roc_slopes, labels),
        mean_pr([one.pr_area for one in rows], pr_slopes, chances, labels),
    )


def _class(name: str, true: int, predicted: int, right: int, pictures: int, drawn: Curves) -> ClassFigures:
    absent = message("No picture is of this class.")
    return ClassFigures(
        name=name,
        n=true,
        predicted=predicted,
        precision=_share(right, predicted, message("No picture is taken for this class.")),
        recall=_share(right, true, absent),
        f1=intervals.f1(right, true, predicted, pictures) if true else Figure(reason=absent),
        roc_area=drawn.roc_area,
        pr_area=drawn.pr_area,
        roc=drawn.roc,
        pr=drawn.pr,
    )


def _share(right: int, total: int, reason: Message) -> Figure:
    return intervals.share(right, total) if total else Figure(reason=reason)
