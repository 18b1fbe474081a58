"""A run's folder: complete, readable by a person; its settings, its dataset and its model."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import resnet_studio
from resnet_studio.core.basics import files, scratch
from resnet_studio.core.basics.errors import ConfigError, DatasetError, RunError
from resnet_studio.core.basics.json_text import is_whole
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset import record as dataset_record
from resnet_studio.core.dataset.dataset import Dataset, require_trainable
from resnet_studio.core.dataset.names import dataset_name
from resnet_studio.core.network.architecture import DEPTHS
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.record import read_record
from resnet_studio.core.runs.versions import NewerRunError, is_newer

FORMAT = 1
CONFIG, DATASET, EVENTS, MODEL = "config.json", "dataset.json", "events.jsonl", "model.json"
NAME_DATE = "%Y-%m-%d %H-%M"
"""How the name of a run begins that a person has not renamed."""
_UNFINISHED = ".run-"
_META = ("format", "created", "program", "parent", "fold")
# Of dataset.json: a million pictures with paths of 60 letters, and their classes.
LARGEST_DATASET = 100_000_000
MOST_PICTURES = 3_000_000


def create_run(runs: Path, config: TrainConfig, dataset: Dataset, *, name: str | None = None, parent: str = "") -> Path:
    """Make the folder of a new run with `config.json` and `dataset.json`, and return it.

    `parent` is the name of the run that it continues, or empty.

    Raises:
        RunError: the folder cannot be made, or the disk lacks the space for the run's checkpoints.
        DatasetError: edits have taken too much from the dataset.
    """
    require_trainable(dataset)
    now = datetime.now().astimezone()
    made: Path | None = None
    default = f"{now:{NAME_DATE}} {dataset_name(dataset.root.name, dataset.catalogue.chosen)} resnet{config.depth}"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        check_space(runs, config, len(dataset.classes))
        # A process that is killed here leaves no run without its settings: the folder gets its name when it is whole.
        made = scratch.new_unfinished(runs, _UNFINISHED)
        meta = _own_format() | {"created": now.isoformat()}
        meta |= {key: value for key, value in (("parent", parent), ("fold", dataset.split.fold)) if value}
        files.write_json(made / DATASET, dataset_record.to_record(dataset))
        files.write_json(made / CONFIG, meta | config.to_record())
        return _named(made, files.file_name(name or default))
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("No run can be written in {folder}: {reason}.", folder=runs, reason=reason)) from error
    finally:
        if made is not None:  # it is there if it was not whole
            shutil.rmtree(made, ignore_errors=True)


def _named(made: Path, name: str) -> Path:
    while True:
        folder = files.free_name(made.parent, name)
        try:
            files.replace(made, folder)
        except OSError:
            if not folder.exists():  # else another window has just taken the name
                raise
        else:
            return folder


def is_unfinished(folder: Path) -> bool:
    """Whether it is the folder of a run that is just being made, or was when its process was killed."""
    return scratch.is_unfinished(folder, _UNFINISHED)


def newest_first(runs: Path) -> list[tuple[float, Path]]:
    """The folders of the runs in a folder, each after the time at which its settings were written."""
    dated = []
    with suppress(OSError):  # there are no runs
        for folder in runs.iterdir():
            with suppress(OSError):  # it is not a run, or was just deleted
                if not is_unfinished(folder):
                    dated.append(((folder / CONFIG).stat().st_mtime, folder))
    return sorted(dated, reverse=True)


def space_needed(config: TrainConfig, classes: int) -> int:
    """Bytes that a run's models take at their peak: best, the last checkpoint, the one before, and a new one."""
    best = 4 * config.architecture.total_parameters(classes)
    return best + 3 * checkpoint_size(config, classes) + 8_000_000


def checkpoint_size(config: TrainConfig, classes: int) -> int:
    """Bytes of the tensors in one checkpoint: the weights and the optimiser's state."""
    network = config.architecture
    weights = 4 * network.total_parameters(classes)
    trained = 4 * network.trainable_parameters(classes, config.frozen)
    state = trained if config.optimizer == "sgd" else 2 * trained
    return weights + state


def check_space(runs: Path, config: TrainConfig, classes: int) -> None:
    """Refuse a run that the disk under `runs` could not hold.

    Raises:
        RunError: naming what is needed and what is free.
    """
    needed, free = space_needed(config, classes), shutil.disk_usage(runs).free
    if free < needed:
        raise RunError(
            message(
                "A run with {network} needs {needed:size} in {folder}, but only {free:size} are free. Free some space "
                "or choose another folder for runs.",
                network=f"ResNet-{config.depth}",
                needed=needed,
                folder=runs,
                free=free,
            )
        )


def read_config(run: Path) -> TrainConfig:
    """The settings of a run.

    Raises:
        RunError: the file is missing, damaged, from a newer version, or holds a value that is not allowed.
    """
    config, _ = read_config_and_meta(run)
    return config


