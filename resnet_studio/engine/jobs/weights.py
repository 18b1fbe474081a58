"""The published ImageNet weights: which are on this computer, and downloading more."""

from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights
from resnet_studio.engine.run_job import Events
from resnet_studio.engine.weights.imagenet import cached_weights, fetch_imagenet


def run(command: FetchWeights | CachedWeights, should_stop: ShouldStop) -> Events:
    """Download the weights if the command says so; report which are there in any case.

    Yields:
        `Progress` of the download, then `WeightsOnDisk`.

    Raises:
        WeightsError: they cannot be downloaded.
    """
    check_halt(should_stop)
    if isinstance(command, FetchWeights):
        yield from fetch_imagenet(command.depth, should_stop)
    yield cached_weights()
    check_halt(should_stop)
