"""The texts of the Train room: one line about a run, its title, and its result."""

from __future__ import annotations

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, message, plural, show, tr, trn
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import frozen_units
from resnet_studio.core.protocol.events import RunFailed, RunFinished, RunPaused
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.weights_text import weights_text
from resnet_studio.gui.work.names import name_of, with_fold

MOST_PARTS = 8


def network_text(config: TrainConfig) -> Message:
    """The network: "ResNet-18", or "ResNet-18 without shortcuts"."""
    if config.shortcuts:
        return Message("ResNet-{depth:plain}", {"depth": config.depth})
    return message("ResNet-{depth:plain} without shortcuts", depth=config.depth)


def model_text(config: TrainConfig) -> Message:
    """The network and where its weights come from: "ResNet-18 from ImageNet weights"."""
    network = network_text(config)
    if config.weights == SCRATCH:
        return message("{network} from scratch", network=network)
    if config.weights == IMAGENET:
        return message("{network} from ImageNet weights", network=network)
    return message("{network} from {weights}", network=network, weights=weights_text(config.weights))


def trainable_parts(config: TrainConfig) -> list[str]:
    """The names of what is not frozen, in network order, the head last; partly frozen stages are named as such."""
    network = config.architecture
    frozen = frozen_units(network, config.frozen)
    parts = []
    for stage in network.stage_names:
        units = [unit for unit in network.unit_names if unit == stage or unit.startswith(f"{stage}.")]
        free = [unit for unit in units if unit not in frozen]
        if free:
            parts.append(stage if len(free) == len(units) else tr("part of {stage}", stage=stage))
    return [*parts, tr("head")]


def facts(config: TrainConfig, *, past: bool = False, short: bool = False) -> str:
    """One line: "ResNet-18 from ImageNet weights, layer4 and head train"; ``short`` leaves out the weights."""
    model = network_text(config) if short else model_text(config)
    if not config.frozen:
        return tr("{model}, everything trained", model=model) if past else tr("{model}, everything trains", model=model)
    parts = trainable_parts(config)
    names = formatting.listed(parts, most=MOST_PARTS)
    if past:
        return tr("{model}, {parts} trained", model=model, parts=names)
    return trn("{model}, {parts} trains", "{model}, {parts} train", len(parts), model=model, parts=names)


def plan_title(dataset: Dataset | None) -> str:
    """The room's title while it shows what Start will do."""
    return tr("Train {dataset}", dataset=name_of(dataset)) if dataset else tr("Train")


def titles(dataset: Dataset, history: RunHistory) -> tuple[str, ...]:
    """The room's title while a run is shown, and a shorter one for less room."""
    name = with_fold(name_of(dataset), dataset.split.fold)
    match history.ended:
        case None:
            return (tr("Training {dataset}", dataset=name),)
        case RunFinished():
            return (tr("Trained {dataset}", dataset=name),)
        case RunFailed():
            return tr("Training {dataset} failed", dataset=name), tr("{dataset} failed", dataset=name)
        case RunPaused():
            return tr("Training {dataset} paused", dataset=name), tr("{dataset} paused", dataset=name)
        case _:
            return tr("Training {dataset} stopped", dataset=name), tr("{dataset} stopped", dataset=name)


def plans(config: TrainConfig) -> tuple[str, ...]:
    """The line of facts about what Start will do, and shorter ones for less room."""
    return facts(config), facts(config, short=True), show(network_text(config))


def headlines(config: TrainConfig, history: RunHistory) -> tuple[str, ...]:
    """The line of facts of a run: what trains, and once it has ended, how; and shorter ones for less room."""
    if history.ended is None:
        return plans(config)
    return result(config, history), result(config, history, short=True), show(_ending(config, history))


def result(config: TrainConfig, history: RunHistory, *, short: bool = False) -> str:
    """The line of facts once a run has ended; ``short`` leaves out what the figures below it show.

    How it ended comes first, because the end of a long line is elided.
    """
    if isinstance(history.ended, RunFinished):
        run = facts(config, past=True, short=short)
    else:
        run = show(network_text(config) if short else model_text(config))
    ending = _ending(config, history)
    if short or not history.kept:
        return tr("{ending}. {run}", run=run, ending=ending)
    epoch = history.kept.epoch
    return tr("{ending}. The best model, of epoch {epoch}, is kept. {run}", run=run, ending=ending, epoch=epoch)


def _ending(config: TrainConfig, history: RunHistory) -> Message:
    done, seconds = len(history.epochs), sum(end.seconds for end in history.epochs)
    epoch = history.last_batch.epoch if history.last_batch else 0
    match history.ended:
        case RunFinished() if done < config.epochs:
            return plural(
                "Ended early after {count} epoch in {seconds:duration}",
                "Ended early after {count} epochs in {seconds:duration}",
                done,
                seconds=seconds,
            )
        case RunFinished():
            return plural(
                "{count} epoch in {seconds:duration}",
                "{count} epochs in {seconds:duration}",
                done,
                seconds=seconds,
            )
        case RunPaused() if epoch:
            return message("Paused in epoch {epoch} of {epochs}", epoch=epoch, epochs=config.epochs)
        case RunPaused():
            return message("Paused before the first batch")
        case _ if epoch:
            return message("Ended in epoch {epoch} of {epochs}", epoch=epoch, epochs=config.epochs)
        case _:
            return message("Ended before the first batch")


def rate_text(rate: float) -> str:
    """A learning rate to two digits, without an exponent: "0.000021"."""
    if 0 < rate < 1e-6:
        return current().signs("< 0.000001")
    return formatting.exact(float(f"{rate:.2g}"))


def waiting_text(history: RunHistory, waiting_for: str) -> str:
    """What a run waits for before its first batch, or before it is resumed.

    ``waiting_for`` is what the engine has to finish before; empty once it works on the run.
    """
    if waiting_for:
        return waiting_for
    if history.progress is not None:
        return show(progress_text(history.progress))
    if history.started is not None:
        return tr("Preparing the network and the first pictures…")
    return tr("Handing the run to the engine…")
