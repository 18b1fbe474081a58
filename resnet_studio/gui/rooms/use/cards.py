"""The cards of the Use room: thousands of them, of which only the visible ones are painted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.rooms.use.card_text import line, paragraph
from resnet_studio.gui.rooms.use.results import TOP, Answer, Answers
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import CARD_GAP, LEAD, RADIUS_CARD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture

PADDING = 13
SIDE = 140
HEIGHT = SIDE + 2 * PADDING
NARROWEST_TWO, NARROWEST_MORE = 330, 400
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE


class CardGrid(TileGrid):
    """A grid of cards of one height that share the width evenly; more can be added without losing the place.

    Signals: those of `TileGrid`.

    Attributes:
        scale: of deep pictures.
    """

    def __init__(
        self, answers: Answers, thumbnails: ThumbnailLoader, maps: Maps, parent: QWidget | None = None
    ) -> None:
        super().__init__(self._paint_card, tile=NARROWEST_TWO, caption=0, tip=self._tip_of, parent=parent)
        self._answers, self._thumbnails, self._maps, self.scale = answers, thumbnails, maps, UNKNOWN_SCALE
        self._truths: dict[str, str] = {}  # the class of each picture of which it is known
        self._revealed = -1  # the card that stays in view while more are added
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(tr("Answers"))
        self.setProperty("focusRadius", RADIUS_CARD)
        self.current_changed.connect(self._describe_current)
        self.current_changed.connect(self._leave_place)
        self.verticalScrollBar().actionTriggered.connect(self._leave_place)  # by a person, not by this program
        thumbnails.loaded.connect(self._update_picture)

    def set_scale(self, scale: ValueScale) -> None:
        """Show deep pictures as the model in use sees them."""
        self.scale = scale
        self.viewport().update()

    def set_truths(self, truths: dict[str, str]) -> None:
        """Say the class of these pictures, by their path, on their cards."""
        self._truths = truths
        self.viewport().update()

    def grow(self, count: int) -> None:
        """Show ``count`` cards; the scroll position and the current card stay."""
        more, self._count = count > self._count, count
        if self._current >= count:
            self._current = count - 1
        self._arrange()
        if more and 0 <= self._revealed < count:
            self._show(self._revealed, at_top=True)
        self.viewport().update()

    def reveal(self, index: int) -> None:
        """Choose a card and scroll to it, and keep it at the top while more are added, until a person scrolls."""
        self.set_current(index)
        self._show(index, at_top=True)
        self._revealed = index

    def tile_rect(self, index: int) -> QRect:
        """Return the rectangle of a card in the viewport, px."""
        columns, width = self._layout()
        row, column = divmod(index, columns)
        top = row * self._pitch(width) - self.verticalScrollBar().value()
        return QRect(column * (width + CARD_GAP), top, width, HEIGHT)

    def index_at(self, point: QPoint) -> int:
        """Return the card at a point of the viewport, or -1."""
        columns, width = self._layout()
        column = point.x() // (width + CARD_GAP)
        row = (point.y() + self.verticalScrollBar().value()) // self._pitch(width)
        index = row * columns + column
        found = 0 <= column < columns and 0 <= index < self._count and self.tile_rect(index).contains(point)
        return index if found else -1

    def _leave_place(self, _: int) -> None:
        self._revealed = -1

    def _layout(self) -> tuple[int, int]:
        room = max(1, self.viewport().width() - (4 if self.verticalScrollBar().isVisible() else 0))
        narrowest = NARROWEST_TWO if self._answers.two_classes() else NARROWEST_MORE
        columns = max(1, (room + CARD_GAP) // (narrowest + CARD_GAP))
        return columns, (room - CARD_GAP * (columns - 1)) // columns

    def _pitch(self, _side: int) -> int:
        return HEIGHT + CARD_GAP

    def _update_picture(self, path: str) -> None:
        place = self._answers.index_of(path)
        if place is not None and place < self._count:
            self.update_tile(place)

    def _tip_of(self, index: int) -> str:
        answer = self._answers.at(index)
        path = safe_text.printable(answer.event.path)
        if isinstance(answer.event, PredictionFailed):
            return f"{path}\n{show(answer.event.error)}"
        threshold = self._answers.threshold
        if answer.sure(threshold):
            return path
        return f"{path}\n" + tr(
            "The probability of its best class is below {threshold} %", threshold=round(100 * threshold)
        )

    def _describe_current(self, index: int) -> None:
        self.setAccessibleDescription(describe(self._answers.at(index), self._answers.threshold) if index >= 0 else "")

    def _paint_card(self, painter: QPainter, rect: QRect, index: int) -> None:
        answer = self._answers.at(index)
        sure = answer.sure(self._answers.threshold)
        if index == self._current:
            paint_box(painter, rect, RADIUS_CARD, "tint", "accent", 2)
        elif sure:
            paint_box(painter, rect, RADIUS_CARD, "surface", "line")
        else:
            paint_box(painter, rect, RADIUS_CARD, "surface", "text2", dashed=True)
        square = QRect(rect.left() + PADDING, rect.top() + PADDING, SIDE, SIDE)
        text = QRect(square.right() + 17, rect.top() + PADDING, rect.right() - square.right() - 17 - PADDING, SIDE)
        path = Path(answer.event.path)
        if isinstance(answer.event, PredictionFailed):
            paint_picture(painter, square, None)
            paint_icon(painter, square, "warning", "wrong", 28)
            _paint_failure(painter, text, path.name, _problem_of(answer.event))
            return
        self._paint_picture(painter, square, path)
        if sure:
            line(painter, QRect(text.left(), text.top() + 3, text.width(), 22), answer.top[0][0], LEAD, SEMIBOLD)
        else:
            _paint_unsure(painter, text)
        self._paint_facts(painter, text, answer)

    def _paint_facts(self, painter: QPainter, text: QRect, answer: Answer) -> None:
        """The name of the file with what is known of it, the bars, and what the second model says."""
        path, answers = answer.event.path, self._answers
        truth, said, name = self._truths.get(path), answers.corrected.get(path), Path(path).name
        tone = "wrong" if truth not in (None, answer.top[0][0]) else "text2"
        if said is not None:
            name, tone = tr("you said {known}, {file}", known=said, file=name), "accent"
        elif truth:
            name = tr("is {known:name}, {file}", known=truth, file=name)
        line(painter, QRect(text.left(), text.top() + 26, text.width(), 18), name, SECONDARY, tone=tone)
        other = answers.second.get(path)
        shown = replace(answer, top=answer.top[: TOP - (other is not None)])
        _paint_bars(painter, text, shown, answers.threshold, answer.sure(answers.threshold))
        if other is not None:
            words = tr("Second: {known} {probability:percent}", known=other[0], probability=other[1])
            row = QRect(text.left(), text.bottom() - 17, text.width(), 18)
            line(painter, row, words, SECONDARY, SEMIBOLD, "wrong" if answers.differs(answer) else "text2")

    def _paint_picture(self, painter: QPainter, square: QRect, path: Path) -> None:
        picture = self._thumbnails.pixmap(path, SIDE, self.devicePixelRatioF(), self.scale)
        looked = self._maps.find(str(path))
        heat_map, unreadable = looked.heat_map if looked else None, self._thumbnails.failed(path) is not None
        paint_picture(painter, square, picture, unreadable=unreadable, heat_map=heat_map)


def ranking(answer: Answer) -> str:
    """Return the most probable classes: "ants 95.0 %, bees 5.0 %"."""
    return ", ".join(
        tr("{known} {probability:percent}", known=known, probability=probability) for known, probability in answer.top
    )


def describe(answer: Answer, threshold: float) -> str:
    """Return a card as text, for screen readers."""
    name = Path(answer.event.path).name
    if isinstance(answer.event, PredictionFailed):
        return show(answer.event.error)
    ranked = ranking(answer)
    if answer.sure(threshold):
        return tr("{name}: {ranked}", name=name, ranked=ranked)
    return tr("{name}: not sure, {ranked}", name=name, ranked=ranked)


def _paint_unsure(painter: QPainter, text: QRect) -> None:
    circle = QRect(text.left(), text.top() + 4, 20, 20)
    paint_box(painter, circle, 10, None, "text2", dashed=True)
    paint_icon(painter, circle, "question", "text2", 12)
    line(painter, QRect(text.left() + 28, text.top() + 3, text.width() - 28, 22), tr("Not sure"), LEAD, SEMIBOLD)


def _problem_of(event: PredictionFailed) -> str:
    """The sentence without the file's name, which the card shows above it."""
    error: Message = event.error
    if isinstance(error, Message) and "problem" in error.values:
        error = error.values["problem"]
    return show(error)


