"""The tiles of the live grid: each a validation picture with what the network says of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.protocol.events import PredictedPicture
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, RADIUS_BUTTON, REGULAR, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets import file_manager
from resnet_studio.gui.widgets.figures import paint_bar
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture

GAP, ROW_GAP = 8, 8
_MOST_OVER = 6
_CAPTION, _TRUTH = 26, 15
_SMALLEST, _LEAST_IN_TWO_ROWS, _USUAL = 64, 72, 84
_NAMED = 3
"""So many of the most probable classes are named in tooltips."""


def fit(width: int, height: int, caption: int) -> tuple[int, int, int]:
    """How many tiles a space shows.

    Args:
        width, height: the most that the tiles may take, px.
        caption: px below each square.

    Returns:
        Columns, rows and the side of a square in px: two rows where they fit, all 24 where the side stays usable.
    """
    best = (1, 1, _SMALLEST)
    for rows in (1, 2):
        highest = (height - ROW_GAP * (rows - 1)) // rows - caption
        if rows > 1 and highest < _LEAST_IN_TWO_ROWS:
            break
        columns = min(FOLLOWED_PICTURES // rows, max(1, (width + GAP) // (min(_USUAL, highest) + GAP)))
        side = (width - GAP * (columns - 1)) // columns
        best = (columns, rows, max(_SMALLEST, min(side, highest)))
    return best


class PictureTiles(TileGrid):
    """Paints the tiles: square, predicted class, probability, a bar; wrong ones with border, cross and weight.

    It shows as many as fit and does not scroll. Signals: those of `TileGrid`.

    Attributes:
        scale: of deep pictures.
    """

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(
            self._paint_tile, tile=_USUAL, caption=_CAPTION, gap=GAP, row_gap=ROW_GAP, tip=self._tip_at, parent=parent
        )
        self._thumbnails = thumbnails
        self._root, self.scale = Path(), UNKNOWN_SCALE
        self._classes: tuple[str, ...] = ()
        self._pictures: tuple[PredictedPicture, ...] = ()
        self._awaited = 0
        self._fitted = (1, 1, _SMALLEST)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        thumbnails.loaded.connect(self._loaded)
        self.current_changed.connect(lambda _: self._describe())
        self.menu_asked.connect(lambda index, where: self.menu(index).popup(where))

    def set_dataset(self, root: Path, classes: tuple[str, ...], scale: ValueScale = UNKNOWN_SCALE) -> None:
        """Set the folder of the pictures, the names of their classes, and the scale of deep pictures."""
        self._root, self._classes, self.scale = root, classes, scale
        self._caption = _CAPTION + (_TRUTH if len(classes) > 2 else 0)  # of two classes the true one needs no naming
        self.set_current(-1)
        self.updateGeometry()

    def show_pictures(self, pictures: tuple[PredictedPicture, ...], awaited: int = 0) -> None:
        """Show these, in this order; while there are none, an empty tile for each of those `awaited`."""
        self._pictures, self._awaited = pictures, awaited
        wrong = sum(picture.wrong for picture in pictures)
        self.setAccessibleName(
            trn("{count} picture, {wrong} wrong", "{count} pictures, {wrong} wrong", len(pictures), wrong=wrong)
        )
        self._arrange()
        self._describe()

    def pictures(self) -> tuple[PredictedPicture, ...]:
        """All pictures, also those that do not fit."""
        return self._pictures

    def shown(self) -> list[PredictedPicture]:
        """The pictures that fit into the present size."""
        return list(self._pictures[: self._count])

    def caption(self) -> int:
        """Height of the texts below a square, px."""
        return self._caption

    def path(self, picture: PredictedPicture) -> Path:
        """Where the file of a picture is."""
        return self._root / picture.path

    def arrange(self, width: int, height: int) -> int:
        """Lay out the tiles in at most `height` px and return the height that they take."""
        self._fitted = fit(width, height, self._caption)
        _, rows, side = self._fitted
        self._arrange()
        return rows * (side + self._caption) + (rows - 1) * ROW_GAP

    def tile_rect(self, index: int) -> QRect:
        """The square of a tile, px."""
        columns, _, side = self._fitted
        row, column = divmod(index, columns)
        left = column * (side + GAP)
        over = self.width() - columns * (side + GAP) + GAP
        if columns > 1 and 0 < over <= _MOST_OVER * columns:  # the remaining pixels go into the gaps
            left += round(over * column / (columns - 1))
        return QRect(left, row * self._pitch(side), side, side)

    def index_at(self, point: QPoint) -> int:
        """Return the tile (square or caption) at a point, or -1."""
        tiles = (self.tile_rect(index).adjusted(0, 0, 0, self._caption) for index in range(self._count))
        return next((index for index, rect in enumerate(tiles) if rect.contains(point)), -1)

    def likely(self, picture: PredictedPicture) -> str:
        """The most probable classes of a picture: "bees 71.3 %, ants 28.7 %"."""
        ranked = picture.ranked()[:_NAMED]
        return ", ".join(f"{self._name(label)} {formatting.percent(share)}" for label, share in ranked)

    def truth(self, picture: PredictedPicture) -> str:
        """What a picture is, and whether the network says so."""
        true = self._name(picture.true)
        return tr("is {true}, predicted wrongly", true=true) if picture.wrong else tr("is {true}", true=true)

    def tip(self, picture: PredictedPicture) -> str:
        """What is known about one picture, as text."""
        first = tr("{file}: {truth}", file=Path(picture.path).name, truth=self.truth(picture))
        failed = self._thumbnails.failed(self.path(picture))
        return "\n".join(filter(None, (first, self.likely(picture), failed)))

    def menu(self, index: int) -> QMenu:
        """The menu of a tile, which is deleted when it closes."""
        menu = passing_menu(self)
        path = self.path(self._pictures[index])
        menu.addAction(icon("picture", "text2"), tr("Show larger"), lambda: self.activated.emit(index))
        menu.addAction(icon("folder", "text2"), tr("Show in folder"), lambda: file_manager.show_in_folder(path))
        return menu

    def sizeHint(self) -> QSize:
        return QSize(400, _SMALLEST + self._caption)

    def minimumSizeHint(self) -> QSize:
        return QSize(_SMALLEST, _SMALLEST)

    def _layout(self) -> tuple[int, int]:
        columns, _, side = self._fitted
        return columns, side

    def _arrange(self) -> None:
        columns, rows, _ = self._fitted
        self._count = min(len(self._pictures), columns * rows)
        if self._current >= self._count:
            self._current = -1
        self.verticalScrollBar().setRange(0, 0)
        self._announce()

    def _name(self, label: int) -> str:
        return safe_text.printable(self._classes[label]) if label < len(self._classes) else "?"

    def _describe(self) -> None:
        shown = [self._pictures[self._current]] if self._current >= 0 else self._pictures
        self.setAccessibleDescription("; ".join(map(self.tip, shown)))

    def _tip_at(self, index: int) -> str:
        return self.tip(self._pictures[index])

    def _loaded(self, path: str) -> None:
        for index, picture in enumerate(self.shown()):
            if str(self.path(picture)) == path:
                self.update_tile(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pictures:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        columns, rows, _ = self._fitted
        for index in range(min(self._awaited, columns * rows)):
            paint_box(painter, self.tile_rect(index), RADIUS_BUTTON, "rail")

    def _paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        picture = self._pictures[index]
        (predicted, share), wrong = picture.ranked()[0], picture.wrong
        path, ratio = self.path(picture), self.devicePixelRatioF()
        pixmap = self._thumbnails.pixmap(path, rect.width(), ratio, self.scale)
        paint_picture(
            painter, rect, pixmap, wrong=wrong, selected=index == self._current,
            unreadable=self._thumbnails.failed(path) is not None,
        )  # fmt: skip
        line = QRect(rect.left(), rect.bottom() + 4, rect.width(), 16)
        painter.setFont(font(CAPTION, SEMIBOLD if wrong else REGULAR))
        percent = formatting.percent(share)
        taken = painter.fontMetrics().horizontalAdvance(percent)
        painter.setPen(colour("wrong" if wrong else "text2"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent)
        painter.setFont(font(CAPTION, SEMIBOLD if wrong else MEDIUM))
        painter.setPen(colour("wrong" if wrong else "text"))
        _elided(painter, line.adjusted(0, 0, -taken - 4, 0), self._name(predicted))
        bar = QRectF(rect.left(), line.bottom() + 2, rect.width(), 3)
        paint_bar(painter, bar, share, "wrong" if wrong else "text3")
        if wrong and len(self._classes) > 2:
            painter.setFont(font(CAPTION))
            painter.setPen(colour("text2"))
            truth = QRect(rect.left(), round(bar.bottom()) + 1, rect.width(), _TRUTH)
            _elided(painter, truth, tr("is {true}", true=self._name(picture.true)))


def _elided(painter: QPainter, line: QRect, text: str) -> None:
    """One line, elided in the middle: names of classes and files often begin alike."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
