"""Weights that let rare classes count as much as frequent ones in the training loss."""

from collections.abc import Iterable

import torch
from torch import Tensor


def balanced_weights(counts: Iterable[int]) -> Tensor:
    """Weights float32 `[K]`, inverse to the classes' training counts and scaled to mean 1."""
    inverse = torch.tensor([1 / max(1, count) for count in counts])
    return inverse / inverse.mean()
