"""What a model answered for each picture of a part: in which order they are looked at, and which of them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.figures_file import Stored, read_answers

Order = Literal["loss", "confident", "unsure", "name"]
"""Highest loss first; mistakes only, the surest first; the least sure first; by path."""
Indices = NDArray[np.int64]
_SMALLEST = 1e-12  # probability whose loss is the largest that is shown


@dataclass(frozen=True)
class Answered:
    """The answers of a model for N pictures in K classes.

    Attributes:
        root: the folder of the pictures.
        paths: relative to it; N.
        classes: names; K.
        labels: indices of the true classes, int64 `[N]`.
        probabilities: float32 `[N, K]`.
        scale: of deep pictures.
    """

    root: Path
    paths: tuple[str, ...]
    classes: tuple[str, ...]
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    scale: ValueScale = UNKNOWN_SCALE

    @cached_property
    def predicted(self) -> Indices:
        """The most probable class of each picture, int64 `[N]`."""
        predicted: Indices = self.probabilities.argmax(1).astype(np.int64)
        return predicted

    @cached_property
    def sureness(self) -> NDArray[np.float32]:
        """The probability of the most probable class, float32 `[N]`."""
        sureness: NDArray[np.float32] = self.probabilities.max(1, initial=0.0)
        return sureness

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """Cross-entropy of each picture in nats, float64 `[N]`."""
        of_label = self.probabilities[np.arange(len(self.labels)), self.labels].astype(np.float64)
        losses: NDArray[np.float64] = -np.log(np.maximum(of_label, _SMALLEST))
        return losses

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Whether another class is more probable than the true one, bool `[N]`."""
        wrong: NDArray[np.bool_] = self.predicted != self.labels
        return wrong

    @cached_property
    def _by_name(self) -> Indices:
        keys = [natural_key(path) for path in self.paths]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)

    def chosen(
        self, order: Order, *, true: int | None = None, predicted: int | None = None, mistakes: bool = False
    ) -> Indices:
        """The indices of pictures in this order, equal ones by path.

        Args:
            order: "confident" is of mistakes alone.
            true, predicted: only those of this class, and those that are taken for this one.
            mistakes: only those.
        """
        wanted = np.ones(len(self.paths), np.bool_)
        if mistakes or order == "confident":
            wanted &= self.wrong
        if true is not None:
            wanted &= self.labels == true
        if predicted is not None:
            wanted &= self.predicted == predicted
        ranked = self._by_name[wanted[self._by_name]]
        if order == "name":
            return ranked
        by: dict[str, NDArray[np.floating]] = {
            "loss": -self.losses,
            "confident": -self.sureness,
            "unsure": self.sureness,
        }
        return ranked[np.argsort(by[order][ranked], kind="stable")]

    def absolute(self, index: int) -> Path:
        """Where a picture is."""
        return self.root / self.paths[index]


def read_answered(
    run: Path, stored: Stored, root: Path, classes: tuple[str, ...], scale: ValueScale = UNKNOWN_SCALE
) -> Answered:
    """The answers of an evaluation, with the probabilities that the run's model gives people.

    Raises:
        RunError: it cannot be read, is damaged, or is of other classes.
    """
    found, file = read_answers(run, stored), stored.evaluation
    if found.probabilities.shape[1] != len(classes):
        raise RunError(message("{file} in {folder} is of other classes.", file=file.name, folder=str(file.parent)))
    answered = Answered(root, found.paths, classes, found.labels, found.probabilities, scale)
    for order in ("loss", "confident"):  # in this thread: many answers take a while to be put in order
        answered.chosen(order)
    return answered
