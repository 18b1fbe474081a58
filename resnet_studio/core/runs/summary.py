"""The list of runs: a summary of each, and renaming one."""

import json
import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.dataset.catalogue import DatasetKey, Reading, as_reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.names import name_of_place
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.checkpoints import best_file
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run import CONFIG, DATASET, MODEL, NAME_DATE, is_unfinished, read_config_and_meta
from resnet_studio.core.runs.run_log import held, is_being_written, read_outline
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.versions import NewerRunError

_MOST_PICTURES = 2**53  # a run may come from anyone, and say that it has more
_HEAD = 16_384  # bytes of `dataset.json`, a file of perhaps many megabytes, that are read for the list


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One row of the list of runs.

    Attributes:
        created: seconds since 1970, local clock.
        config: its settings, or None if they cannot be read.
        dataset: the name of the dataset's folder.
        epochs: how many are complete and saved.
        best_val_top1: of the best epoch; NaN before the first.
        seconds: that its epochs took.
        size: of its folder, in bytes.
        usable: whether it has a model to predict with.
        problem: why the run cannot be used, or None.
        parent: the name of the run that it continues, or empty.
        root: the dataset's folder as the run noted it, perhaps on another system; empty if it cannot be read.
        reading, chosen: how that folder was understood, and which names in it the dataset consists of.
        classes: those that it tells apart; empty where it has not begun.
        newer: whether it is a run of a newer version, which this one cannot read.
        validation: how many pictures its accuracy is of, as in `RunHistory.validated`; 0 where it has not begun.
        marks: tags and note that a person gave it.
        last_val_top1: of the last complete epoch, which no validation picture has chosen; NaN before the first.
        fold: which fold of a cross-validation it set aside, as in `Split`; empty for any other run.
        on_cpu: whether it was computed on a processor, where a resumed run ends bit for bit as an uninterrupted one.
    """

    path: Path
    created: float
    config: TrainConfig | None
    dataset: str
    state: RunState
    epochs: int
    best_epoch: int
    best_val_top1: float
    seconds: float
    size: int
    usable: bool
    problem: Message | None = None
    parent: str = ""
    root: str = ""
    reading: Reading = "names"
    chosen: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    on_cpu: bool = False
    newer: bool = False
    validation: int = 0
    marks: Marks = Marks()  # noqa: RUF009 (it cannot be changed)
    fold: str = ""
    last_val_top1: float = math.nan

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of its accuracy; None before the first epoch."""
        share = self.best_val_top1
        return wilson(share, self.validation) if 0 < self.validation < _MOST_PICTURES and 0 <= share <= 1 else None

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    def is_of(self, dataset: Dataset) -> bool:
        """Whether the run was trained on this dataset: the folder, with the classes that it has now."""
        key = Path(self.root), self.reading, self.chosen
        return bool(self.root) and key == dataset.key and self._tells_apart(dataset.classes)

    def is_same(self, other: Self) -> bool:
        """Whether it is the same run, perhaps under another name or in another folder, or a copy of it."""
        return self.config is not None and (self.created, self.config, self.root) == (
            other.created,
            other.config,
            other.root,
        )

    def has_model_of(self, other: Self) -> bool:
        """Whether its best model is that of another summary: of the same run, perhaps under another name by now."""
        return self.best_epoch == other.best_epoch and (self.path == other.path or self.is_same(other))

    def is_of_same(self, other: Self) -> bool:
        """Whether another run was trained on the same dataset, perhaps with other classes."""
        return (self.root, self.reading, self.chosen) == (other.root, other.reading, other.chosen)

    def is_like(self, other: Self) -> bool:
        """Whether another run was trained on the same dataset, so that their accuracies can be compared."""
        return self.is_of_same(other) and self._tells_apart(other.classes)

    def _tells_apart(self, classes: tuple[str, ...]) -> bool:
        """Fewer classes are easier; a run that has not begun does not say which it has."""
        return not self.classes or not classes or set(self.classes) == set(classes)

    def following(self, history: RunHistory) -> Self:
        """The run with the epochs of a history that grows, so that its files need not be read again."""
        epochs, best = history.epochs, history.best
        if not epochs or best is None:
            return self
        usable = self.usable or (history.kept is not None and not self.problem)
        return replace(self, usable=usable, **_figures(history, epochs, best))

    @property
    def title(self) -> str:
        """The name without the date and time that it begins with, where these are when the run was created."""
        with suppress(OverflowError, OSError, ValueError):
            shortened = self.name.removeprefix(f"{datetime.fromtimestamp(self.created):{NAME_DATE}} ")
            return shortened or self.name
        return self.name


def summarise(run: Path) -> RunSummary:
    """Read what the list of runs shows; a damaged run is a row with its problem, never an exception."""
    config: TrainConfig | None = None
    problem: Message | None = None
    created, newer, meta = 0.0, False, dict[str, Any]()
    try:
        created = (run / CONFIG).stat().st_mtime
        config, meta = read_config_and_meta(run)
        created = datetime.fromisoformat(meta["created"]).timestamp()
    except RunError as error:
        problem, newer = error.message, isinstance(error, NewerRunError)
    except (OSError, ValueError, TypeError, OverflowError):
        pass  # the file vanished or its date has another form: the run is listed all the same
    state, history, unread = _outcome(run)
    problem = problem or unread
    if state != RunState.FINISHED and is_being_written(run):
        state = RunState.IN_TRAINING
    return RunSummary(
        path=run,
        created=created,
        config=config,
        state=state,
        size=files.folder_size(run),
        usable=not problem and best_file(run) is not None and files.is_file(run / MODEL),
        problem=problem,
        parent=meta.get("parent", ""),
        classes=history.started.classes if history.started else (),
        on_cpu=history.started is not None and history.started.cores > 0,
        newer=newer,
        marks=Marks.read(run),
        fold=meta.get("fold", ""),
        **_epochs(state, history),
        **_dataset(run),
    )


