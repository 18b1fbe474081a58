"""Weights to start from: which of ImageNet are on this computer, downloading more, and what a file holds."""

from pathlib import Path

from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.weights import CachedWeights, ExamineWeights, FetchWeights, WeightsExamined
from resnet_studio.engine.run_job import Events
from resnet_studio.engine.weights.examine import examine
from resnet_studio.engine.weights.imagenet import cached_weights, fetch_imagenet, keep_published


def run(command: FetchWeights | CachedWeights | ExamineWeights, should_stop: ShouldStop) -> Events:
    """Say what a file of weights holds; or download ImageNet's where the command says so, and say which are there.

    Yields:
        `WeightsExamined`, then `WeightsOnDisk` where the file is a published one that is kept from now on; or
        `Progress` of the download, then `WeightsOnDisk`.

    Raises:
        WeightsError: they cannot be downloaded, or the file holds none that can be used.
    """
    check_halt(should_stop)
    if isinstance(command, ExamineWeights):
        yield WeightsExamined(command.file, examine(Path(command.file), should_stop))
        if keep_published(Path(command.file)):
            yield cached_weights()
        return
    if isinstance(command, FetchWeights):
        yield from fetch_imagenet(command.depth, should_stop)
    yield cached_weights()
    check_halt(should_stop)
