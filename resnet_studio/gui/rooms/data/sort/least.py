"""Below proposals: the pictures about which these are least certain, because labels of them teach most."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.sort.grid import SortGrid
from resnet_studio.gui.rooms.data.sort.hints import words_of_selected
from resnet_studio.gui.rooms.data.sort.look import Look
from resnet_studio.gui.rooms.data.sort.order import Known
from resnet_studio.gui.theme.tokens import MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import ElidedLabel, heading

MOST: Final = 60
_GAP: Final = 10
_HEAD: Final = 34
_OF_ROWS: Final = 0.55
"""Of the height, that rows of proposals may take."""
_LARGER: Final = 20  # px than those in rows


class LeastCertain(QWidget):
    """A line with what is selected, and the pictures."""

    def __init__(self, thumbnails: ThumbnailLoader, look: Callable[[str], Look], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = SortGrid(thumbnails, look)
        self.grid.setAccessibleName(tr("Least certain pictures"))
        self.selected = ElidedLabel("", SECONDARY, MEDIUM, "accent", elide="right", align=Qt.AlignmentFlag.AlignRight)
        self.selected.yield_room()
        self.clear_button = Button(tr("Clear"), "small", tip=tr("Select nothing (Esc)"))
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear_button.hide()
        self._why = ElidedLabel(tr("labelling these teaches it most"), SECONDARY, REGULAR, "text2", elide="right")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QWidget()
        line.setFixedHeight(_HEAD)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 6)
        row.setSpacing(8)
        row.addWidget(heading(tr("Least certain")))
        row.addWidget(self._why)
        row.addWidget(self.selected, 1)
        row.addWidget(self.clear_button)
        column.addWidget(line)
        column.addWidget(self.grid, 1)
        self.clear_button.clicked.connect(self.grid.clear)
        self.hide()

    def show_least(self, known: Known, above: Collection[str], *, again: bool) -> None:
        """Show those that are not ``above``. They stay in their order, unless it is made ``again``."""
        there, grid = set(above), self.grid
        wanted = [path for path in known.open() if path not in there]
        if not again:
            fitting = frozenset(wanted)
            kept = {path: None for path in grid.paths if path in fitting}  # in their order
            wanted = [*kept, *(path for path in wanted if path not in kept)]
        targets = grid.selection.targets() if grid.count() else []
        grid.show_paths(known.dataset, wanted[:MOST], targets[0] if targets else 0, keep=True)

    def say_selected(self, number: int, known: Known | None) -> None:
        """Say how many are selected, and what can be done with them."""
        self.selected.setText(*words_of_selected(number, known, "open") if number else ("",))
        self.clear_button.setVisible(number > 0)


class Areas(QWidget):
    """The pictures, and below proposals the least certain ones, where there is room for both."""

    def __init__(self, above: QWidget, grid: SortGrid, below: LeastCertain) -> None:
        super().__init__()
        self._above, self._grid, self.below = above, grid, below
        self._by_rows: bool | None = None
        self._waiting = self._proposed = 0
        above.setParent(self)
        below.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def share(self, by_rows: bool | None, waiting: int, proposed: int) -> None:
        """Give the least certain pictures a part of the height, and a size.

        Args:
            by_rows: whether rows of several classes are above, or proposals of one; None for no proposals.
            waiting: pictures without a class.
            proposed: those for which the class is proposed whose proposals show, or any.
        """
        self._by_rows, self._waiting, self._proposed = by_rows, waiting, proposed
        self.below.grid.set_tile(self._grid.tile() + (_LARGER if by_rows else 0))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        height = self._height_below()
        self.below.setVisible(height > 0)
        self.below.setGeometry(0, self.height() - height, self.width(), height)
        # last: another width may hold other columns, after which both are placed again from in here
        self._above.setGeometry(0, 0, self.width(), self.height() - (height + _GAP if height else 0))

    def _height_below(self) -> int:
        """px for the least certain pictures: one row at least, while not all that wait are above; 0 for none."""
        if self._by_rows is None:
            return 0
        least, free = _HEAD + self.below.grid.high(1), self.height() - _GAP
        most = self._grid.rows_in(free - least)
        fill = self._grid.rows_in(int(_OF_ROWS * free)) if self._by_rows else -(-self._proposed // self._grid.columns())
        rows = min(most, max(1, fill))
        if rows < 1:
            return 0
        if self._waiting <= min(self._proposed, rows * self._grid.columns()):
            return 0
        return free - self._grid.high(rows)
