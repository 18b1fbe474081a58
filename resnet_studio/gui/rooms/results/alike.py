"""The training pictures that are most like a picture, in one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.alike import Alike
from resnet_studio.gui.rooms.results.failing_grid import paint_pair, paint_picture_ring
from resnet_studio.gui.rooms.results.growing import GrowingTiles
from resnet_studio.gui.theme.tokens import MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.text import ElidedLabel

_TILE: Final = 112
_CAPTION: Final = 22


class PathTiles(GrowingTiles):
    """Tiles of pictures by their paths, each with two words below it.

    Signal, beside those of `GrowingTiles`: ``opened(str)``, a path that is to be shown larger.
    """

    opened = Signal(str)

    def __init__(
        self, thumbnails: ThumbnailLoader, *, tile: int = _TILE, rows: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(self._paint_tile, tile=tile, caption=_CAPTION, tip=self._tip, parent=parent)
        self._thumbnails = thumbnails
        self._root, self._scale = Path(), UNKNOWN_SCALE
        self.tiles: tuple[tuple[str, str, str], ...] = ()
        thumbnails.loaded.connect(self._arrived)
        self.activated.connect(lambda position: self.opened.emit(self.tiles[position][0]))
        self.grow_from(rows)

    def set_folder(self, root: Path, scale: ValueScale) -> None:
        """Say where the pictures are."""
        self._root, self._scale = root, scale

    def show_tiles(self, tiles: Sequence[tuple[str, str, str]]) -> None:
        """Show these: path, and the words at the left and at the right below it."""
        self.tiles = tuple(tiles)
        self.set_count(len(self.tiles))

    def _arrived(self, path: str) -> None:
        for position in self.in_sight():
            if str(self._root / self.tiles[position][0]) == path:
                self.update_tile(position)

    def _tip(self, position: int) -> str:
        said = "  ·  ".join(filter(None, self.tiles[position]))
        failed = self._thumbnails.failed(self._root / self.tiles[position][0]) or ""
        return "\n".join(printable(line) for line in (said, failed) if line)

    def _paint_tile(self, painter: QPainter, rect: QRect, position: int) -> None:
        path, left, right = self.tiles[position]
        file = self._root / path
        pixmap = self._thumbnails.pixmap(file, rect.width(), self.devicePixelRatioF(), self._scale)
        paint_picture(painter, rect, pixmap, unreadable=self._thumbnails.failed(file) is not None)
        if position == self.current():
            paint_picture_ring(painter, rect)
        line = QRect(rect.left(), rect.bottom() + 4, rect.width(), 16)
        paint_pair(painter, line, (left, "text", MEDIUM), (right, "text2", REGULAR))


class AlikeRow(Card):
    """A title, a cross, and one row of pictures; hidden until something is shown.

    Signals: ``opened(str)``, a path; ``appeared()``, it or its pictures have a place now, which may be out of sight.
    """

    opened = Signal(str)
    appeared = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(padding=12, spacing=8, parent=parent)
        self._title = ElidedLabel("", SECONDARY, MEDIUM)
        self.cross = IconButton("cross", tr("Close"))
        self.note = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.tiles = PathTiles(thumbnails)
        self.tiles.setAccessibleName(tr("Most alike training pictures"))
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        row.addWidget(self.cross)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.note)
        self.layout_.addWidget(self.tiles)
        self.cross.clicked.connect(self.hide)
        self.tiles.opened.connect(self.opened)
        self.path = ""
        self.hide()

    def await_pictures(self, path: str) -> None:
        """Say which picture is asked about."""
        self.path = path
        self._title.setText(tr("Training pictures most like {file}", file=path.rpartition("/")[2]))
        self.say(tr("Comparing pictures"))
        self.show()
        QTimer.singleShot(0, self, self.appeared.emit)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return not self.isHidden() and self.tiles.isHidden()

    def say(self, text: str) -> None:
        """Say what the answer waits for, or why there is none."""
        self.note.setText(text)
        self.note.show()
        self.tiles.hide()

    def show_alike(self, found: Sequence[Alike] | None, classes: Mapping[str, str]) -> None:
        """Show the most alike pictures, each with its class and how like it is; ``classes`` are by path."""
        if not found:
            self.say(
                tr("This picture could not be compared.") if found is None else tr("There are no training pictures.")
            )
            return
        self.note.hide()
        self.tiles.show_tiles([(one.path, classes.get(one.path, ""), f"{one.likeness:.2f}") for one in found])
        self.tiles.show()
        if not self.visibleRegion().isEmpty():  # who has scrolled on meanwhile is not called back
            QTimer.singleShot(0, self, self.appeared.emit)

    def title(self) -> str:
        """The title as a whole."""
        return self._title.text()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())