def best_run(runs: Iterable[RunSummary], dataset: Dataset) -> RunSummary | None:
    """The run with the best model for this dataset, the newest of equal ones; None without a model.

    Folds of a cross-validation are left out: each was checked on other pictures.
    """
    whole = [run for run in runs if not run.fold]
    known = [run for run in whole if run.is_of(dataset) and run.usable and math.isfinite(run.best_val_top1)]
    return max(known, key=lambda run: (run.best_val_top1, run.created), default=None)


def _outcome(run: Path) -> tuple[RunState, RunHistory, Message | None]:
    """The state, the epochs and the best of them, from the few lines of `events.jsonl` that say so.

    The third value says why the file cannot be read.
    """
    state, history = RunState.CUT_OFF, RunHistory()
    try:
        for event in read_outline(run):
            history.apply(event)
            state = RunState.after(event)
    except RunError as error:
        return state, history, error.message
    return state, history, None


def _epochs(state: RunState, history: RunHistory) -> dict[str, Any]:
    """The fields of a summary that come from its epochs.

    What was not saved is gone with the process: only what is in the folder counts.
    """
    if state.saved_all:
        return _figures(history, history.epochs, history.best)
    return _figures(history, history.saved_epochs, history.kept)


def _figures(history: RunHistory, epochs: Sequence[EpochEnd], best: EpochEnd | None) -> dict[str, Any]:
    return {
        "epochs": epochs[-1].epoch if epochs else 0,
        "best_epoch": best.epoch if best else 0,
        "best_val_top1": best.val_top1 if best else math.nan,
        "last_val_top1": epochs[-1].val_top1 if epochs else math.nan,
        "seconds": sum(epoch.seconds for epoch in epochs),
        "validation": history.validated,
    }


def _dataset(run: Path) -> dict[str, Any]:
    """The fields of a summary that say on which dataset the run was; only the beginning of its record is read."""
    head = ""
    with suppress(OSError, ValueError), files.open_file(run / DATASET) as file:
        head = file.read(_HEAD).decode("utf-8", "ignore")  # may end within a character
    root, reading, chosen = (_at_the_head(head, name) for name in ("root", "reading", "chosen"))
    root = root if isinstance(root, str) else ""
    return {
        "root": root,
        "dataset": name_of_place(root),
        "reading": as_reading(reading) or "names",
        "chosen": tuple(name for name in chosen if isinstance(name, str)) if isinstance(chosen, list) else (),
    }


def dataset_key(run: Path) -> DatasetKey:
    """The dataset that a run was on, from the beginning of its record."""
    found = _dataset(run)
    return Path(found["root"]), found["reading"], found["chosen"]


def _at_the_head(head: str, name: str) -> object:
    """The value of a field in the beginning of a record; None if it is not there, or not complete."""
    _, _, rest = head.partition(f'"{name}":')
    try:
        return json.JSONDecoder().raw_decode(rest.lstrip())[0]
    except (ValueError, RecursionError):
        return None


def run_folders(runs: Path) -> list[Path]:
    """The folders of all runs in a folder of runs."""
    try:
        return [entry for entry in runs.iterdir() if not is_unfinished(entry) and files.is_file(entry / CONFIG)]
    except OSError:
        return []


def list_runs(runs: Path, elsewhere: Iterable[Path] = ()) -> list[RunSummary]:
    """All runs in a folder, newest first, and some of other folders; what is not a run is left out."""
    folders = [*run_folders(runs), *(folder for folder in elsewhere if files.is_file(folder / CONFIG))]
    return sorted((summarise(folder) for folder in folders), key=lambda run: run.created, reverse=True)


def rename_run(run: Path, name: str) -> Path:
    """Rename a run's folder and return its new path.

    Raises:
        RunError: there is such a run already, a process trains the run, or its folder cannot be renamed.
    """
    target = run.with_name(files.file_name(name))
    if target == run:
        return run
    if target.exists() and not target.samefile(run):  # on some systems "Ants" and "ants" are the same folder
        raise RunError(message("There is already a run called {run}. Choose another name.", run=target.name))
    try:
        with held(run):
            files.replace(run, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(message("{run} cannot be renamed: {reason}.", run=run.name, reason=reason)) from error
    return target


def why_renamed(typed: str, name: str) -> Message:
    """Why a run has another name than a person typed; empty where it has that one."""
    if name == typed.strip():
        return NOTHING
    if name.removeprefix(files.file_name(typed)).startswith(" ("):
        return message(
            "There is a run called {typed:name} already, so this one is called {name:name}.", typed=typed, name=name
        )
    return message(
        "The run is called {name:name}, because not every system allows {typed:name} as the name of a folder.",
        typed=typed,
        name=name,
    )
