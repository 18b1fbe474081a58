"""The recent datasets as rows on the welcome page: a mosaic, a name, counts, the best run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.held_keys import is_repeat
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, RADIUS_BUTTON, RADIUS_CARD, SECONDARY, SEMIBOLD
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.names import chosen_name, place_of
from resnet_studio.gui.work.recents import Recent

_HEIGHT: Final = 66
_EDGE: Final = 14
_MOSAIC: Final = 50
_SMALL: Final = 24
_NAME: Final = 78
_COUNTS: Final = 412  # from the right edge, as the next
_BEST: Final = 230
_LONGEST_TIP: Final = 1000  # characters of a path
_MISSING: Final = message("Not there. Is its drive connected?")
_VERTICAL: Final = Qt.AlignmentFlag.AlignVCenter


class RecentRow(QAbstractButton):
    """One dataset. Signals: ``clicked`` opens it, ``removed()`` removes it from the list (Delete or its menu)."""

    removed = Signal()

    def __init__(self, recent: Recent, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        from resnet_studio.gui.rooms.data.words import tally  # here: a first start has no row

        self.recent, self._thumbnails = recent, thumbnails
        self._awake = False
        self._name, self._place = chosen_name(recent.path, recent.chosen), place_of(recent.path)
        if recent.reading.startswith("table "):  # other columns of a table are another dataset
            from resnet_studio.core.tables.columns import columns_of

            columns = columns_of(recent.reading)
            self._place = tr("{label:name} in {place}", label=columns.label if columns else "", place=self._place)
        self._counts = tally(recent.pictures, recent.classes) if recent.available else show(_MISSING)
        known = recent.available and recent.best_top1 is not None
        self._best = tr("Best run {top1:percent}", top1=recent.best_top1) if known else ""
        self._when = formatting.near_day(recent.opened)
        self.setAccessibleName(", ".join(word for word in (self._name, self._counts, self._best, self._when) if word))
        self.setToolTip(plain_tip(place_of(recent.path, _LONGEST_TIP)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        thumbnails.loaded.connect(self._arrived)

    def wake(self) -> None:
        """Load pictures from now on; before the first paint nothing is read from disk."""
        self._awake = True
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, _HEIGHT)

    def focus_rect(self) -> QRect:
        return self.rect().adjusted(6, 6, -6, -6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if not is_repeat(event):  # the next row has the keyboard then
                self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return the row's menu, which is deleted when it closes."""
        menu = passing_menu(self)
        from resnet_studio.gui.theme.qt_icons import icon

        menu.addAction(icon("folder", "text2"), tr("Open"), self.click)
        remove = menu.addAction(icon("cross", "text2"), tr("Remove from this list"), self.removed.emit)
        remove.setShortcut(Qt.Key.Key_Delete)
        remove.setToolTip(tr("Nothing on disk is changed"))
        return menu

    def _arrived(self, path: str) -> None:
        if any(path == str(example) for example in self.recent.examples):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            now = palette()
            paint_box(painter, self.rect().adjusted(5, 4, -5, -4), RADIUS_BUTTON, now.step(now.surface, 0.03))
        self._paint_mosaic(painter, QRectF(_EDGE, (self.height() - _MOSAIC) / 2, _MOSAIC, _MOSAIC))
        here = self.recent.available
        right = self.width() - _EDGE
        counts, best = self.width() - _COUNTS, self.width() - _BEST
        room = QRect(_NAME, 16, counts - _NAME - 16, 18)
        _text(painter, room, self._name, "text" if here else "text2", BODY, SEMIBOLD)
        _text(painter, room.translated(0, 17), self._place, "text2")
        middle = QRect(counts, 0, (best if here else right - 90) - counts - 8, self.height())
        if not here:
            paint_icon(painter, QRect(counts, 0, 14, self.height()), "warning", "wrong", 14)
            middle.setLeft(counts + 20)
        _text(painter, middle, self._counts, "text2")
        _text(painter, QRect(best, 0, right - 90 - best, self.height()), self._best, "text2")
        _text(painter, QRect(right - 120, 0, 120, self.height()), self._when, "text2", right=True)

    def _paint_mosaic(self, painter: QPainter, box: QRectF) -> None:
        examples = self.recent.examples
        if not self.recent.available or not examples:
            paint_box(painter, box, RADIUS_BUTTON, None, "line2", dashed=True)
            paint_icon(painter, box, "folder", "text2", 20)
            return
        outline = QPainterPath()
        outline.addRoundedRect(box, RADIUS_BUTTON, RADIUS_BUTTON)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipPath(outline)
        step = _MOSAIC - _SMALL
        for number, example in enumerate(examples[:4]):
            corner = QRectF(box.left() + number % 2 * step, box.top() + number // 2 * step, _SMALL, _SMALL)
            ratio, scale = self.devicePixelRatioF(), self.recent.scale
            picture = self._thumbnails.pixmap(example, _SMALL, ratio, scale) if self._awake else None
            paint_picture(painter, corner, picture, radius=0)
        painter.restore()


def _text(
    painter: QPainter, room: QRect, text: str, tone: str, size: int = SECONDARY, weight: int = 400, *,
    right: bool = False,
) -> None:  # fmt: skip
    painter.setFont(font(size, weight))
    painter.setPen(colour(tone))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, max(0, room.width()))
    painter.drawText(room, _VERTICAL | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft), shown)


class RecentList(QWidget):
    """The rows in one card. Signals: ``chosen(Recent)``, ``removed(Recent)``."""

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._awake = False
        self.rows: list[RecentRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)

    def set_recents(self, recents: Sequence[Recent]) -> None:
        """Show these, in their order; the keyboard stays where it was."""
        focused = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        before = self.rows
        self.rows = [RecentRow(recent, self._thumbnails) for recent in recents]
        for row in self.rows:
            row.clicked.connect(lambda _=False, recent=row.recent: self.chosen.emit(recent))
            row.removed.connect(lambda recent=row.recent: self.removed.emit(recent))
            self._column.addWidget(row)
            row.show()
            if self._awake:
                row.wake()
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        for row in before:  # last, so that the focus is already on a new row
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()

    def wake(self) -> None:
        """Let the rows load their pictures."""
        self._awake = True
        for row in self.rows:
            row.wake()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), RADIUS_CARD, "surface", "line")
        for row in self.rows[1:]:
            painter.fillRect(QRect(1, row.y() - 1, self.width() - 2, 1), colour("line"))
