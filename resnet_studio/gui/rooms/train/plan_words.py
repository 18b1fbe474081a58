"""The texts of the plan: what Start will do."""

from __future__ import annotations

import math
from collections.abc import Collection

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, message, plural, show, tr, trn
from resnet_studio.core.checks.readable import readable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import STEM, learning_stages
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.reasons import why_epochs, why_frozen, why_optimizer
from resnet_studio.core.runs.settings import BY_LOSS, named
from resnet_studio.core.runs.weights_text import weights_text
from resnet_studio.gui.rooms.train.words import MOST_PARTS, network_text, trainable_parts

_FEW = 100  # pictures: where a fifth of them is checked on, 90 % right can be anything from 70 % to 97 %


def plan(config: TrainConfig, dataset: Dataset, unreadable: Collection[str] = ()) -> list[tuple[str, str]]:
    """What Start will do: a sentence and a detail about the data, the model, the training, and what is kept.

    `unreadable` are paths of pictures that take no part. What is proposed follows from all pictures.
    """
    return [
        _data_step(dataset, readable(dataset, unreadable)),
        _model_step(config, dataset),
        _training_step(config, dataset, readable(dataset, unreadable).size("train")),
        _best_step(config),
    ]


def _data_step(dataset: Dataset, taken: Dataset) -> tuple[str, str]:
    sentence = plural(
        "{count} picture to learn from, {validation} to check on",
        "{count} pictures to learn from, {validation} to check on",
        taken.size("train"),
        validation=taken.size("validation"),
    )
    if test := taken.size("test"):
        sentence = plural("{others}, {count} for tests", "{others}, {count} for tests", test, others=sentence)
    detail = plural(
        "{count} class: {names:list}; {source}",
        "{count} classes: {names:list}; {source}",
        len(dataset.classes),
        names=dataset.classes,
        source=_source(taken),
    )
    if waiting := len(dataset.unlabelled):
        detail = plural(
            "{all}; {count} picture without a class takes no part",
            "{all}; {count} pictures without a class take no part",
            waiting,
            all=detail,
        )
    if unreadable := len(dataset.pictures) - len(taken.pictures):
        detail = plural(
            "{all}; {count} picture that cannot be read takes no part",
            "{all}; {count} pictures that cannot be read take no part",
            unreadable,
            all=detail,
        )
    hint = few_to_check_on(taken)
    return show(sentence), "\n".join(map(show, (detail, hint))) if hint else show(detail)


def few_to_check_on(taken: Dataset) -> Message | None:
    """That folds say more than a part of so few pictures; None where there are enough."""
    validation = taken.size("validation")
    if taken.size("train") + validation >= _FEW or not validation:
        return None
    return plural(
        "{count} picture to check on says little. In folds, each picture is checked on once.",
        "{count} pictures to check on say little. In folds, each picture is checked on once.",
        validation,
    )


def _source(dataset: Dataset) -> Message:
    """Where the validation part comes from."""
    split = dataset.split
    if split.source == "seed" and split.fraction:
        aside, pool = dataset.size("validation"), dataset.size("train") + dataset.size("validation")
        return message(
            "{aside} of {pool} ({share:percent}) set aside by seed {seed:plain}",
            aside=aside,
            pool=pool,
            share=aside / max(1, pool),
            seed=split.seed,
        )
    if split.source == "groups":
        return message("pictures that belong together are in one part, seed {seed:plain}", seed=split.seed)
    if split.source == "folder":
        return message("the folder brings its own validation pictures")
    return message("there are no validation pictures")


