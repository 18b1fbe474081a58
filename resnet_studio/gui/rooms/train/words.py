"""What the Train room says of settings, plans and results, in a person's words."""

from __future__ import annotations

import math
from pathlib import Path

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import STEM, frozen_units
from resnet_studio.core.protocol.events import RunFailed, RunFinished, RunPaused
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.worker import EngineStatus


def weights_text(config: TrainConfig) -> str:
    """Where the weights come from: "from ImageNet weights"."""
    if config.weights == SCRATCH:
        return "from scratch"
    if config.weights == IMAGENET:
        return "from ImageNet weights"
    return f"from {safe_text.elide_middle(safe_text.printable(Path(config.weights).name), 40)}"


def network_text(config: TrainConfig) -> str:
    """The network: "ResNet-18", or "ResNet-18 without shortcuts"."""
    return f"ResNet-{config.depth}" + ("" if config.shortcuts else " without shortcuts")


def learning_parts(config: TrainConfig) -> list[str]:
    """What is not frozen, in network order, the head last; partly frozen stages are named as such."""
    network = config.architecture
    frozen = frozen_units(network, config.frozen)
    parts = []
    for stage in network.stage_names:
        units = [unit for unit in network.unit_names if unit == stage or unit.startswith(f"{stage}.")]
        free = [unit for unit in units if unit not in frozen]
        if free:
            parts.append(stage if len(free) == len(units) else f"part of {stage}")
    return [*parts, "head"]


def facts(config: TrainConfig, *, past: bool = False, short: bool = False) -> str:
    """One line: "ResNet-18 from ImageNet weights, layer4 and head train"; ``short`` leaves out the weights."""
    parts = learning_parts(config)
    one, many = ("trained", "trained") if past else ("trains", "train")
    if not config.frozen:
        what = f"everything {one}"
    else:
        what = f"{formatting.listed(parts, most=8)} {one if len(parts) == 1 else many}"
    return f"{network_text(config)}, {what}" if short else f"{network_text(config)} {weights_text(config)}, {what}"


def name_of(dataset: Dataset) -> str:
    """The dataset's name as titles show it."""
    return safe_text.printable(dataset.root.name) or str(dataset.root)


def title(dataset: Dataset, history: RunHistory) -> str:
    """The room's title while a run is shown."""
    name = name_of(dataset)
    match history.ended:
        case None:
            return f"Training {name}"
        case RunFinished():
            return f"Trained {name}"
        case RunFailed():
            return f"Training {name} failed"
        case RunPaused():
            return f"Training {name} paused"
        case _:
            return f"Training {name} stopped"


def result(config: TrainConfig, history: RunHistory, *, short: bool = False) -> str:
    """The line of facts once a run has ended; ``short`` leaves out what the figures below say anyway."""
    done, took = len(history.epochs), sum(end.seconds for end in history.epochs)
    match history.ended:
        case RunFinished() if done < config.epochs:
            how = f"Ended early after {formatting.counted(done, 'epoch')} in {formatting.duration(took)}"
        case RunFinished():
            how = f"{formatting.counted(done, 'epoch')} in {formatting.duration(took)}"
        case _:
            at = history.last_batch.epoch if history.last_batch else 0
            verb = "Paused" if isinstance(history.ended, RunPaused) else "Ended"
            how = f"{verb} in epoch {at:,} of {config.epochs:,}" if at else f"{verb} before the first batch"
    finished = isinstance(history.ended, RunFinished)
    if short:
        return f"{facts(config, past=True, short=True) if finished else network_text(config)}. {how}"
    what = facts(config, past=True) if finished else f"{network_text(config)} {weights_text(config)}"
    kept = f". The best model, of epoch {history.best.epoch:,}, is kept" if history.best else ""
    return f"{what}. {how}{kept}"


def headline(config: TrainConfig, history: RunHistory, *, short: bool = False) -> str:
    """The line of facts of a run: what trains, and once it has ended, how."""
    return facts(config, short=short) if history.ended is None else result(config, history, short=short)


def rate_text(rate: float) -> str:
    """A learning rate to two digits; a very small one as "1.8e-5", whose zeros nobody has to count."""
    if 0 < rate < 1e-4:
        digits, _, power = f"{rate:.1e}".partition("e")
        return f"{digits}e{int(power)}"
    return formatting.figure(float(f"{rate:.2g}"))


def waiting_text(history: RunHistory, engine: EngineStatus) -> str:
    """What a run waits for before its first batch."""
    if history.progress is not None:
        return show(progress_text(history.progress))
    if history.started is not None:
        return "Preparing the network and the first pictures…"
    if engine.state in ("starting", "failed"):
        return "Engine starting…"
    return "Handing the run to the engine…"


def _split_text(dataset: Dataset) -> str:
    split = dataset.split
    if split.source == "seed" and split.fraction:
        return f"{formatting.percent(split.fraction)} of each class set aside by seed {split.seed}"
    return "the folder brings its own validation pictures"


def _schedule_text(config: TrainConfig) -> str:
    rate = formatting.figure(config.learning_rate)
    if config.schedule == "one-cycle":
        return f"The learning rate rises to {rate}, then falls to zero"
    return f"The learning rate stays at {rate}"


def plan(config: TrainConfig, dataset: Dataset) -> list[tuple[str, str, str]]:
    """What Start will do: an icon, a sentence and a detail for each step."""
    train, check = len(dataset.part("train")), len(dataset.part("validation"))
    classes = len(dataset.classes)
    network = config.architecture
    parameters = network.total_parameters(classes)
    trainable = network.trainable_parameters(classes, config.frozen)
    parts = learning_parts(config)
    learns = f"{formatting.listed(parts, most=8)} learn" if len(parts) > 1 else "only its head learns"
    if not config.frozen:
        learns = "everything learns"
    steps = max(1, math.ceil(train / config.batch_size))
    stop = f", and training ends after {formatting.counted(config.early_stopping, 'epoch')} without a better one"
    return [
        (
            "data",
            f"{formatting.counted(train, 'picture')} to learn from, {formatting.count(check)} to check on",
            f"{formatting.counted(classes, 'class', 'classes')}: {formatting.listed(dataset.classes)}; "
            f"{_split_text(dataset)}",
        ),
        (
            "model",
            f"{network_text(config)} starts {weights_text(config)}; {learns}",
            f"all {formatting.count(trainable)} parameters change"
            if trainable == parameters
            else f"{formatting.count(trainable)} of {formatting.parameters(parameters)} parameters change"
            + ("; the frozen part is computed once" if STEM in config.frozen else ""),
        ),
        (
            "train",
            f"{formatting.counted(config.epochs, 'epoch')} of {formatting.counted(steps, 'step')}, "
            f"{formatting.counted(min(config.batch_size, train), 'picture')} a step",
            _schedule_text(config),
        ),
        (
            "star",
            "After each epoch the validation pictures are checked",
            "The best model is kept" + (stop if config.early_stopping else ", also when you stop early"),
        ),
    ]
