"""The runs of a folder as a table model, one row for each run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.axis import Axis, axis_of
from resnet_studio.gui.rooms.runs.columns import ACCURACY, COLUMNS, INTERVAL, MARK, NAME, STATE
from resnet_studio.gui.rooms.runs.words import Training
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
_TRAINING = {
    Training.HERE: message("training"),
    Training.WAITS: message("waiting"),
    Training.ELSEWHERE: message("in training"),
}
_USUAL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _USUAL | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunsModel(QAbstractTableModel):
    """The runs of a folder. Signal: ``rename_wanted(object, str)``: a `RunSummary` and the name that was typed."""

    rename_wanted = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunSummary] = []
        self._busy: Path | None = None
        self._waits = False
        self._used: Path | None = None
        self.axis: Axis = axis_of(())

    @property
    def runs(self) -> Sequence[RunSummary]:
        """What the table shows, in the order of its source."""
        return self._runs

    def set_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show these runs; rows that stay the same runs are only updated."""
        if [run.path for run in runs] == [run.path for run in self._runs]:
            self._runs = list(runs)
            self._all_changed()
        else:
            self.beginResetModel()
            self._runs = list(runs)
            self.endResetModel()
        self._fit_axis()

    def set_busy(self, path: Path | None) -> None:
        """Mark the run that is in training."""
        self._busy = path
        self._all_changed()

    def set_used(self, run: RunSummary | None) -> None:
        """Mark the run whose model is in use."""
        self._used = run.path if run else None
        self._all_changed()

    def is_used(self, run: RunSummary) -> bool:
        """Whether the model in use is that of this run."""
        return run.path == self._used

    def set_waits(self, waits: bool) -> bool:
        """Say whether the run that was given to the engine still waits for it; returns whether that is new."""
        if waits == self._waits:
            return False
        self._waits = waits
        self._all_changed()
        return True

    def training(self, run: RunSummary) -> Training | None:
        """Where a run is in training now, or None: only then can it be renamed or deleted."""
        if run.path == self._busy:
            return Training.WAITS if self._waits else Training.HERE
        return Training.ELSEWHERE if run.state == RunState.IN_TRAINING else None

    def text(self, run: RunSummary, column: int) -> str:
        """What stands in a cell."""
        if column == STATE and (training := self.training(run)):
            return show(_TRAINING[training])
        return COLUMNS[column].text(run)

    def remove(self, path: Path) -> None:
        """Take a row away."""
        for row, run in enumerate(self._runs):
            if run.path == path:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._runs[row]
                self.endRemoveRows()
                self._fit_axis()
                return

    def exchange(self, path: Path, run: RunSummary) -> None:
        """Show another summary in the row of ``path``."""
        for row, known in enumerate(self._runs):
            if known.path == path:
                self._runs[row] = run
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
                self._fit_axis()

    def _fit_axis(self) -> None:
        """Have the axis hold all intervals; where it changes, its figures in the head and all rows are drawn again."""
        axis = axis_of(self._runs)
        if axis != self.axis:
            self.axis = axis
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, INTERVAL, INTERVAL)
            self._all_changed()

    def _all_changed(self) -> None:
        if self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, len(COLUMNS) - 1))

    # What Qt asks ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature; never changed)
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature; never changed)
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section in (MARK, INTERVAL) else show(COLUMNS[section].title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return show(COLUMNS[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[section].figures else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and section == ACCURACY:
            return tr("Best top-1 accuracy on the validation pictures, which also chose the epoch")
        if role == Qt.ItemDataRole.ToolTipRole and section == INTERVAL:
            return tr("Where the accuracy is with 95 % certainty, as far as so many validation pictures can say")
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        run, column = self._runs[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return safe_text.printable(self.text(run, index.column()))
            case Qt.ItemDataRole.EditRole:
                return run.name
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(run, index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.figures else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                return colour(self._tone(run, index.column()))
            case Qt.ItemDataRole.FontRole:
                return self._font(run, index.column())
        return column.order(run) if role == SORT_ROLE else None

    def _font(self, run: RunSummary, column: int) -> Any:
        if column == NAME:
            return font(BODY, MEDIUM)
        failed = column == STATE and self._tone(run, column) == "wrong"
        return font(SECONDARY, SEMIBOLD if column == ACCURACY or failed else REGULAR)

    def _tone(self, run: RunSummary, column: int) -> str:
        if column == STATE and run.path == self._busy:
            return "accent"
        if column == STATE and (run.problem or run.state == RunState.FAILED):
            return "wrong"
        return "text" if column in (NAME, ACCURACY) else "text2"

    def _tip(self, run: RunSummary, column: int) -> str | None:
        if run.problem:
            return plain_tip(show(run.problem))
        if column == NAME:
            used = tr("Its model is in use.") if self.is_used(run) else ""
            return plain_tip("\n".join(filter(None, (safe_text.printable(run.name), used, marks_text(run)))))
        return plain_tip(COLUMNS[column].text(run)) if column == INTERVAL else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and index.column() == NAME and not self.training(self._runs[index.row()]):
            return _EDITABLE
        return _USUAL

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        run = self._runs[index.row()]
        if role == Qt.ItemDataRole.EditRole and str(value).strip() and str(value) != run.name:
            self.rename_wanted.emit(run, str(value).strip())
        return False  # the row changes when the folder was renamed


def marks_text(run: RunSummary) -> str:
    """Tags and note of a run, each on its own line; empty where it has none."""
    tags = tr("Tags: {tags:commas}", tags=run.marks.tags) if run.marks.tags else ""
    note = "\n".join(safe_text.printable(line) for line in run.marks.note.splitlines())
    return "\n".join(filter(None, (tags, note)))
