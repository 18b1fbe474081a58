"""Training as the window controls it: start a run, resume one, continue one in a new run, stop."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import DatasetGoneError, Failure, StudioError, text_of
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.changes import require_folder
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.undone import States
from resnet_studio.core.protocol.events import (
    Event,
    JobFailed,
    RunFailed,
    RunFinished,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.continued_run import continued_run
from resnet_studio.core.runs.earlier_split import as_in_newest_run
from resnet_studio.core.runs.edited_dataset import read_edited
from resnet_studio.core.runs.history import RunHistory, is_terminal
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.run import create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import is_finished, read_history
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.session import ActiveRun, Session

TEXTS = JobTexts(
    running=message("Training"),
    awaited=message("Waiting for the training to end"),
    gives_way=message("Waiting for the training to finish its batch"),
)

_Left = tuple[Dataset, States]

BUSY = message("Another run is in training. Try again when it has ended.")


class TrainingControl(QObject):
    """One training at a time; the session shows its run.

    Signals:
        started(object), ended(object): an `ActiveRun`.
        failed_to_start(object): why a run could not be started, a `Message` or text.
        dataset_gone(object): the folder that a run needs to start and that is gone; after `failed_to_start`.
    """

    started = Signal(object)
    ended = Signal(object)
    failed_to_start = Signal(object)
    dataset_gone = Signal(object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._background = Background(self)
        self.job: JobHandle | None = None
        self.run: ActiveRun | None = None  # the one in training

    @property
    def active(self) -> bool:
        """Whether a run is being trained or waits for the engine."""
        return self.run is not None

    def waiting_for(self) -> Message | None:
        """What the run waits for; None while it trains, or where there is none."""
        return self.job.waiting_for() if self.job else None

    def start(self) -> None:
        """Make a run of the draft and the dataset and give it to the engine."""
        if self._session.dataset is not None:
            self._start(self._session.draft.config, self._session.dataset)

    def begin(self, run: ActiveRun) -> bool:
        """Train a run whose folder is made; return False where another run is active."""
        if self.active:
            return False
        self._submit(run, Train(str(run.path)))
        return True

    def continue_run(self, path: Path) -> None:
        """Start a new run that trains the best model of an ended one further; its files are read in a thread."""

        def read(_: Stale) -> tuple[TrainConfig, Dataset, _Left | None]:
            config, dataset = continued_run(path)
            return config, dataset, _as_left(dataset, runs) if fresh else None

        def done(made: tuple[TrainConfig, Dataset, _Left | None]) -> None:
            config, dataset, left = made
            self._take_up(left)
            self._start(config, dataset, parent=path.name)

        runs, fresh = self._session.runs_folder, self._session.dataset is None
        self._background.do("run", read, done, self._report)

    def resume(self) -> None:
        """Resume the run on show, which was paused or stopped; show it as it is if another program has finished it."""
        if (run := self._session.run) is None:
            return
        if _is_finished(run.path):
            self._background.do("run", lambda _: _read(run.path), self._session.show_run, self._report)
        else:
            self._resume(run)

    def resume_run(self, path: Path) -> None:
        """Resume any run; its folder is read in a thread, because its log may hold a hundred thousand steps."""

        def read(_: Stale) -> tuple[ActiveRun, _Left | None]:
            run = _read(path)
            return run, _as_left(run.dataset, runs) if fresh else None

        def done(found: tuple[ActiveRun, _Left | None]) -> None:
            run, left = found
            if self._take_up(left) and not self._session.draft.chosen:
                self._session.draft.adopt(run.config)
            if isinstance(run.history.ended, RunFinished):
                self._session.show_run(run)
            else:
                self._resume(run)

        runs, fresh = self._session.runs_folder, self._session.dataset is None
        self._background.do("run", read, done, self._report)

    def resume_next(self, path: Path, failed: Callable[[Message], None]) -> None:
        """Resume a run that is one of several in a row; `failed` hears why it does not go on."""

        def done(run: ActiveRun) -> None:
            if not self._resume(run):
                failed(BUSY)

        def report(error: Exception) -> None:
            self._report(error)
            failed(text_of(error))

        self._background.do("next", lambda _: _read(path), done, report)  # a kind of its own: none takes its place

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Let a run be resumed that failed because its folder was gone: it has been found under another name."""
        run, path = self._session.run, new.path
        ended = run.history.ended if run else None
        if run is None or run.path not in (old, path) or not isinstance(ended, RunFailed):
            return
        if ended.kind is Failure.RUN_GONE:
            self._background.do("run", lambda _: _read(path), self._show_found, self._report)

    def _show_found(self, run: ActiveRun) -> None:
        if self.active or self._session.run is None or self._session.run.path != run.path:
            return
        found = message(
            "The run's folder has another name now: {name:name}. Resume goes on from what was saved in it.",
            name=run.path.name,
        )
        run.history.ended = RunFailed(str(run.path), found, kind=Failure.RUN)
        self._session.show_run(run)

    def stop(self, *, pause: bool = False) -> None:
        """Ask the run to end, for good or so that it can be resumed; its best model is kept."""
        if self.job is not None and self.active:
            self.job.stop(pause=pause)

    def _start(self, config: TrainConfig, dataset: Dataset, parent: str = "") -> None:
        if self.active:
            return
        try:
            require_folder(dataset.root)  # else each attempt would leave a run that has failed
            path = create_run(self._session.runs_folder, config, dataset, parent=parent)
        except StudioError as error:
            self._report(error)
            return
        self.begin(ActiveRun(path, config, dataset, RunHistory()))

    def _take_up(self, left: _Left | None) -> bool:
        """Have a window that was just opened work on what its run works on; return whether it does so from now on."""
        if left is None or self.active or self._session.dataset is not None:
            return False
        self._session.set_dataset(*left)
        return True

    def _resume(self, run: ActiveRun) -> bool:
        if self.active:
            return False
        run.history.ended = None
        self._submit(run, Train(str(run.path), resume=True))
        return True

    def _submit(self, run: ActiveRun, job: Train) -> None:
        self.run = run
        self.job = self._jobs.submit(job, TEXTS, self._handle)
        self._session.show_run(run)
        self.started.emit(run)

    def _report(self, error: Exception) -> None:
        self.failed_to_start.emit(text_of(error))
        if isinstance(error, DatasetGoneError):
            self.dataset_gone.emit(error.path)

    def follow_moved(self, moved: Moved) -> None:
        """Let the run in training, which may need no picture any more, belong to the dataset at its new place."""
        if self.run is not None and self.run.path in moved.runs:
            self.run = replace(self.run, dataset=self.run.dataset.in_folder(moved.root))
            self._session.show_run(self.run)

    def _handle(self, event: Event) -> None:
        run = self.run
        if run is None:
            return
        if isinstance(event, JobFailed):  # the engine refused the job before it became a run
            event = RunFailed(str(run.path), event.error, event.details, event.kind)
        run.history.apply(event)
        if is_terminal(event):
            self.job = self.run = None
            if not run.history.begun:
                self._session.edits.forget(run.path)  # its pictures may change their part again
            self.ended.emit(run)


def _as_left(dataset: Dataset, runs: Path) -> _Left:
    """The dataset of a run as a person left it after that, and what can be made again."""
    scanned = apply(dataset.catalogue)
    edited = read_edited(scanned)
    if edited is None:
        return dataset, ()
    if edited.dataset is None:
        findings = (*filter(None, [edited.finding]), *dataset.catalogue.findings)
        return apply(replace(dataset.catalogue, findings=findings), dataset.edits), ()
    left = as_in_newest_run(scanned, runs, edited=edited)
    return left, edited.undone_of(left)


def _is_finished(run: Path) -> bool:
    with suppress(StudioError):  # which is said when it is resumed
        return is_finished(run)
    return False


def _read(run: Path) -> ActiveRun:
    return ActiveRun(run, read_config(run), read_dataset(run), read_history(run))
