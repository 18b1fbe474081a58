"""Finding labels of a run's dataset that may be wrong, from features that have not learned from them."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind, Phase, Progress
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.core.runs.features import NAME, PictureFeatures
from resnet_studio.core.runs.results import result_file, result_key
from resnet_studio.core.runs.run import CONFIG, read_config, read_config_and_meta, read_dataset
from resnet_studio.engine.answers.features import Features
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.figures.suspects import out_of_sample
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import choose, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.run_job import Events
from resnet_studio.engine.weights.initial import load_initial_weights

FORMAT = 1
"""Counted up when decoding, views or the file change, so that no older features are taken for new ones."""


def run(command: FindSuspects, should_stop: ShouldStop) -> Events:
    """Rank the labels of a run's training and validation pictures.

    Yields:
        `Progress`, `Notice` for pictures that cannot be read, a `Suspect` for each suspect label, the most suspect one
        first, and `SuspectsFound`.

    Raises:
        RunError, DatasetError, ConfigError: the run cannot be used, or has too few pictures.
    """
    check_halt(should_stop)
    folder = Path(command.run)
    config, dataset = read_config(folder), read_dataset(folder)
    compute = choose(command.device, "float32")
    share_cores(config.depth in SMALL_DEPTHS)
    network = yield from _network(folder, command.device, dataset, should_stop)
    pictures = [picture for picture in dataset.pictures if picture.part != "test"]
    source = _source(config, dataset, pictures)
    features = Features(source, network.resnet, compute)
    found = yield from _values(folder, features, source, should_stop)
    readable = set(found.paths)
    kept = [picture for picture in pictures if picture.path in readable]
    labels = np.array([picture.label for picture in kept], np.int64)
    _require_enough(dataset, labels)
    result = out_of_sample(found.values, labels, len(dataset.classes), config.seed, partial(check_halt, should_stop))
    for rank, index in enumerate(result.suspects.tolist(), 1):
        yield _suspect(dataset, kept[index], result.probabilities[index], float(result.losses[index]), rank)
    judged = int(result.judged.sum())
    yield SuspectsFound(
        run=command.run,
        pictures=judged,
        suspects=len(result.suspects),
        skipped=len(pictures) - len(kept),
        unjudged=len(kept) - judged,
        learned=network.learned,
    )


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


def _source(config: TrainConfig, dataset: Dataset, pictures: list[Picture]) -> PictureSource:
    return PictureSource(
        dataset.root,
        [picture.path for picture in pictures],
        View(config.image_size, config.depth in SMALL_DEPTHS),
        scale=dataset.scale,
    )


@dataclass(frozen=True, slots=True)
class _Network:
    """A network in evaluation mode, and whether it has learned from the labels that are to be judged."""

    resnet: ResNet
    learned: bool


def _network(run: Path, device: str, dataset: Dataset, should_stop: ShouldStop) -> Generator[Event, None, _Network]:
    """The network as the run began, because what has learned from a wrong label may have learned it by heart.

    Frozen layers are the same before and after. A run that continues others is taken for the first of them. One from
    scratch began with random weights, which say little of a picture, so its best weights are taken.
    """
    config = _first(run)
    if config.weights != SCRATCH:
        torch.manual_seed(config.seed)
        network = build(config.depth, len(dataset.classes), shortcuts=config.shortcuts)
        try:
            yield from load_initial_weights(network, config, dataset.classes, should_stop)
        except (WeightsError, OSError) as error:
            reason = error.message if isinstance(error, WeightsError) else message("{error}", error=str(error))
            missing = message("The weights that the run began with cannot be used, so its best weights are.")
            yield Notice(joined(missing, reason), kind=NoticeKind.WEIGHTS)
        else:
            check_halt(should_stop)
            return _Network(network.eval(), learned=False)
    model = load_model(run, device, should_stop)
    if model.problem:
        yield Notice(model.problem, kind=NoticeKind.WEIGHTS)
    by_heart = message(
        "This network has learned from the labels that it judges, so that some wrong labels may not be found. Runs "
        "that begin with trained weights find more."
    )
    yield Notice(by_heart, kind=NoticeKind.WEIGHTS)
    return _Network(model.network, learned=True)


def _first(run: Path) -> TrainConfig:
    """The settings of the run with which a chain of continued runs began, as far as they are in the same folder."""
    own = config = read_config(run)
    seen: set[str] = set()
    while run.name not in seen:
        seen.add(run.name)
        config, meta = read_config_and_meta(run)
        parent = meta["parent"]
        if not parent or Path(parent).name != parent or not is_file(run.parent / parent / CONFIG):
            break
        run = run.parent / parent
    fits = (config.depth, config.shortcuts) == (own.depth, own.shortcuts)
    return config if fits else own


def _values(
    run: Path, features: Features, source: PictureSource, should_stop: ShouldStop
) -> Generator[Event, None, PictureFeatures]:
    """The features of all pictures that can be read, from their file if they were computed before.

    Raises:
        RunError: none of the pictures can be read.
    """
    identities = (source.identity(index).decode(errors="surrogatepass") for index in range(len(source)))
    facts = source.facts | {"format": FORMAT, "network": features.digest}
    file = result_file(run, NAME, result_key(facts, identities))
    if (stored := _stored(file, source)) is not None:
        return stored
    for done in features.batches(partial(check_halt, should_stop)):
        check_halt(should_stop)
        yield Progress(Phase.PREPARING, done, len(source))
    for error in features.failures.values():
        yield Notice(joined(error.message, message("It is left out.")), str(error.path), NoticeKind.PICTURE)
    readable = [index for index in range(len(source)) if index not in features.failures]
    if not readable:
        raise RunError(
            plural(
                "The {count} picture in {folder} could not be read.",
                "None of the {count} pictures in {folder} could be read.",
                len(source),
                folder=source.root,
            )
        )
    found = PictureFeatures(tuple(source.names[index] for index in readable), features.values[readable])
    if not features.failures:  # pictures that cannot be read are tried again: the reason may be gone
        yield from _saved(file, found)
    return found


def _stored(file: Path, source: PictureSource) -> PictureFeatures | None:
    """The features in a file; None where there is none, or a damaged one."""
    if not is_file(file):
        return None
    try:
        found = PictureFeatures.read(file)
    except RunError:
        return None
    return found if found.paths == tuple(source.names) else None


def _saved(file: Path, found: PictureFeatures) -> Events:
    """Write the file, if that is possible: a run on a read-only disk can be looked at too."""
    try:
        found.write(file)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Notice(message("The result could not be saved as {file}: {reason}.", file=str(file), reason=reason))


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
