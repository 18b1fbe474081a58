"""The figures of every class as rows, sorted and searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.runs.figures import ClassFigures, Figure, Figures
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex
NAME, COUNT, PRECISION, RECALL, F1, BAR = range(6)
_HEADS: Final = (
    message("class"), message("n"), message("precision"), message("recall"), message("F1"),
    message("0–100 %"),
)  # fmt: skip
_TIPS: Final = (
    message("What a picture shows"),
    message("How many pictures are of the class"),
    message("Of the pictures that are taken for the class, the share that is of it"),
    message("Of the pictures that are of the class, the share that is recognised"),
    message("The harmonic mean of precision and recall"),
    message("Recall with its 95 % interval"),
)
_FIGURES: Final[dict[int, Callable[[ClassFigures], Figure]]] = {
    PRECISION: lambda one: one.precision,
    RECALL: lambda one: one.recall,
    F1: lambda one: one.f1,
    BAR: lambda one: one.recall,
}


class ClassModel(QAbstractTableModel):
    """Rows are classes; with `mean`, the last row is the mean of all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures: Figures | None = None
        self._rows: list[int | None] = []  # labels
        self._texts: dict[tuple[int | None, int], str] = {}
        self._sorted: tuple[int, Qt.SortOrder] = (NAME, Qt.SortOrder.AscendingOrder)
        self._wanted, self._all, self._mean = "", True, True

    def show_figures(self, figures: Figures, *, mean: bool, folded: bool = False) -> None:
        """Show the classes of a measurement; `folded`, those without a mistake only where they are searched."""
        self._all = not folded
        self._figures, self._mean = figures, mean
        self._texts.clear()
        self._arrange()

    def find(self, text: str) -> None:
        """Show only classes whose names contain a text."""
        self._wanted = text.casefold().strip()
        self._arrange()

    def show_all(self, shown: bool) -> None:
        """Show classes without a mistake as well, or leave them out."""
        self._all = shown
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; undefined figures come last."""
        self._sorted = (column, order)
        self._arrange()

    def row_of(self, label: int) -> int:
        """Return the row of a class, -1 where it is not shown."""
        return self._rows.index(label) if label in self._rows else -1

    def label(self, row: int) -> int | None:
        """Return the label of a row; None for the mean, or where there is no such row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _arrange(self) -> None:
        if self._figures is None:
            return
        self.beginResetModel()
        classes = self._figures.classes
        shown = [
            label
            for label, one in enumerate(classes)
            if self._wanted in one.name.casefold() and (self._all or self._wanted or one.recall.value != 1)
        ]
        column, order = self._sorted
        falling = order == Qt.SortOrder.DescendingOrder
        unknown = [label for label in shown if self._value(label, column) is None]
        known = [label for label in shown if self._value(label, column) is not None]
        known.sort(key=lambda label: self._value(label, column), reverse=falling)  # type: ignore[arg-type,return-value]
        self._rows = [*known, *unknown]
        if self._mean and not self._wanted:
            self._rows.append(None)
        self.endResetModel()

    def _value(self, label: int, column: int) -> float | str | None:
        assert self._figures is not None  # rows come from it
        one = self._figures.classes[label]
        if column == NAME:
            return one.name.casefold()
        return float(one.n) if column == COUNT else _FIGURES[column](one).value

    # What Qt asks ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return show(_HEADS[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(show(_TIPS[section]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def figure(self, row: int, column: int) -> Figure | None:
        """Return the figure in a cell; None in the columns that have none."""
        if self._figures is None or column not in _FIGURES:
            return None
        label = self._rows[row]
        if label is not None:
            return _FIGURES[column](self._figures.classes[label])
        means = {PRECISION: self._figures.macro_precision, F1: self._figures.macro_f1}
        return means.get(column, self._figures.balanced_accuracy)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._figures is None:
            return None
        row, column = index.row(), index.column()
        label, figure = self._rows[row], self.figure(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(label, column, figure))
        return None

    def text(self, row: int, column: int) -> str:
        """Return what a cell says; it is kept, because a table is painted again and again."""
        label = self._rows[row]
        found = self._texts.get((label, column))
        if found is None:
            found = self._texts[label, column] = self._text(label, column, self.figure(row, column))
        return found

    def _text(self, label: int | None, column: int, figure: Figure | None) -> str:
        assert self._figures is not None  # see `data`
        if figure is not None:
            return "" if column == BAR else words.share(figure)
        if label is None:
            return tr("mean") if column == NAME else formatting.count(self._figures.pictures)
        one = self._figures.classes[label]
        return safe_text.printable(one.name) if column == NAME else formatting.count(one.n)

    def _tip(self, label: int | None, column: int, figure: Figure | None) -> str:
        if figure is None:
            return self._text(label, column, figure) if column == NAME else ""
        if figure.value is None:
            return words.reason(figure)
        interval = words.interval(figure)
        return tr("95 % interval {interval:plain}", interval=interval) if interval else words.reason(figure)
