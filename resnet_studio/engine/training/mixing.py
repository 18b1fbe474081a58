"""Mixing the items of a batch in pairs: MixUp (Zhang et al. 2018) and CutMix (Yun et al. 2019).

Items are mixed as the network's next unit takes them: pictures, or what frozen layers made of them. What happens is
drawn from the seed and the step, so that it is the same after a pause.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.runs.augmentation import Augmentation

_MIXING = 0x6D6978  # keeps these draws apart from those of order and views, which have the same seed


@dataclass(frozen=True, slots=True)
class Mix:
    """How a batch is mixed: each item with its partner.

    Attributes:
        partners: for each item the index in the batch of the one that it is mixed with, int64 `[B]`.
        share: of the item itself in the mixture; the rest is its partner's.
        box: top, bottom, left and right of what comes from the partner; None where whole items are blended.
    """

    partners: Tensor
    share: float
    box: tuple[int, int, int, int] | None = None

    def of(self, values: Tensor, others: Tensor) -> Tensor:
        """Items mixed with their partners, both `[B, ...]` on one device."""
        if self.box is None:
            return torch.lerp(others, values, self.share)
        top, bottom, left, right = self.box
        mixed = values.clone()
        mixed[..., top:bottom, left:right] = others[..., top:bottom, left:right]
        return mixed

    @classmethod
    def draw(cls, changes: Augmentation, shape: torch.Size, seed: int, step: int) -> Self | None:
        """How the batch of a step is mixed; None where it is not.

        Where both kinds are on, each batch gets one of them. Items without height and width, such as what is left of
        pictures before the head, have nothing that a piece could be cut from.

        Args:
            changes: of the run.
            shape: of the batch's inputs, `[B, ...]`.
            seed: of the run.
            step: number of the optimiser step.
        """
        cutmix = changes.cutmix if len(shape) == 4 else 0.0
        if not changes.mixup and not cutmix:
            return None
        random = np.random.default_rng((seed, _MIXING, step))
        partners = torch.from_numpy(random.permutation(shape[0]))
        cut = bool(cutmix) and (not changes.mixup or random.random() < 0.5)
        strength = cutmix if cut else changes.mixup
        share = float(random.beta(strength, strength))
        if not cut:
            return cls(partners, share)
        height, width = shape[-2:]
        side = math.sqrt(1 - share)
        middle_y, middle_x = random.uniform(0, height), random.uniform(0, width)
        top, bottom = _around(middle_y, side * height, height)
        left, right = _around(middle_x, side * width, width)
        area = (bottom - top) * (right - left) / (height * width)
        return cls(partners, 1 - area, (top, bottom, left, right))


def _around(middle: float, length: float, most: int) -> tuple[int, int]:
    return max(0, round(middle - length / 2)), min(most, round(middle + length / 2))
