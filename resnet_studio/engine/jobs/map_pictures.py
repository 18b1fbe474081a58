"""A map of a run's pictures: their features, then places for them, first quickly and then well."""

import threading
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event, Notice, Phase, Progress
from resnet_studio.core.protocol.jobs.map_pictures import FeaturesReady, MapPictures, MapReady
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.core.runs.picture_map import NAME, PictureMap
from resnet_studio.core.runs.results import not_saved, result_file, result_key
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.answers.run_features import RunFeatures
from resnet_studio.engine.figures.arrange import by_neighbours, by_variance, sample
from resnet_studio.engine.run_job import Events

FORMAT = 1
"""Counted up when places are found in another way, so that no older map is taken for a new one."""
_LOOK_SECONDS: Final = 0.2

Values = NDArray[np.float32]


def run(command: MapPictures, should_stop: ShouldStop) -> Events:
    """Place all pictures of a run's dataset.

    Yields:
        `Progress`, `Notice` for pictures that cannot be read, `FeaturesReady`, and a `MapReady` for each map.

    Raises:
        RunError, DatasetError, ConfigError: the run cannot be used, or none of its pictures can be read.
    """
    check_halt(should_stop)
    folder = Path(command.run)
    dataset = read_dataset(folder)
    features = RunFeatures(folder, command.device, dataset, should_stop)
    # Test pictures are in a file of their own, so that the others share one with the search for suspect labels.
    groups = [[one for one in dataset.pictures if (one.part == "test") is test] for test in (False, True)]
    found: list[PictureFeatures] = []
    files: list[Path] = []
    failed: RunError | None = None
    for pictures in filter(None, groups):
        try:
            some, file = yield from features.of(pictures)
        except RunError as error:  # the others can be placed all the same
            failed = error
            continue
        found.append(some)
        files.append(file)
    if failed is not None and not found:
        raise failed
    if failed is not None:
        yield Notice(failed.message, command.run)
    names = tuple(file.relative_to(folder).as_posix() for file in files if is_file(file))
    yield FeaturesReady(command.run, names)
    paths = tuple(path for some in found for path in some.paths)
    values = np.concatenate([some.values for some in found])
    key = [f"{file.name} {len(some.paths)}" for file, some in zip(files, found, strict=True)]
    yield from _mapped(command, "pca", key, paths, partial(by_variance, values), should_stop)
    if command.neighbours:
        rows = sample(len(paths))
        chosen = tuple(paths[row] for row in rows.tolist())
        yield from _mapped(command, "tsne", key, chosen, partial(by_neighbours, values[rows]), should_stop, len(paths))


def _mapped(
    command: MapPictures,
    method: str,
    key: list[str],
    paths: tuple[str, ...],
    place: Callable[[], Values],
    should_stop: ShouldStop,
    of: int | None = None,
) -> Events:
    """A map from its file, or made and written."""
    run_folder = Path(command.run)
    file = result_file(run_folder, f"{NAME}-{method}", result_key({"format": FORMAT, "method": method}, key))
    if not _is_stored(file, paths):
        places = yield from _waited(place, should_stop)
        try:
            PictureMap(paths, places).write(file)
        except OSError as error:
            yield not_saved(file, error)
            return
    name = file.relative_to(run_folder).as_posix()
    yield MapReady(command.run, method, name, len(paths), len(paths) if of is None else of)


def _is_stored(file: Path, paths: tuple[str, ...]) -> bool:
    if not is_file(file):
        return False
    try:
        return PictureMap.read(file).paths == paths
    except RunError:
        return False


def _waited(place: Callable[[], Values], should_stop: ShouldStop) -> Generator[Event, None, Values]:
    """The places, found in a thread, so that the job can be stopped, and give way, meanwhile."""
    results: list[Values | BaseException] = []

    def work() -> None:
        try:
            results.append(place())
        except BaseException as error:  # raised again below
            results.append(error)

    thread = threading.Thread(target=work, name="engine: map", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK_SECONDS)
        check_halt(should_stop)
        yield Progress(Phase.ARRANGING, 0, 0)
    (result,) = results
    if isinstance(result, BaseException):
        raise result
    return result
