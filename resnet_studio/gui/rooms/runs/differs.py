"""What differs between the runs that are chosen: their settings side by side, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.settings import BY_LOSS, BY_TOP1, SETTINGS
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.columns import frozen
from resnet_studio.gui.rooms.runs.settings_card import empty, show_all
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.badge import Badge
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.text import ElidedLabel, Label
from resnet_studio.gui.work.names import trained_on

MOST_COLUMNS: Final = 4
_BESIDE: Final = 2  # runs whose values have room beside the names of settings; those of more are below them
_BEST_BY: Final = {BY_LOSS: message("loss"), BY_TOP1: message("accuracy")}
"""By what the best epoch is chosen, in one word."""
_GAP: Final = 3  # px above and below a line, twice between rows


@dataclass(frozen=True, slots=True)
class Row:
    """A label with a value of each run, and `shorter` ones for columns that are narrow; empty where there are none."""

    label: str
    values: tuple[str, ...]
    shorter: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the values are not all the same."""
        return len(set(self.values)) > 1


class DiffersCard(Card):
    """The settings in which runs differ, all of them on demand, and below how the trainings went."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self._rows: list[Row] = []
        self._outcome: list[Row] = []
        self._letters: tuple[str, ...] = ()
        self._all = False
        self._shape: tuple[object, ...] = ()
        self._cells: list[list[ElidedLabel]] = []
        self.equal = Button("", "link")
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(tr("What differs"), BODY, SEMIBOLD, elide="right"), 1)
        head.addWidget(self.equal)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(_GAP)
        self.nothing = Label(tr("No setting differs."), SECONDARY, REGULAR, "text2")
        self.rest = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.layout_.addLayout(head)
        self.layout_.addWidget(self.nothing)
        self.layout_.addLayout(self._grid)
        self.layout_.addWidget(self.rest)
        self.equal.clicked.connect(self._turn)

    def show_runs(self, runs: Sequence[RunSummary], histories: Sequence[RunHistory | None], letters: str) -> None:
        """Show these, A first; a history is None until it was read."""
        shown = runs[:MOST_COLUMNS]
        self._letters = tuple(letters[: len(shown)])
        self._rows, self._outcome = setting_rows(shown), outcome_rows(shown, histories[:MOST_COLUMNS])
        self.rest.setText(
            trn("{count} more run is not in this table.", "{count} more runs are not in this table.",
                len(runs) - len(shown))
        )  # fmt: skip
        self.rest.setVisible(len(runs) > len(shown))
        self._fill()

    def rows(self) -> list[Row]:
        """Return the rows of settings that show."""
        return [row for row in self._rows if row.differs or self._all]

    def _turn(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        equal = sum(not row.differs for row in self._rows)
        words = trn("Show the equal one", "Show the {count} equal ones", equal)
        self.equal.set_words(tr("Hide the equal ones") if self._all else words)
        self.equal.setVisible(equal > 0)
        self.nothing.setVisible(equal == len(self._rows))
        rows = [*self.rows(), *self._outcome]
        shape = (self._letters, tuple(row.label for row in rows))
        if shape != self._shape:  # else no widget is made, and nothing flickers
            self._shape = shape
            self._build(rows)
        size = SECONDARY if len(self._letters) <= _BESIDE else CAPTION
        for row, cells in zip(rows, self._cells, strict=True):
            for value, shorter, cell in zip(row.values, row.shorter or row.values, cells, strict=True):
                cell.setText(value, shorter)
                cell.setFont(font(size, MEDIUM if row.differs else REGULAR))

    def _build(self, rows: Sequence[Row]) -> None:
        empty(self._grid)
        columns = len(self._letters)
        above = columns > _BESIDE
        first = 0 if above else 1  # column with values
        self._grid.setHorizontalSpacing(8 if above else 12)
        for column in range(MOST_COLUMNS + 1):
            self._grid.setColumnStretch(column, int(first <= column < first + columns))
        for column, letter in enumerate(self._letters):
            left = Qt.AlignmentFlag.AlignLeft  # without it the badge would be the width of its column
            self._grid.addWidget(Badge(letter), 0, column + first, left)
        self._cells = []
        for at in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(at, 0)
        for number, row in enumerate(rows):
            at = 3 * number + 1
            self._grid.setRowMinimumHeight(at, 2 * _GAP if above and number else 0)  # above a name
            if rows[number:] == self._outcome and number:
                self._grid.addWidget(Line(), at, 0, 1, columns + first)
            name = Label(row.label, SECONDARY, REGULAR, "text2")
            self._grid.addWidget(name, at + 1, 0, 1, columns if above else 1)
            self._cells.append([ElidedLabel("", SECONDARY) for _ in range(columns)])
            for column, cell in enumerate(self._cells[-1]):
                self._grid.addWidget(cell, at + 2 if above else at + 1, column + first)
        show_all(self._grid)


def setting_rows(runs: Sequence[RunSummary]) -> list[Row]:
    """Every setting that has an effect in one of these runs, and the dataset where they are not on the same."""
    datasets = Row(tr("Dataset"), tuple(safe_text.printable(trained_on(run)) for run in runs))
    rows = [datasets] if datasets.differs else []
    for setting in SETTINGS:
        configs = [run.config for run in runs]
        if any(config is not None and setting.applies(config) and setting.listed(config) for config in configs):
            values = tuple(show(setting.text(config)) if config else "–" for config in configs)
            shorter = tuple(map(frozen, runs)) if setting.name == "frozen" else ()
            if setting.name == "best_by":
                shorter = tuple(show(_BEST_BY[config.best_by]) if config else "–" for config in configs)
            rows.append(Row(show(setting.label), values, shorter))
    return rows


def outcome_rows(runs: Sequence[RunSummary], histories: Sequence[RunHistory | None]) -> list[Row]:
    """What came of the settings: from how many pictures what learns, best epoch, time, memory and size."""
    started = [history.started if history else None for history in histories]
    pictures = tuple(formatting.count(one.train) if one else "–" for one in started)
    trainable = tuple(formatting.parameters(one.trainable) if one else "–" for one in started)
    epochs = [history.epochs if history else [] for history in histories]
    each = tuple(formatting.duration(median(end.seconds for end in ends)) if ends else "–" for ends in epochs)
    most = (max((end.memory for end in ends), default=0) for ends in epochs)
    return [
        Row(tr("Training pictures"), pictures),
        Row(tr("Trainable"), trainable),
        Row(tr("Best epoch"), tuple(map(_best, runs))),
        Row(tr("Training"), tuple(formatting.duration(run.seconds) if run.epochs else "–" for run in runs)),
        Row(tr("An epoch"), each),
        Row(tr("Memory at most"), tuple(formatting.size(memory) if memory else "–" for memory in most)),
        Row(tr("On disk"), tuple(formatting.size(run.size) for run in runs)),
    ]


def _best(run: RunSummary) -> str:
    if not run.best_epoch:
        return "–"
    if run.config is None:
        return formatting.count(run.best_epoch)
    return tr("{epoch} of {epochs}", epoch=run.best_epoch, epochs=run.config.epochs)
