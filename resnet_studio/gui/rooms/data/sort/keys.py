"""Keys for sorting: one for each class, a letter for each proposed picture, and how a key looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM
from resnet_studio.gui.widgets.paint import colour, paint_box

NEW: Final = "n"
NOT_SURE: Final = "0"
NEXT_OPEN: Final = "."
LETTERS: Final = "abcdefghijklmopqrstuvwxyz"  # not a text: without the key of a new class
CLASS_KEYS: Final = "123456789" + LETTERS
KEY_SIDE: Final = 18
_INSET: Final = 6  # px beside the sign of a wide key


def class_of(typed: str) -> int | None:
    """The place in the list of classes whose key was typed."""
    found = CLASS_KEYS.find(typed.lower()) if len(typed) == 1 else -1
    return found if found >= 0 else None


def sign_of(event: QKeyEvent) -> str:
    """The sign that a person has typed, in lower case; empty for other keys, and with Ctrl or Alt."""
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    sign = event.text().lower()
    return sign if sign.strip() and sign.isprintable() and not held else ""


def key_of(place: int) -> str:
    """The key of a class by its place in the list; empty for those that have none."""
    return CLASS_KEYS[place] if place < len(CLASS_KEYS) else ""


def keys_of(classes: int, *, letters: bool) -> str:
    """The keys of so many classes; without letters, where these do something else."""
    digits, others = CLASS_KEYS[:classes].rstrip(LETTERS), CLASS_KEYS[:classes].lstrip("123456789").upper()
    parts = (digits, others if letters else "")
    return ", ".join(keys if len(keys) == 1 else f"{keys[0]}–{keys[-1]}" for keys in parts if keys)


def letters(paths: Sequence[str]) -> dict[str, str]:
    """A letter for each of the pictures, of which the last are least certain: those get one where there are many."""
    return dict(zip(paths[-len(LETTERS) :], LETTERS, strict=False))


def have_colours(classes: int) -> bool:
    """Whether there are as many colours as classes."""
    return classes <= len(palette().classes)


def paint_class(painter: QPainter, box: QRect, label: int, classes: int) -> bool:
    """Paint the colour of a class; nothing, and False, where there are more classes than colours."""
    if coloured := have_colours(classes):
        paint_box(painter, box, 2, palette().class_colour(label, classes))
    return coloured


class KeyCap(QWidget):
    """A key with its sign, beside what it does."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        width = QFontMetrics(font(CAPTION, MEDIUM)).horizontalAdvance(key) + 2 * _INSET
        self.setFixedSize(max(KEY_SIDE, width), KEY_SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_key(QPainter(self), self.rect(), self._key)


def paint_key(painter: QPainter, box: QRect, key: str) -> None:
    """Paint a key with its sign."""
    painter.save()
    paint_box(painter, box, 4, "surface", "line2")
    painter.setFont(font(CAPTION, MEDIUM))
    painter.setPen(colour("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key.upper() if len(key) == 1 else key)
    painter.restore()
