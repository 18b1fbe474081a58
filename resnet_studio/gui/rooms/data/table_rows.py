"""The first rows of a table of files and classes, with the meaning of each column above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, ROW_HEIGHT
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.row_table import show_whole_rows

_LONGEST: Final = 60
_WIDEST: Final = 260  # px
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.names: Sequence[str] = ()
        self.rows: Sequence[tuple[int, Sequence[str]]] = ()
        self.meanings: Mapping[str, str] = {}

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return len(self.rows)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        name = elide_middle(printable(self.names[section]), _LONGEST)
        meaning = self.meanings.get(self.names[section])
        return tr("{column}: {meaning}", column=name, meaning=meaning) if meaning else name

    def data(self, index: _Index, role: int = 0) -> Any:
        used = self.meanings.get(self.names[index.column()])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return elide_middle(printable(self.rows[index.row()][1][index.column()]), _LONGEST)
            case Qt.ItemDataRole.ForegroundRole:
                return colour("text" if used else "text3")
            case Qt.ItemDataRole.FontRole:
                return font(BODY, MEDIUM) if used else None
            case _:
                return None


class TableRows(QTableView):
    """Rows of a table; columns that say something are darker than the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
        self._least: list[int] = []  # px that the texts of each column need
        self.setModel(self._model)
        show_whole_rows(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT - 8)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)
        self.setAccessibleName(tr("The first rows of the table"))

    def show_rows(
        self, names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], meanings: Mapping[str, str]
    ) -> None:
        """Show these rows, and what columns mean, by their names."""
        self._model.beginResetModel()
        self._model.names, self._model.rows, self._model.meanings = names, rows, meanings
        self._model.endResetModel()
        self.resizeColumnsToContents()
        self._least = [min(_WIDEST, self.columnWidth(column) + 12) for column in range(len(names))]
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Let columns share what is left of the width."""
        spare = max(0, self.viewport().width() - sum(self._least)) // max(1, len(self._least))
        for column, least in enumerate(self._least):
            self.setColumnWidth(column, least + spare)
