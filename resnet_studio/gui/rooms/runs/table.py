"""The table of runs: sortable, with as many columns as there is room for, and names that are edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.model import COLUMNS, DATE, NAME, REPEATED, SORT_ROLE, Index, RunsModel
from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import ROW_HEIGHT, SECONDARY
from resnet_studio.gui.widgets.paint import colour

_PADDING = 8
_SPARE = 220
"""px that names have to spare before a column repeats a part of them: in large windows only."""


class _Rows(QStyledItemDelegate):
    """Rows of plain text, elided in the middle, with a 3 px accent mark where they are selected."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, colour("tint"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        if selected and index.column() == NAME:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole))
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        words = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(tr("Name of the run"))
        editor.setProperty("compact", True)
        if isinstance(editor, QLineEdit):
            editor.setMaxLength(120)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(2, 4, -2, -4))


class _Head(QHeaderView):
    """A head whose sort mark points up where values rise from row to row; Qt's own points the other way."""

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        mark = QStyleOptionHeader.SortIndicator
        turned = {mark.SortDown: mark.SortUp, mark.SortUp: mark.SortDown}
        option.sortIndicator = turned.get(option.sortIndicator, option.sortIndicator)


class RunsTable(QTableView):
    """The view. Signals: ``chosen(object)``, the `RunSummary` of the current row or None; ``used()`` (Enter, double
    click)."""

    chosen = Signal(object)
    used = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.runs)
        self._sorted.setSortRole(SORT_ROLE)
        self.setModel(self._sorted)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName(tr("Runs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._dress_header()
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.activated.connect(lambda _: self.used.emit())

    def _dress_header(self) -> None:
        head = _Head(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(head)
        head.setFont(font(SECONDARY))
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setFixedHeight(ROW_HEIGHT)
        self.setSortingEnabled(True)
        self.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        for number, column in enumerate(COLUMNS):
            mode = QHeaderView.ResizeMode.Stretch if number == NAME else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(number, mode)
            self.setColumnWidth(number, column.width)

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show these runs; the current one and the scroll position stay."""
        current, place = self.current(), self.verticalScrollBar().value()
        self.runs.set_runs(runs)
        if current is None or not self.select(current.path):
            self.selectRow(0)
        self.verticalScrollBar().setValue(place)
        self._tell()

    def current(self) -> RunSummary | None:
        """Return the run of the current row."""
        index = self._sorted.mapToSource(self.currentIndex())
        return self.runs.runs[index.row()] if index.isValid() else None

    def select(self, path: Path) -> bool:
        """Make the row of a run current; False if there is none."""
        for row, run in enumerate(self.runs.runs):
            if run.path == path:
                self.setCurrentIndex(self._sorted.mapFromSource(self.runs.index(row, NAME)))
                return True
        return False

    def rename(self) -> None:
        """Edit the name of the current row in place."""
        index = self.currentIndex()
        if index.isValid():
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.edit(index.siblingAtColumn(NAME))

    def focus_rect(self) -> QRect:
        """Ring the current row, or the whole table while it has none."""
        row = self.visualRect(self.currentIndex())
        if not row.isValid():
            return self.rect()
        where = QRect(0, row.top(), self.viewport().width(), row.height())
        return where.translated(self.viewport().pos()).adjusted(4, 4, -4, -4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self.viewport().width()
        for number, column in sorted(enumerate(COLUMNS), key=lambda pair: pair[1].keep):
            room -= column.width
            spare = _SPARE if column.keep >= REPEATED else 0
            self.setColumnHidden(number, room < spare and number != NAME)
        super().resizeEvent(event)
        refresh_ring(self)

    def _tell(self) -> None:
        refresh_ring(self)
        self.chosen.emit(self.current())
