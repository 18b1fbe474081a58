"""Making the rooms, each connected with the controls and rooms that it needs.

A new job gets its control in `gui/work` and `controls.py`, its room, and a function here. Rooms are imported where
they are made: all but the Data room come after the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.runs.accuracy import is_worse
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.report import ReportControl
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.training import TrainingControl
from resnet_studio.gui.work.views import ViewsControl
from resnet_studio.gui.work.weights import WeightsControl
from resnet_studio.gui.work.weights_file import FileControl

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.model.room import ModelRoom
    from resnet_studio.gui.rooms.results.room import ResultsRoom
    from resnet_studio.gui.rooms.runs.room import RunsRoom
    from resnet_studio.gui.rooms.train.panel import TrainPanel
    from resnet_studio.gui.rooms.train.room import TrainRoom
    from resnet_studio.gui.rooms.use.room import UseRoom
    from resnet_studio.gui.shell.gpu_action import GpuPackAction
    from resnet_studio.gui.widgets.kept_model import KeptModel

GoTo = Callable[[str], None]
"""Shows the room of that key."""


def connect_data_room(
    room: DataRoom, session: Session, opening: Opening, choose_folder: Callable[[], None], go_to: GoTo
) -> None:
    """Connect the Data room, which opens, shows and edits datasets."""

    def show_opening(folder: Path) -> None:
        room.forget_failures()
        room.show_scanning(folder, 0, opening.chosen)
        go_to("data")

    def show_failed(folder: Path | None, problem: Message, details: str) -> None:
        go_to("data")
        room.show_error(folder, show(problem), details)

    def show_recents() -> None:
        room.show_welcome(opening.recents())

    room.recent_chosen.connect(opening.open_recent)
    room.recent_removed.connect(opening.remove_recent)
    room.choose_wanted.connect(choose_folder)
    room.sample_wanted.connect(opening.open_sample)
    room.scan_cancelled.connect(opening.cancel)
    room.retry_wanted.connect(opening.retry)
    room.reload_wanted.connect(opening.reload)
    room.open_wanted.connect(opening.open)
    room.layout_answered.connect(opening.answer)
    room.reading_wanted.connect(opening.read_as)
    room.model_wanted.connect(lambda: go_to("model"))
    opening.begun.connect(show_opening)
    opening.progress.connect(room.show_scanning)
    opening.failed.connect(show_failed)
    opening.unclear.connect(room.ask_layout)
    opening.news.connect(room.show_news)
    opening.missed.connect(room.offer_folder)
    opening.moved.connect(room.offer_moved)
    opening.gone.connect(lambda folder: room.error.panel.offer_folder(folder, folder))
    room.came_to_view.connect(opening.look)
    room.files_moved.connect(lambda back: opening.look(read=back))
    opening.recents_changed.connect(show_recents)
    _connect_edits(room, session)
    session.dataset_changed.connect(lambda dataset: room.show_dataset(dataset, opening.seconds, session.redoable))


def _connect_edits(room: DataRoom, session: Session) -> None:
    room.edit_wanted.connect(session.edit_dataset)
    room.undo_wanted.connect(session.undo_edit)
    room.redo_wanted.connect(session.redo_edit)
    session.edit_undone.connect(lambda edit: room.say_done(edit, again=False))
    session.edit_redone.connect(lambda edit: room.say_done(edit, again=True))


def make_model_room(
    session: Session,
    weights: WeightsControl,
    files: FileControl,
    opening: Opening,
    thumbnails: ThumbnailLoader,
    go_to: GoTo,
) -> ModelRoom:
    """The Model room, which edits the draft, downloads weights and has files of weights checked."""
    from resnet_studio.gui.rooms.model.room import ModelRoom

    room = ModelRoom(session.draft, thumbnails)

    def show_fetch() -> None:
        room.show_fetch(weights.progress, _text(weights))

    def train() -> None:
        session.show_own_run()  # not what is left of a run on another dataset
        go_to("train")

    room.train_wanted.connect(train)
    room.pictures_wanted.connect(lambda: go_to("data"))
    room.fetch_wanted.connect(weights.fetch)
    room.fetch_cancelled.connect(weights.cancel)
    weights.found.connect(room.set_weights_on_disk)
    weights.changed.connect(show_fetch)
    weights.failed.connect(lambda error, details: room.show_weights_problem(show(error), details))
    session.dataset_changed.connect(room.set_dataset)
    files.kept.connect(weights.handle_found)
    _connect_files(room, session, files, opening)
    return room


def _connect_files(room: ModelRoom, session: Session, files: FileControl, opening: Opening) -> None:
    """Have files of weights checked, and remember them with their dataset."""

    def show_file() -> None:
        checking = (_text(files) or tr("The engine checks whether it fits")) if files.examining else ""
        room.show_file(checking, files.file, files.networks)

    def note_file(file: str) -> None:
        if session.dataset is not None:
            opening.note_weights(session.dataset, file)

    room.file_chosen.connect(files.examine_again)
    files.changed.connect(show_file)
    files.accepted.connect(note_file)
    files.refused.connect(room.show_refusal)
    session.dataset_changed.connect(lambda dataset: room.set_known_file(opening.weights_of(dataset)))


def make_train_room(
    session: Session,
    training: TrainingControl,
    jobs: JobRunner,
    thumbnails: ThumbnailLoader,
    go_to: GoTo,
    panel: TrainPanel,
) -> TrainRoom:
    """The Train room, which starts, shows and ends runs; `panel` has its settings."""
    from resnet_studio.gui.rooms.train.room import TrainRoom
    from resnet_studio.gui.rooms.train.views import add_views

    room = TrainRoom(session.draft, thumbnails, panel)
    add_views(room.plan, ViewsControl(session, jobs, room))
    room.plan.setting_wanted.connect(lambda name, value: session.draft.choose(**{name: value}))
    for signal in (session.shown_changed, session.dataset_changed):
        signal.connect(lambda *_: room.plan.set_subject(session.shown))

    def use_model() -> None:
        session.use_trained()
        go_to("use")

    room.start_wanted.connect(training.start)
    room.stop_wanted.connect(training.stop)
    room.pause_wanted.connect(lambda: training.stop(pause=True))
    room.resume_wanted.connect(training.resume)
    room.own_wanted.connect(session.show_own_run)
    room.kill_wanted.connect(jobs.worker.kill)
    room.use_wanted.connect(use_model)
    room.model_wanted.connect(lambda: go_to("model"))
    room.data_wanted.connect(lambda: go_to("data"))
    training.started.connect(lambda _: room.set_waiting_for(_text(training)))
    training.failed_to_start.connect(lambda problem: room.show_problem(show(problem)))
    training.dataset_gone.connect(lambda root: room.error.offer_folder(root, root))
    jobs.status_changed.connect(room.set_engine)
    jobs.changed.connect(lambda: room.set_waiting_for(_text(training)))
    session.dataset_changed.connect(room.set_dataset)
    session.run_changed.connect(lambda run: room.error.set_root(run.dataset.root if run else None))
    session.run_changed.connect(room.set_run)
    room.set_engine(jobs.status)
    return room


def make_results_room(
    session: Session,
    results: ResultsControl,
    report: ReportControl,
    thumbnails: ThumbnailLoader,
    go_to: GoTo,
) -> ResultsRoom:
    """The Results room, which shows how good the model of a run is."""
    from resnet_studio.gui.rooms.results.report import add_report
    from resnet_studio.gui.rooms.results.room import ResultsRoom

    room = ResultsRoom(results, thumbnails)
    add_report(room, report)

    def use(run: RunSummary) -> None:
        session.use_run(run)
        go_to("use")

    room.use_wanted.connect(use)
    room.train_wanted.connect(lambda: go_to("train"))
    room.runs_wanted.connect(lambda: go_to("runs"))
    return room


def connect_gpu_pack(action: GpuPackAction, train_room: TrainRoom, settings: QSettings, jobs: JobRunner) -> None:
    """Lead from the notice about an unused graphics card to the GPU pack, and use another one when it has changed."""
    train_room.notice.offer_pack(settings, offered=action.offered)
    train_room.notice.pack_wanted.connect(action.open)
    action.in_use = lambda: jobs.running is not None or bool(jobs.waiting)
    action.changed.connect(jobs.worker.renew)


def connect_weights(
    weights: WeightsControl, training: TrainingControl, model_room: ModelRoom, train_room: TrainRoom, go_to: GoTo
) -> None:
    """Let a person whose run lacked its weights choose others at once, and see when they have arrived."""

    def choose() -> None:
        go_to("model")
        model_room.weights.choose_file()

    train_room.weights_wanted.connect(choose)
    weights.found.connect(train_room.error.set_on_disk)
    weights.found.connect(train_room.plan.set_on_disk)
    training.ended.connect(lambda run: weights.look_again(run.config))


def connect_kept_model(session: Session, prediction: PredictionControl, runs: RunsRoom, *notices: KeptModel) -> None:
    """Say which model is in use where a new one is worse, and let a person use the new one while it is there."""
    new: list[RunSummary] = []

    def show_kept(worse: RunSummary, used: RunSummary) -> None:
        new[:] = [worse]
        for notice in notices:
            notice.compare(worse, used)

    def hide() -> None:
        for notice in notices:
            notice.hide()

    def follow(old: Path, renamed: RunSummary) -> None:
        new[:] = [renamed if one.path == old else one for one in new]

    def forget(path: Path) -> None:
        if any(one.path == path for one in new):
            hide()

    prediction.kept.connect(show_kept)
    runs.run_renamed.connect(follow)
    runs.run_deleted.connect(forget)
    session.model_changed.connect(hide)
    for notice in notices:
        notice.acted.connect(lambda: session.use_run(new[0]))


def connect_worse_model(session: Session, training: TrainingControl, room: TrainRoom) -> None:
    """Have Train say where the model of its run would take the place of a better one."""

    def weigh(*_: object) -> None:
        run, used = session.run, session.model
        worse = run and used and run.history.kept and is_worse(summarise(run.path), used)
        room.buttons.set_worse(bool(worse))

    for signal in (training.ended, session.run_changed, session.model_changed):
        signal.connect(weigh)


def connect_offers(session: Session, data_room: DataRoom, use_room: UseRoom, go_to: GoTo) -> None:
    """Offer the best model for the open dataset, where one is opened and where one is used, until one is in use."""

    def show_best() -> None:
        data_room.show_best(session.better)
        use_room.show_best(session.better)

    def use_best() -> None:
        session.use_best()
        go_to("use")

    for signal in (session.dataset_changed, session.model_changed, session.best_changed):
        signal.connect(show_best)
    data_room.best_wanted.connect(use_best)
    use_room.best_wanted.connect(use_best)
    use_room.best.trained_wanted.connect(session.use_trained)


def _text(control: TrainingControl | WeightsControl | FileControl) -> str:
    reason = control.waiting_for()
    return show(reason) if reason else ""
