"""A finished run put to use: predictions for pictures, and its figures on a whole folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.errors import DatasetError, DecodeError, RunError, WeightsError
from resnet_studio.core.basics.files import is_dir, is_file
from resnet_studio.core.dataset.catalogue import Dataset, Picture
from resnet_studio.core.dataset.scan import ScanStopped, pictures_in, scan
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.protocol.commands import ShouldStop, never, stopping
from resnet_studio.core.protocol.events import (
    Evaluated,
    Event,
    JobFinished,
    JobStopped,
    Notice,
    Prediction,
    PredictionFailed,
    Progress,
)
from resnet_studio.core.runs.run import BEST, ModelInfo
from resnet_studio.engine.answers.score import Score, predict_logits
from resnet_studio.engine.inputs import augment
from resnet_studio.engine.inputs.batches import Batch, Pictures
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.machine.devices import Compute, choose, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.load import read_state_dict

BATCH_SIZE = 16


@dataclass(frozen=True, slots=True)
class Model:
    """The best network of a run, ready to predict."""

    info: ModelInfo
    network: ResNet
    compute: Compute

    @property
    def view(self) -> augment.View:
        """How a picture is shown to the network."""
        return augment.central(self.info.image_size, self.info.depth in SMALL_DEPTHS)

    @property
    def smallest_side(self) -> int:
        """How far pictures may be shrunk while they are decoded, in pixels."""
        return augment.smallest_side(self.info.image_size, self.info.depth in SMALL_DEPTHS)


def load_model(run: Path, device: str = "auto") -> Model:
    """Read `model.json` and `best.pt` of a run.

    It computes in float32, so that the program shows what anybody computes from the same weights.

    Raises:
        RunError: the run has no model yet, or its files are missing or damaged.
        ConfigError: this computer lacks the device.
    """
    if not is_file(run / BEST):
        raise RunError(f"{run} has no {BEST}: there is no model to use before its first epoch is complete.")
    info = ModelInfo.read(run)
    compute = choose(device, "float32")
    share_cores(info.depth in SMALL_DEPTHS)
    try:
        state = read_state_dict(run / BEST)
        head = state.get("fc.bias")
        if head is None or head.shape != (len(info.classes),):  # before a network of so many classes is made
            raise WeightsError(f"its head is not one of {formatting.counted(len(info.classes), 'class', 'classes')}.")
        network = build(info.depth, len(info.classes), shortcuts=info.shortcuts)
        network.load_state_dict(state)
    except (WeightsError, RuntimeError) as error:
        said = safe_text.elide_middle(" ".join(str(error).split()), 300)  # torch tells of each tensor on a line
        raise RunError(f"{BEST} in {run} is damaged or belongs to another model: {said}") from error
    network.eval().to(compute.device)
    return Model(info, network, compute)


def predict(run: Path, paths: Iterable[Path], device: str = "auto", should_stop: ShouldStop = never) -> Iterator[Event]:
    """Predict files and the pictures in folders, in the order given.

    Yields:
        `Prediction` or `PredictionFailed` for each picture, `Progress` beside them, then `JobFinished` or
        `JobStopped`.

    Raises:
        RunError, ConfigError: the run cannot be used.
    """
    model = load_model(run, device)
    files: list[Path] = []
    failures: dict[int, Event] = {}
    try:
        for path in paths:
            try:
                files.extend(_files(path, should_stop))
            except DatasetError as error:  # a folder that cannot be read: it takes its turn among the answers
                failures[len(files)] = PredictionFailed(str(path), str(error))
                files.append(path)
    except ScanStopped:
        yield JobStopped()
        return
    pictures = Pictures("", list(map(str, files)), np.zeros(len(files), np.int64), model.smallest_side)

    def failed(index: int, error: DecodeError) -> None:
        failures.setdefault(index, PredictionFailed(str(files[index]), str(error)))

    done = 0
    with Loader(model.compute.device) as loader:
        for batch in loader.batches(pictures, range(len(files)), BATCH_SIZE, model.view, failed=failed):
            if should_stop():
                yield JobStopped()
                return
            answers = dict(zip(batch.indices, _predictions(model, files, batch), strict=True))
            # pictures that failed stand between those of the batch, in the order that was asked for
            for index in range(done, max(batch.indices) + 1):
                yield answers.get(index) or failures[index]
            done = max(batch.indices) + 1
            yield Progress("Predicting", done, len(files))
    for index in range(done, len(files)):
        yield failures[index]
    yield JobFinished()


def _files(path: Path, should_stop: ShouldStop) -> list[Path]:
    """The pictures in a folder, or the file itself."""
    if not is_dir(path):
        return [path]
    found = pictures_in(path, stopping(should_stop))
    if not found:
        raise DatasetError(path, f"{path} holds no pictures.")
    return found


def _predictions(model: Model, files: list[Path], batch: Batch) -> list[Prediction]:
    probabilities = _logits(model, batch).softmax(1).tolist()
    return [
        Prediction(str(files[index]), model.info.classes, tuple(row))
        for index, row in zip(batch.indices, probabilities, strict=True)
    ]


def _logits(model: Model, batch: Batch) -> Tensor:
    return predict_logits(model.network, batch.inputs, model.compute, model.info.mean, model.info.std)


def evaluate(run: Path, folder: Path, device: str = "auto", should_stop: ShouldStop = never) -> Iterator[Event]:
    """Loss and top-1 of a run's best model over a folder with class folders, matched by name.

    Yields:
        `Progress`, `Notice` for what was left out, `Evaluated`, then `JobFinished` or `JobStopped`.

    Raises:
        RunError, DatasetError, ConfigError: run or folder cannot be used, or none of the pictures can be read.
    """
    model = load_model(run, device)
    try:
        dataset = scan(folder, measure=True, should_stop=stopping(should_stop))
    except ScanStopped:
        yield JobStopped()
        return
    label = {name: index for index, name in enumerate(model.info.classes)}
    known = [picture for picture in _held_back(dataset) if dataset.classes[picture.label] in label]
    if not known:
        raise RunError(
            f"{folder} has none of the classes that this run knows: {formatting.listed(model.info.classes)}."
        )
    for name in dataset.classes:
        if name not in label:
            yield Notice(f"The run does not know the class {name}. Its pictures are left out.", str(folder / name))
    failures: list[DecodeError] = []
    names = [picture.path for picture in known]
    labels = np.array([label[dataset.classes[picture.label]] for picture in known], np.int64)
    pictures, result = Pictures(str(dataset.root), names, labels, model.smallest_side), Score()

    def failed(_: int, error: DecodeError) -> None:
        failures.append(error)

    with Loader(model.compute.device) as loader:
        for batch in loader.batches(pictures, range(len(pictures)), BATCH_SIZE, model.view, failed=failed):
            if should_stop():
                yield JobStopped()
                return
            result.add(batch, _logits(model, batch))
            yield Progress("Evaluating", result.images, len(known))
    for error in failures:
        yield Notice(f"{error} It is left out.", str(error.path))
    if not result.images:
        raise RunError(f"None of the {formatting.counted(len(known), 'picture')} in {folder} could be read.")
    yield Evaluated(str(run), result.images, len(failures), result.loss, result.top1)
    yield JobFinished()


def _held_back(dataset: Dataset) -> tuple[Picture, ...]:
    """The test part, else the validation part, of a folder that brings them; all pictures of one that does not."""
    if dataset.split.source == "seed":
        return dataset.pictures
    return dataset.part("test") or dataset.part("validation")
