"""The weights that a run starts from: downloaded if necessary, then loaded."""

from collections.abc import Generator, Sequence
from pathlib import Path

from resnet_studio.core.basics.message import Message
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.imagenet import fetch_imagenet, imagenet_file, keep_published
from resnet_studio.engine.weights.load import load_weights
from resnet_studio.engine.weights.report import WeightsReport


def load_initial_weights(
    network: ResNet, config: TrainConfig, classes: Sequence[str], should_stop: ShouldStop
) -> Generator[Progress, None, Message | None]:
    """Load the weights that the settings name into `network`, and download those of ImageNet on first use.

    Yields:
        `Progress` in bytes while downloading.

    Returns:
        What was loaded and what was not; None from scratch, or if the download was stopped.

    Raises:
        WeightsError: they cannot be downloaded, or do not fit.
        Halted: the job was asked to end while a file was read.
    """
    if config.weights == SCRATCH:
        return None
    if config.weights == IMAGENET:
        yield from fetch_imagenet(config.depth, should_stop)
        if should_stop():
            return None
    report = _load(network, config, classes, should_stop)
    if config.weights != IMAGENET:
        keep_published(Path(config.weights))
    return report.describe()


def check_weights_file(config: TrainConfig, classes: Sequence[str], should_stop: ShouldStop = never) -> None:
    """Check before a run is created that its file of weights, if any, fits its network.

    Raises:
        WeightsError: it cannot be read, or belongs to another network.
        Halted: it is to end.
    """
    if config.weights not in {SCRATCH, IMAGENET}:
        _load(build(config.depth, len(classes), shortcuts=config.shortcuts), config, classes, should_stop)


def _load(
    network: ResNet, config: TrainConfig, classes: Sequence[str], should_stop: ShouldStop = never
) -> WeightsReport:
    file = imagenet_file(config.depth).path if config.weights == IMAGENET else Path(config.weights)
    return load_weights(
        network,
        file,
        entry=config.weights_entry,
        classes=classes,
        frozen=config.frozen,
        should_stop=should_stop,
    )
