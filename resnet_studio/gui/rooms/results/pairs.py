"""The pairs of classes that are confused most, each with a mistake and a picture of the other class."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import tr
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.figures import Cell
from resnet_studio.core.runs.pair_examples import pair_examples
from resnet_studio.gui.rooms.results.counts import MOST_PAIRS, Counts
from resnet_studio.gui.rooms.results.matrix_paint import paint_number
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, RADIUS_BUTTON, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading, plain_tip

_SIDE, _DISC, _HEIGHT = 38, 18, 44


class PairRow(QAbstractButton):
    """One pair; a click chooses it."""

    def __init__(self, number: int, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._number, self._thumbnails = number, thumbnails
        self.pair = Cell(0, 0, 0)
        self._names, self._scale = ("", ""), UNKNOWN_SCALE
        self.pictures: tuple[Path | None, Path | None] = (None, None)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", RADIUS_BUTTON)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pair(self, pair: Cell, names: tuple[str, str]) -> None:
        """Show a pair with the names of its classes."""
        self.pair, self._names, self.pictures = pair, names, (None, None)
        said = tr("is {true:name}, predicted {predicted:name}, {pictures}", true=names[0], predicted=names[1],
                  pictures=pair.pictures)  # fmt: skip
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.update()

    def show_pictures(self, pictures: tuple[Path | None, Path | None], scale: ValueScale) -> None:
        """Show a mistake and a picture of the other class."""
        self.pictures, self._scale = pictures, scale
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(210, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, now = QPainter(self), palette()
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_BUTTON, "tint")
        elif self.underMouse():
            paint_box(painter, self.rect(), RADIUS_BUTTON, now.step(now.surface, 0.03))
        middle = self.height() / 2
        paint_number(painter, QRectF(7, middle - _DISC / 2, _DISC, _DISC), self._number, chosen=self.isChecked())
        x, top = 7 + _DISC + 6, (self.height() - _SIDE) // 2
        for place, path in enumerate(self.pictures):
            picture = self._thumbnails.pixmap(path, _SIDE, self.devicePixelRatioF(), self._scale) if path else None
            unreadable = path is not None and self._thumbnails.failed(path) is not None
            paint_picture(painter, QRect(x, top, _SIDE, _SIDE), picture, wrong=place == 0, unreadable=unreadable)
            x += _SIDE + 4
        self._paint_words(painter, x + 2)

    def _paint_words(self, painter: QPainter, left: int) -> None:
        true, predicted = (safe_text.printable(name) for name in self._names)
        room = max(0, self.width() - left - 6)
        painter.setFont(font(SECONDARY if room < 90 else BODY))
        painter.setPen(colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        shown = QFontMetrics(painter.font()).elidedText(true, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(left, 4, room, 18), middle, shown)
        painter.setFont(font(SECONDARY, SEMIBOLD))
        painter.setPen(colour("wrong"))
        metrics = QFontMetrics(painter.font())
        beside = metrics.horizontalAdvance(_as(self.pair.pictures, ""))
        name = metrics.elidedText(predicted, Qt.TextElideMode.ElideMiddle, max(0, room - beside))
        painter.drawText(QRect(left, 22, room, 18), middle, _as(self.pair.pictures, name))


def _as(pictures: int, predicted: str) -> str:
    return tr("{pictures} as {predicted:plain}", pictures=pictures, predicted=predicted)


class PairsCard(Card):
    """Signal: ``pair_chosen(int, int)``, true and predicted label."""

    pair_chosen = Signal(int, int)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(padding=12, spacing=6, parent=parent)
        what = tr("a mistake, and a picture of the other class")
        self._what = ElidedLabel(what, SECONDARY, REGULAR, "text2", elide="right", align=Qt.AlignmentFlag.AlignRight)
        head = QHBoxLayout()
        head.setContentsMargins(4, 2, 4, 0)
        head.addWidget(heading(tr("Confused most")), 1)
        head.addWidget(self._what, 2)
        self._grid = grid = QGridLayout()
        grid.setSpacing(2)
        grid.setHorizontalSpacing(8)
        self.rows = [PairRow(number + 1, thumbnails) for number in range(MOST_PAIRS)]
        for row in self.rows:
            row.clicked.connect(lambda _checked=False, row=row: self._choose(row))
        self.none = Label(tr("No picture is taken for another class."), SECONDARY, REGULAR, "text2")
        self.none.setContentsMargins(4, 0, 4, 0)  # below the heading
        self.layout_.addLayout(head)
        self.layout_.addLayout(grid)
        self.layout_.addWidget(self.none)
        self.layout_.addStretch(1)
        self.set_columns(2)  # not before its label is in a layout: shown by itself, it would be a window of its own
        thumbnails.loaded.connect(self._repaint)

    def set_columns(self, columns: int, *, explained: bool = True) -> None:
        """Place the pairs in so many columns, and say beside the heading what the pictures are, or leave it out."""
        each = -(-MOST_PAIRS // columns)
        for number, row in enumerate(self.rows):
            self._grid.addWidget(row, number % each, number // each)
        self._what.setVisible(explained)

    def show_counts(self, counts: Counts) -> None:
        """Show the worst pairs of a matrix."""
        pairs = counts.pairs[:MOST_PAIRS]
        self.none.setVisible(not pairs)
        for number, row in enumerate(self.rows):
            row.setVisible(number < len(pairs))
            if number < len(pairs):
                pair = pairs[number]
                row.show_pair(pair, (counts.names[pair.true], counts.names[pair.predicted]))

    def show_answered(self, answered: Answered) -> None:
        """Show pictures beside the pairs, of these answers."""
        rows = {(row.pair.true, row.pair.predicted): row for row in self.rows if not row.isHidden()}
        for pair, pictures in pair_examples(answered, rows).items():
            rows[pair].show_pictures(pictures, answered.scale)

    def show_current(self, true: int, predicted: int) -> None:
        """Mark the pair that is in focus."""
        for row in self.rows:
            row.setChecked((row.pair.true, row.pair.predicted) == (true, predicted))

    def _choose(self, row: PairRow) -> None:
        row.setChecked(True)
        self.pair_chosen.emit(row.pair.true, row.pair.predicted)

    def _repaint(self, path: str) -> None:
        for row in self.rows:
            if path in map(str, row.pictures):
                row.update()
