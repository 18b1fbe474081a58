"""The list of runs: one line of each, and giving one another name."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.event_json import from_json
from resnet_studio.core.protocol.events import (
    EpochEnd,
    EventError,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import BEST, CONFIG, DATASET, MODEL, read_config_and_meta
from resnet_studio.core.runs.run_log import is_being_written, read_lines

CUT_OFF, IN_TRAINING = "cut off", "in training"
_ENDINGS = {RunFinished: "finished", RunPaused: "paused", RunStopped: "stopped", RunFailed: "failed"}


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One row of the list of runs.

    Attributes:
        created: seconds since 1970, local clock.
        state: "finished", "stopped", "paused", "failed"; where no ending was written, "in training" if some process is
            at it, and "cut off" if none is.
        problem: why the run cannot be used, or empty.
        parent: the name of the run that it continues, or empty.
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
    parent: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name


def summarise(run: Path) -> RunSummary:
    """Read what the list of runs shows; a damaged run is a row with its problem, never an exception."""
    config, problem, created, parent = None, "", 0.0, ""
    try:
        created = (run / CONFIG).stat().st_mtime
        config, meta = read_config_and_meta(run)
        parent = meta["parent"]
        created = datetime.fromisoformat(meta["created"]).timestamp()
    except RunError as error:
        problem = str(error)
    except (OSError, ValueError, TypeError, OverflowError):
        pass  # a file that vanished or a date of another form: the row still stands
    state, history, unread = _outcome(run)
    problem = problem or unread
    if state == CUT_OFF and is_being_written(run):
        state = IN_TRAINING
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
        usable=not problem and files.is_file(run / BEST) and files.is_file(run / MODEL),
        problem=problem,
        parent=parent,
    )


def _outcome(run: Path) -> tuple[str, RunHistory, str]:
    """State, and the epochs with the best of them, from the few lines of `events.jsonl` that tell them.

    Third is why they cannot be read, or nothing.
    """
    state, history = CUT_OFF, RunHistory()
    kinds = (*_ENDINGS, EpochEnd, RunStarted, RunResumed)
    wanted = tuple(f'{{"event": "{kind.__name__}"'.encode() for kind in kinds)
    try:
        for line in read_lines(run):
            if not line.startswith(wanted):
                continue
            try:
                event = from_json(line.decode("utf-8", "replace"))
            except EventError:
                continue
            history.apply(event)
            state = next((name for kind, name in _ENDINGS.items() if isinstance(event, kind)), CUT_OFF)
    except RunError as error:
        return state, history, str(error)
    return state, history, ""


def _root_name(run: Path) -> str:
    """The dataset's folder name; only the first part of a file that may be megabytes long is read."""
    try:
        with files.open_file(run / DATASET) as file:
            head = file.read(8192).decode("utf-8", "ignore")  # which may end within a letter
        _, _, rest = head.partition('"root":')
        root, _ = json.JSONDecoder().raw_decode(rest.lstrip())
    except (OSError, ValueError, RecursionError):
        return ""
    # the run may come from another system
    return re.split(r"[/\\]", root.rstrip("/\\"))[-1] if isinstance(root, str) else ""


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
