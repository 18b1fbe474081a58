"""How good a network is on pictures that it was not trained on."""

from collections.abc import Collection

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the usual name for it

from resnet_studio.engine.answers.answers import Answers


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
        self._kept: list[tuple[int, Tensor]] = []

    def add(self, answers: Answers, keep: Collection[int] = ()) -> None:
        """Count some answers; the pictures whose index is in `keep` are remembered for `kept`."""
        logits = answers.logits
        labels = answers.labels.to(logits.device, non_blocking=True)
        loss = F.cross_entropy(logits, labels, reduction="sum")
        sums = torch.stack([loss, (logits.argmax(1) == labels).sum().to(loss.dtype)])
        self._sums = sums if self._sums is None else self._sums + sums
        self.pictures += len(answers)
        for position, index in enumerate(answers.indices):
            if index in keep:
                self._kept.append((index, logits[position]))

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

    @property
    def kept(self) -> dict[int, tuple[float, ...]]:
        """Probabilities of the pictures to keep, by index in ascending order."""
        if not self._kept:
            return {}
        rows = torch.stack([logits for _, logits in self._kept]).softmax(1).tolist()
        return dict(sorted(zip((index for index, _ in self._kept), map(tuple, rows), strict=True)))
