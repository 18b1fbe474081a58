"""The answers as a table: a row each, of which only the visible ones are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.rooms.use.results import BY_CLASS, BY_NAME, HIGHEST, LOWEST, Answer, Answers
from resnet_studio.gui.theme.tokens import ROW_HEIGHT
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.row_table import show_whole_rows

PICTURE, ANSWER, PROBABILITY, SECOND, FOLDER = range(5)
_HEADS: tuple[Message, ...] = (
    message("Picture"),
    message("Class"),
    message("Probability"),
    message("Second model"),
    message("Folder"),
)
_WIDTHS = {PICTURE: 230, ANSWER: 200, PROBABILITY: 100, SECOND: 190}
_ORDERS = {PICTURE: BY_NAME, ANSWER: BY_CLASS}
Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self, answers: Answers, parent: QWidget) -> None:
        super().__init__(parent)
        self.answers = answers
        self.rows = 0

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return self.rows

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return show(_HEADS[section])
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        answer = self.answers.at(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(answer, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return None if index.column() in (PROBABILITY, SECOND) else printable(answer.event.path)
            case Qt.ItemDataRole.ForegroundRole:
                return colour(self._tone(answer, index.column()))
            case _:
                return None

    def _text(self, answer: Answer, column: int) -> str:
        path = Path(answer.event.path)
        if column in (PICTURE, FOLDER):
            return printable(path.name if column == PICTURE else str(path.parent))
        if isinstance(answer.event, PredictionFailed):
            return tr("Could not be read") if column == ANSWER else ""
        if column == SECOND:
            other = self.answers.second.get(answer.event.path)
            if other is None:
                return ""
            return tr("{known} {probability:percent}", known=printable(other[0]), probability=other[1])
        if column == PROBABILITY:
            return formatting.percent(answer.probability)
        name = printable(answer.top[0][0])
        if (said := self.answers.corrected.get(answer.event.path)) is not None:
            return tr("{known}, you said {said}", known=name, said=printable(said))
        return name if answer.sure(self.answers.threshold) else tr("Not sure ({name})", name=name)

    def _tone(self, answer: Answer, column: int) -> str:
        if not answer.top and column == ANSWER:
            return "wrong"
        if column == SECOND and self.answers.differs(answer):
            return "wrong"
        return "text" if column == ANSWER and answer.sure(self.answers.threshold) else "text2"


class AnswerList(QTableView):
    """The table.

    Signals:
        current_changed(int): the row that is current, or -1.
        opened(int): Enter, double click.
        menu_asked(int, QPoint): a context menu at a global position.
        order_wanted(str): a click on a column's head.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    menu_asked = Signal(int, QPoint)
    order_wanted = Signal(str)

    def __init__(self, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Model(answers, self)
        self.setModel(self._rows)
        self.setAccessibleName(tr("Answers as a table"))
        show_whole_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(FOLDER, QHeaderView.ResizeMode.Stretch)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._order)
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def refresh(self) -> None:
        """Show what there is now; the current row and the place stay."""
        current, place = self.currentIndex().row(), self.verticalScrollBar().value()
        self._rows.beginResetModel()
        self._rows.rows = self._rows.answers.shown_count()
        self._rows.endResetModel()
        self.setColumnHidden(SECOND, not self._rows.answers.second)
        if 0 <= current < self._rows.rows:
            self.setCurrentIndex(self._rows.index(current, 0))
        self.verticalScrollBar().setValue(place)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit(current.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos()) if event.reason() == event.Reason.Mouse else self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_asked.emit(index.row(), self.viewport().mapToGlobal(self.visualRect(index).center()))

    def _order(self, column: int) -> None:
        _, order = self._rows.answers.showing
        if column == PROBABILITY:
            self.order_wanted.emit(HIGHEST if order == LOWEST else LOWEST)
        elif column in _ORDERS:
            self.order_wanted.emit(_ORDERS[column])
