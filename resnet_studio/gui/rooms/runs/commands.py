"""What a person does with the runs that are chosen, by buttons, keys and a menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.runs.runs_csv import save_runs
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs import words as runs_words
from resnet_studio.gui.rooms.runs.changes import RunChanges
from resnet_studio.gui.rooms.runs.marks import MarksEdit
from resnet_studio.gui.rooms.runs.menu import Obstacles, RunActions, run_menu
from resnet_studio.gui.rooms.runs.search import tag_counts
from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.file_manager import open_folder
from resnet_studio.gui.widgets.passing_menu import passing_menu

_HERE = GuiQt.ShortcutContext.WidgetWithChildrenShortcut


class RunCommands(QObject):
    """Acts on the runs that the table has as chosen: A, or all of them.

    Signals:
        use_wanted(object), results_wanted(object), resume_wanted(object), continue_wanted(object): with the
            `RunSummary` of A.
        tensorboard_wanted(object, object): write A for TensorBoard into this folder.
        failed(str, str): sentence and details of what could not be done.

    Attributes:
        busy: the run that is in training in this window, or None.
    """

    use_wanted = Signal(object)
    results_wanted = Signal(object)
    resume_wanted = Signal(object)
    continue_wanted = Signal(object)
    tensorboard_wanted = Signal(object, object)
    failed = Signal(str, str)

    def __init__(self, room: QWidget, table: RunsTable, background: Background) -> None:
        super().__init__(room)
        self._room, self._table, self._background = room, table, background
        self.busy: Path | None = None
        self.changes = RunChanges(room, background, lambda run: table.runs.training(run) is not None)
        self.marks = MarksEdit(room, background)
        table.used.connect(self.use)
        table.menu_wanted.connect(self.pop_up)
        table.runs.rename_wanted.connect(self.changes.rename)
        QShortcut(QKeySequence(GuiQt.Key.Key_F2), room, table.rename)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), table, self.delete, context=_HERE)

    def obstacles(self) -> Obstacles:
        """Why something cannot be done with A now."""
        run, busy = self._table.current(), self.busy is not None
        if run is None:
            return Obstacles()
        return Obstacles(
            runs_words.unusable(run),
            runs_words.not_resumable(run, busy),
            runs_words.not_continuable(run, busy),
            runs_words.not_changeable(self._table.runs.training(run)),
        )

    def menu(self) -> QMenu:
        """Return the menu of what is chosen."""
        actions = RunActions(
            use=self.use, results=self.show_results, resume=self.resume, further=self.train_further,
            swap=self._table.swap, tag=self.tag, note=self.note, rename=self._table.rename,
            folder=self.show_folder, tensorboard=self.choose_board, delete=self.delete,
            delete_failed=lambda: self.changes.ask_to_delete(self.failed_runs()),
        )  # fmt: skip
        failed = len(self.failed_runs())
        return run_menu(self._table, self._table.selected(), failed, self.obstacles(), actions)

    def pop_up(self, where: QPoint) -> None:
        """Show the menu until A is another run, because another program has deleted it: a click would act on that."""
        menu, run = self.menu(), self._table.current()

        def follow(now: RunSummary | None) -> None:
            if run is None or now is None or now.path != run.path:
                menu.close()

        following = self._table.chosen.connect(follow)
        menu.destroyed.connect(lambda: QObject.disconnect(following))
        menu.popup(where)

    def failed_runs(self) -> list[RunSummary]:
        """Return the runs in the list that have failed."""
        return [run for run in self._table.listed() if run.state == RunState.FAILED]

    def use(self) -> None:
        """Use the model of A."""
        run = self._table.current()
        if run is not None and not runs_words.unusable(run):
            self.use_wanted.emit(run)

    def show_results(self) -> None:
        """Show how good the model of A is."""
        run = self._table.current()
        if run is not None and not runs_words.unusable(run):
            self.results_wanted.emit(run)

    def resume(self) -> None:
        """Go on with A."""
        self.resume_wanted.emit(self._table.current())

    def train_further(self) -> None:
        """Train the model of A further."""
        self.continue_wanted.emit(self._table.current())

    def tag(self) -> None:
        """Ask for the tags of all that is chosen."""
        self.marks.ask_tags(self._table.selected(), tag_counts(self._table.runs.runs))

    def note(self) -> None:
        """Ask for the note of A."""
        self.marks.ask_note(self._table.current())

    def delete(self) -> None:
        """Ask whether all that is chosen may be deleted."""
        self.changes.ask_to_delete(self._table.selected())

    def show_folder(self) -> None:
        """Open the folder of A."""
        run = self._table.current()
        if run is not None and not open_folder(run.path):
            self.failed.emit(
                tr("The system has no program that shows folders."), tr("The run is in {folder}", folder=str(run.path))
            )

    def choose_board(self) -> None:
        """Ask for the folder to write the curves of A into, for TensorBoard."""
        run = self._table.current()
        if run is not None:
            title = tr("Choose a folder for TensorBoard's files")
            file_dialogs.choose_folder(
                self._room, title, file_dialogs.Last("boards"), lambda folder: self.tensorboard_wanted.emit(run, folder)
            )

    def save_table(self, where: QPoint) -> QMenu | None:
        """Ask where to save the list; while only some runs are shown, ask first which are meant, in a menu."""
        listed, known = len(self._table.listed()), len(self._table.runs.runs)
        if listed == known:
            self._choose_table_file()
            return None
        menu = passing_menu(self._room)
        words = trn("Save the {count} run that is shown…", "Save the {count} runs that are shown…", listed)
        menu.addAction(words, self._choose_table_file)
        menu.addAction(
            trn("Save all {count} runs…", "Save all {count} runs…", known), lambda: self._choose_table_file(every=True)
        )
        menu.popup(where)
        return menu

    def _choose_table_file(self, *, every: bool = False) -> None:
        kind = tr("Table for spreadsheets (*.csv)")
        file_dialogs.choose_save_file(
            self._room, tr("Save the table of runs"), file_dialogs.Last("tables", name="runs.csv"), kind,
            lambda file: self.save_table_as(file, every=every),
        )  # fmt: skip

    def save_table_as(self, file: Path, *, every: bool = False) -> None:
        """Save the list as it is shown, or every run."""
        runs = list(self._table.runs.runs) if every else self._table.listed()

        def refuse(error: Exception) -> None:
            self.failed.emit(tr("The table could not be saved as {file:place}.", file=file), show(text_of(error)))

        self._background.do("table", lambda _: save_runs(file, runs), lambda _: None, refuse)
