"""Buttons: the filled main action, outlined ones, small ones, links, and a bare icon."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.held_keys import is_repeat
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import (
    ACTION,
    ACTION_HEIGHT,
    BODY,
    CONTROL_HEIGHT,
    MEDIUM,
    RADIUS_ACTION,
    RADIUS_BUTTON,
    SECONDARY,
    SEMIBOLD,
    SMALL_HEIGHT,
)  # fmt: skip
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import plain_tip

_COMPACT: Final = 6
"""So many px of padding fewer at each side where there is little room."""
Kind = Literal["main", "action", "secondary", "small", "link"]


class _Shape(NamedTuple):
    height: int
    padding: int
    size: int
    weight: int
    icon: int
    gap: int
    radius: int


_SHAPES: Final[dict[str, _Shape]] = {
    "main": _Shape(ACTION_HEIGHT, 21, ACTION, SEMIBOLD, 16, 8, RADIUS_ACTION),
    "action": _Shape(ACTION_HEIGHT, 15, ACTION, MEDIUM, 16, 8, RADIUS_ACTION),
    "secondary": _Shape(CONTROL_HEIGHT, 14, BODY, MEDIUM, 16, 8, RADIUS_BUTTON),
    "small": _Shape(SMALL_HEIGHT, 11, SECONDARY, MEDIUM, 14, 8, RADIUS_BUTTON),
    "link": _Shape(SMALL_HEIGHT, 2, SECONDARY, MEDIUM, 14, 6, RADIUS_BUTTON),
}


def press_once(button: QPushButton, event: QKeyEvent) -> None:
    """Click a button, but not again while the key is held: what then has the keyboard may be another one."""
    if not is_repeat(event):
        button.click()


class Button(QPushButton):
    """A push button in one of five kinds; Enter presses it as well as Space. Signal: ``clicked`` of QPushButton.

    Kinds: "main" (filled, 40 px, one per room), "action" (outlined, 40 px, beside it in the header),
    "secondary" (outlined, 32 px), "small" (outlined, 26 px), "link" (accent text, no frame).
    """

    def __init__(
        self,
        text: str,
        kind: Kind = "secondary",
        icon: str = "",
        icon_right: str = "",
        *,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._shape = _SHAPES[kind]
        self._left, self._right = icon, icon_right
        self._tip, self._why = tip, ""
        self._words = ""
        self._compact = False
        self._bare = False
        self.set_words(text)
        self.setToolTip(plain_tip(tip))
        self.setProperty("focusRadius", self._shape.radius)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_words(self, text: str) -> None:
        """Show ``text`` literally, ampersands included."""
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    def words(self) -> str:
        """Return the text as shown, without the mnemonics of Qt."""
        return self._words

    def set_kind(self, kind: Kind) -> None:
        """Change the kind, as when a room's main action becomes secondary."""
        self._kind, self._shape = kind, _SHAPES[kind]
        self.setProperty("focusRadius", self._shape.radius)
        self.updateGeometry()
        self.update()

    def kind(self) -> Kind:
        """Return the kind."""
        return self._kind

    def set_icon(self, icon: str) -> None:
        """Change the icon at the left; "" removes it."""
        self._left = icon
        self.updateGeometry()
        self.update()

    def set_available(self, available: bool, why: str = "") -> None:
        """Enable, or disable with the reason as the tooltip."""
        self.setEnabled(available)
        self._why = "" if available else why
        self.setToolTip(plain_tip(self._tip_text()))

    def set_tip(self, tip: str) -> None:
        """Another tooltip."""
        self._tip = tip
        self.setToolTip(plain_tip(self._tip_text()))

    def _tip_text(self) -> str:
        tip = self._why or self._tip
        return "\n".join(filter(None, (self._words, tip))) if self._bare else tip

    def _shown(self) -> str:
        return "" if self._bare and (self._left or self._right) else self._words

    def set_compact(self, compact: bool) -> None:
        """Be narrower, as in the header of a small window."""
        self._compact = compact
        self.updateGeometry()

    def set_bare(self, bare: bool) -> None:
        """Show only the icon, where there is one, and the words in the tooltip."""
        if bare != self._bare:
            self._bare = bare
            self.setToolTip(plain_tip(self._tip_text()))
            self.updateGeometry()
            self.update()

    def width_of_words(self) -> int:
        """Return how much narrower it can be, px: then it is an icon, and its tooltip has the words."""
        if self._bare or not self._left:
            return 0
        wide = self.sizeHint().width()
        self._bare = True
        narrow = self.sizeHint().width()
        self._bare = False
        return wide - narrow

    def width_as(self, kind: Kind) -> int:
        """Return the width that the button would have as another kind, px."""
        return self._size_of(_SHAPES[kind]).width()

    def sizeHint(self) -> QSize:
        return self._size_of(self._shape)

    def _size_of(self, shape: _Shape) -> QSize:
        width = QFontMetrics(font(shape.size, shape.weight)).horizontalAdvance(self._shown()) + 2 * self._padding(shape)
        icons = sum(shape.icon + (shape.gap if self._shown() else 0) for name in (self._left, self._right) if name)
        return QSize(width + icons, shape.height)

    def _padding(self, shape: _Shape) -> int:
        return shape.padding - (_COMPACT if self._compact else 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            press_once(self, event)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self._paint_ground(painter)
        shape = self._shape
        painter.setFont(font(shape.size, shape.weight))
        words = self._shown()
        text = painter.fontMetrics().horizontalAdvance(words)
        content = self.sizeHint().width() - 2 * self._padding(shape)
        x = (self.width() - content) // 2
        y = (self.height() - shape.icon) // 2
        if self._left:
            paint_icon(painter, QRect(x, y, shape.icon, shape.icon), self._left, ink, shape.icon)
            x += shape.icon + (shape.gap if words else 0)
        painter.setPen(QColor(ink))
        painter.drawText(QRect(x, 0, text + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self._right:
            x += text + shape.gap
            paint_icon(painter, QRect(x, y, shape.icon, shape.icon), self._right, ink, shape.icon)

    def _paint_ground(self, painter: QPainter) -> str:
        """Paint the box for the current state; return the colour of text and icons as ``#rrggbb``."""
        now, shape = palette(), self._shape
        hover = self.isEnabled() and self.underMouse()
        down = self.isDown() or self.isChecked()
        if self._kind == "link":
            ink = now.accent if self.isEnabled() else now.text3
            return now.step(ink, 0.2) if hover else ink
        if not self.isEnabled():
            paint_box(painter, self.rect(), shape.radius, "line" if self._kind == "main" else None, "line")
            return now.text3
        if self._kind == "main":
            fill = now.step(now.accent, 0.16 if down else 0.08) if hover or down else now.accent
            paint_box(painter, self.rect(), shape.radius, fill)
            return now.on_accent
        fill = now.step(now.surface, 0.08 if down else 0.04) if hover or down else now.surface
        paint_box(painter, self.rect(), shape.radius, fill, "line2")
        return now.text


class IconButton(QPushButton):
    """A square button that is only an icon; ``tip`` names it for the pointer and for screen readers. One that is
    checked is tinted."""

    def __init__(
        self, icon: str, tip: str, side: int = SMALL_HEIGHT, *, tone: str = "text2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setAutoDefault(False)
        self.setFixedSize(side, side)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tip)
        self.setToolTip(plain_tip(tip))

    def set_icon(self, icon: str, tip: str) -> None:
        """Change icon and name of the button."""
        self._icon = icon
        self.setAccessibleName(tip)
        self.setToolTip(plain_tip(tip))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            press_once(self, event)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tone = QPainter(self), "accent" if self.isChecked() else self._tone
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_BUTTON, "tint")
        elif self.isEnabled() and (self.underMouse() or self.isDown()):
            ground = colour("text")
            ground.setAlphaF(0.12 if self.isDown() else 0.06)
            paint_box(painter, self.rect(), RADIUS_BUTTON, ground)
        size = 16 if self.width() <= SMALL_HEIGHT else 20
        paint_icon(painter, self.rect(), self._icon, tone if self.isEnabled() else "text3", size)
