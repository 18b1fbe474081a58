"""The Runs room: all past runs, the chosen one in detail, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary, list_runs
from resnet_studio.gui.rooms.runs.changes import RunChanges
from resnet_studio.gui.rooms.runs.details import RunDetails
from resnet_studio.gui.rooms.runs.opened import OpenedRuns
from resnet_studio.gui.rooms.runs.panes import RunPanes
from resnet_studio.gui.rooms.runs.replay import replay
from resnet_studio.gui.rooms.runs.storage import StorageBar
from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.rooms.runs.words import not_resumable, unusable
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import EmptyState, ErrorPanel
from resnet_studio.gui.widgets.file_manager import open_folder
from resnet_studio.gui.widgets.room import RoomPage

_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class RunsRoom(RoomPage):
    """Lists runs and shows one.

    Signals:
        use_wanted(object): use the model of this `RunSummary`.
        results_wanted(object): show the results of this `RunSummary`.
        resume_wanted(object): go on with this `RunSummary`.
        continue_wanted(object): train the best model of this `RunSummary` further, in a new run.
        data_wanted(): go to where a first run begins.
        runs_changed(): the list was read again, or a run was renamed or deleted; see `summaries`.
        run_renamed(object, object): the old path and the new `RunSummary`.
        run_deleted(object): the path that is gone.
        folder_changed(object): a person chose another folder for runs; the room lists it already.
    """

    use_wanted = Signal(object)
    results_wanted = Signal(object)
    resume_wanted = Signal(object)
    continue_wanted = Signal(object)
    data_wanted = Signal()
    runs_changed = Signal()
    run_renamed = Signal(object, object)
    run_deleted = Signal(object)
    folder_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Runs"), parent=parent)
        self._folder = Path()
        self._busy: Path | None = None
        self._shown: tuple[Path, float, str] | None = None
        self._opened = OpenedRuns()
        self._list_failed_to_read = False  # else the problem on show is about something that a person tried
        self._background = Background(self)
        self.use = Button(tr("Use this model"), "main", icon_right="chevron-right")
        self.resume = Button(tr("Resume"), "action", "play", tip=tr("Continue this run from its last checkpoint"))
        self.results = Button(tr("Show results"), "action", "results", tip=tr("How good it is, and where it fails"))
        self.header.add_action(self.results)
        self.header.add_action(self.resume)
        self.header.add_action(self.use)
        self.problem = ErrorPanel()
        self.table = RunsTable()
        self.details = RunDetails()
        self.empty = EmptyState(
            tr("No runs yet. A run begins with a folder of pictures."), tr("Choose pictures"), "runs"
        )
        self.storage = StorageBar(self._background)
        self.changes = RunChanges(self, self._background, lambda run: self.table.runs.training(run) is not None)
        self._lay_out()
        self._connect()
        self._choose(None)

    # What the window calls -------------------------------------------------------------------------------------

    def set_folder(self, runs: Path) -> None:
        """List the runs of this folder from now on."""
        self._folder = runs
        self.storage.set_folder(runs)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again, in a thread; the chosen run stays chosen."""
        folder, elsewhere = self._folder, tuple(self._opened.elsewhere)
        self._background.do("list", lambda _: list_runs(folder, elsewhere), self._show_runs, self._list_failed)
        self.storage.measure()

    def show_run(self, run: Path) -> None:
        """Choose a run, and list it too where it is in another folder; it need not be in the list yet."""
        if not self.table.select(self._opened.add(run, self._folder)):
            self.refresh()

    def set_busy_run(self, path: Path | None) -> None:
        """Mark the run that is in training: it cannot be renamed or deleted."""
        self._busy = path
        self.table.runs.set_busy(path)
        self._shown = None
        self._choose(self.table.current())

    def set_waits(self, waits: bool) -> None:
        """Say whether that run still waits for the engine."""
        if self.table.runs.set_waits(waits) and (run := self.table.current()) and run.path == self._busy:
            self.details.show_training(self.table.runs.training(run))

    def follow(self, path: Path, history: RunHistory) -> None:
        """Show the epochs of the run in training; called by a timer, and nothing is read."""
        row = next((run for run in self.summaries() if run.path == path), None) if self.isVisible() else None
        now = row.following(history) if row else None
        if row is None or now is None or (row.epochs, row.usable) == (now.epochs, now.usable):
            return
        self.table.runs.exchange(path, now)
        if self.table.current() is now:
            self._shown = (path, now.seconds, now.state)
            self._choose(now)
            self.details.follow(now, history)

    def summaries(self) -> Sequence[RunSummary]:
        """Return all runs as last read."""
        return self.table.runs.runs

    # Layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.panes = RunPanes(self.table, self.details)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.panes)
        self.content.addWidget(self.problem)
        self.content.addWidget(self.pages, 1)
        self.set_footer(self.storage)
        self.width_class_changed.connect(self._fit)
        self.short_changed.connect(self._fit)

    def _fit(self) -> None:
        self.panes.fit(self.width_class(), short=self.is_short())

    def _connect(self) -> None:
        self.empty.acted.connect(self.data_wanted)
        self.use.clicked.connect(self._use)
        self.results.clicked.connect(lambda: self.results_wanted.emit(self.table.current()))
        self.resume.clicked.connect(lambda: self.resume_wanted.emit(self.table.current()))
        self.table.used.connect(self._use)
        self.table.chosen.connect(self._choose)
        self.table.runs.rename_wanted.connect(self.changes.rename)
        self.details.rename_wanted.connect(self.table.rename)
        self.details.open_wanted.connect(self._open_folder)
        self.details.delete_wanted.connect(self._delete)
        self.details.further_wanted.connect(lambda: self.continue_wanted.emit(self.table.current()))
        self.details.retried.connect(self._replay)
        self.problem.retried.connect(self.refresh)
        self.changes.renamed.connect(self._show_renamed)
        self.changes.deleted.connect(self._show_deleted)
        self.changes.refused.connect(self._show_refused)
        self.storage.folder_chosen.connect(self.set_folder)
        self.storage.folder_chosen.connect(self.folder_changed)
        self.storage.failed.connect(self.problem.show_error)
        QShortcut(QKeySequence(Qt.Key.Key_F2), self, self.table.rename)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table, self._delete, context=_HERE)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.problem.clear()
        if self._folder != Path():
            self.refresh()

    # The list --------------------------------------------------------------------------------------------------

    def _show_runs(self, runs: list[RunSummary]) -> None:
        if self._list_failed_to_read:
            self._list_failed_to_read = False
            self.problem.clear()
        self.table.show_runs(runs)
        self._opened.choose(self.table.select)
        self._show_facts()
        self.runs_changed.emit()

    def _list_failed(self, error: Exception) -> None:
        self._list_failed_to_read = True
        self.problem.show_error(tr("The list of runs could not be read."), str(error), retry=True)

    def _show_facts(self) -> None:
        runs = self.summaries()
        total = sum(run.size for run in runs)
        facts = trn("{count} run, {total:size}", "{count} runs, {total:size}", len(runs), total=total)
        self.header.set_facts(facts if runs else "")
        self.pages.setCurrentIndex(1 if runs else 0)
        self.use.setVisible(bool(runs))
        self.results.setVisible(bool(runs))

    # The chosen run --------------------------------------------------------------------------------------------

    def _choose(self, run: RunSummary | None) -> None:
        why = unusable(run)
        self.use.set_available(not why, why)
        self.results.set_available(not why, why)
        why = not_resumable(run, busy=self._busy is not None)
        self.resume.setVisible(run is not None and run.state != RunState.FINISHED and run.path != self._busy)
        self.resume.set_available(not why, why)
        # What was to be trained longer is first of all resumed; there is one main action, at the right end.
        goes_on = run is not None and run.state in (RunState.PAUSED, RunState.CUT_OFF) and not run.problem
        self.header.set_main(self.resume if goes_on else self.use, self.use if goes_on else self.resume)
        if run is None:
            self._shown = None
            self._background.cancel("replay")
            return
        self.details.offer_further(run, busy=self._busy is not None)
        now = (run.path, run.seconds, run.state)
        if now == self._shown:
            return  # the same run as before, read again: its curves are there already
        if self._shown is None or self._shown[0] != run.path:
            self.details.hide_curves()
        self._shown = now
        self.details.show_run(run, self.table.runs.training(run))
        self._replay()

    def _replay(self) -> None:
        """Read the run's events in a thread: a long run has a hundred thousand of them."""
        run = self.table.current()
        if run is None:
            return

        def done(history: RunHistory) -> None:
            self.details.show_history(run, history, self.table.runs.training(run))

        def failed(error: Exception) -> None:
            sentence = tr("The curves of {name:name} cannot be shown.", name=run.name)
            self.details.show_problem(sentence, str(error), retry=True)

        self._background.do("replay", lambda stale: replay(run.path, stale), done, failed)

    def _use(self) -> None:
        run = self.table.current()
        if run is not None and not unusable(run):
            self.use_wanted.emit(run)

    def _open_folder(self) -> None:
        run = self.table.current()
        if run is not None and not open_folder(run.path):
            self.problem.show_error(
                tr("The system has no program that shows folders."), tr("The run is in {folder}", folder=str(run.path))
            )

    # Renaming and deleting -------------------------------------------------------------------------------------

    def _delete(self) -> None:
        self.changes.ask_to_delete(self.table.current())

    def _show_renamed(self, old: Path, new: RunSummary) -> None:
        self.problem.clear()
        self.table.runs.exchange(old, new)
        self._choose(self.table.current())
        self.run_renamed.emit(old, new)
        self.runs_changed.emit()

    def _show_deleted(self, path: Path) -> None:
        self.problem.clear()
        self.table.runs.remove(path)
        self._show_facts()
        self._choose(self.table.current())
        self.run_deleted.emit(path)
        self.runs_changed.emit()

    def _show_refused(self, sentence: str) -> None:
        """Say why, above a list that is up to date: another window may train the run, or have renamed it."""
        self.refresh()
        self._list_failed_to_read = False
        self.problem.show_error(sentence)