def _model_step(config: TrainConfig, dataset: Dataset) -> tuple[str, str]:
    classes = len(dataset.classes)
    network = config.architecture
    total = network.total_parameters(classes)
    trainable = network.trainable_parameters(classes, config.frozen)
    if trainable == total:
        detail = tr("All {trainable:parameters} parameters change", trainable=trainable)
    elif STEM in config.frozen:
        detail = trn(
            "{trainable:parameters} of {total:parameters} parameters change; the frozen part is computed once",
            "{trainable:parameters} of {total:parameters} parameters change; the frozen part is computed once for each "
            "of {count} views of a picture",
            min(config.views, config.epochs) if named("views").applies(config) else 1,
            trainable=trainable,
            total=total,
        )
    else:
        detail = tr("{trainable:parameters} of {total:parameters} parameters change", trainable=trainable, total=total)
    sentence = tr("{start}; {learning}", start=_start_text(config), learning=_learning_text(config))
    return sentence, _with_reason(detail, why_frozen(config, dataset.size("train")))


def _start_text(config: TrainConfig) -> Message:
    network = network_text(config)
    if config.weights == SCRATCH:
        return message("{network} starts from scratch", network=network)
    if config.weights == IMAGENET:
        return message("{network} starts from ImageNet weights", network=network)
    return message("{network} starts from {weights}", network=network, weights=weights_text(config.weights))


def _learning_text(config: TrainConfig) -> Message:
    learning = _what_learns(config)
    if config.layer_decay == 1 or not named("layer_decay").applies(config):
        return learning
    return message(
        "{learning}, each stage below {last} at {share:exact} × the rate of the one above it",
        learning=learning,
        last=learning_stages(config.architecture, config.frozen)[-1],
        share=config.layer_decay,
    )


def _what_learns(config: TrainConfig) -> Message:
    if not config.frozen:
        return message("everything learns")
    parts = trainable_parts(config)
    if len(parts) == 1:
        return message("only its head learns")
    return message("{parts} learn", parts=formatting.listed(parts, most=MOST_PARTS))


def _training_step(config: TrainConfig, dataset: Dataset, pictures: int) -> tuple[str, str]:
    steps = max(1, math.ceil(pictures / config.batch_size))
    sentence = tr(
        "{epochs} of {steps}, {pictures} a step",
        epochs=plural("{count} epoch", "{count} epochs", config.epochs),
        steps=plural("{count} step", "{count} steps", steps),
        pictures=plural("{count} picture", "{count} pictures", min(config.batch_size, pictures)),
    )
    if config.epochs_first:
        return sentence, trn(
            "In the first epoch only the last stage and the head learn",
            "In the first {count} epochs only the last stage and the head learn",
            config.epochs_first,
        )
    return sentence, _with_reason(_rate_text(config), why_epochs(config, dataset.size("train")))


def _rate_text(config: TrainConfig) -> str:
    """The learning rate, and the optimiser where it is not the usual one."""
    if config.schedule == "one-cycle":
        rate = message("The learning rate rises to {rate:figure}, then falls almost to zero", rate=config.learning_rate)
    else:
        rate = message("The learning rate stays at {rate:figure}", rate=config.learning_rate)
    if reason := why_optimizer(config):
        return tr("{rate}; Muon makes the steps, because {reason}", rate=rate, reason=reason)
    return tr("{rate}; Muon makes the steps", rate=rate) if config.optimizer == "muon" else show(rate)


def _with_reason(detail: str, reason: Message) -> str:
    """A detail, and why it is so; without a reason, the detail alone."""
    return tr("{detail}; proposed because {reason}", detail=detail, reason=reason) if reason else detail


def _best_step(config: TrainConfig) -> tuple[str, str]:
    sentence = tr("After each epoch the validation pictures are checked")
    if not config.early_stopping and config.best_by == BY_LOSS:
        return sentence, tr("The model of the lowest loss is kept; of few pictures it says more than accuracy")
    if not config.early_stopping:
        return sentence, tr("The most accurate model is kept, also when you stop early")
    detail = trn(
        "The best model is kept, and training ends after {count} epoch without a better one",
        "The best model is kept, and training ends after {count} epochs without a better one",
        config.early_stopping,
    )
    return sentence, detail
