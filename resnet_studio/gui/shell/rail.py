"""The rail: the rooms in the order of the work, each with its state in a few words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import (
    BODY,
    CAPTION,
    MEDIUM,
    NARROW_WINDOW,
    RADIUS_ACTION,
    RAIL_WIDTH,
    RAIL_WIDTH_NARROW,
    RAIL_WIDTH_WIDE,
    SEMIBOLD,
    WIDE_WINDOW,
)
from resnet_studio.gui.widgets.card import Line
from resnet_studio.gui.widgets.choice import one_tab_stop
from resnet_studio.gui.widgets.paint import colour, paint_area, paint_box
from resnet_studio.gui.widgets.text import plain_tip, unbroken

_ITEM_HEIGHT: Final = 44
_LEFT, _RIGHT = 42, 4
"""Space beside the words of an item, px."""
_LINE = 14
"""Height of a second line of an item's state, px."""
_ROOMS: Final = (
    ("data", message("Data"), "data"),
    ("model", message("Model"), "model"),
    ("train", message("Train"), "train"),
    ("results", message("Results"), "results"),
    ("use", message("Use"), "use"),
)
_APART: Final = (("runs", message("Runs"), "runs"),)


class _Item(QAbstractButton):
    """One room: icon, name and state; only the icon while the rail is narrow."""

    def __init__(self, name: str, icon: str, height: int) -> None:
        super().__init__()
        self._name, self._icon, self._height = name, icon, height
        self.state, self.keys = "", ""
        self.narrow = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", RADIUS_ACTION)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe()

    def describe(self) -> None:
        """Update tooltip and accessible name."""
        named = tr("{name}, {state}", name=self._name, state=self.state) if self.state else self._name
        self.setAccessibleName(named)
        lines = [] if self.narrow else self.lines()
        self.setFixedHeight(self._height + _LINE * max(0, len(lines) - 1))
        elided = "" if " ".join(lines) == unbroken(self.state) else self.state
        words = [self._name, self.state, self.keys] if self.narrow else [elided, self.keys]
        self.setToolTip(plain_tip(" · ".join(word for word in words if word)))
        self.update()

    def lines(self) -> list[str]:
        """The state as it is shown: in two lines where it does not fit in one, the second elided in the middle."""
        metrics, room = QFontMetrics(font(CAPTION)), self.width() - _LEFT - _RIGHT
        first, *rest = unbroken(self.state).split(" ")
        while rest and metrics.horizontalAdvance(f"{first} {rest[0]}") <= room:
            first = f"{first} {rest.pop(0)}"
        lines = [first, " ".join(rest)] if rest else [first]
        return [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room) for line in lines if line]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.describe()

    def sizeHint(self) -> QSize:
        return QSize(_ITEM_HEIGHT, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = palette()
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_ACTION, "tint")
        elif self.underMouse():
            paint_box(painter, self.rect(), RADIUS_ACTION, now.step(now.rail, 0.04))
        tone = "accent" if self.isChecked() else "text2"
        if self.narrow:
            paint_icon(painter, self.rect(), self._icon, tone)
            return
        paint_icon(painter, QRect(10, 0, 20, self.height()), self._icon, tone)
        name = "accent" if self.isChecked() else "text"
        painter.setFont(font(BODY, SEMIBOLD if self.isChecked() else MEDIUM))
        painter.setPen(colour(name))
        left, room = _LEFT, self.width() - _LEFT - _RIGHT
        middle = Qt.AlignmentFlag.AlignVCenter
        if not self.state:
            painter.drawText(QRect(left, 0, room, self.height()), middle, self._name)
            return
        painter.drawText(QRect(left, 6, room, 18), middle, self._name)
        painter.setFont(font(CAPTION))
        painter.setPen(colour("text2" if self.isChecked() else "text3"))
        lines = self.lines()
        flags = middle | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(left, 22, room, 18 + _LINE * (len(lines) - 1)), flags, "\n".join(lines))


