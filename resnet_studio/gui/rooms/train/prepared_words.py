"""What the plan says of how training pictures are changed, and of classes with few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resnet_studio.core.basics.message import Message, message, show, tr, trn
from resnet_studio.core.dataset.balance import imbalance
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.subject import Shown, Subject
from resnet_studio.core.runs.augmentation import CONTROLS, CUSTOM, UNCHANGED
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import Learns, what_learns
from resnet_studio.core.runs.settings import named

if TYPE_CHECKING:
    from resnet_studio.core.checks.kinds import CheckFinding


def changes_step(config: TrainConfig, shown: Shown | None) -> tuple[str, str]:
    """A sentence and a detail about random changes, with the reason where they were proposed."""
    if config.augmentation == UNCHANGED:
        if what_learns(config.architecture, config.weights, config.frozen) is Learns.HEAD:
            return tr("Pictures are not changed"), tr("A head alone learns best from pictures as they are")
        return tr("Pictures are not changed"), tr("Random changes keep a network from learning pictures by heart")
    row = named("augment")
    custom = config.augment == CUSTOM
    sentence = (
        tr("Pictures are changed at random, as you chose")
        if custom
        else tr("Pictures are changed at random, preset “{preset}”", preset=row.text(config))
    )
    changes = _changes(config)
    if shown is not None and shown.subject == config.augment:
        return sentence, tr("{changes:commas}; {reason}", changes=changes, reason=shown.reason)
    return sentence, tr("{changes:commas}", changes=changes)


def _changes(config: TrainConfig) -> tuple[Message, ...]:
    """The changes that are on, each with its value."""
    rows = [named(name) for name in CONTROLS]
    return tuple(
        message("{setting} {value}", setting=row.label, value=row.text(config))
        for row in rows
        if getattr(config, row.name) != row.neutral
    )


def asks_for_subject(config: TrainConfig, shown: Shown | None) -> bool:
    """Whether a person knows better than the program what the pictures show, and it matters."""
    return shown is not None and not shown.certain and config.augment in tuple(Subject)


def misleading_step(found: Sequence[CheckFinding]) -> tuple[str, str]:
    """A sentence and a detail about what the check has found; empty where nothing of it would mislead."""
    if not found:
        return "", ""
    sentence = trn(
        "{count} finding of the check would mislead the results",
        "{count} findings of the check would mislead the results",
        len(found),
    )
    return sentence, "\n".join(show(one.message) for one in found)


def balance_step(config: TrainConfig, dataset: Dataset) -> tuple[str, str]:
    """A sentence and a detail about classes with few pictures; empty where that does not matter."""
    found = imbalance(dataset)
    if config.class_weights == "balanced":
        return (
            tr("Rare classes count as much as frequent ones"),
            tr("Mistakes with a picture weigh more, the fewer its class has; validation is as it was"),
        )
    if config.class_weights == "sampling":
        return (
            tr("Rare classes are seen as often as frequent ones"),
            tr("Their pictures come several times an epoch; training accuracy is of what is seen so"),
        )
    if found is None:
        return "", ""
    return show(found.sentence).rstrip("."), tr("Rare classes are easily missed, unless they count as much as others")
