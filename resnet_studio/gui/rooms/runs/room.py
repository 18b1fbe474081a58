"""The Runs room: all past runs, the chosen one in detail, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.summary import RunSummary, list_runs
from resnet_studio.gui.rooms.runs import words as runs_words
from resnet_studio.gui.rooms.runs.buttons import RunButtons
from resnet_studio.gui.rooms.runs.commands import RunCommands
from resnet_studio.gui.rooms.runs.comparing import Comparing
from resnet_studio.gui.rooms.runs.comparison import ComparisonView
from resnet_studio.gui.rooms.runs.details import RunDetails
from resnet_studio.gui.rooms.runs.filters import RunFilters
from resnet_studio.gui.rooms.runs.folder import FolderChange, Listed
from resnet_studio.gui.rooms.runs.opened import OpenedRuns
from resnet_studio.gui.rooms.runs.panes import RunPanes, beside_bar
from resnet_studio.gui.rooms.runs.pictures import ComparedPictures
from resnet_studio.gui.rooms.runs.replay import Replayed, read
from resnet_studio.gui.rooms.runs.search import datasets
from resnet_studio.gui.rooms.runs.storage import StorageBar
from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.comparison import ComparisonControl


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

    def __init__(
        self,
        comparison: ComparisonControl | None = None,
        thumbnails: ThumbnailLoader | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Runs"), reaching=True, parent=parent)
        self.folder = Path()
        self._shown: tuple[Path, float, str] | None = None
        self._opened = OpenedRuns()
        self._list_failed_to_read = False  # else the problem on show is about something that a person tried
        self._background = Background(self)
        self.problem, self.notice = ErrorPanel(), NoticeBar()
        self.filters = RunFilters()
        self.table = RunsTable()
        self.details = RunDetails()
        self.compared = ComparisonView()
        self.pictures = ComparedPictures(thumbnails or ThumbnailLoader(self))
        self.empty = EmptyState(
            tr("No runs here yet. A run begins with a folder of pictures."), tr("Choose pictures"), "runs"
        )
        self.storage = StorageBar(self._background)
        self.none_found = EmptyState(tr("No run is like that."), tr("Show all runs"), "search")
        self.commands = RunCommands(self, self.table, self._background)
        self.changes = self.commands.changes
        buttons = self.buttons = RunButtons(self.header, self.commands)
        self.use, self.results, self.resume, self.save = buttons.use, buttons.results, buttons.resume, buttons.save
        self._lay_out()
        self.comparing = Comparing(self, self.table, self.panes, self.compared, self.pictures, comparison)
        self._connect()
        self._choose(None)
        self.buttons.show_count(0, 0)  # nothing to act on before the list is read

    # What the window calls -------------------------------------------------------------------------------------

    def set_folder(self, runs: Path) -> None:
        """List the runs of this folder from now on."""
        self.folder = runs
        self.storage.set_folder(runs)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again, in a thread; the chosen run stays chosen."""
        folder, elsewhere = self.folder, tuple(self._opened.elsewhere)
        self._background.do("list", lambda _: list_runs(folder, elsewhere), self._show_runs, self._list_failed)
        self.storage.measure()

    def show_run(self, run: Path) -> None:
        """Choose a run, and list it too where it is in another folder; it need not be in the list yet."""
        if not self.table.select(self._opened.add(run, self.folder)):
            self.refresh()

    def set_busy_run(self, path: Path | None) -> None:
        """Mark the run that is in training: it cannot be renamed or deleted."""
        self.commands.busy = path
        self.table.runs.set_busy(path)
        self._shown = None
        self._choose(self.table.current())

    def set_waits(self, waits: bool) -> None:
        """Say whether that run still waits for the engine."""
        if self.table.runs.set_waits(waits) and (run := self.table.current()) and run.path == self.commands.busy:
            self.details.show_training(self.table.runs.training(run))

    def follow(self, path: Path, history: RunHistory) -> None:
        """Show the epochs of the run in training; called by a timer, and nothing is read."""
        row = next((run for run in self.summaries() if run.path == path), None) if self.isVisible() else None
        now = row.following(history) if row else None
        if row is None or now is None or (row.epochs, row.usable) == (now.epochs, now.usable):
            return
        self.table.exchange(path, now)
        if self.table.current() is now:
            if self._shown is not None:  # else its log is still to be read
                self._shown = (path, now.seconds, now.state)
            self._choose(now)
            self.details.follow(now, history)

    def summaries(self) -> Sequence[RunSummary]:
        """Return all runs as last read."""
        return self.table.runs.runs

    # Layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        instead = (self.none_found, self.pictures)
        self.pages = QStackedWidget(self.body)
        self.panes = RunPanes(self.filters, self.table, instead, self.details, self.compared, self.pages)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.panes)
        self.content.addLayout(beside_bar(self.problem, self.notice))
        self.content.addWidget(self.pages, 1)
        self.set_footer(self.storage)
        self.width_class_changed.connect(self._fit)
        self.short_changed.connect(self._fit)

    def _fit(self) -> None:
        self.panes.fit(self.width_class(), short=self.is_short())
        self.filters.fit(self.width_class())
        self.buttons.fit(self.width_class())

    def _connect(self) -> None:
        commands, changes = self.commands, self.changes
        self.empty.acted.connect(self.data_wanted)
        self.none_found.acted.connect(self.filters.clear)
        self.filters.changed.connect(self._find)
        self.table.chosen.connect(self._choose)
        self.table.selection_changed.connect(self._show_facts)
        self.details.rename_wanted.connect(self.table.rename)
        self.details.open_wanted.connect(commands.show_folder)
        self.details.delete_wanted.connect(commands.delete)
        self.details.marks.tag_wanted.connect(commands.tag)
        self.details.marks.note_wanted.connect(commands.note)
        self.details.further_wanted.connect(commands.train_further)
        self.details.retried.connect(self._replay)
        self.problem.retried.connect(self.refresh)
        for name in ("use_wanted", "results_wanted", "resume_wanted", "continue_wanted"):
            getattr(commands, name).connect(getattr(self, name))
        for failed in (commands.failed, self.comparing.failed):
            failed.connect(self.problem.show_error)
        commands.marks.marked.connect(self._show_marked)
        commands.marks.refused.connect(self.problem.show_error)
        changes.renamed.connect(self._show_renamed)
        changes.deleted.connect(self._show_deleted)
        changes.refused.connect(self._show_refused)
        listed = Listed(lambda: self.folder, self.summaries, self.set_folder, self.folder_changed.emit)
        FolderChange(listed, self.storage, self.notice, self)
        self.storage.failed.connect(self.problem.show_error)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.filters.begin)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.problem.clear()
        if self.folder != Path():
            self.refresh()
        self.comparing.refresh()

    # The list --------------------------------------------------------------------------------------------------

    def _show_runs(self, runs: list[RunSummary]) -> None:
        if self._list_failed_to_read:
            self._list_failed_to_read = False
            self.problem.clear()
        self.filters.show_runs(runs)
        self.table.show_runs(runs)
        self._opened.choose(self._select)
        self._show_facts()
        self.runs_changed.emit()

    def _select(self, path: Path) -> bool:
        """Choose a run, also one that the list does not show at the moment."""
        if self.table.select(path):
            return True
        self.filters.clear()
        return self.table.select(path)

    def _find(self) -> None:
        self.table.narrow(self.filters.words(), self.filters.dataset(), self.filters.tags.on())
        self._show_facts()

    def _list_failed(self, error: Exception) -> None:
        self._list_failed_to_read = True
        self.problem.show_error(tr("The list of runs could not be read."), str(error), retry=True)

    def _show_facts(self) -> None:
        runs, listed = self.summaries(), self.table.listed()
        selected = len(self.table.selected())
        self.header.set_facts(*runs_words.facts(runs, len(datasets(runs)), listed, selected))
        self.pages.setCurrentIndex(1 if runs else 0)
        self.panes.show_found(bool(listed), self.none_found)
        self.buttons.show_count(len(listed), selected)
        self.storage.set_hint(runs_words.hint(len(listed), waits=self.table.picked.waits))

    # The chosen run --------------------------------------------------------------------------------------------

    def _choose(self, run: RunSummary | None) -> None:
        self.buttons.show_run(run)
        self.details.setVisible(run is not None)
        if run is None:
            self._shown = None
            self._background.cancel("replay")
            return
        self.details.offer_further(run, busy=self.commands.busy is not None)
        now = (run.path, run.seconds, run.state)
        if now == self._shown:
            return  # the same run as before, read again: its curves are there already
        if self._shown is None or self._shown[0] != run.path:
            self.details.curves.clear()
        self._shown = now
        self.details.show_run(run, self.table.runs.training(run))
        self._replay()

    def _replay(self) -> None:
        """Read the run's events in a thread: a long run has a hundred thousand of them."""
        run = self.table.current()
        if run is None or not self.isVisible():
            self._shown = None  # it is read when the room shows
            return

        def done(found: Replayed) -> None:
            self.details.show_history(run, found.history, self.table.runs.training(run))
            self.details.show_missing(run, there=found.pictures_there)

        def failed(error: Exception) -> None:
            sentence = tr("The curves of {name:name} cannot be shown.", name=run.name)
            self.details.show_problem(sentence, str(error), retry=True)

        self._background.do("replay", lambda stale: read(run, stale), done, failed)

    # Changes ---------------------------------------------------------------------------------------------------

    def _show_marked(self, run: RunSummary) -> None:
        self.problem.clear()
        self.table.exchange(run.path, run)
        self.filters.show_runs(self.summaries())
        self.details.show_marks(run)

    def _show_renamed(self, old: Path, new: RunSummary) -> None:
        self.problem.clear()
        self.table.exchange(old, new)
        self._choose(self.table.current())
        self.run_renamed.emit(old, new)
        self.runs_changed.emit()

    def _show_deleted(self, path: Path) -> None:
        self.problem.clear()
        self.table.runs.remove(path)
        self.filters.show_runs(self.summaries())
        self._show_facts()
        self._choose(self.table.current())
        self.run_deleted.emit(path)
        self.runs_changed.emit()

    def _show_refused(self, sentence: str) -> None:
        """Say why, above a list that is up to date: another window may train the run, or have renamed it."""
        self.refresh()
        self._list_failed_to_read = False
        self.problem.show_error(sentence)
