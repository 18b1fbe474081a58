"""The settings of a training in the terminal: what was chosen, and defaults that suit the pictures."""

import sys
from typing import Any

from resnet_studio.cli.checked import unreadable_of
from resnet_studio.core.basics.message import Message, show, tr, trn
from resnet_studio.core.checks.readable import readable
from resnet_studio.core.dataset.balance import imbalance
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.subject import what_is_shown
from resnet_studio.core.runs.augmentation import NONE
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.reasons import why_best_by, why_epochs, why_frozen, why_optimizer
from resnet_studio.core.runs.settings import SETTINGS, named


def proposed(dataset: Dataset, chosen: dict[str, Any], *, quiet: bool) -> TrainConfig:
    """The chosen settings with such defaults; unless `quiet`, standard error says what was proposed, and why.

    Raises:
        ConfigError: a chosen setting is not allowed.
    """
    pictures = dataset.size("train")
    config = TrainConfig.build(pictures=pictures, **chosen)
    if chosen["augment"] is None and config.augment != NONE:
        shown = what_is_shown(dataset)
        if shown.is_proposed:
            config = TrainConfig.build(pictures=pictures, shows=shown.subject.value, **chosen)
            if not quiet and config.augment == shown.subject:  # else single changes were chosen, too
                _say_why("augment", config, shown.reason)
    if not quiet:
        reason = why_frozen(config, pictures)
        if chosen["freeze"] is None and chosen["frozen"] is None:
            _say_why("frozen", config, reason)
        elif chosen["layer_decay"] is None and config.layer_decay != named("layer_decay").neutral:
            _say_why("layer_decay", config, reason)
        if chosen["epochs"] is None:
            _say_why("epochs", config, why_epochs(config, pictures))
        if chosen["optimizer"] is None:
            _say_why("optimizer", config, why_optimizer(config))
        if chosen["best_by"] is None:
            _say_why("best_by", config, why_best_by(config, pictures))
        say_idle(config, chosen)
    if not quiet and dataset.unlabelled:
        count = len(dataset.unlabelled)
        without = trn(
            "{count} picture has no class, and is not used.", "{count} pictures have no class, and are not used.", count
        )
        print(without, file=sys.stderr)
    if quiet or chosen["class_weights"] is not None:
        return config
    if (found := imbalance(readable(dataset, unreadable_of(dataset)))) is not None:
        print(show(found.sentence), tr("--class-weights lets rare classes count as much."), file=sys.stderr)
    return config


def _say_why(name: str, config: TrainConfig, reason: Message) -> None:
    """Say which value of a setting was proposed, if there is a reason to tell."""
    if reason:
        row = named(name)
        values = {"setting": row.label, "value": row.text(config), "reason": reason}
        print(tr("{setting}: {value}, because {reason}.", **values), file=sys.stderr)


def say_idle(config: TrainConfig, chosen: dict[str, Any]) -> None:
    """Say on standard error which of the chosen settings have no effect beside the others."""
    for row in SETTINGS:
        value = chosen.get(row.name)
        if value is not None and value != row.neutral and (why := row.why_without_effect(config)):
            print(tr("{setting}: {why}", setting=row.label, why=why), file=sys.stderr)