def read_config_and_meta(run: Path) -> tuple[TrainConfig, dict[str, Any]]:
    """The settings of a run, and the other fields of its file: "format", "created", "program", "parent", the name of
    the run that it continues, and "fold", as in `Split` (else empty). Raises as `read_config`."""
    record = read_record(run, CONFIG)
    _check_format(record, run / CONFIG)
    meta = {name: record.pop(name, None) for name in _META}
    for name in ("parent", "fold"):
        value = meta[name] = meta[name] or ""
        if not isinstance(value, str):
            said = message(
                "{file} in {folder} is damaged: {field} is {value:value}, not a name.",
                file=CONFIG,
                folder=run,
                field=name,
                value=value,
            )
            raise RunError(said)
    try:
        return TrainConfig.from_record(record), meta
    except ConfigError as error:
        if is_newer(meta["program"]):
            raise NewerRunError(run, meta["program"]) from error
        raise RunError(
            message("{file} in {folder} is damaged: {problem}", file=CONFIG, folder=run, problem=error.message)
        ) from error


def _own_format() -> dict[str, Any]:
    return {"format": FORMAT, "program": resnet_studio.__version__}


def _check_format(record: Mapping[str, Any], file: Path) -> None:
    """Refuse a file of a format that this version cannot read.

    Raises:
        RunError: the file has no format, or a newer one.
    """
    number = record.get("format")
    if not is_whole(number) or number < 1:
        raise RunError(
            message(
                "{file} in {folder} is damaged: format is {value:value}, not a number from 1.",
                file=file.name,
                folder=file.parent,
                value=number,
            )
        )
    if number > FORMAT:
        raise NewerRunError(file.parent, record.get("program"))


def read_dataset(run: Path) -> Dataset:
    """What the run was trained on.

    Raises:
        RunError, DatasetError: the file is missing, damaged, or from a newer version.
    """
    record = read_record(run, DATASET, max_bytes=LARGEST_DATASET, max_values=MOST_PICTURES)
    try:
        return dataset_record.from_record(record, run / DATASET)
    except DatasetError as error:
        if is_newer(version := read_record(run, CONFIG).get("program")):
            raise NewerRunError(run, version) from error
        raise


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a predictor needs beside the weights (`model.json`).

    Attributes:
        mean, std: per channel, of RGB scaled to 0..1.
        scale: which values of pictures with more than 8 bits were black and white in training.
    """

    depth: int
    shortcuts: bool
    classes: tuple[str, ...]
    image_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    scale: ValueScale = UNKNOWN_SCALE

    def write(self, run: Path) -> None:
        """Write `model.json`, completely or not at all."""
        record = _own_format() | {name: getattr(self, name) for name in self.__slots__}
        files.write_json(run / MODEL, record | {"scale": self.scale.to_record()})

    @classmethod
    def read(cls, run: Path) -> Self:
        """Read `model.json`.

        Raises:
            RunError: it is missing or damaged; the field is named.
        """
        record = read_record(run, MODEL)
        _check_format(record, run / MODEL)
        checks = {
            "depth": isinstance(record.get("depth"), int) and record["depth"] in DEPTHS,
            "shortcuts": isinstance(record.get("shortcuts"), bool),
            "classes": _are_classes(record.get("classes")),
            "image_size": isinstance(record.get("image_size"), int) and 32 <= record["image_size"] <= 512,
            "mean": _are_three(record.get("mean"), -_LARGEST_SHIFT, _LARGEST_SHIFT),
            "std": _are_three(record.get("std"), 1 / _LARGEST_SHIFT, _LARGEST_SHIFT),
            "scale": _is_scale(record.get("scale")),
        }
        for name, valid in checks.items():
            if not valid:
                if is_newer(record.get("program")):
                    raise NewerRunError(run, record["program"])
                raise RunError(
                    message(
                        "{file} in {folder} is damaged: {field} is {value:value}.",
                        file=MODEL,
                        folder=run,
                        field=name,
                        value=record.get(name),
                    )
                )
        return cls(
            depth=record["depth"],
            shortcuts=record["shortcuts"],
            classes=tuple(record["classes"]),
            image_size=record["image_size"],
            mean=tuple(record["mean"]),
            std=tuple(record["std"]),
            scale=ValueScale.from_record(record.get("scale")),
        )


# Of pixels from 0 to 1: no training uses values farther from that scale.
_LARGEST_SHIFT = 1e4


def _is_scale(value: object) -> bool:
    try:
        ValueScale.from_record(value)
    except ValueError:
        return False
    return True


def _are_classes(value: object) -> bool:
    """Whether it is a list of names without duplicates."""
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(isinstance(name, str) and name for name in value)
        and len(set(value)) == len(value)
    )


def _are_three(value: object, smallest: float, largest: float) -> bool:
    """Whether it is a number in range for each channel. NaN is in no range."""
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(isinstance(number, float) and smallest <= number <= largest for number in value)
    )
