"""The table of runs: sortable, with as many columns as there is room for, and names that are edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.chosen import Chosen
from resnet_studio.gui.rooms.runs.columns import COLUMNS, DATE, INTERVAL, MARK, NAME, REPEATED, STATE
from resnet_studio.gui.rooms.runs.head import Head
from resnet_studio.gui.rooms.runs.model import Index, RunsModel
from resnet_studio.gui.rooms.runs.rows import PADDING, STATE_ICON, Rows
from resnet_studio.gui.rooms.runs.search import FoundRuns
from resnet_studio.gui.theme.focus import refresh_ring, row_rect
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import ROW_HEIGHT, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.row_table import show_whole_rows

_SPARE = 130
"""px that names have to spare before a column repeats a part of them: in large windows only."""
_SORT_MARK = 6  # px; in a column that is sorted, the mark may cover the padding
_Key, _Mod, _Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


class RunsTable(QTableView):
    """The view. The current row is A; others are added and taken away with Ctrl and a click, or with Space.

    Signals:
        chosen(object): the `RunSummary` of the current row, or None.
        selection_changed(): others were added or taken away, or A is another one; see `selected`.
        used(): Enter, double click.
        menu_wanted(object): a context menu at a global position.
    """

    chosen = Signal(object)
    selection_changed = Signal()
    used = Signal()
    menu_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunsModel(self)
        self.found = FoundRuns(self.runs, self)
        self.picked = Chosen()
        self.setModel(self.found)
        self._listed: list[RunSummary] | None = None  # made when it is asked for
        self.runs.dataChanged.connect(lambda *_: self._measure((STATE,)))  # others change with `show_runs`
        for changed in (self.found.dataChanged, self.found.layoutChanged, self.found.modelReset,
                        self.found.rowsInserted, self.found.rowsRemoved, self.found.rowsMoved):  # fmt: skip
            changed.connect(self._forget_listed)
        self.setItemDelegate(
            Rows(
                self,
                self.run_at,
                lambda run: self.picked.letter(run.path),
                self.runs.training,
                lambda: self.runs.axis,
                self.runs.is_used,
            )
        )
        self.setAccessibleName(tr("Runs"))
        show_whole_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # by a person: `_mark` selects
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._widths = [column.width for column in COLUMNS]
        self._dress_header()
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.activated.connect(lambda _: self.used.emit())

    def _dress_header(self) -> None:
        head = Head(lambda: self.runs.axis, self)
        self.setHorizontalHeader(head)
        self.setSortingEnabled(True)
        self.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        for number, column in enumerate(COLUMNS):
            mode = QHeaderView.ResizeMode.Stretch if number == NAME else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(number, mode)
            self.setColumnWidth(number, column.width)

    # What is shown ---------------------------------------------------------------------------------------------

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show these runs; those that are chosen and the scroll position stay, also where another program has renamed
        some of them."""
        current, place, there = self.current(), self.verticalScrollBar().value(), {run.path for run in runs}
        listed = {run.path for run in self.runs.runs}
        for before in self.selected():
            same = (run.path for run in runs if run.path not in listed and run.is_same(before))
            if before.path not in there and (new := next(same, None)) is not None:
                self.picked.rename(before.path, new)
        first = self.picked.first
        self.runs.set_runs(runs)
        self._measure()
        if current is None or first is None or not self.select(first):
            self._choose_first()
        self.verticalScrollBar().setValue(place)
        self._tell()

    def narrow(self, words: str, dataset: str | None, tags: Sequence[str]) -> None:
        """Show only the runs that are asked for; what is chosen among them stays chosen."""
        current = self.current()
        self.found.choose(words, dataset, tags)
        if current is None or not self.select(current.path):
            self._choose_first()
        self._tell()

    def run_at(self, index: Index) -> RunSummary:
        """Return the run of a row."""
        return self.listed()[index.row()]

    def listed(self) -> list[RunSummary]:
        """Return the runs that are shown, in their order."""
        if self._listed is None:
            rows = (self.found.mapToSource(self.found.index(row, 0)).row() for row in range(self.found.rowCount()))
            self._listed = [self.runs.runs[row] for row in rows]
        return self._listed

    def _forget_listed(self) -> None:
        self._listed = None

    def current(self) -> RunSummary | None:
        """Return the run of the current row, A, if there is one."""
        index = self.currentIndex()
        return self.run_at(index) if index.isValid() else None

    def selected(self) -> list[RunSummary]:
        """Return A and the runs that it is compared with."""
        known = {run.path: run for run in self.listed()}
        return [known[path] for path in self.picked.all if path in known]

    # Choosing --------------------------------------------------------------------------------------------------

    def select(self, path: Path) -> bool:
        """Make a run the current one; False if it is not in the list."""
        for row, run in enumerate(self.runs.runs):
            if run.path == path and (index := self.found.mapFromSource(self.runs.index(row, NAME))).isValid():
                self.setCurrentIndex(index)
                return True
        return False

    def choose_others(self, paths: Sequence[Path]) -> None:
        """Compare the current run with these."""
        self.picked.clear()
        self.picked.add(paths)
        self._mark()

    def swap(self) -> None:
        """Let A and B change places."""
        self._become(self.picked.swap())

    def rename(self) -> None:
        """Edit the name of the current row in place."""
        cell = self.currentIndex().siblingAtColumn(NAME)
        if cell.flags() & Qt.ItemFlag.ItemIsEditable:  # not of a run in training
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.edit(cell)

    def exchange(self, old: Path, run: RunSummary) -> None:
        """Show another summary of a run, which may have another path now."""
        self.picked.rename(old, run.path)
        self.runs.exchange(old, run)
        self._mark()

    def _choose_first(self) -> None:
        self.setCurrentIndex(self.found.index(0, NAME))

    def _become(self, path: Path | None) -> None:
        if path is not None:
            self.select(path)
        self._mark()

    def _range(self, row: int) -> list[Path]:
        first, last = sorted((self.currentIndex().row(), row))
        return [self.run_at(self.found.index(number, 0)).path for number in range(max(0, first), last + 1)]

    def _tell(self) -> None:
        refresh_ring(self)
        self._mark()
        self.chosen.emit(self.current())

    def _mark(self) -> None:
        """Show what is chosen, also to screen readers, and say that it has changed."""
        current = self.current()
        self.picked.first = current.path if current else None
        listed = [run.path for run in self.listed()]
        self.picked.limit(set(listed))
        rows, last = QItemSelection(), len(COLUMNS) - 1
        for path in self.picked.all:
            row = listed.index(path)
            rows.select(self.found.index(row, 0), self.found.index(row, last))
        self.selectionModel().select(rows, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.viewport().update()
        self.selection_changed.emit()

    # Keys and the pointer --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held, current = event.key(), event.modifiers(), self.current()
        if key == _Key.Key_Space and current:
            self.picked.keep(current.path)
        elif key == _Key.Key_X and held == _Mod.NoModifier:
            self._become(self.picked.swap())
        elif key == _Key.Key_A and held == _Mod.ControlModifier:
            self.picked.add([run.path for run in self.listed()])
        elif key == _Key.Key_Escape and self.picked.others:
            self.picked.clear()
        else:
            if held & _Mod.ShiftModifier and key in (_Key.Key_Up, _Key.Key_Down) and current:
                self.picked.pin(current.path)
            super().keyPressEvent(event)
            return
        self._mark()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            super().mousePressEvent(event)
            return
        path, held = self.run_at(index).path, event.modifiers()
        left = event.button() == _Button.LeftButton
        if left and (held & _Mod.ControlModifier or index.column() == MARK):
            self._become(self.picked.toggle(path))
        elif left and held & _Mod.ShiftModifier:
            self.picked.add(self._range(index.row()))
            self._mark()
        elif left or path not in self.picked.all:
            self.picked.clear()
            super().mousePressEvent(event)
            self._mark()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() == _Button.NoButton:  # dragging does not choose
            super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft() + QPoint(40, 0))
        if self.current() is not None:
            self.menu_wanted.emit(where)

    def focus_rect(self) -> QRect:
        """Ring the current row, or the whole table while it has none."""
        return row_rect(self)

    def _measure(self, columns: Iterable[int] = range(len(COLUMNS))) -> None:
        """Make columns as wide as their texts where these are never elided, and no wider where the name needs room."""
        text, head = QFontMetrics(font(SECONDARY, SEMIBOLD)), QFontMetrics(font(SECONDARY))
        for number in columns:
            column = COLUMNS[number]
            if number in (MARK, NAME, INTERVAL):
                continue
            texts = {self.runs.text(run, number) for run in self.runs.runs}
            longest = max(map(text.horizontalAdvance, texts), default=0)
            longest += STATE_ICON if number == STATE else 0
            words = max(longest, head.horizontalAdvance(show(column.title)) + _SORT_MARK) + 2 * PADDING
            if column.whole:
                self._widths[number] = max(column.width, words)
            self.setColumnWidth(number, self._widths[number] if column.whole else min(column.width, words))
        self._hide_columns()

    def _hide_columns(self) -> None:
        room = self.viewport().width()
        for number, column in sorted(enumerate(COLUMNS), key=lambda pair: pair[1].keep):
            room -= self._widths[number]
            spare = _SPARE if column.keep >= REPEATED else 0
            self.setColumnHidden(number, room < spare and number != NAME)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hide_columns()
        super().resizeEvent(event)
        refresh_ring(self)
