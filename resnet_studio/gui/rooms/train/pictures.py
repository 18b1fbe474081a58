"""The live grid: some validation pictures with their predictions after the last epoch."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.protocol.events import PredictedPicture, Predictions
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import (
    CAPTION,
    MEDIUM,
    RADIUS_BUTTON,
    REGULAR,
    SECONDARY,
    SEGMENTED_HEIGHT,
    SEMIBOLD,
)
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.figures import paint_bar
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.text import ElidedLabel, heading, plain_tip

HEAD = 38
"""Height of the heading above the tiles with the space below it, px."""
GAP, ROW_GAP = 8, 8
_MOST_OVER = 6
_CAPTION, _TRUTH = 26, 15
_SMALLEST, _LEAST_IN_TWO_ROWS, _USUAL = 64, 72, 84


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


def wrongness(picture: PredictedPicture) -> float:
    """How wrong a prediction is: 1 minus the probability of the true class."""
    return 1.0 - picture.probabilities[picture.true]


def one_of_each(pictures: Iterable[PredictedPicture]) -> tuple[PredictedPicture, ...]:
    """One picture of each class, then the next of each: the first few show every class, however few fit."""
    seen: dict[int, int] = {}
    ranked = []
    for picture in pictures:
        turn = seen[picture.true] = seen.get(picture.true, -1) + 1
        ranked.append((turn, picture.true, picture))
    return tuple(picture for _, _, picture in sorted(ranked, key=lambda entry: entry[:2]))


class PictureTiles(QWidget):
    """Paints the tiles: square, predicted class, probability, a bar; wrong ones with border, cross and weight."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._root, self._scale = Path(), UNKNOWN_SCALE
        self._classes: tuple[str, ...] = ()
        self._pictures: tuple[PredictedPicture, ...] = ()
        self._awaited = 0
        self._layout = (1, 1, _SMALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        thumbnails.loaded.connect(self._loaded)

    def set_dataset(self, root: Path, classes: tuple[str, ...], scale: ValueScale = UNKNOWN_SCALE) -> None:
        """Set the folder of the pictures, the names of their classes, and the scale of deep pictures."""
        self._root, self._classes, self._scale = root, classes, scale
        self.updateGeometry()

    def show_pictures(self, pictures: tuple[PredictedPicture, ...], awaited: int = 0) -> None:
        """Show these, in this order; while there are none, an empty tile for each of those `awaited`."""
        self._pictures, self._awaited = pictures, awaited
        wrong = sum(self._is_wrong(picture) for picture in pictures)
        self.setAccessibleName(
            trn("{count} picture, {wrong} wrong", "{count} pictures, {wrong} wrong", len(pictures), wrong=wrong)
        )
        self.setAccessibleDescription("; ".join(self.tip(picture) for picture in pictures))
        self.update()

    def shown(self) -> list[PredictedPicture]:
        """The pictures that fit into the present size."""
        columns, rows, _ = self._layout
        return list(self._pictures[: columns * rows])

    def caption(self) -> int:
        """Height of the texts below a square, px. With two classes the true class needs no naming."""
        return _CAPTION + (_TRUTH if len(self._classes) > 2 else 0)

    def arrange(self, width: int, height: int) -> int:
        """Lay out the tiles in at most `height` px and return the height that they take."""
        self._layout = fit(width, height, self.caption())
        _, rows, side = self._layout
        self.update()
        return rows * (side + self.caption()) + (rows - 1) * ROW_GAP

    def tile_rect(self, index: int) -> QRect:
        """The square of a tile, px."""
        columns, _, side = self._layout
        row, column = divmod(index, columns)
        left = column * (side + GAP)
        over = self.width() - columns * (side + GAP) + GAP
        if columns > 1 and 0 < over <= _MOST_OVER * columns:  # the remaining pixels go into the gaps
            left += round(over * column / (columns - 1))
        return QRect(left, row * (side + self.caption() + ROW_GAP), side, side)

    def tip(self, picture: PredictedPicture) -> str:
        """What is known about one picture, as text."""
        ranked = sorted(enumerate(picture.probabilities), key=lambda pair: -pair[1])[:3]
        likely = ", ".join(f"{self._name(label)} {formatting.percent(share)}" for label, share in ranked)
        file, true = Path(picture.path).name, self._name(picture.true)
        if self._is_wrong(picture):
            first = tr("{file}: is {true}, predicted wrongly", file=file, true=true)
        else:
            first = tr("{file}: is {true}", file=file, true=true)
        failed = self._thumbnails.failed(self._root / picture.path)
        return "\n".join(filter(None, (first, likely, failed)))

    def sizeHint(self) -> QSize:
        return QSize(400, _SMALLEST + self.caption())

    def minimumSizeHint(self) -> QSize:
        return QSize(_SMALLEST, _SMALLEST)

    def _name(self, label: int) -> str:
        return safe_text.printable(self._classes[label]) if label < len(self._classes) else "?"

    @staticmethod
    def _predicted(picture: PredictedPicture) -> int:
        return max(range(len(picture.probabilities)), key=picture.probabilities.__getitem__)

    def _is_wrong(self, picture: PredictedPicture) -> bool:
        return self._predicted(picture) != picture.true

    def _loaded(self, path: str) -> None:
        for index, picture in enumerate(self.shown()):
            if str(self._root / picture.path) == path:
                self.update(self.tile_rect(index))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._pictures:
            columns, rows, _ = self._layout
            for index in range(min(self._awaited, columns * rows)):
                paint_box(painter, self.tile_rect(index), RADIUS_BUTTON, "rail")
        for index, picture in enumerate(self.shown()):
            rect = self.tile_rect(index)
            if rect.adjusted(0, 0, 0, self.caption()).intersects(event.rect()):
                self._paint_tile(painter, rect, picture)

    def _paint_tile(self, painter: QPainter, rect: QRect, picture: PredictedPicture) -> None:
        wrong, predicted = self._is_wrong(picture), self._predicted(picture)
        share = picture.probabilities[predicted]
        path, ratio = self._root / picture.path, self.devicePixelRatioF()
        pixmap = self._thumbnails.pixmap(path, rect.width(), ratio, self._scale)
        paint_picture(painter, rect, pixmap, wrong=wrong)
        ink = "wrong" if wrong else "text"
        line = QRect(rect.left(), rect.bottom() + 4, rect.width(), 16)
        painter.setFont(font(CAPTION, SEMIBOLD if wrong else REGULAR))
        percent = formatting.percent(share)
        taken = painter.fontMetrics().horizontalAdvance(percent)
        painter.setPen(colour(ink if wrong else "text2"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent)
        painter.setFont(font(CAPTION, SEMIBOLD if wrong else MEDIUM))
        painter.setPen(colour(ink))
        left = line.width() - taken - 4
        name = painter.fontMetrics().elidedText(self._name(predicted), Qt.TextElideMode.ElideRight, left)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        bar = QRectF(rect.left(), line.bottom() + 2, rect.width(), 3)
        paint_bar(painter, bar, share, "wrong" if wrong else "text3")
        if wrong and len(self._classes) > 2:
            painter.setFont(font(CAPTION))
            painter.setPen(colour("text2"))
            truth = QRect(rect.left(), round(bar.bottom()) + 1, rect.width(), _TRUTH)
            text = tr("is {true}", true=self._name(picture.true))
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, truth.width())
            painter.drawText(truth, Qt.AlignmentFlag.AlignVCenter, text)

    def event(self, event: QEvent) -> bool:
        """Show what is known about the picture under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            picture = self._at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self.tip(picture)) if picture else "", self)
            return True
        return super().event(event)

    def _at(self, point: QPoint) -> PredictedPicture | None:
        for index, picture in enumerate(self.shown()):
            if self.tile_rect(index).adjusted(0, 0, 0, self.caption()).contains(point):
                return picture
        return None


class LivePictures(QWidget):
    """Heading, order and tiles. ``arrange(width, most)`` lays them out and returns the height that they need."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._predictions: Predictions | None = None
        self._running = True
        self._awaited = 0
        self._heading = heading(tr("Validation pictures"))
        self._facts = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.order = Segmented([("pinned", tr("Pinned")), ("wrong", tr("Most wrong"))], tr("Order of the pictures"))
        self.order.button("pinned").setToolTip(tr("The same pictures in the same order after each epoch"))
        self.order.button("wrong").setToolTip(tr("The worst predictions first"))
        self.tiles = PictureTiles(thumbnails)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addStrut(SEGMENTED_HEIGHT)  # as high without the switch as with it
        row.addWidget(self._heading)
        row.addWidget(self._facts, 1)
        row.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HEAD - SEGMENTED_HEIGHT)
        column.addLayout(row)
        column.addWidget(self.tiles, 1)
        self.order.changed.connect(lambda _: self._show())

    def set_dataset(self, dataset: Dataset) -> None:
        """Show pictures of this dataset, none of them predicted yet."""
        self._predictions = None
        self._awaited = min(FOLLOWED_PICTURES, len(dataset.part("validation")))
        self.tiles.set_dataset(dataset.root, dataset.classes, dataset.scale)
        self._show()

    def show_predictions(self, predictions: Predictions | None, *, running: bool) -> None:
        """Show the predictions after an epoch."""
        if predictions is self._predictions and running == self._running:
            return
        self._predictions, self._running = predictions, running
        self._show()

    def facts(self) -> str:
        """The text beside the heading."""
        return self._facts.text()

    def arrange(self, width: int, most: int) -> int:
        """Lay out everything in at most `most` px of height; returns the height that it takes."""
        return HEAD + self.tiles.arrange(width, most - HEAD)

    def _show(self) -> None:
        known = self._predictions
        self.order.setVisible(known is not None)
        if known is None:
            self._facts.setText(tr("predicted after epoch 1") if self._running else tr("none were predicted"))
            self.tiles.show_pictures((), self._awaited if self._running else 0)
            return
        self._facts.setText(
            tr(
                "as predicted after epoch {epoch}: {right} of {total} right",
                epoch=known.epoch,
                right=known.right,
                total=known.total,
            )
        )
        pictures = one_of_each(known.pictures)
        if self.order.current() == "wrong":
            pictures = tuple(sorted(pictures, key=wrongness, reverse=True))
        self.tiles.show_pictures(pictures)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tiles.arrange(self.width(), self.height() - HEAD)
