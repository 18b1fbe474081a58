"""The list of runs and the details of one: two panes, each of which scrolls by itself, and neither in the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.gui.rooms.runs.table import RunsTable
from resnet_studio.gui.theme.tokens import CARD_GAP, GROUP_GAP, ROW_HEIGHT, SCROLL_BAR
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.scrolling import scroll_down

_LEAST_ROWS: Final = 3
_TABLE_SHARE: Final = 0.4
"""Of the height, at most, where the table stands above the details."""
_WIDEST: Final = 480
"""px of the details in wide windows: the rest goes to the table."""
_NO_LIMIT: Final = 16_777_215  # QWIDGETSIZE_MAX


class RunPanes(QWidget):
    """Beside each other in usual windows, the table above the details in narrow ones.

    The right 10 px are for the scroll bar of the details, so that these end where the header does.

    In a window that is narrow and short, too, neither would have a useful height below the other: there they stand
    beside each other again, in equal parts, and the table has fewer columns.
    """

    def __init__(
        self,
        filters: QWidget,
        table: RunsTable,
        instead: Sequence[QWidget],
        details: QWidget,
        comparison: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = table
        self._alone = False  # the left pane, without the side
        self._left = QWidget(self)
        self.place = QStackedWidget(self._left)
        self._card = Card(padding=1, spacing=0, parent=self.place)
        self._card.layout_.addWidget(table)
        self.place.addWidget(self._card)
        for widget in instead:
            self.place.addWidget(widget)
        self._column = column = QVBoxLayout(self._left)
        column.setSpacing(CARD_GAP)
        column.addWidget(filters)
        column.addWidget(self.place, 1)
        self.side = QStackedWidget(self)
        self.area, self.compared = _Area(details, self.side), _Area(comparison, self.side)
        self.side.addWidget(self.area)
        self.side.addWidget(self.compared)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._left)
        self._row.addWidget(self.side)
        rows = table.model()
        for changed in (rows.modelReset, rows.rowsInserted, rows.rowsRemoved):
            changed.connect(self._share_height)
        self.fit("normal", short=False)

    def is_stacked(self) -> bool:
        """Whether the table is above the details."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def fit(self, width_class: str, *, short: bool) -> None:
        """Place the panes as it suits the window."""
        narrow = width_class == "narrow"
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if narrow and not short else across)
        self._row.setSpacing(CARD_GAP if narrow else GROUP_GAP)
        self._row.setStretch(0, 0 if self.is_stacked() else 1 if narrow else 2)
        self._row.setStretch(1, 1)
        self.side.setMaximumWidth(_WIDEST + SCROLL_BAR if width_class == "wide" else _NO_LIMIT)
        self._share_height()

    def show_table(self) -> None:
        """Show the table."""
        self.place.setCurrentIndex(0)

    def show_instead(self, widget: QWidget) -> None:
        """Show something else in the place of the table."""
        self.place.setCurrentWidget(widget)

    def show_found(self, found: bool, otherwise: QWidget) -> None:
        """Where no run is found, show something else in the place of table and details; else what was there."""
        if not found:
            self.show_instead(otherwise)
        elif self.place.currentWidget() is otherwise:
            self.show_table()
        self._alone = not found
        self.side.setVisible(found)
        self._share_height()

    def compare(self, several: bool) -> None:
        """Show several runs beside each other, or the details of one."""
        self.side.setCurrentWidget(self.compared if several else self.area)

    def _share_height(self) -> None:
        """Give the table the height of its rows, or its share where there are more; beside the details, all of it."""
        grows = not self.is_stacked() or self._alone
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self._left.setSizePolicy(expanding, expanding if grows else fixed)
        at_right = self.is_stacked() or self._alone  # where a bar of the details would be
        self._column.setContentsMargins(0, 0, SCROLL_BAR if at_right else 0, 0)
        if grows:
            self.place.setMinimumHeight(0)
            self.place.setMaximumHeight(_NO_LIMIT)
            return
        rows = max(_LEAST_ROWS, self._table.model().rowCount()) + 1  # and the head
        whole = int(self.height() * _TABLE_SHARE) // ROW_HEIGHT  # rows, none of them cut off
        share = max(_LEAST_ROWS + 1, whole) * ROW_HEIGHT
        self.place.setFixedHeight(min(rows * ROW_HEIGHT, share) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()


def beside_bar(*widgets: QWidget) -> QVBoxLayout:
    """Widgets of the room that end where what is in the panes does."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, SCROLL_BAR, 0)
    for widget in widgets:
        column.addWidget(widget)
    return column


class _Area(QScrollArea):
    """Scrolls in the room of its bar, which stays free without it."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        scroll_down(self, content)
        self.verticalScrollBar().rangeChanged.connect(lambda _, most: self._leave_room(most))
        self._leave_room(0)

    def _leave_room(self, most: int) -> None:
        self.setViewportMargins(0, 0, 0 if most else SCROLL_BAR, 0)
