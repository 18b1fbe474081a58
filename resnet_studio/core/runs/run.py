"""A run's folder: complete and readable by a person; its settings, its dataset and its model."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import resnet_studio
from resnet_studio.core.basics import files, formatting, safe_text
from resnet_studio.core.basics.errors import ConfigError, RunError
from resnet_studio.core.dataset.catalogue import Dataset
from resnet_studio.core.network.architecture import DEPTHS
from resnet_studio.core.runs.config import TrainConfig

FORMAT = 1
CONFIG, DATASET, EVENTS, MODEL = "config.json", "dataset.json", "events.jsonl", "model.json"
BEST, LAST = "best.pt", "last.pt"
_META = ("format", "created", "program", "parent")
# Of dataset.json: a million pictures with paths of 60 letters, and their classes.
_LARGEST_DATASET = 100_000_000
_MOST_PICTURES = 3_000_000


def create_run(runs: Path, config: TrainConfig, dataset: Dataset, *, name: str | None = None, parent: str = "") -> Path:
    """Make the folder of a new run with `config.json` and `dataset.json`, and return it.

    `parent` is the name of the run that it continues, where it does.

    Raises:
        RunError: the folder cannot be made, or the disk lacks the space for the run's checkpoints.
    """
    now = datetime.now().astimezone()
    default = f"{now:%Y-%m-%d %H-%M} {dataset.root.name} resnet{config.depth}"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        check_space(runs, config, len(dataset.classes))
        folder = _make_folder(runs, files.file_name(name or default))
        meta: dict[str, Any] = {"format": FORMAT, "created": now.isoformat(), "program": resnet_studio.__version__}
        if parent:
            meta["parent"] = parent
        files.write_json(folder / DATASET, dataset.to_json())
        files.write_json(folder / CONFIG, meta | config.to_record())
    except OSError as error:
        raise RunError(f"No run can be written in {runs}: {error.strerror or error}.") from error
    return folder


def _make_folder(runs: Path, name: str) -> Path:
    while True:
        folder = files.free_name(runs, name)
        try:
            folder.mkdir()
        except FileExistsError:  # another window took the name between the look and the making
            continue
        return folder


def space_needed(config: TrainConfig, classes: int) -> int:
    """Bytes that a run's checkpoints take at their peak: best, last with the optimiser's state, and a new last."""
    network = config.architecture
    weights = 4 * network.total_parameters(classes)
    trained = 4 * network.trainable_parameters(classes, config.frozen)
    state = 2 * trained if config.optimizer == "adamw" else trained
    return weights + 2 * (weights + state) + 16_000_000


def check_space(runs: Path, config: TrainConfig, classes: int) -> None:
    """Refuse a run that the disk under `runs` could not hold.

    Raises:
        RunError: naming what is needed and what is free.
    """
    needed, free = space_needed(config, classes), shutil.disk_usage(runs).free
    if free < needed:
        raise RunError(
            f"A run with ResNet-{config.depth} needs {formatting.size(needed)} in {runs}, but only "
            f"{formatting.size(free)} are free. Free some space or choose another folder for runs."
        )


def read_config(run: Path) -> TrainConfig:
    """The settings of a run.

    Raises:
        RunError: the file is missing, damaged, from a newer version, or holds a value that is not allowed.
    """
    config, _ = read_config_and_meta(run)
    return config


def read_config_and_meta(run: Path) -> tuple[TrainConfig, dict[str, Any]]:
    """The settings of a run, and what stands beside them: "format", "created", "program" and, in a run that continues
    another, the name of its "parent" (else empty); raises as `read_config`."""
    record = files.read_json(run / CONFIG, RunError)
    _check_format(record, run / CONFIG)
    meta = {name: record.pop(name, None) for name in _META}
    meta["parent"] = meta["parent"] or ""
    if not isinstance(meta["parent"], str):
        raise RunError(f"{CONFIG} in {run} is damaged: parent is {str(meta['parent'])[:60]!r}, not a name.")
    try:
        return TrainConfig.from_record(record), meta
    except ConfigError as error:
        raise RunError(f"{CONFIG} in {run} is damaged: {error}") from error


def _check_format(record: Mapping[str, Any], file: Path) -> None:
    """Whether this version reads such a file.

    Raises:
        RunError: it does not, or the file does not say.
    """
    number = record.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise RunError(
            f"{file.name} in {file.parent} is damaged: format is {safe_text.shown(number)}, not a number from 1."
        )
    if number > FORMAT:
        raise RunError(f"The run {file.parent.name} was made by a newer ResNet Studio. Update to open it.")


def read_dataset(run: Path) -> Dataset:
    """What the run was trained on.

    Raises:
        RunError, DatasetError: the file is missing or damaged.
    """
    record = files.read_json(run / DATASET, RunError, max_bytes=_LARGEST_DATASET, max_values=_MOST_PICTURES)
    return Dataset.from_json(record, run / DATASET)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a predictor needs beside the weights (`model.json`).

    Attributes:
        mean, std: per channel, of RGB scaled to 0..1.
    """

    depth: int
    shortcuts: bool
    classes: tuple[str, ...]
    image_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def write(self, run: Path) -> None:
        """Write `model.json`, whole or not at all."""
        record = {"format": FORMAT} | {name: getattr(self, name) for name in self.__slots__}
        files.write_json(run / MODEL, record)

    @classmethod
    def read(cls, run: Path) -> Self:
        """Read `model.json`.

        Raises:
            RunError: it is missing or damaged; the field is named.
        """
        record = files.read_json(run / MODEL, RunError)
        _check_format(record, run / MODEL)
        checks = {
            "depth": isinstance(record.get("depth"), int) and record["depth"] in DEPTHS,
            "shortcuts": isinstance(record.get("shortcuts"), bool),
            "classes": _are_classes(record.get("classes")),
            "image_size": isinstance(record.get("image_size"), int) and 32 <= record["image_size"] <= 512,
            "mean": _are_three(record.get("mean"), -_LARGEST_SHIFT, _LARGEST_SHIFT),
            "std": _are_three(record.get("std"), 1 / _LARGEST_SHIFT, _LARGEST_SHIFT),
        }
        for name, valid in checks.items():
            if not valid:
                raise RunError(f"{MODEL} in {run} is damaged: {name} is {safe_text.shown(record.get(name))}.")
        return cls(
            depth=record["depth"],
            shortcuts=record["shortcuts"],
            classes=tuple(record["classes"]),
            image_size=record["image_size"],
            mean=tuple(record["mean"]),
            std=tuple(record["std"]),
        )


# Of pixels from 0 to 1: farther from their scale no training can have been.
_LARGEST_SHIFT = 1e4


def _are_classes(value: object) -> bool:
    """Names of which each is there once."""
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(isinstance(name, str) and name for name in value)
        and len(set(value)) == len(value)
    )


def _are_three(value: object, smallest: float, largest: float) -> bool:
    """A number for each channel; NaN lies in no range."""
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(isinstance(number, float) and smallest <= number <= largest for number in value)
    )
