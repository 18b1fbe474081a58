"""The texts of the plan: what Start will do."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import NOTHING, Message, message, plural, show, tr, trn
from resnet_studio.core.checks.readable import readable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import STEM, learning_stages
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.reasons import why_best_by, why_epochs, why_frozen, why_optimizer
from resnet_studio.core.runs.settings import BY_LOSS, named
from resnet_studio.core.runs.weights_text import weights_text
from resnet_studio.gui.rooms.train.words import MOST_PARTS, network_text, trainable_parts

_FEW = 100  # pictures: where a fifth of them is checked on, 90 % right can be anything from 70 % to 97 %


def plan(
    config: TrainConfig, dataset: Dataset, unreadable: Collection[str] = (), *, downloads: bool = False
) -> list[tuple[str, str]]:
    """What Start will do: a sentence and a detail about the data, the model, the training, and what is kept.

    `unreadable` are paths of pictures that take no part. What is proposed follows from all pictures; a reason is given
    where it holds for those that take part. `downloads`: ImageNet's weights are not on this computer yet.
    """
    taken = readable(dataset, unreadable)
    pictures = taken.size("train")
    return [
        _data_step(dataset, taken),
        _model_step(config, len(dataset.classes), pictures, downloads=downloads),
        _training_step(config, pictures),
        _best_step(config, pictures),
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
    if split.source == "groups" or (split.source == "seed" and split.fraction):
        aside, pool = dataset.size("validation"), dataset.size("train") + dataset.size("validation")
        sentence = message(
            "{aside} of {pool} ({share:percent}) set aside by seed {seed:plain}",
            aside=aside,
            pool=pool,
            share=aside / max(1, pool),
            seed=split.seed,
        )
        if split.source == "seed":
            return sentence
        return message("{sentence}, what belongs together in one part", sentence=sentence)
    if split.source == "folder":
        return message("the folder brings its own validation pictures")
    return message("there are no validation pictures")


def _model_step(config: TrainConfig, classes: int, pictures: int, *, downloads: bool) -> tuple[str, str]:
    network = config.architecture
    total = network.total_parameters(classes)
    trainable = network.trainable_parameters(classes, config.frozen)
    if trainable == total:
        detail = tr("All {trainable:parameters} parameters change", trainable=trainable)
    else:
        detail = tr("{trainable:parameters} of {total:parameters} parameters change", trainable=trainable, total=total)
    if once := _computed_once(config):
        detail = tr("{detail}; {once}", detail=detail, once=once)
    sentence = tr("{start}; {learning}", start=_start_text(config, downloads), learning=_learning_text(config))
    return sentence, _with_reason(detail, why_frozen(config, pictures))


def _computed_once(config: TrainConfig) -> Message:
    """That the frozen part is computed once, and of how many views of a picture; empty where that is not so."""
    epochs, first = config.epochs, config.epochs_first
    views = config.views if named("views").applies(config) else 1
    once = plural(
        "the frozen part is computed once",
        "the frozen part is computed once for each of {count} views of a picture",
        min(views, first or epochs),
    )
    if not first:
        return once if STEM in config.frozen else NOTHING
    if STEM not in config.frozen:
        return message("at first {once}", once=once)
    return plural(
        "at first {once}, and later, when more learns, again",
        "at first {once}, and later, when more learns, for each of {count} views",
        min(views, epochs - first),
        once=once,
    )


def _start_text(config: TrainConfig, downloads: bool) -> Message:
    network = network_text(config)
    if config.weights == SCRATCH:
        return message("{network} starts from scratch", network=network)
    if config.weights != IMAGENET:
        return message("{network} starts from {weights}", network=network, weights=weights_text(config.weights))
    if not downloads:
        return message("{network} starts from ImageNet weights", network=network)
    size = PUBLISHED[config.depth].file_size
    return message(
        "{network} starts from ImageNet weights, which are downloaded first ({size:size})", network=network, size=size
    )


def _learning_text(config: TrainConfig) -> Message:
    learning = _what_learns(config)
    if config.layer_decay == 1 or not named("layer_decay").applies(config):
        return learning
    *lower, last = learning_stages(config.architecture, config.frozen)
    if len(lower) == 1:
        return message(
            "{learning}, {lower} at {share:exact} of the rate of {last}",
            learning=learning,
            lower=lower[0],
            share=config.layer_decay,
            last=last,
        )
    return message(
        "{learning}, each stage below {last} at {share:exact} of the rate of the one above it",
        learning=learning,
        last=last,
        share=config.layer_decay,
    )


def _what_learns(config: TrainConfig) -> Message:
    if not config.frozen:
        return message("everything learns")
    parts = trainable_parts(config)
    if len(parts) == 1:
        return message("only its head learns")
    return message("{parts} learn", parts=formatting.listed(parts, most=MOST_PARTS))


def _training_step(config: TrainConfig, pictures: int) -> tuple[str, str]:
    steps = max(1, math.ceil(pictures / config.batch_size))
    sentence = tr(
        "{epochs} of {steps}, {pictures} a step",
        epochs=plural("{count} epoch", "{count} epochs", config.epochs),
        steps=plural("{count} step", "{count} steps", steps),
        pictures=plural("{count} picture", "{count} pictures", min(config.batch_size, pictures)),
    )
    rate = _rate_text(config)
    if config.epochs_first:
        return sentence, trn(
            "In the first epoch {learning}. {rate}, both then and after it",
            "In the first {count} epochs {learning}. {rate}, both then and after them",
            config.epochs_first,
            learning=_what_learns(replace(config, frozen=config.frozen_first)),
            rate=rate,
        )
    if reason := why_epochs(config, pictures):
        return sentence, tr("{rate}. So many epochs are proposed because {reason}", rate=rate, reason=reason)
    return sentence, rate


def _rate_text(config: TrainConfig) -> str:
    """The learning rate, that of the head where it is another, and the optimiser where it is not the usual one."""
    rate = message("{rate:figure}", rate=config.learning_rate)
    if config.head_multiplier != 1 and named("head_multiplier").applies(config):
        head = config.learning_rate * config.head_multiplier
        rate = message("{rate} (the head's: {head:figure})", rate=rate, head=head)
    if config.schedule == "one-cycle":
        rate = message("The learning rate rises to {rate}, then falls almost to zero", rate=rate)
    else:
        rate = message("The learning rate stays at {rate}", rate=rate)
    if reason := why_optimizer(config):
        return tr("{rate}; Muon makes the steps, because {reason}", rate=rate, reason=reason)
    return tr("{rate}; Muon makes the steps", rate=rate) if config.optimizer == "muon" else show(rate)


def _with_reason(detail: str, reason: Message) -> str:
    """A detail, and why it is so; without a reason, the detail alone."""
    return tr("{detail}; proposed because {reason}", detail=detail, reason=reason) if reason else detail


def _best_step(config: TrainConfig, pictures: int) -> tuple[str, str]:
    patience = config.early_stopping
    by_loss = config.best_by == BY_LOSS
    kept = tr("The model of the lowest loss is kept") if by_loss else tr("The most accurate model is kept")
    if patience:
        kept = trn(
            "{kept}, and training ends after {count} epoch without a better one",
            "{kept}, and training ends after {count} epochs without a better one",
            patience,
            kept=kept,
        )
    else:
        kept = tr("{kept}, also when you stop early", kept=kept)
    return tr("After each epoch the validation pictures are checked"), _with_reason(kept, why_best_by(config, pictures))
