"""A run with figures as a test of its report needs it: pictures, log, answers and figures, without a training."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import save_file

from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.protocol.events import PROTOCOL, CheckpointSaved, EpochEnd, Event, RunFinished, RunStarted
from resnet_studio.core.runs.checkpoints import BEST, best_identity
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.figures_file import figures_file, write_figures
from resnet_studio.core.runs.results import result_file
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from tests.made_figures import figures_of

EPOCHS = 4


def measured_run(
    folder: Path,
    classes: Sequence[str] = ("ants", "bees"),
    each: int = 6,
    *,
    parts: Sequence[Part] = ("validation",),
    verdict: Message = NOTHING,
    name: str = "first",
    files: Sequence[str] = (),
    ending: Event | None = None,
) -> Path:
    """A run in `folder / "runs"` on pictures in `folder / "pictures"`, most of which its model is right about."""
    random = np.random.default_rng(0)
    dataset = some_pictures(folder / "pictures", classes, each, parts, random, files)
    run = create_run(folder / "runs", TrainConfig.build(depth=20, epochs=EPOCHS), dataset, name=name)
    write_log(run, tuple(classes), ending)
    save_file({"fc.bias": np.zeros(len(classes), np.float32)}, run / BEST, {"checksum": "a" * 64})
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    ModelInfo(20, True, tuple(classes), 32, mean, std).write(run)
    for part in parts:
        measure(run, dataset, part, random, verdict)
    return run


def some_pictures(
    root: Path,
    classes: Sequence[str],
    each: int,
    parts: Sequence[Part],
    random: np.random.Generator,
    files: Sequence[str] = (),
) -> Dataset:
    """A dataset of noisy colours; its class folders have numbers, so that a class can have any name."""
    pictures = []
    for label in range(len(classes)):
        for part in ("train", *parts):
            for number in range(each):
                name = files[number] if number < len(files) else f"{number}.jpg"
                file = root / part / str(label) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                pixels = random.integers(0, 255, (60, 80, 3), np.uint8)
                Image.fromarray(pixels).save(file, "JPEG")
                size = file.stat().st_size
                pictures.append(Picture(file.relative_to(root).as_posix(), label, part, size, 5))
    return apply(Catalogue(root.absolute(), tuple(classes), tuple(pictures)))


def write_log(run: Path, classes: tuple[str, ...], ending: Event | None = None) -> None:
    """The events of a run that has ended."""
    log = EventLog(run)
    log.append(RunStarted(PROTOCOL, str(run), classes, 12, 12, 270_000, 640, "CPU", "float32", EPOCHS, 2))
    for epoch in range(1, EPOCHS + 1):
        log.append(EpochEnd(epoch, 2 * epoch, 1 / epoch, 1.2 / epoch, 0.6 + 0.08 * epoch, 1.5, 0.7 + 0.07 * epoch))
    log.append(CheckpointSaved(2 * EPOCHS, best=True))
    log.append(ending or RunFinished(str(run), EPOCHS, 0.92))
    log.close()


def measure(run: Path, dataset: Dataset, part: Part, random: np.random.Generator, verdict: Message = NOTHING) -> None:
    """Write answers and figures of a part."""
    pictures = dataset.part(part)
    labels = np.array([picture.label for picture in pictures])
    probabilities = _answers(labels, len(dataset.classes), random)
    right = probabilities.argmax(1) == labels
    answers = Evaluation(tuple(one.path for one in pictures), labels, probabilities, (), 0.4, float(right.mean()))
    key = f"0{part[0]}1"
    answers.write(result_file(run, NAME, key))
    confusion = np.zeros((len(dataset.classes), len(dataset.classes)), np.int64)
    np.add.at(confusion, (labels, probabilities.argmax(1)), 1)
    figures = figures_of(confusion.tolist(), dataset.classes, part, weights=best_identity(run), verdict=verdict)
    write_figures(figures_file(run, part, key), replace(figures, epoch=EPOCHS))


def _answers(labels: NDArray[np.int64], classes: int, random: np.random.Generator) -> NDArray[np.float32]:
    logits = random.normal(0, 1, (len(labels), classes))
    logits[np.arange(len(labels)), labels] += 1.4 + 0.45 * np.log(classes)
    powers = np.exp(logits)
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)
