"""Features of the pictures of a run's dataset, computed once and kept in the run's folder."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import joined, message
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind, Phase, Progress
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.core.runs.features import NAME, PictureFeatures
from resnet_studio.core.runs.results import not_saved, result_file, result_key
from resnet_studio.core.runs.run import CONFIG, read_config, read_config_and_meta
from resnet_studio.engine.answers.features import Features
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.unreadable import left_out, none_readable, require_reachable
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import choose, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.initial import load_initial_weights

FORMAT = 1
"""Counted up when decoding, views or the file change, so that no older features are taken for new ones."""


class RunFeatures:
    """Computes features of pictures of a run's dataset, or reads those that were computed before.

    Attributes:
        learned: whether the network has learned from the labels that are to be judged.
    """

    def __init__(self, run: Path, device: str, dataset: Dataset, should_stop: ShouldStop) -> None:
        self._run, self._device, self._dataset, self._should_stop = run, device, dataset, should_stop
        self._config = read_config(run)
        self._network: _Network | None = None

    @property
    def learned(self) -> bool:
        """Whether the network has learned from the labels of the pictures; known once features are."""
        return self._network is not None and self._network.learned

    def of(self, pictures: Sequence[Picture]) -> Generator[Event, None, tuple[PictureFeatures, Path]]:
        """Features of those of the pictures that can be read, and the file that they are kept in.

        Yields:
            `Progress`, and `Notice` for pictures that cannot be read and for a file that cannot be written.

        Raises:
            RunError: none of the pictures can be read.
        """
        config = self._config
        compute = choose(self._device, "float32")
        share_cores(config.depth in SMALL_DEPTHS)
        if self._network is None:
            self._network = yield from _network(self._run, self._device, self._dataset, self._should_stop)
        source = PictureSource(
            self._dataset.root,
            [picture.path for picture in pictures],
            View(config.image_size, config.depth in SMALL_DEPTHS),
            scale=self._dataset.scale,
        )
        features = Features(source, self._network.resnet, compute)
        return (yield from _values(self._run, features, source, self._should_stop))


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
) -> Generator[Event, None, tuple[PictureFeatures, Path]]:
    """The features of all pictures that can be read, from their file if they were computed before, and the file.

    Raises:
        RunError: none of the pictures can be read.
        DatasetGoneError: their folder is gone.
    """
    identities = (source.identity(index).decode(errors="surrogatepass") for index in range(len(source)))
    facts = source.facts | {"format": FORMAT, "network": features.digest}
    file = result_file(run, NAME, result_key(facts, identities))
    if (stored := _stored(file, source)) is not None:
        return stored, file
    for done in features.batches(partial(check_halt, should_stop)):
        check_halt(should_stop)
        yield Progress(Phase.PREPARING, done, len(source))
    require_reachable(source, features.failures.values())
    yield from map(left_out, features.failures.values())
    readable = [index for index in range(len(source)) if index not in features.failures]
    if not readable:
        raise none_readable(len(source), source.root)
    found = PictureFeatures(tuple(source.names[index] for index in readable), features.values[readable])
    # Where some could not be read, the file holds fewer pictures than are asked for, and is not taken the next time:
    # the reason may be gone.
    yield from _saved(file, found)
    return found, file


def _stored(file: Path, source: PictureSource) -> PictureFeatures | None:
    """The features in a file; None where there is none, or a damaged one."""
    if not is_file(file):
        return None
    try:
        found = PictureFeatures.read(file)
    except RunError:
        return None
    return found if found.paths == tuple(source.names) else None


def _saved(file: Path, found: PictureFeatures) -> Generator[Event, None, None]:
    """Write the file, if that is possible."""
    try:
        found.write(file)
    except OSError as error:
        yield not_saved(file, error)
