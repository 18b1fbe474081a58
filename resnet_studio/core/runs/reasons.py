"""Why a setting is proposed for these pictures: what was measured (docs/study.md), as a part of a sentence that can
follow "because"; empty where a person chose another value."""

import math
from typing import Final

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.network.architecture import learning_stages
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.core.runs.defaults import (
    EPOCHS,
    LEAST_STEPS,
    MANY,
    MOST_EPOCHS,
    RATE_BELOW,
    THOUSANDS,
    Learns,
    what_learns,
)
from resnet_studio.core.runs.settings import BY_LOSS

_DEEP: Final = 50  # from this depth on, blocks are others, and what gains is not what gains in ResNet-18


def why_frozen(config: TrainConfig, pictures: int) -> Message:
    """Why these layers learn and no others, of so many pictures to learn from."""
    if config.weights == SCRATCH or config.architecture.family == "small":
        return NOTHING  # it was measured on photographs
    if config.frozen != _proposed(config, pictures).frozen:
        return NOTHING
    if pictures < MANY:
        return message(
            "with fewer than {many} pictures to learn from, more layers can lose more than they gain", many=MANY
        )
    learning = learning_stages(config.architecture, config.frozen)
    if len(learning) > 1:
        return _why_two_stages(config, *learning)
    if config.depth >= _DEEP:
        return message(
            "with {many} pictures or more to learn from, {stage} too gained 3 points on CIFAR-10 with ResNet-50, and "
            "lost 1 on 400 photographs of 20 classes",
            many=MANY,
            stage=learning[0],
        )
    return message(
        "with {many} pictures or more to learn from, {stage} too gained 1 to 9 points on each set tried with ResNet-18 "
        "from ImageNet weights",
        many=MANY,
        stage=learning[0],
    )


def _why_two_stages(config: TrainConfig, lower: str, upper: str) -> Message:
    if config.layer_decay != RATE_BELOW:
        return NOTHING  # other rates were not measured
    return message(
        "with {many} pictures or more to learn from, learning {lower} too, at {share:exact} of the rate of {upper}, "
        "was 0.6 and 1.4 points more accurate than {upper} alone, on sets of 2,018 and 2,400 pictures, with ResNet-18 "
        "from ImageNet weights",
        many=THOUSANDS,
        lower=lower,
        share=RATE_BELOW,
        upper=upper,
    )


def why_epochs(config: TrainConfig, pictures: int) -> Message:
    """Why there are more epochs than usual."""
    learns = what_learns(config.architecture, config.weights, config.frozen)
    if config.epochs != _proposed(config, pictures, frozen=config.frozen).epochs or config.epochs == EPOCHS[learns]:
        return NOTHING
    if config.epochs * math.ceil(pictures / config.batch_size) < LEAST_STEPS[learns]:
        return message("an epoch has few steps; more than {most} are never proposed", most=MOST_EPOCHS[learns])
    return message("fewer than {steps} steps leave pictures half learned", steps=LEAST_STEPS[learns])


def why_best_by(config: TrainConfig, pictures: int) -> Message:
    """Why the epoch that is kept is that of the lowest loss."""
    learns = what_learns(config.architecture, config.weights, config.frozen)
    if config.best_by != BY_LOSS or learns is not Learns.HEAD or pictures >= MANY:
        return NOTHING
    return message("with few pictures, the loss says more than accuracy")


def why_optimizer(config: TrainConfig) -> Message:
    """Why it is not the one that most networks learn by."""
    learns = what_learns(config.architecture, config.weights, config.frozen)
    if config.optimizer != "muon" or learns is not Learns.NEW or config.architecture.family != "small":
        return NOTHING
    return message("it makes small networks from scratch more accurate than AdamW")


def _proposed(config: TrainConfig, pictures: int, frozen: tuple[str, ...] | None = None) -> TrainConfig:
    """What would be proposed for this network and batch size; with these layers frozen, if they are given."""
    return TrainConfig.build(
        depth=config.depth,
        shortcuts=config.shortcuts,
        weights=config.weights,
        batch_size=config.batch_size,
        frozen=frozen,
        pictures=pictures,
    )
