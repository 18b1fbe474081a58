"""What is shown of several runs: read in threads, compared by the engine, with the pictures behind the counts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import RunError, text_of
from resnet_studio.core.basics.files import holds_something
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.comparison import Pair, Who, pair_of
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import is_being_written, read_history
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.rooms.runs.comparison import ComparisonView
from resnet_studio.gui.rooms.runs.panes import RunPanes
from resnet_studio.gui.rooms.runs.pictures import ComparedPictures
from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.comparison import ComparisonControl

MOST_CURVES = 26
_PATIENCE_MS = 20

Key = tuple[Path, object, float]


class Comparing(QObject):
    """Follows what is chosen in the table. Without a control, curves and settings are shown, and no verdict.

    Signals: ``failed(str, str)``: sentence and details of what could not be shown.
    """

    failed = Signal(str, str)

    def __init__(
        self,
        room: QWidget,
        table: RunsTable,
        panes: RunPanes,
        view: ComparisonView,
        pictures: ComparedPictures,
        control: ComparisonControl | None,
    ) -> None:
        super().__init__(room)
        self._room, self._table, self._panes, self._view, self._pictures = room, table, panes, view, pictures
        self._control = control
        self._background = Background(self)
        self._histories: dict[Key, RunHistory] = {}
        self._preview: Preview | None = None
        self._open = 0
        self._clock = QTimer(self, singleShot=True, interval=_PATIENCE_MS)  # one look after a burst of changes
        self._clock.timeout.connect(self.refresh)
        table.selection_changed.connect(self._clock.start)
        view.verdict.swap_wanted.connect(table.swap)
        view.verdict.pictures_wanted.connect(self._read_pictures)
        view.other_wanted.connect(lambda path: table.choose_others([path]))
        pictures.closed.connect(self._close)
        pictures.opened.connect(self._show_large)
        if control is not None:
            control.changed.connect(self._show_state)
            view.verdict.retried.connect(control.retry)

    def busy(self) -> bool:
        """Return whether something is still to be read or shown."""
        return self._clock.isActive() or bool(self._background._running)

    def refresh(self) -> None:
        """Show what is chosen now; nothing is read and no job begins while the room is hidden."""
        runs = self._table.selected()
        several = len(runs) > 1
        self._panes.compare(several)
        pair = (runs[0], runs[1]) if len(runs) == 2 and self._room.isVisible() else None
        if self._control is not None:
            if pair is None or self._control.pair is None or _paths(pair) != _paths(self._control.pair):
                self._close()
            self._control.compare(pair)
        if several and self._room.isVisible():
            self._show(runs)
            self._read(runs[:MOST_CURVES])

    def _show(self, runs: Sequence[RunSummary]) -> None:
        known = {run.path: self._histories[_key(run)] for run in runs if _key(run) in self._histories}
        self._view.show_runs(runs, known)
        self._show_state()

    def _show_state(self) -> None:
        if self._control is not None and len(self._table.selected()) == 2:
            self._view.show_state(self._control)

    # Curves ----------------------------------------------------------------------------------------------------

    def _read(self, runs: Sequence[RunSummary]) -> None:
        missing = [run for run in runs if _key(run) not in self._histories]
        if not missing:
            self._background.cancel("curves")
            return

        def done(found: dict[Key, RunHistory]) -> None:
            if len(self._histories) > 4 * MOST_CURVES:
                self._histories.clear()
            self._histories |= found
            self._show(self._table.selected())

        self._background.do("curves", lambda stale: _histories(missing, stale), done, lambda _: None)

    # Pictures --------------------------------------------------------------------------------------------------

    def _read_pictures(self, who: Who) -> None:
        runs = self._table.selected()
        if len(runs) != 2:
            return
        paths = runs[0].path, runs[1].path

        def done(found: tuple[Pair, bool]) -> None:
            pair, there = found
            self._panes.show_instead(self._pictures)
            self._pictures.show_pictures(pair, who, there=there)

        def failed(error: Exception) -> None:
            self.failed.emit(tr("The pictures cannot be shown."), show(text_of(error)))

        self._background.do("pictures", lambda _: _pair_and_folder(*paths), done, failed)

    def _close(self) -> None:
        self._background.cancel("pictures")
        if self._panes.place.currentWidget() is self._pictures:
            self._panes.show_table()
            self._table.setFocus()

    def _show_large(self, number: int) -> None:
        if self._preview is None:
            self._preview = Preview(self._room)
            self._preview.moved.connect(lambda step: self._show_large(self._open + step))
            self._preview.closed.connect(self._pictures.grid.setFocus)
        last = len(self._pictures.pictures) - 1
        self._open = min(max(0, number), last)
        self._pictures.grid.set_current(self._open)
        path, facts = self._pictures.path(self._open), self._pictures.facts(self._open)
        self._preview.show_picture(path, facts, first=self._open == 0, last=self._open == last)


def _key(run: RunSummary) -> Key:
    """What changes when a run has other epochs."""
    return run.path, run.state, run.seconds


def _paths(pair: tuple[RunSummary, RunSummary]) -> tuple[Path, Path]:
    return pair[0].path, pair[1].path


def _histories(runs: Sequence[RunSummary], stale: Stale) -> dict[Key, RunHistory]:
    """The epochs of runs; one whose log cannot be read has none."""
    found: dict[Key, RunHistory] = {}
    for run in runs:
        if stale():
            break
        try:
            history = read_history(run.path, outline=True)
        except RunError:
            history = RunHistory()
        history.cut_off = history.running and not is_being_written(run.path)
        found[_key(run)] = history
    return found


def _pair_and_folder(run: Path, other: Path) -> tuple[Pair, bool]:
    pair = pair_of(run, other)
    return pair, holds_something(pair.root)
