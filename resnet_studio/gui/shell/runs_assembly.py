"""Making the Runs room, which acts on all controls that know a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.comparison import ComparisonControl
from resnet_studio.gui.work.moved_runs import MovedRuns
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.tensorboard import TensorBoardControl
from resnet_studio.gui.work.training import TrainingControl


def make_runs_room(
    session: Session,
    training: TrainingControl,
    results: ResultsControl,
    comparison: ComparisonControl,
    thumbnails: ThumbnailLoader,
    go_to: Callable[[str], None],
) -> RunsRoom:
    """The Runs room, which manages all runs of a folder."""
    room = RunsRoom(comparison, thumbnails)
    _connect_tensorboard(room, comparison.jobs)
    _follow_folder(room, session, training)

    def use(run: RunSummary) -> None:
        session.use_run(run)
        go_to("use")

    def resume(run: RunSummary) -> None:
        training.resume_run(run.path)
        go_to("train")

    def continue_(run: RunSummary) -> None:
        training.continue_run(run.path)
        go_to("train")

    def show_results(run: RunSummary) -> None:
        results.show(run)
        go_to("results")

    room.use_wanted.connect(use)
    room.results_wanted.connect(show_results)
    room.resume_wanted.connect(resume)
    room.continue_wanted.connect(continue_)
    room.data_wanted.connect(lambda: go_to("data"))
    _follow_changes(room, session, training, results)
    _follow_moved(room, training)
    _follow_run_on_show(room, session)
    _connect_marks(room, session)
    room.storage.used = lambda: session.folders_in_use
    return room


def _follow_changes(room: RunsRoom, session: Session, training: TrainingControl, results: ResultsControl) -> None:
    """Have the controls know which runs a person renamed or deleted."""
    for control in (session, results):
        room.run_renamed.connect(control.run_renamed)
        room.run_deleted.connect(control.run_deleted)
    room.run_renamed.connect(training.run_renamed)


def _connect_marks(room: RunsRoom, session: Session) -> None:
    """Mark the run in use, and say why a run has another name than a person typed."""
    for known in (room.changes, room.table.runs):
        session.model_changed.connect(lambda run, _, known=known: known.set_used(run))
    room.changes.adjusted.connect(lambda sentence: room.notice.say(sentence, dismissible=True))


def _follow_moved(room: RunsRoom, training: TrainingControl) -> None:
    """Follow runs that another window or program has renamed: what is on show or in use stays so."""
    moved = MovedRuns()

    def follow() -> None:
        for old, new in moved.take(room.summaries(), training.run.path if training.run else None):
            room.run_renamed.emit(old, new)

    room.runs_changed.connect(follow)


def _follow_run_on_show(room: RunsRoom, session: Session) -> None:
    """Let a run that comes on show be A the next time that the room shows: else its buttons would act on the run that
    was the newest when the list was first read. Under a person's eyes, and while runs are compared, A stays."""
    on_show: Path | None = None
    awaited: Path | None = None

    def follow() -> None:
        nonlocal awaited
        free = not room.isVisible() and not room.table.picked.others
        if awaited is not None and free and room.table.select(awaited):
            awaited = None

    def show_run(run: ActiveRun | None) -> None:
        nonlocal on_show, awaited
        if run is not None and run.path != on_show:
            on_show = awaited = run.path
            follow()

    session.run_changed.connect(show_run)
    room.runs_changed.connect(follow)


def _connect_tensorboard(room: RunsRoom, jobs: JobRunner) -> None:
    """Have runs written for TensorBoard, and say where they are."""
    control = TensorBoardControl(jobs, room)
    room.commands.tensorboard_wanted.connect(control.export)
    control.written.connect(lambda text: room.notice.say(show(text), look="ok", dismissible=True))
    control.failed.connect(lambda error, details: room.problem.show_error(show(error), details))


def _follow_folder(room: RunsRoom, session: Session, training: TrainingControl) -> None:
    """Read the list of runs again when another program has changed it; not while a run is being renamed."""
    from resnet_studio.gui.work.runs_folder import RunsFolder

    folder = RunsFolder(room)

    def follow() -> None:
        own = training.run.path if training.run is not None and training.run.in_training else None
        folder.follow(session.runs_folder, room.summaries(), own)

    def read_again() -> None:
        if room.table.isPersistentEditorOpen(room.table.currentIndex()):
            folder.put_off()
        else:
            room.refresh()

    room.runs_changed.connect(follow)
    folder.changed.connect(read_again)