def _paint_failure(painter: QPainter, text: QRect, name: str, problem: str) -> None:
    line(
        painter, QRect(text.left(), text.top() + 3, text.width(), 22), tr("Could not be read"), LEAD, SEMIBOLD, "wrong"
    )
    line(painter, QRect(text.left(), text.top() + 26, text.width(), 18), name, SECONDARY, tone="text2")
    paragraph(painter, text.adjusted(0, 50, 0, 0), problem[:1].upper() + problem[1:])


def _paint_bars(painter: QPainter, text: QRect, answer: Answer, threshold: float, sure: bool) -> None:
    top = text.top() + 47
    tall = len(answer.top) <= 2
    for rank, (name, probability) in enumerate(answer.top):
        first = sure and rank == 0
        tone = "validation" if first else "line2" if sure else "text2"
        weight = SEMIBOLD if first else REGULAR
        ink = "text" if first else "text2"
        if tall:
            row = QRect(text.left(), top + 35 * rank, text.width(), 20)
            percent = _percent(painter, row, probability, weight, ink)
            line(painter, row.adjusted(0, 0, -percent - 8, 0), name, SECONDARY, weight, ink)
            _bar(painter, QRect(row.left(), row.bottom() + 2, row.width(), 8), probability, tone, threshold)
        else:
            row = QRect(text.left(), top + 19 * rank, text.width(), 18)
            _percent(painter, row, probability, weight, ink)
            named = max(56, row.width() * 2 // 5)
            line(painter, QRect(row.left(), row.top(), named - 8, 18), name, SECONDARY, weight, ink)
            width = row.width() - named - _percent_width() - 8
            if width > 24:
                _bar(painter, QRect(row.left() + named, row.top() + 6, width, 6), probability, tone, threshold)


def _percent_width() -> int:
    """Width in pixels of the longest percentage."""
    return QFontMetrics(font(SECONDARY, SEMIBOLD)).horizontalAdvance(formatting.percent(0.99999))


def _percent(painter: QPainter, row: QRect, probability: float, weight: int, ink: str) -> int:
    shown = formatting.percent(probability)
    line(painter, row, shown, SECONDARY, weight, ink, _RIGHT)
    return QFontMetrics(font(SECONDARY, weight)).horizontalAdvance(shown)


def _bar(painter: QPainter, rect: QRect, probability: float, tone: str, threshold: float) -> None:
    box = QRectF(rect)
    radius = box.height() / 2
    paint_box(painter, box, radius, "bg")
    if probability > 0:
        filled = QRectF(box.left(), box.top(), max(3.0, box.width() * min(1.0, probability)), box.height())
        paint_box(painter, filled, radius, tone)
    tick = box.left() + box.width() * threshold
    painter.fillRect(QRectF(round(tick) - 1, box.top() - 2, 2, box.height() + 4), colour("text2"))
