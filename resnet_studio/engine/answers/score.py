"""How good a network is on pictures that it was not trained on."""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the usual name for it

from resnet_studio.engine.answers.answers import Answers

MOST_CLASSES, MOST_CELLS = 200, 3000
"""Up to these, a confusion matrix is small enough for an event after each epoch."""


class Score:
    """Figures over all pictures seen so far.

    Sums stay on the device until they are read: reading them at each batch would wait for it.

    Attributes:
        pictures: how many pictures were counted.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Start from zero pictures."""
        self.pictures = 0
        self._sums: Tensor | None = None
        self._counts: Tensor | None = None

    def add(self, answers: Answers) -> None:
        """Count some answers."""
        logits = answers.logits
        labels = answers.labels.to(logits.device, non_blocking=True)
        loss = F.cross_entropy(logits, labels, reduction="sum")
        predicted = logits.argmax(1)
        sums = torch.stack([loss, (predicted == labels).sum().to(loss.dtype)])
        self._sums = sums if self._sums is None else self._sums + sums
        self.pictures += len(answers)
        classes = logits.shape[1]
        if classes <= MOST_CLASSES:
            counts = torch.bincount(labels * classes + predicted, minlength=classes * classes).reshape(classes, classes)
            self._counts = counts if self._counts is None else self._counts + counts

    def cells(self) -> tuple[int, ...]:
        """True label, predicted label and number of pictures of each cell of the confusion matrix that is not 0.

        Nothing where there are more than `MOST_CLASSES` classes or `MOST_CELLS` such cells.
        """
        if self._counts is None:
            return ()
        counts = self._counts.cpu()
        where = counts.nonzero()
        if len(where) > MOST_CELLS:
            return ()
        return tuple(number for true, said in where.tolist() for number in (true, said, int(counts[true, said])))

    @property
    def loss(self) -> float:
        """Mean plain cross-entropy in nats; NaN without pictures."""
        return self._sums[0].item() / self.pictures if self._sums is not None else float("nan")

    @property
    def right(self) -> int:
        """How many pictures have their true class as the most probable one."""
        return int(self._sums[1].item()) if self._sums is not None else 0

    @property
    def top1(self) -> float:
        """Top-1 accuracy, from 0 to 1; NaN without pictures."""
        return self.right / self.pictures if self.pictures else float("nan")
