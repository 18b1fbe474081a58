"""A run's folder: complete and readable by a person; its settings, its dataset and its model."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import resnet_studio
from resnet_studio.core import files, words
from resnet_studio.core.config import TrainConfig
from resnet_studio.core.dataset import Dataset
from resnet_studio.core.errors import ConfigError, RunError

FORMAT = 1
CONFIG, DATASET, EVENTS, MODEL = "config.json", "dataset.json", "events.jsonl", "model.json"
BEST, LAST = "best.pt", "last.pt"
_META = ("format", "created", "program", "parent")


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
            f"A run with ResNet-{config.depth} needs {words.size(needed)} in {runs}, but only "
            f"{words.size(free)} are free. Free some space or choose another folder for runs."
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
    meta = {name: record.pop(name, None) for name in _META}
    if not isinstance(meta["format"], int):
        raise RunError(f"{CONFIG} in {run} is damaged: format is {meta['format']!r}, not a number.")
    if meta["format"] > FORMAT:
        raise RunError(f"The run {run.name} was made by a newer ResNet Studio. Update to open it.")
    meta["parent"] = meta["parent"] or ""
    if not isinstance(meta["parent"], str):
        raise RunError(f"{CONFIG} in {run} is damaged: parent is {str(meta['parent'])[:60]!r}, not a name.")
    try:
        return TrainConfig.from_record(record), meta
    except ConfigError as error:
        raise RunError(f"{CONFIG} in {run} is damaged: {error}") from error


def read_dataset(run: Path) -> Dataset:
    """What the run was trained on.

    Raises:
        RunError, DatasetError: the file is missing or damaged.
    """
    return Dataset.from_json(files.read_json(run / DATASET, RunError))


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
        checks = {
            "depth": isinstance(record.get("depth"), int),
            "shortcuts": isinstance(record.get("shortcuts"), bool),
            "classes": _is_list(record.get("classes"), str, None),
            "image_size": isinstance(record.get("image_size"), int) and 32 <= record["image_size"] <= 512,
            "mean": _is_list(record.get("mean"), float, 3),
            "std": _is_list(record.get("std"), float, 3) and all(value > 0 for value in record["std"]),
        }
        for name, valid in checks.items():
            if not valid:
                raise RunError(f"{MODEL} in {run} is damaged: {name} is {str(record.get(name))[:60]!r}.")
        return cls(
            depth=record["depth"],
            shortcuts=record["shortcuts"],
            classes=tuple(record["classes"]),
            image_size=record["image_size"],
            mean=tuple(record["mean"]),
            std=tuple(record["std"]),
        )


def _is_list(value: object, kind: type, length: int | None) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 0
        and (length is None or len(value) == length)
        and all(isinstance(item, kind) for item in value)
    )
