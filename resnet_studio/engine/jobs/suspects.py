"""Finding labels of a run's dataset that may be wrong, from features that have not learned from them."""

from collections.abc import Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event, Phase, Progress
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.core.runs.run import read_config, read_dataset
from resnet_studio.engine.answers.run_features import RunFeatures
from resnet_studio.engine.figures.suspects import OutOfSample, out_of_sample
from resnet_studio.engine.run_job import Events


def run(command: FindSuspects, should_stop: ShouldStop) -> Events:
    """Rank the labels of a run's training and validation pictures.

    Labels that a person has confirmed, or chosen, are learned from but not listed.

    Yields:
        `Progress`, `Notice` for pictures that cannot be read, a `Suspect` for each suspect label, the most suspect one
        first, and `SuspectsFound`.

    Raises:
        RunError, DatasetError, ConfigError: the run cannot be used, or has too few pictures.
    """
    check_halt(should_stop)
    folder = Path(command.run)
    config, dataset = read_config(folder), read_dataset(folder)
    features = RunFeatures(folder, command.device, dataset, should_stop)
    pictures = [picture for picture in dataset.pictures if picture.part != "test"]
    found, _ = yield from features.of(pictures)
    readable = set(found.paths)
    kept = [picture for picture in pictures if picture.path in readable]
    labels = np.array([picture.label for picture in kept], np.int64)
    _require_enough(dataset, labels)
    result = yield from _judged(found.values, labels, len(dataset.classes), config.seed, should_stop)
    listed = [index for index in result.suspects.tolist() if kept[index].path not in dataset.confirmed]
    for rank, index in enumerate(listed, 1):
        yield _suspect(dataset, kept[index], result.probabilities[index], float(result.losses[index]), rank)
    judged = int(result.judged.sum())
    yield SuspectsFound(
        run=command.run,
        pictures=judged,
        suspects=len(listed),
        skipped=len(pictures) - len(kept),
        unjudged=len(kept) - judged,
        learned=features.learned,
    )


def _judged(
    values: NDArray[np.float32], labels: NDArray[np.int64], classes: int, seed: int, should_stop: ShouldStop
) -> Generator[Event, None, OutOfSample]:
    heads = out_of_sample(values, labels, classes, seed)
    while True:
        check_halt(should_stop)
        try:
            done, of = next(heads)
        except StopIteration as end:
            found: OutOfSample = end.value
            return found
        yield Progress(Phase.JUDGING, done, of)


def _suspect(dataset: Dataset, picture: Picture, probabilities: NDArray[np.float64], loss: float, rank: int) -> Suspect:
    predicted = int(probabilities.argmax())
    return Suspect(
        path=picture.path,
        label=dataset.classes[picture.label],
        predicted=dataset.classes[predicted],
        probability=float(probabilities[predicted]),
        loss=loss,
        rank=rank,
    )


def _require_enough(dataset: Dataset, labels: NDArray[np.int64]) -> None:
    """Refuse pictures from which no head can learn to tell one class from another.

    Raises:
        RunError: fewer than two classes have two pictures that can be read.
    """
    if (np.bincount(labels) > 1).sum() < 2:
        raise RunError(
            message(
                "{root} has too few pictures to judge labels: at least two classes need two pictures each.",
                root=str(dataset.root),
            )
        )
