"""Features of a folder's pictures for sorting: by a ResNet with ImageNet weights, or by colours without any."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.find_scale import with_scale
from resnet_studio.core.dataset.scan import ScanStopped, catalogue_of
from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.features import DescribePictures, PicturesDescribed
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.engine.answers.colours import SIDE, Colours
from resnet_studio.engine.answers.features import Features
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import Compute, choose, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.run_job import Events
from resnet_studio.engine.weights.examine import examine
from resnet_studio.engine.weights.imagenet import cached_weights, imagenet_file
from resnet_studio.engine.weights.load import load_weights

FORMAT: Final = 1
"""Counted up when decoding or views change, so that no older features are taken for new ones."""
_PHOTO_SIDE: Final = 224
_AT_ONCE: Final = 256  # pictures; what was computed may be kept after each so many
_KEEP_SECONDS: Final = 10.0  # between two writes, and
_WORK_FOR_WRITING: Final = 20  # times as long as the last write took: all of the file is written each time
Rows = dict[str, NDArray[np.float32]]


def run(command: DescribePictures, should_stop: ShouldStop) -> Events:
    """Compute what is not known yet, and say where all of it is.

    Yields:
        `Progress`, and `PicturesDescribed`.

    Raises:
        DatasetError: the folder cannot be used.
    """
    check_halt(should_stop)
    catalogue = _catalogue(command, should_stop)
    compute = choose(command.device, "float32")
    depth, weights, network = _network(command.weights, should_stop)
    file = _file(command, depth, weights, catalogue)
    pictures = {f"{one.size} {one.mtime_ns} {one.path}": one for one in catalogue.pictures}
    before = _kept(file)
    rows = {name: row for name, row in before.items() if name in pictures}
    new = [name for name in pictures if name not in rows]
    known, keep_at = len(pictures) - len(new), time.monotonic() + _KEEP_SECONDS
    yield Progress(Phase.PREPARING, known, len(pictures))
    try:
        for start in range(0, len(new), _AT_ONCE):
            names = new[start : start + _AT_ONCE]
            described = _describer(catalogue, (pictures[name] for name in names), network, compute)
            for done in described.batches(partial(check_halt, should_stop)):
                check_halt(should_stop)
                yield Progress(Phase.PREPARING, known + start + done, len(pictures))
            readable = (index for index in range(len(names)) if index not in described.failures)
            rows |= {names[index]: described.values[index] for index in readable}
            if (began := time.monotonic()) > keep_at:
                _keep(file, rows)
                took = time.monotonic() - began
                keep_at = began + took + max(_KEEP_SECONDS, _WORK_FOR_WRITING * took)
    finally:
        if rows.keys() != before.keys() or not is_file(file):
            _keep(file, rows)
    yield PicturesDescribed(command.root, str(file), depth, weights)


def _catalogue(command: DescribePictures, should_stop: ShouldStop) -> Catalogue:
    how = {"reading": command.reading, "chosen": command.chosen, "should_stop": stopping(should_stop)}
    try:
        catalogue = catalogue_of(Path(command.root), measure=True, unsorted=True, **how)  # type: ignore[arg-type]
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    return with_scale(catalogue, partial(check_halt, should_stop))


def _network(file: str, should_stop: ShouldStop) -> tuple[int, str, ResNet | None]:
    """The smallest network whose ImageNet weights are on this computer, or else one of a file of weights.

    Returns:
        Its depth, the file, empty for ImageNet, and the network; 0, "" and None without any.
    """
    for depth in sorted(cached_weights().depths):
        share_cores(False)
        network = build(depth, 2)
        with suppress(WeightsError, OSError):  # a damaged file; Model says so where these weights are wanted
            load_weights(network, imagenet_file(depth).path, classes=(), should_stop=should_stop)
            return depth, "", network.eval()
    if file:
        with suppress(WeightsError, OSError):
            for found in examine(Path(file), should_stop):
                if found.depth in PHOTO_DEPTHS and True in found.shortcuts and not found.lacking:
                    network = build(found.depth, 2)
                    load_weights(network, file, entry=found.entry, classes=(), should_stop=should_stop)
                    return found.depth, file, network.eval()
    return 0, "", None


def _describer(
    catalogue: Catalogue, pictures: Iterable[Picture], network: ResNet | None, compute: Compute
) -> Features | Colours:
    view = View(SIDE, small=True) if network is None else View(_PHOTO_SIDE, small=False)
    source = PictureSource(catalogue.root, [one.path for one in pictures], view, scale=catalogue.scale)
    return Colours(source, compute) if network is None else Features(source, network, compute)


def _file(command: DescribePictures, depth: int, weights: str, catalogue: Catalogue) -> Path:
    """Where features are kept: of another network, or of deep pictures on another scale, they are others."""
    how = [FORMAT, depth, command.root, command.reading, list(command.chosen), catalogue.scale.to_record()]
    if weights:
        known = Path(weights).stat()
        how += [weights, known.st_size, known.st_mtime_ns]
    facts = json.dumps(how).encode()
    return places.cache_folder() / "sorting" / f"{hashlib.sha256(facts).hexdigest()[:32]}.npz"


def _kept(file: Path) -> Rows:
    """Features that were computed before; none where the file is damaged."""
    if not is_file(file):
        return {}
    try:
        found = PictureFeatures.read(file)
    except RunError:
        return {}
    return dict(zip(found.paths, found.values, strict=True))


def _keep(file: Path, rows: Mapping[str, NDArray[np.float32]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    values = np.stack(list(rows.values())) if rows else np.zeros((0, 1), np.float32)
    PictureFeatures(tuple(rows), values).write(file)