class Rail(QWidget):
    """The rooms Data, Model, Train, Results, Use and, apart, Runs. Signal: ``chosen(str)``, when a person picks a room.

    Keys are "data", "model", "train", "results", "use", "runs"; Ctrl+1 to Ctrl+6 choose, arrow keys move within the
    rail.
    The window calls ``fit(width)`` when it is resized.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, _Item] = {}
        self._bottom: dict[str, _Item] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 9, 12)
        self._column.setSpacing(2)
        for key, name, icon in _ROOMS:
            self._add(key, show(name), icon)
        self._column.addSpacing(8)
        self._column.addWidget(Line(inset=10))
        self._column.addSpacing(8)
        for key, name, icon in _APART:
            self._add(key, show(name), icon)
        self._column.addStretch(1)
        self.setAccessibleName(tr("Rooms"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(RAIL_WIDTH)
        self._items["data"].setChecked(True)
        one_tab_stop(self._group)

    def _add(self, key: str, name: str, icon: str) -> None:
        item = _Item(name, icon, _ITEM_HEIGHT)
        self._items[key] = item
        self._group.addButton(item)
        self._column.addWidget(item)
        sequence = QKeySequence(f"Ctrl+{len(self._items)}")
        item.keys = sequence.toString(QKeySequence.SequenceFormat.NativeText)
        item.describe()
        QShortcut(sequence, self).activated.connect(item.click)
        item.toggled.connect(lambda on: self._toggled(key, on))

    def add_bottom(self, key: str, name: str, icon: str) -> None:
        """Add an item for a menu at the bottom; a click emits ``chosen`` and does not change the room."""
        item = _Item(name, icon, 36)
        item.setCheckable(False)
        item.clicked.connect(lambda: self.chosen.emit(key))
        item.narrow = self.is_narrow()
        item.describe()
        self._bottom[key] = item
        self._column.addWidget(item)

    def bottom_item(self, key: str) -> QAbstractButton:
        """Return the button of a bottom item, to show a menu beside it."""
        return self._bottom[key]

    def _toggled(self, key: str, on: bool) -> None:
        if on and any(item.hasFocus() for item in self._items.values()):
            self._items[key].setFocus(Qt.FocusReason.OtherFocusReason)  # the ring is not to stay at the room before
        if on and not self.signalsBlocked():
            self.chosen.emit(key)

    def current(self) -> str:
        """Return the key of the current room."""
        return next(key for key, item in self._items.items() if item.isChecked())

    def set_current(self, key: str) -> None:
        """Mark a room as the current one, without emitting ``chosen``."""
        self.blockSignals(True)
        self._items[key].setChecked(True)
        self.blockSignals(False)

    def set_state(self, key: str, state: str) -> None:
        """Show the state of a room in a few words ("397 pictures"); "" hides it."""
        item = self._items[key]
        if item.state != state:
            item.state = state
            item.describe()

    def state(self, key: str) -> str:
        """Return the state shown for a room."""
        return self._items[key].state

    def item(self, key: str) -> QAbstractButton:
        """Return the button of a room, for tests and tab order."""
        return self._items[key]

    def is_narrow(self) -> bool:
        """Return whether only icons show."""
        return self.width() == RAIL_WIDTH_NARROW

    def fit(self, window_width: int) -> None:
        """Take the width that suits a window of ``window_width`` px: icons only, normal or wide."""
        narrow = window_width < NARROW_WINDOW
        width = RAIL_WIDTH_NARROW if narrow else RAIL_WIDTH_WIDE if window_width >= WIDE_WINDOW else RAIL_WIDTH
        if width == self.width():
            return
        self.setFixedWidth(width)
        for item in (*self._items.values(), *self._bottom.values()):
            item.narrow = narrow
            item.describe()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_area(painter, self.rect(), colour("rail"))
        paint_area(painter, QRect(self.width() - 1, 0, 1, self.height()), colour("line"))
