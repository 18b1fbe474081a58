"""Defaults that follow from other settings: the weights from the network, the frozen layers from the weights and the
number of pictures, and the rest from what learns."""

import math
from enum import StrEnum
from typing import Any

from resnet_studio.core.network.architecture import (
    PHOTO_DEPTHS,
    Architecture,
    frozen_through,
    frozen_units,
    normalise_frozen,
)
from resnet_studio.core.runs.augmentation import DOCUMENTS, NONE, PHOTOGRAPHS
from resnet_studio.core.runs.setting_kinds import IMAGENET, SCRATCH
from resnet_studio.core.runs.settings import BY_LOSS, BY_TOP1

MANY = 300
"""From so many training pictures on, a network that starts from good weights gains by learning its last stage too, and
below it learns best by its head alone (decision 0015 has the figures)."""

THOUSANDS = 1500
"""From so many on, it learns the stage below the last one too, at a part of the rate: sets of 2,018 and 2,400 gained by
that, and fewer than 2,018 were not tried (docs/study.md)."""

RATE_BELOW = 0.3
"""That part of the rate."""

SAMPLE_DEPTH = 20
"""The depth for the bundled sample, whose pictures are small and few."""

FOLLOWED_PICTURES = 24
"""Validation pictures whose predictions are reported after every epoch."""


class Learns(StrEnum):
    """Which part of a network learns."""

    HEAD = "the head alone"
    SOME = "the head and some layers"
    ALL = "all layers"
    NEW = "all layers, from scratch"


LEAST_STEPS = {Learns.HEAD: 100, Learns.SOME: 200}
"""Optimiser steps that are needed, by what learns: fewer leave few pictures half learned, more change little or, of a
head, learn rare classes by heart."""

MOST_EPOCHS = {Learns.HEAD: 100, Learns.SOME: 40}
"""So many epochs are proposed at most, however few the pictures are; those of a head take a hundredth of a second."""

EPOCHS = {Learns.HEAD: 15, Learns.SOME: 8, Learns.ALL: 8, Learns.NEW: 12}
# Measured over three seeds on a few hundred photographs; of Muon from scratch alone, in docs/study.md.
RATES = {
    Learns.HEAD: {"adamw": 1e-2, "muon": 1e-2, "sgd": 0.1},
    Learns.SOME: {"adamw": 5e-4, "muon": 5e-4, "sgd": 1e-2},
    Learns.ALL: {"adamw": 2.5e-4, "muon": 2.5e-4, "sgd": 5e-3},
    Learns.NEW: {"adamw": 2e-3, "muon": 2e-2, "sgd": 0.1},
}
# A new head starts from nothing while the layers below are already good (Howard & Ruder 2018, "discriminative
# fine-tuning").
HEAD_MULTIPLIERS = {Learns.HEAD: 1.0, Learns.SOME: 8.0, Learns.ALL: 8.0, Learns.NEW: 1.0}


def has_imagenet_weights(network: Architecture) -> bool:
    """Whether ImageNet weights are published for a network."""
    return network.depth in PHOTO_DEPTHS and network.shortcuts


def default_weights(network: Architecture) -> str:
    """ImageNet weights where there are any."""
    return IMAGENET if has_imagenet_weights(network) else SCRATCH


def default_frozen(network: Architecture, weights: object, pictures: int) -> tuple[str, ...]:
    """Everything but the head; with many pictures the last stage learns too, with thousands the one below it, and from
    scratch everything does."""
    if weights == SCRATCH:
        return ()
    if _two_stages_learn(network, weights, pictures):
        return frozen_through(network, network.stage_names[-3])
    return frozen_through(network, network.stage_names[-2 if pictures >= MANY else -1])


def _two_stages_learn(network: Architecture, weights: object, pictures: int) -> bool:
    """Whether that is proposed: of thousands of pictures, in ResNet-18, and in ResNet-34, which has the same blocks."""
    measured = network.family == "photographs" and network.depth <= 34 and network.shortcuts
    return measured and weights != SCRATCH and pictures >= THOUSANDS


def what_learns(network: Architecture, weights: object, frozen: tuple[str, ...]) -> Learns:
    """Which part of the network learns with these weights and these frozen layers."""
    if len(frozen_units(network, frozen)) == len(network.unit_names):
        return Learns.HEAD
    if weights == SCRATCH:
        return Learns.NEW
    return Learns.SOME if frozen else Learns.ALL


def default_optimizer(network: Architecture, learns: Learns) -> str:
    """Muon for small networks from scratch (docs/study.md), AdamW for all else."""
    return "muon" if learns is Learns.NEW and network.family == "small" else "adamw"


def default_layer_decay(network: Architecture, weights: object, frozen: tuple[str, ...], pictures: int) -> float:
    """A part of the rate for the lower of the two stages that are proposed for thousands of pictures, else all of it.

    Raises:
        ConfigError: the network does not have one of the frozen layers.
    """
    if not _two_stages_learn(network, weights, pictures):
        return 1.0
    return RATE_BELOW if normalise_frozen(network, frozen) == default_frozen(network, weights, pictures) else 1.0


def default_values(
    network: Architecture, learns: Learns, optimizer: str, batch_size: Any, pictures: int, shows: str = ""
) -> dict[str, Any]:
    """The settings that follow from the network, from what learns, the optimiser, the number of pictures (0 where it is
    not known), and from what they show (empty where that is not known)."""
    small = network.family == "small"
    return {
        "image_size": 32 if small else 224,
        "epochs": _default_epochs(learns, batch_size, pictures),
        # Views cost their computing once, and vary what is seen: the fewer the pictures, the more that counts. From
        # hundreds on, eight gain nothing over four (docs/study.md).
        "views": 8 if 0 < pictures < MANY else 4,
        "learning_rate": RATES[learns][optimizer],
        "head_multiplier": HEAD_MULTIPLIERS[learns],
        "weight_decay": 1e-4 if optimizer == "sgd" else 0.05,
        # Which of a few pictures are right is chance; how sure a head is of each says more (docs/study.md).
        "best_by": BY_LOSS if learns is Learns.HEAD else BY_TOP1,
        # A head learns best from the view that validation uses, and that view is computed only once.
        "augment": NONE if learns is Learns.HEAD else shows or (DOCUMENTS if small else PHOTOGRAPHS),
    }


def _default_epochs(learns: Learns, batch_size: Any, pictures: int) -> int:
    """The usual number, or as many more as few pictures need to be learned from."""
    usual = EPOCHS[learns]
    if learns not in LEAST_STEPS or pictures <= 0 or not isinstance(batch_size, int) or batch_size <= 0:
        return usual
    steps = math.ceil(pictures / batch_size)
    return max(usual, min(MOST_EPOCHS[learns], math.ceil(LEAST_STEPS[learns] / steps)))
