"""A run's folder: complete and readable by a person, the one place where settings, events and weights meet."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

import resnet_studio
from resnet_studio.core import files, words
from resnet_studio.core.config import TrainConfig
from resnet_studio.core.dataset import Dataset
from resnet_studio.core.errors import ConfigError, RunError
from resnet_studio.core.events import (
    EpochEnd,
    Event,
    EventError,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
    from_json,
    to_json,
)
from resnet_studio.core.history import RunHistory

FORMAT = 1
CONFIG, DATASET, EVENTS, MODEL = "config.json", "dataset.json", "events.jsonl", "model.json"
BEST, LAST = "best.pt", "last.pt"
_META = ("format", "created", "program")
_ENDINGS = {RunFinished: "finished", RunPaused: "paused", RunStopped: "stopped", RunFailed: "failed"}


def create_run(runs: Path, config: TrainConfig, dataset: Dataset, *, name: str | None = None) -> Path:
    """Make the folder of a new run with `config.json` and `dataset.json`, and return it.

    Raises:
        RunError: the folder cannot be made, or the disk lacks the space for the run's checkpoints.
    """
    now = datetime.now().astimezone()
    default = f"{now:%Y-%m-%d %H-%M} {dataset.root.name} resnet{config.depth}"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        check_space(runs, config, len(dataset.classes))
        folder = _make_folder(runs, files.file_name(name or default))
        meta = {"format": FORMAT, "created": now.isoformat(), "program": resnet_studio.__version__}
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
    config, _ = _read_config(run)
    return config


def _read_config(run: Path) -> tuple[TrainConfig, dict[str, Any]]:
    record = files.read_json(run / CONFIG, RunError)
    meta = {name: record.pop(name, None) for name in _META}
    if not isinstance(meta["format"], int):
        raise RunError(f"{CONFIG} in {run} is damaged: format is {meta['format']!r}, not a number.")
    if meta["format"] > FORMAT:
        raise RunError(f"The run {run.name} was made by a newer ResNet Studio. Update to open it.")
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


class EventLog:
    """Appends events to `events.jsonl`; each is on its way to the disk before it is sent anywhere."""

    def __init__(self, run: Path) -> None:
        self._file: IO[str] = (run / EVENTS).open("a", encoding="utf-8", newline="\n")
        if _is_torn(run / EVENTS):
            self._file.write("\n")  # or the first event of now would be lost with the torn line

    def append(self, event: Event) -> None:
        """Write one line and flush it to the operating system."""
        self._file.write(to_json(event) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Flush everything to the disk, as far as it takes it: a log that cannot be ended ends no run."""
        with suppress(OSError):
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()


def _is_torn(file: Path) -> bool:
    """Whether the writer before was killed within a line."""
    with file.open("rb") as written:
        if written.seek(0, os.SEEK_END) == 0:
            return False
        written.seek(-1, os.SEEK_END)
        return written.read(1) != b"\n"


def read_events(run: Path) -> Iterator[Event]:
    """The events of a run in order. A torn or foreign line is left out: a crash may have cut the last one."""
    try:
        with (run / EVENTS).open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield from_json(line)
                except EventError:
                    continue
    except FileNotFoundError:
        return
    except OSError as error:
        raise RunError(f"{EVENTS} in {run} cannot be read: {error.strerror or error}.") from error


def read_history(run: Path) -> RunHistory:
    """Replay a run: what the window would show had it watched."""
    history = RunHistory()
    for event in read_events(run):
        history.apply(event)
    return history


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One row of the list of runs.

    Attributes:
        created: seconds since 1970, local clock.
        state: "finished", "stopped", "paused", "failed", or "cut off" where no ending was written.
        problem: why the run cannot be used, or empty.
    """

    path: Path
    created: float
    config: TrainConfig | None
    dataset: str
    state: str
    epochs: int
    best_epoch: int
    best_val_top1: float
    seconds: float
    size: int
    usable: bool
    problem: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name


def summarise(run: Path) -> RunSummary:
    """Read what the list of runs shows; a damaged run is a row with its problem, never an exception."""
    config, problem, created = None, "", 0.0
    try:
        created = (run / CONFIG).stat().st_mtime
        config, meta = _read_config(run)
        created = datetime.fromisoformat(str(meta["created"])).timestamp()
    except RunError as error:
        problem = str(error)
    except (OSError, ValueError, OverflowError):
        pass  # a file that vanished or a date of another form: the row still stands
    state, history = _outcome(run)
    best = history.best
    return RunSummary(
        path=run,
        created=created,
        config=config,
        dataset=_root_name(run),
        state=state,
        epochs=history.epochs[-1].epoch if history.epochs else 0,
        best_epoch=best.epoch if best else 0,
        best_val_top1=best.val_top1 if best else float("nan"),
        seconds=sum(epoch.seconds for epoch in history.epochs),
        size=files.folder_size(run),
        usable=not problem and (run / BEST).is_file() and (run / MODEL).is_file(),
        problem=problem,
    )


def _outcome(run: Path) -> tuple[str, RunHistory]:
    """State, and the epochs with the best of them, from the few lines of `events.jsonl` that tell them."""
    state, history = "cut off", RunHistory()
    wanted = tuple(f'{{"event": "{kind.__name__}"' for kind in (*_ENDINGS, EpochEnd, RunStarted, RunResumed))
    try:
        with (run / EVENTS).open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if not line.startswith(wanted):
                    continue
                try:
                    event = from_json(line)
                except EventError:
                    continue
                history.apply(event)
                state = next((name for kind, name in _ENDINGS.items() if isinstance(event, kind)), "cut off")
    except OSError:
        pass
    return state, history


def _root_name(run: Path) -> str:
    """The dataset's folder name; only the first part of a file that may be megabytes long is read."""
    try:
        with (run / DATASET).open(encoding="utf-8") as file:
            head = file.read(8192)
        _, _, rest = head.partition('"root":')
        root, _ = json.JSONDecoder().raw_decode(rest.lstrip())
        return re.split(r"[/\\]", str(root).rstrip("/\\"))[-1]  # the run may come from another system
    except (OSError, ValueError, RecursionError):
        return ""


def list_runs(runs: Path) -> list[RunSummary]:
    """All runs in a folder, newest first; folders that are no runs are left out."""
    try:
        folders = [entry for entry in runs.iterdir() if files.is_file(entry / CONFIG)]
    except OSError:
        return []
    return sorted((summarise(folder) for folder in folders), key=lambda run: run.created, reverse=True)


def rename_run(run: Path, name: str) -> Path:
    """Give a run's folder another name and return its new path.

    Raises:
        RunError: there is such a run already, or the folder cannot be renamed.
    """
    target = run.with_name(files.file_name(name))
    if target == run:
        return run
    if target.exists() and not target.samefile(run):  # "Ants" to "ants" is the same folder on some systems
        raise RunError(f"There is already a run called {target.name}.")
    try:
        files.replace(run, target)
    except OSError as error:
        raise RunError(f"{run.name} cannot be renamed: {error.strerror or error}.") from error
    return target
