"""Phases of a run: consecutive epochs in which the same layers are frozen."""

from dataclasses import dataclass

from resnet_studio.core.runs.config import TrainConfig


@dataclass(frozen=True, slots=True)
class TrainingPhase:
    """Epochs with one frozen set, one optimiser and one learning-rate schedule.

    Attributes:
        number: from 1; the checkpoint names it.
        first, last: epochs, from 1, both inclusive.
        frozen: names of stages and blocks that do not learn.
        learning_rate: peak learning rate of the backbone.
    """

    number: int
    first: int
    last: int
    frozen: tuple[str, ...]
    learning_rate: float


def phases(config: TrainConfig) -> tuple[TrainingPhase, ...]:
    """The phases of a run in order, without a gap between their epochs: two where the top layers learn first."""
    rate, first = config.learning_rate, config.epochs_first
    if not first:
        return (TrainingPhase(1, 1, config.epochs, config.frozen, rate),)
    return (
        TrainingPhase(1, 1, first, config.frozen_first, rate),
        TrainingPhase(2, first + 1, config.epochs, config.frozen, rate),
    )
