"""The weights that a run starts from: fetched if need be, then loaded, told as events."""

from collections.abc import Generator, Iterator
from pathlib import Path

from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.protocol.commands import ShouldStop, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.download import download
from resnet_studio.engine.weights.load import imagenet_file, load_weights


def prepare_weights(network: ResNet, config: TrainConfig, should_stop: ShouldStop) -> Generator[Progress, None, str]:
    """Load the weights that the settings name into `network`, downloading ImageNet's on first use.

    Yields:
        `Progress` in bytes while downloading.

    Returns:
        What was and was not taken, in a sentence; empty from scratch, or where the download was stopped.

    Raises:
        WeightsError: they cannot be fetched or do not fit.
    """
    if config.weights == SCRATCH:
        return ""
    if config.weights != IMAGENET:
        return load_weights(network, Path(config.weights)).sentence()
    yield from fetch_imagenet(config.depth, should_stop)
    if should_stop():
        return ""
    return load_weights(network, imagenet_file(config.depth).path).sentence()


def fetch_imagenet(depth: int, should_stop: ShouldStop) -> Iterator[Progress]:
    """Download the published weights of `depth`, unless a file with the right hash is on this computer."""
    file = imagenet_file(depth)
    for done, total in download(file.url, file.path, file.sha256_prefix, should_stop=stopping(should_stop)):
        yield Progress(Phase.DOWNLOADING, done, total or 0)


def check_file(config: TrainConfig, classes: int) -> None:
    """See before a run is made whether a file of weights fits its network.

    Raises:
        WeightsError: it cannot be read, or belongs to another network.
    """
    if config.weights not in {SCRATCH, IMAGENET}:
        load_weights(build(config.depth, classes, shortcuts=config.shortcuts), Path(config.weights))


def cached_weights() -> WeightsOnDisk:
    """Which depths' ImageNet weights are on this computer."""
    files = {depth: imagenet_file(depth) for depth in PHOTO_DEPTHS}
    cached = tuple(depth for depth, file in files.items() if file.cached)
    return WeightsOnDisk(cached, str(files[18].path.parent))
