"""Every class with its figures and their intervals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.figures import Figures
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.rooms.results.class_cells import ROW_FEW, ROW_MANY, ClassCells
from resnet_studio.gui.rooms.results.class_model import (
    BAR,
    COUNT,
    F1,
    NAME,
    PRECISION,
    RECALL,
    ClassModel,
)
from resnet_studio.gui.theme.focus import refresh_ring, row_rect
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.fields import ComboBox, SearchField
from resnet_studio.gui.widgets.row_table import show_whole_rows
from resnet_studio.gui.widgets.text import Label, heading

_WIDTHS = {COUNT: 32, PRECISION: 66, RECALL: 60, F1: 60, BAR: 70}
_WIDEST = 200
"""px of a column of figures, at most, where few classes leave room."""
_LEAST_NAMES = 64
_HEAD_PADDING = 18
_PADDING = 24
_BESIDE_INTERVAL = 8
_ALL_COLUMNS = 430
"""From this width on, px, precision and F1 have room beside the interval."""


class ClassTable(QTableView):
    """The rows. Signal: ``class_chosen(int)``, the label of the row that a person moved to or clicked."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ClassModel(self)
        self.many = False
        self._names = 70  # px of the longest
        self._least: dict[int, int] = {}  # px that columns of figures need
        self._silent = False
        self.setModel(self.rows)
        self._cells = ClassCells(self.rows, self)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(tr("Figures of each class"))
        show_whole_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        head = self.horizontalHeader()
        head.setFont(font(SECONDARY))
        head.setHighlightSections(False)
        head.setMinimumSectionSize(30)
        for column in range(self.rows.columnCount()):
            stretch = QHeaderView.ResizeMode.Stretch if column == NAME else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(column, stretch)
            self.setColumnWidth(column, _WIDTHS.get(column, 80))
        self.setSortingEnabled(True)
        head.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(self._follow)

    def show_figures(self, figures: Figures, *, many: bool, folded: bool = False) -> None:
        """Show the classes of a measurement, with less room for each where there are many."""
        self.many = many
        self._cells.forget()
        self.verticalHeader().setDefaultSectionSize(ROW_MANY if many else ROW_FEW)
        measure = QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance
        self._names = max(70, *(measure(printable(one.name)) + _PADDING for one in figures.classes))
        self._quietly(lambda: self.rows.show_figures(figures, mean=not many, folded=folded))
        counts = (*(one.n for one in figures.classes), *(() if many else (figures.pictures,)))  # many have no mean
        self.setColumnWidth(COUNT, max(_WIDTHS[COUNT], *(measure(formatting.count(n)) + 12 for n in counts)))
        self._least = {column: self._needed(column) for column in (PRECISION, RECALL, F1)}
        for column, least in self._least.items():
            self.setColumnWidth(column, least)
        self._fit()

    def _needed(self, column: int) -> int:
        """The px that the head, the figures and, where few classes have them, the intervals of a column take."""
        head = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
        widths = [QFontMetrics(font(SECONDARY)).horizontalAdvance(head) + _HEAD_PADDING, _WIDTHS[column]]
        if not self.many:
            measure = QFontMetrics(font(CAPTION)).horizontalAdvance
            figures = (self.rows.figure(row, column) for row in range(self.rows.rowCount() - 1))
            widths += [measure(words.span(one)) + _BESIDE_INTERVAL for one in figures if one is not None]
        return max(widths)

    def show_label(self, label: int) -> None:
        """Make the row of a class current, where it is shown, without telling."""
        row = self.rows.row_of(label)
        if row < 0:
            self._quietly(self.clearSelection)
        else:
            self._quietly(lambda: self.setCurrentIndex(self.rows.index(row, NAME)))

    def _quietly(self, change: Callable[[], object]) -> None:
        self._silent = True
        change()
        self._silent = False
        refresh_ring(self)

    def _follow(self, current: QModelIndex, _before: QModelIndex) -> None:
        refresh_ring(self)
        label = self.rows.label(current.row())
        if label is not None and not self._silent:
            self.class_chosen.emit(label)

    def _fit(self) -> None:
        """Leave out columns for which there is no room."""
        room = self.viewport().width()
        for column in (PRECISION, F1):
            self.setColumnHidden(column, self.many and room < _ALL_COLUMNS)
        self.setColumnHidden(BAR, not self.many)
        if not self.many:
            # What the names do not need goes to the figures: a gap between them and their class is hard to read across.
            share = min(_WIDEST, (room - self._names - self.columnWidth(COUNT)) // 3)
            fits = room - self.columnWidth(COUNT) - sum(self._least.values()) >= _LEAST_NAMES
            for column, least in self._least.items():
                # Without room the tooltip has an interval.
                self.setColumnWidth(column, max(least if fits else _WIDTHS[column], share))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
        refresh_ring(self)

    def focus_rect(self) -> QRect:
        """Ring the current row, or the whole table while it has none."""
        return row_rect(self)

    def full_height(self) -> int:
        """Return the height of all rows with the head, px."""
        return self.rows.rowCount() * self.verticalHeader().defaultSectionSize() + self.horizontalHeader().height() + 2


class ClassesCard(Card):
    """The table with what finds a class in a long one. Signal: ``class_chosen(int)``."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, spacing=8, parent=parent)
        self.table = ClassTable()
        self.search = SearchField(tr("Find class"), width=116)
        self.order = ComboBox(bar=True)
        self.order.addItem(tr("Worst first"), (RECALL, Qt.SortOrder.AscendingOrder))
        self.order.addItem(tr("By name"), (NAME, Qt.SortOrder.AscendingOrder))
        self.order.addItem(tr("Most pictures"), (COUNT, Qt.SortOrder.DescendingOrder))
        self.order.setAccessibleName(tr("Order of the classes"))
        self.legend = Label("", CAPTION, REGULAR, "text3")
        self.rest, self.toggle = Label("", SECONDARY, REGULAR, "text2"), Button(tr("Show"), "link")
        self._shown = False
        self._lay_out()
        self.search.textChanged.connect(self.table.rows.find)
        self.order.activated.connect(self._sort)
        self.toggle.clicked.connect(self._toggle)
        self.table.class_chosen.connect(self.class_chosen)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(heading(tr("Per class")), 1)
        head.addWidget(self.legend)
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(8)
        tools.addWidget(self.search)
        tools.addWidget(self.order)
        tools.addStretch(1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.rest, 1)
        foot.addWidget(self.toggle)
        self._line = Line()
        self.layout_.addLayout(head)
        self.layout_.addWidget(self._tools)
        self.layout_.addWidget(self.table, 1)
        self.layout_.addWidget(self._line)
        self.layout_.addWidget(self._foot)
        self.layout_.addStretch(0)

    def show_figures(self, figures: Figures, *, many: bool) -> None:
        """Show the classes of a measurement."""
        self._tools.setVisible(many)
        self.legend.setText(tr("lines: 95 % interval") if many else tr("small figures: 95 % interval"))
        right = sum(one.recall.value == 1 for one in figures.classes)
        folds = many and 0 < right < len(figures.classes)
        self.table.show_figures(figures, many=many, folded=folds and not self._shown)
        if many:
            self._sort(self.order.currentIndex())
        self.rest.setText(trn("{count} class without a mistake", "{count} classes without a mistake", right))
        for widget in (self._line, self._foot):
            widget.setVisible(folds)
        if not many:
            self.table.setFixedHeight(self.table.full_height())
        else:
            self.table.setMinimumHeight(220)
            self.table.setMaximumHeight(16_777_215)
        self.layout_.setStretch(self.layout_.count() - 1, 0 if many else 1)
        self.table.horizontalHeader().setSortIndicatorShown(not many)

    def _sort(self, choice: int) -> None:
        column, order = self.order.itemData(choice)
        self.table.sortByColumn(column, order)

    def _toggle(self) -> None:
        self._shown = not self._shown
        self.toggle.set_words(tr("Hide") if self._shown else tr("Show"))
        self.table.rows.show_all(self._shown)
