"""Rows of proposals, each of one class, with a line above each that accepts it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from resnet_studio.gui.rooms.data.sort.grid import SortGrid
from resnet_studio.gui.rooms.data.sort.order import Known
from resnet_studio.gui.rooms.data.sort.proposed import Corrections
from resnet_studio.gui.rooms.data.sort.top import ProposalLine


class Rows(QObject):
    """As many as there is room for in a grid; none where the pictures of one class show. Signal: ``accepted(int)``."""

    accepted = Signal(int)

    def __init__(self, grid: SortGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._rows: list[tuple[int, list[str]]] = []
        self._lines: list[ProposalLine] = []
        self._shape = (0, 0)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def clear(self) -> None:
        """Show none."""
        self._rows = []
        self._grid.set_headed(False)
        self._grid.set_heads(())

    def take(self, known: Known, corrections: Corrections) -> list[str]:
        """Take what is proposed; returns the paths for the grid, with "" where a row has fewer pictures."""
        self._grid.set_headed(True)
        self._shape = rows, columns = self._room()
        self._rows = known.proposed_rows(rows, columns, corrections.corrected())
        while len(self._lines) < len(self._rows):
            line = ProposalLine(self._grid.viewport())
            line.accepted.connect(partial(self.accepted.emit, len(self._lines)))
            self._lines.append(line)
        self._grid.set_heads(self._lines[: len(self._rows)])
        return [path for _, some in self._rows for path in (*some, *[""] * (columns - len(some)))]

    def proposed(self) -> dict[str, int]:
        """The class that is proposed for each picture."""
        return {path: label for label, some in self._rows for path in some}

    def fit(self) -> bool:
        """Whether there are as many as there is room for."""
        return self._shape == self._room()

    def say(self, known: Known, corrections: Corrections) -> None:
        """Say above each row what is proposed, and how many were corrected."""
        for line, (label, paths) in zip(self._lines, self._rows, strict=False):
            proposed, corrected = known.proposed_counts[label], corrections.number(paths)
            taken = len(self._grid.chosen(paths)) or len(paths)
            line.show_class(known.dataset, label, proposed, taken, corrected)
            line.show_drawn(self._grid.drawn(paths))

    def mark(self, *, elsewhere: bool) -> None:
        """Show what Enter accepts: what is selected, perhaps elsewhere or in several rows, or else the row in focus."""
        chosen = set(self._grid.chosen())
        for number, line in enumerate(self._lines):
            here = chosen.intersection(self._grid.in_row(number)) if chosen else number == self._grid.row()
            line.key.setVisible(bool(here) and not elsewhere)

    def _room(self) -> tuple[int, int]:
        return self._grid.rows_at_once(), self._grid.columns()
