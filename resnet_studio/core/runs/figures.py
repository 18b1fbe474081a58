"""How good a model is on some pictures: all figures of a measurement, with their intervals."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import NOTHING, Message, message

Points = tuple[tuple[float, float], ...]
"""Points of a curve, from left to right."""

FLOAT32 = "float32"  # not a text
STANDS_IN = " replaced by "  # not a text
"""In the name of weights, after the best ones that are damaged."""
STAND_IN_TEXT = message("The best weights of this run are damaged, so these figures are of its last ones.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its 95 % interval; all three are None where it is not defined, and `reason` says why.

    A figure can have no interval although it is defined; then `reason` says why, too.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Message = NOTHING

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval, None where there is none."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The figures of one class, one against all others.

    Attributes:
        name: of the class.
        n: pictures that are of it.
        predicted: pictures that are taken for it.
        precision, recall, f1: from the answers.
        roc_area, pr_area: under its two curves, from the probabilities; the second is the average precision.
        roc: false positive rate and true positive rate.
        pr: recall and precision.
    """

    name: str
    n: int
    predicted: int
    precision: Figure
    recall: Figure
    f1: Figure
    roc_area: Figure
    pr_area: Figure
    roc: Points = ()
    pr: Points = ()


@dataclass(frozen=True, slots=True)
class Bin:
    """Pictures whose highest probability is between `low` and `high`.

    Attributes:
        low, high: its ends; the upper one belongs to it.
        pictures: how many there are. Without any, the other fields are None.
        probability: the mean of their highest probabilities.
        right: the share of them that is right, with its interval.
    """

    low: float
    high: float
    pictures: int
    probability: float | None
    right: Figure


@dataclass(frozen=True, slots=True)
class Covered:
    """What is answered if only answers of at least so high a probability are given.

    Attributes:
        threshold: the probability.
        answered: how many pictures get an answer.
        right: how many of these are right.
    """

    threshold: float
    answered: int
    right: int

    @property
    def accuracy(self) -> float:
        """The share of the answers that is right."""
        return self.right / self.answered


@dataclass(frozen=True, slots=True)
class Cell:
    """How many pictures of one class are taken for another, or for their own; classes are indices."""

    true: int
    predicted: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one measurement of the best model of a run.

    Attributes:
        part: of which the pictures are: "train", "validation", "test", or "all".
        folder: which was measured; empty for the pictures of the run itself.
        weights: what tells the measured weights from others, as `core.runs.checkpoints.best_identity` gives it. Where
            the best ones are damaged, `STANDS_IN` and what tells those that were measured from others follow.
        epoch: the best epoch, whose weights these are; None if unknown.
        chose_epoch: whether these pictures also chose that epoch, so that new ones may be answered a little worse.
        learned: how many of the pictures the run learned from; None if unknown.
        pictures, skipped: that were measured, and that could not be read.
        loss: mean cross-entropy in nats.
        top1, top5: shares of the pictures whose class is the most probable one, or among the five most probable.
        balanced_accuracy, macro_precision, macro_f1, roc_area, pr_area: means over the classes that have pictures.
        ece: expected calibration error in bins of equal width.
        temperature: by which logits are divided for calibrated probabilities; None where there is none.
        tempered_on: pictures of the validation part that the temperature was fitted on, 0 where there is none.
        tempered_ece: the calibration error with that temperature; its reason says why there is none.
        classes: in the model's order.
        order: indices of the classes in an order in which those that are confused lie together.
        cells: of the confusion matrix that are not 0, by true class and then by predicted class.
        bins, tempered_bins: of the reliability diagram, from low to high probability, without and with temperature;
            the second is empty where there is no temperature.
        coverage: from high to low threshold, thinned; of calibrated probabilities where there is a temperature.
        verdict, verdict_kind: what it comes to, in a sentence, and as a name for code; may be empty.
        precision: in which the network computed; that of the training, where its last validation is what was measured.
    """

    part: str
    folder: str
    weights: str
    epoch: int | None
    chose_epoch: bool
    learned: int | None
    pictures: int
    skipped: int
    loss: Figure
    top1: Figure
    top5: Figure
    balanced_accuracy: Figure
    macro_precision: Figure
    macro_f1: Figure
    roc_area: Figure
    pr_area: Figure
    ece: Figure
    tempered_ece: Figure
    temperature: float | None
    tempered_on: int
    classes: tuple[ClassFigures, ...]
    order: tuple[int, ...]
    cells: tuple[Cell, ...]
    bins: tuple[Bin, ...]
    tempered_bins: tuple[Bin, ...]
    coverage: tuple[Covered, ...]
    verdict: Message = NOTHING
    verdict_kind: str = ""
    precision: str = FLOAT32

    @property
    def is_as_used(self) -> bool:
        """Whether the probabilities are those that Use and exports give, which compute in float32."""
        return self.precision == FLOAT32

    @property
    def of_best(self) -> bool:
        """Whether they are of the best weights, not of others that stand in because the best ones are damaged."""
        return STANDS_IN not in self.weights

    @property
    def given_ece(self) -> Figure:
        """The calibration error of what the model says: with its temperature where there is one."""
        return self.ece if self.temperature is None else self.tempered_ece

    @property
    def given_bins(self) -> tuple[Bin, ...]:
        """The reliability of what the model says: with its temperature where there is one."""
        return self.tempered_bins or self.bins

    @property
    def right(self) -> int:
        """How many pictures are right."""
        return sum(cell.pictures for cell in self.cells if cell.true == cell.predicted)

    def confusion(self) -> NDArray[np.int64]:
        """Counts `[K, K]`, made at each call: rows are true classes, columns predicted ones, in the model's order."""
        counts = np.zeros((len(self.classes), len(self.classes)), np.int64)
        for cell in self.cells:
            counts[cell.true, cell.predicted] = cell.pictures
        return counts

    def confused(self) -> list[Cell]:
        """The pairs of classes that are confused, the most frequent first."""
        wrong = [cell for cell in self.cells if cell.true != cell.predicted]
        return sorted(wrong, key=lambda cell: (-cell.pictures, cell.true, cell.predicted))

    def at_threshold(self, threshold: float) -> Covered:
        """What is answered with a threshold, as exactly as the thinned curve knows."""
        above = [point for point in self.coverage if point.threshold >= threshold]
        return replace(above[-1], threshold=threshold) if above else Covered(threshold, 0, 0)

    def asking(self, accuracy: float) -> Covered | None:
        """The lowest threshold with which at least such a share of the answers is right; None if there is none."""
        return next((point for point in reversed(self.coverage) if 0 < accuracy * point.answered <= point.right), None)
