"""What the network answered when it validated: kept of the best epoch, for the figures at the end of a run."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.engine.answers.answers import Answers

_MOST_VALUES = 4_000_000  # logits; of more, the best epoch's answers are computed again at the end


@dataclass(frozen=True, slots=True)
class Validated:
    """The answers of one epoch.

    Attributes:
        indices: of the validation items that could be read, `[N]`.
        probabilities: float32 `[N, K]`.
        loss, top1: over them.
    """

    indices: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    loss: float
    top1: float


class Validation:
    """Collects the logits of a validation, batch after batch; they stay on the device until they are wanted."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Start from zero pictures."""
        self._indices: list[int] = []
        self._logits: list[Tensor] = []
        self._values = 0

    def add(self, answers: Answers) -> None:
        """Take in some answers."""
        self._values += answers.logits.numel()
        if self._values > _MOST_VALUES:
            self._logits.clear()
        elif len(answers):
            self._indices.extend(answers.indices)
            self._logits.append(answers.logits.float())

    def taken(self, loss: float, top1: float) -> Validated | None:
        """All answers; None where there are too many to keep."""
        if not self._logits or self._values > _MOST_VALUES:
            return None
        probabilities: NDArray[np.float32] = torch.cat(self._logits).softmax(1).cpu().numpy()
        return Validated(np.array(self._indices, np.int64), probabilities, loss, top1)
