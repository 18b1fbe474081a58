"""Choices of one option: a segmented switch, and radio rows with a hint at the right of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import (
    BODY,
    CONTROL_HEIGHT,
    MEDIUM,
    RADIUS_ACTION,
    RADIUS_BUTTON,
    REGULAR,
    SECONDARY,
    SEGMENTED_HEIGHT,
)
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import plain_tip


def one_tab_stop(group: QButtonGroup) -> None:
    """Let Tab reach only the checked button of an exclusive group; the arrow keys reach the others (and choose)."""

    def follow(button: QAbstractButton, on: bool) -> None:
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    for button in group.buttons():
        follow(button, button.isChecked())
    group.buttonToggled.connect(follow)


class _Choice(QWidget):
    """Keyed checkable buttons of which exactly one is checked: one Tab stop, arrow keys move and choose."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QAbstractButton] = {}
        self._tips: dict[str, str] = {}
        self._group = QButtonGroup(self)
        one_tab_stop(self._group)
        self._silent = False

    def _add(self, layout: QBoxLayout, key: str, button: QAbstractButton) -> None:
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._buttons[key] = button
        self._group.addButton(button)
        layout.addWidget(button)
        if len(self._buttons) == 1:
            button.setChecked(True)
        button.toggled.connect(lambda on: self._chosen(key, on))

    def _chosen(self, key: str, on: bool) -> None:
        if on and not self._silent:
            self.changed.emit(key)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(self._buttons)

    def current(self) -> str:
        """Return the key of the chosen option."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        """Choose an option without emitting ``changed``; KeyError for an unknown key."""
        self._silent = True
        self._buttons[key].setChecked(True)
        self._silent = False

    def set_available(self, key: str, available: bool, why: str = "") -> None:
        """Enable an option, or disable it with the reason as its tooltip."""
        self._buttons[key].setEnabled(available)
        self._buttons[key].setToolTip(plain_tip(self._tips.get(key, "") if available else why))

    def set_tip(self, key: str, tip: str) -> None:
        """Say in the tooltip of an option what it does, while it is available."""
        self._tips[key] = tip
        if self._buttons[key].isEnabled():
            self._buttons[key].setToolTip(plain_tip(tip))

    def button(self, key: str) -> QAbstractButton:
        """Return the button of one option, for tooltips and tests."""
        return self._buttons[key]


class _Segment(QAbstractButton):
    _PADDING: Final = 13
    _LEAST_PADDING: Final = 6
    _ICON: Final = 14

    def __init__(self, text: str, icon: str) -> None:
        super().__init__()
        self._words, self._icon = text, icon
        self._padding = self._PADDING
        self.setAccessibleName(text)
        self.setProperty("focusRadius", RADIUS_BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def set_compact(self, compact: bool) -> None:
        self._padding = self._LEAST_PADDING if compact else self._PADDING
        self.updateGeometry()

    def icon_name(self) -> str:
        return self._icon

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(SECONDARY, MEDIUM)).horizontalAdvance(self._words) + 2 * self._padding
        return QSize(width + (self._ICON + 6 if self._icon else 0), SEGMENTED_HEIGHT - 6)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters: in a small window and a long language the rest is elided."""
        few = QFontMetrics(font(SECONDARY, MEDIUM)).horizontalAdvance("mmm…") + 2 * self._padding
        return QSize(min(few, self.sizeHint().width()), SEGMENTED_HEIGHT - 6)

    def _shown(self) -> str:
        room = self.width() - 2 * self._LEAST_PADDING - (self._ICON + 6 if self._icon else 0)
        metrics = QFontMetrics(font(SECONDARY, MEDIUM))
        return metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(0, room))

    def event(self, event: QEvent) -> bool:
        """Let the tooltip begin with the text, where that is elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._shown() != self._words:
            tip = plain_tip("\n".join(filter(None, (self._words, self.toolTip()))))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = "text3" if not self.isEnabled() else "text" if self.isChecked() or self.underMouse() else "text2"
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_BUTTON, "surface", "line2")
        painter.setFont(font(SECONDARY, MEDIUM if self.isChecked() else REGULAR))
        painter.setPen(colour(tone))
        words, shown = self.rect(), self._shown()
        if self._icon:
            text = painter.fontMetrics().horizontalAdvance(shown)
            left = (self.width() - text - self._ICON - 6) // 2
            paint_icon(painter, QRect(left, 0, self._ICON, self.height()), self._icon, tone, self._ICON)
            words = QRect(left + self._ICON + 6, 0, text + 2, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        else:
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown)


class Segmented(_Choice):
    """A segmented switch over ``options`` of (key, text) or (key, text, icon). Signal: ``changed(str)``, the key."""

    def __init__(
        self, options: Sequence[tuple[str, str] | tuple[str, str, str]], name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        self.setAccessibleName(name)
        self.setFixedHeight(SEGMENTED_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for key, text, *icon in options:
            self._add(row, key, _Segment(text, icon[0] if icon else ""))

    def set_icon(self, key: str, icon: str) -> None:
        """Show an icon before the text of an option; "" removes it."""
        self._segment(key).set_icon(icon)

    def icon(self, key: str) -> str:
        """Return the name of the icon before the text of an option, or ""."""
        return self._segment(key).icon_name()

    def set_compact(self, compact: bool) -> None:
        """Be narrower, where there is little room in a row."""
        for key in self._buttons:
            self._segment(key).set_compact(compact)

    def _segment(self, key: str) -> _Segment:
        segment = self._buttons[key]
        assert isinstance(segment, _Segment)  # only _Segment is ever added
        return segment

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), RADIUS_ACTION, "rail", "line")


class _RadioRow(QAbstractButton):
    def __init__(self, text: str, hint: str) -> None:
        super().__init__()
        self._words, self.hint, self.hint_icon, self.icon_tone = text, hint, "", "ok"
        self.setProperty("focusRadius", RADIUS_BUTTON)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.update_name()

    def update_name(self) -> None:
        name = tr("{option}, {hint}", option=self._words, hint=self.hint) if self.hint else self._words
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance(self._words)
        hint = QFontMetrics(font(SECONDARY)).horizontalAdvance(self.hint) + (20 if self.hint_icon else 0)
        return QSize(36 + words + 16 + hint + 10, CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        words = QFontMetrics(font(BODY, MEDIUM)).horizontalAdvance(self._words)
        return QSize(36 + words + 10, CONTROL_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = palette()
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_BUTTON, "tint")
        elif self.isEnabled() and self.underMouse():
            paint_box(painter, self.rect(), RADIUS_BUTTON, now.step(now.surface, 0.03))
        circle = QRect(10, (self.height() - 16) // 2, 16, 16)
        if self.isChecked():
            paint_box(painter, circle, 8, "accent")
            paint_box(painter, circle.adjusted(5, 5, -5, -5), 3, "on_accent")
        else:
            paint_box(painter, circle, 8, "surface", "text3" if self.isEnabled() else "line2")
        painter.setFont(font(BODY, MEDIUM if self.isChecked() else REGULAR))
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        words = painter.fontMetrics().horizontalAdvance(self._words)
        painter.drawText(QRect(36, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self._words)
        self._paint_hint(painter, 36 + words + 16)

    def _paint_hint(self, painter: QPainter, left: int) -> None:
        room = QRect(left, 0, max(0, self.width() - 10 - left), self.height())
        painter.setFont(font(SECONDARY))
        painter.setPen(QColor(palette().text2 if self.isEnabled() else palette().text3))
        shown = painter.fontMetrics().elidedText(self.hint, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hint_icon:
            x = room.right() + 1 - painter.fontMetrics().horizontalAdvance(shown) - 19
            paint_icon(painter, QRect(x, 0, 13, self.height()), self.hint_icon, self.icon_tone, 13)


class RadioList(_Choice):
    """Radio rows over ``options`` of (key, text, hint). Signal: ``changed(str)``, the key. Lay it into a Card(4)."""

    def __init__(self, options: Sequence[tuple[str, str, str]], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for key, text, hint in options:
            self._add(column, key, _RadioRow(text, hint))

    def set_hint(self, key: str, hint: str, icon: str = "", tone: str = "ok") -> None:
        """Change the text at the right of a row, with an icon before it, such as a check mark."""
        row = self._buttons[key]
        assert isinstance(row, _RadioRow)  # only _RadioRow is ever added
        row.hint, row.hint_icon, row.icon_tone = hint, icon, tone
        row.update_name()
        row.updateGeometry()
        row.update()
