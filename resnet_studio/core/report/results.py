"""What a report says of one part: its figures with their intervals, classes, calibration, thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.report.chart import Chart
from resnet_studio.core.report.matrix import MOST_IN_TABLE, Matrix, matrix, pairs_left_out
from resnet_studio.core.report.results_charts import Strip, coverage_chart, reliability_chart, strip
from resnet_studio.core.report.words import PART_TITLES
from resnet_studio.core.runs.figures import STAND_IN_TEXT, ClassFigures, Covered, Figure, Figures
from resnet_studio.core.runs.threshold import Threshold, unfit_text

MOST_CLASSES: Final = 1000
"""Rows in a table of classes; the others are counted."""
ASKED: Final = (0.9, 0.95, 0.98, 0.99)
_MARKED: Final = 0.98


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is written; `reason` where it or its interval is not defined."""

    value: Message
    interval: Message = NOTHING
    reason: Message = NOTHING


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of a part, with its name."""

    label: Message
    shown: Shown


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The figures of a class; `strip` draws its recall."""

    name: str
    n: int
    precision: Shown
    recall: Shown
    f1: Shown
    roc_area: Shown
    pr_area: Shown
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What a threshold gives that is chosen by the share of answers that is to be right; None where none gives it."""

    asked: float
    covered: Covered | None
    answered: float
    interval: Message = NOTHING


@dataclass(frozen=True, slots=True)
class PartView:
    """All that is shown of one part."""

    id: str
    title: Message
    headline: Message
    accuracy: Shown
    strip: Strip | None
    counted: Message
    pictures: int
    notes: tuple[Message, ...]
    verdict: Message
    rows: tuple[FigureRow, ...]
    matrix: Matrix
    classes: tuple[ClassRow, ...]
    more_pairs: Message
    more_classes: Message
    reliability: Chart
    calibration: tuple[Message, ...]
    tempered: bool
    coverage: Chart
    kept: Message
    asked: tuple[AskedRow, ...]


def part_view(figures: Figures, threshold: Threshold | None = None, choosing: Figures | None = None) -> PartView:
    """What is shown of a part, with the threshold that is kept with the model.

    Thresholds for the test part are those that the validation figures `choosing` give; only where there are none, it
    chooses them itself.
    """
    if threshold and not figures.of_best:
        threshold = replace(threshold, damaged=True)
    value = threshold.at(figures.temperature) if threshold else None
    kept = None if value is None else figures.at_threshold(value)
    classes, confusion = _ordered(figures), matrix(figures)
    return PartView(
        id=figures.part,
        title=PART_TITLES.get(figures.part, message("Pictures")),
        headline=_HEADLINES.get(figures.part, message("Accuracy")),
        accuracy=share(figures.top1),
        strip=strip(figures.top1, zoomed=True),
        counted=plural(
            "{right} of {count} picture right", "{right} of {count} pictures right", figures.pictures,
            right=figures.right,
        ),
        pictures=figures.pictures,
        notes=tuple(_notes(figures)),
        verdict=figures.verdict,
        rows=_rows(figures),
        matrix=confusion,
        more_pairs=pairs_left_out(confusion.more_pairs) if confusion.more_pairs else NOTHING,
        classes=tuple(map(_class_row, classes[:MOST_CLASSES])),
        more_classes=classes_left_out(len(classes)),
        reliability=reliability_chart(figures),
        calibration=tuple(_calibration(figures)),
        tempered=bool(figures.tempered_bins),
        coverage=coverage_chart(figures, kept if kept and kept.answered else figures.asking(_MARKED)),
        kept=_kept(threshold, kept, figures) if threshold else NOTHING,
        asked=tuple(_asked(figures, choosing or figures)),
    )  # fmt: skip


def classes_left_out(classes: int) -> Message:
    """How many classes are not listed; empty where all are."""
    more = classes - MOST_CLASSES
    return plural("and {count} more class", "and {count} more classes", more) if more > 0 else NOTHING


_HEADLINES: Final = {"test": message("Test accuracy"), "validation": message("Validation accuracy")}


def share(figure: Figure) -> Shown:
    """A figure from 0 to 1 in percent."""
    if figure.value is None:
        return Shown(_UNDEFINED, reason=figure.reason)
    value = Message("{share:percent}", {"share": figure.value})
    if figure.interval is None:
        return Shown(value, reason=figure.reason)
    low, high = figure.interval
    return Shown(value, message("{low:percent} to {high:percent}", low=low, high=high))


def number(figure: Figure) -> Shown:
    """A loss."""
    if figure.value is None:
        return Shown(_UNDEFINED, reason=figure.reason)
    value = Message("{loss}", {"loss": figure.value})
    if figure.interval is None:
        return Shown(value, reason=figure.reason)
    low, high = figure.interval
    return Shown(value, message("{low} to {high}", low=low, high=high))


_UNDEFINED: Final = Message("–")


def _notes(figures: Figures) -> Iterator[Message]:
    if figures.chose_epoch:
        yield message("These pictures also chose the best epoch. On new ones expect a little less.")
    elif figures.part == "test":
        yield message("These pictures chose nothing: neither weights nor the best epoch were made with them.")
    if figures.learned:
        yield plural(
            "The run learned from {count} of these pictures.", "The run learned from {count} of these pictures.",
            figures.learned,
        )  # fmt: skip
    if not figures.of_best:
        yield STAND_IN_TEXT
    if figures.skipped:
        yield plural(
            "{count} picture could not be read and is left out.",
            "{count} pictures could not be read and are left out.",
            figures.skipped,
        )


def _rows(figures: Figures) -> tuple[FigureRow, ...]:
    return (
        FigureRow(message("Top-1 accuracy"), share(figures.top1)),
        FigureRow(message("Top-5 accuracy"), share(figures.top5)),
        FigureRow(message("Balanced accuracy"), share(figures.balanced_accuracy)),
        FigureRow(message("Mean precision of the classes"), share(figures.macro_precision)),
        FigureRow(message("Macro F1"), share(figures.macro_f1)),
        FigureRow(message("Mean ROC area"), share(figures.roc_area)),
        FigureRow(message("Mean precision-recall area"), share(figures.pr_area)),
        FigureRow(message("Loss"), number(figures.loss)),
        FigureRow(message("Expected calibration error"), share(figures.given_ece)),
    )


def _ordered(figures: Figures) -> list[ClassFigures]:
    """Few classes as the model has them; many with the lowest recall first, and those without pictures last."""
    if len(figures.classes) <= MOST_IN_TABLE:
        return list(figures.classes)
    return sorted(figures.classes, key=lambda one: (one.recall.value is None, one.recall.value, one.name))


def _class_row(one: ClassFigures) -> ClassRow:
    return ClassRow(
        name=one.name,
        n=one.n,
        precision=share(one.precision),
        recall=share(one.recall),
        f1=share(one.f1),
        roc_area=share(one.roc_area),
        pr_area=share(one.pr_area),
        strip=strip(one.recall),
    )


def _calibration(figures: Figures) -> Iterator[Message]:
    """How far probabilities can be believed."""
    error = figures.given_ece
    if error.value is not None:
        yield _with_interval(message("The expected calibration error is {error:percent}", error=error.value), error)
    if figures.temperature is None:
        if figures.tempered_ece.reason:
            yield joined(message("There is no temperature."), figures.tempered_ece.reason)
        return
    if figures.ece.value is not None:
        yield _with_interval(message("Without temperature it is {error:percent}", error=figures.ece.value), figures.ece)
    yield plural(
        "The temperature is {temperature}, fitted on {count} validation picture.",
        "The temperature is {temperature}, fitted on {count} validation pictures.",
        figures.tempered_on,
        temperature=figures.temperature,
    )


def _with_interval(sentence: Message, figure: Figure) -> Message:
    if figure.interval is None:
        return message("{sentence}.", sentence=sentence)
    low, high = figure.interval
    return message("{sentence}, 95 % interval {low:percent} to {high:percent}.", sentence=sentence, low=low, high=high)


def _kept(threshold: Threshold, kept: Covered | None, figures: Figures) -> Message:
    """What the threshold that is kept with the model gives on these pictures, or why it is not used."""
    if kept is None:
        return unfit_text(threshold, figures.temperature)
    value = threshold.at(figures.temperature)
    chosen = message("Kept with the model: not sure below {threshold:percent}.", threshold=value)
    if not kept.answered:
        return joined(chosen, message("None of these pictures is answered then."))
    return joined(
        chosen,
        message(
            "Of these pictures {share:percent} are answered then, and {right:percent} of the answers are right.",
            share=kept.answered / max(1, figures.pictures),
            right=kept.accuracy,
        ),
    )


def _asked(figures: Figures, choosing: Figures) -> Iterator[AskedRow]:
    for accuracy in ASKED:
        chosen = choosing.asking(accuracy)
        covered = chosen
        if chosen and choosing is not figures:
            covered = figures.at_threshold(chosen.threshold)
        if covered is None or not covered.answered:
            yield AskedRow(accuracy, None, 0.0)
            continue
        low, high = wilson(covered.accuracy, covered.answered)
        interval = message("{low:percent} to {high:percent}", low=low, high=high)
        yield AskedRow(accuracy, covered, covered.answered / figures.pictures, interval)
