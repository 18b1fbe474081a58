"""Tiles in a room that scrolls: a few rows, or all; the tiles do not scroll themselves, and paint what is in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.pictures import TileGrid


class GrowingTiles(TileGrid):
    """As high as the rows that it shows. Signal, beside those of `TileGrid`: ``counted()``, other tiles are shown.

    Attributes:
        few: rows that show until a person wants all.
        more: the button that shows all, or a few again; its owner puts it below the tiles.
    """

    counted = Signal()
    _resized = Signal()

    def grow_from(self, few: int) -> None:
        """Show so many rows at first. To be called once."""
        self.few = few
        self._all = False
        self.more = Button("", "link")
        self.more.clicked.connect(lambda: self.show_all(all_rows=not self._all))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Later, because a widget that is resized while it is being resized hears only of the first.
        self._resized.connect(self.fit, Qt.ConnectionType.QueuedConnection)
        self.current_changed.connect(self._reveal)
        self.fit()

    def set_count(self, count: int) -> None:
        super().set_count(count)
        self._all = False
        self.fit()
        self.counted.emit()

    def show_all(self, *, all_rows: bool = True) -> None:
        """Show all rows, or a few."""
        self._all = all_rows
        self.fit()

    def columns(self) -> int:
        """Pictures in a full row."""
        return self._layout()[0]

    def pitch(self) -> int:
        """The height of a row with what is below it, px."""
        return self._pitch(self._layout()[1])

    def in_sight(self) -> list[int]:
        """The tiles that the room shows now, at least in part."""
        seen = self.viewport().visibleRegion().boundingRect()
        return list(self._between(seen.top(), seen.bottom())) if not seen.isEmpty() else []

    def visible_range(self) -> tuple[int, int]:
        """Return (first, one past last) of the tiles that the room shows."""
        tiles = self.in_sight()
        return (tiles[0], tiles[-1] + 1) if tiles else (0, 0)

    def fit(self) -> None:
        """Be as high as the rows that show."""
        rows = -(-self.count() // self.columns())
        shown = rows if self._all else min(self.few, rows)
        self.more.setVisible(rows > self.few)
        self.more.set_words(
            tr("Show fewer") if self._all else trn("Show {count} picture", "Show all {count} pictures", self.count())
        )
        height = max(0, shown * self.pitch() - self._row_gap)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _between(self, top: int, bottom: int) -> range:
        columns, pitch = self.columns(), self.pitch()
        return range(max(0, top // pitch) * columns, min(self.count(), (max(0, bottom) // pitch + 1) * columns))

    def _arrange(self) -> None:
        self.verticalScrollBar().setRange(0, 0)
        self._announce()

    def _reveal(self, index: int) -> None:
        """Bring the current tile into sight, among all rows if need be."""
        if index < 0:
            return
        if not self._all and index >= self.few * self.columns():
            self.show_all()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        body = area.widget() if area is not None else None
        if area is not None and body is not None and body.isAncestorOf(self):
            rect = self.tile_rect(index).translated(self.mapTo(body, self.rect().topLeft()))
            area.ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the room scrolls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for index in self._between(event.rect().top(), event.rect().bottom()):
            self._paint(painter, self.tile_rect(index), index)
