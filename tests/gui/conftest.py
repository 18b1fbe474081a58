"""Fixtures for tests of the window: every text that it shows can be collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)

from resnet_studio.core.basics.language import LEFT, RIGHT

_WORD = re.compile(r"[^\W\d_]+")
_SINGLE_VOWEL = re.compile(r"a(?!a)|e(?!e)|i(?!i)|o(?!o)|u(?!u)")
_MOST_ROWS = 40


@dataclass
class Shown:
    """Texts that a window shows, each with where, and those that do not fit."""

    data: frozenset[str]
    texts: list[tuple[str, str]] = field(default_factory=list)
    clipped: list[str] = field(default_factory=list)

    def add(self, where: str, text: str) -> None:
        if text and (where, text) not in self.texts:
            self.texts.append((where, text))

    def cut(self, where: str, text: str) -> None:
        fault = f"{where}: {text!r}"
        if fault not in self.clipped:
            self.clipped.append(fault)

    def untranslated(self) -> list[str]:
        """The texts with words that are neither translated nor data."""
        return [f"{where}: {text!r}" for where, text in self.texts if leaks(text, self.data)]


def leaks(text: str, data: frozenset[str]) -> list[str]:
    """Words outside of the brackets, and words in them that were not lengthened; data is allowed."""
    found, depth, last = [], 0, 0
    for match in re.finditer(rf"[{LEFT}{RIGHT}]|$", text):
        for word in _WORD.findall(text[last : match.start()]):
            lengthened = re.sub(r"aa|ee|ii|oo|uu", "", word)
            if word not in data and (depth == 0 or _SINGLE_VOWEL.search(lengthened)):
                found.append(word)
        depth = max(0, depth + {LEFT: 1, RIGHT: -1}.get(match[0], 0))
        last = match.end()
    return found


def name_of(widget: QWidget) -> str:
    parents = [widget]
    while (above := parents[-1].parentWidget()) is not None and len(parents) < 3:
        parents.append(above)
    return "/".join(type(one).__name__ for one in reversed(parents))


def collect(top: QWidget, shown: Shown) -> None:
    """Add the texts of a window or a part of it, and look for clipped ones."""
    top.ensurePolished()
    shown.add(f"{name_of(top)}.windowTitle", top.windowTitle() if top.isWindow() else "")
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisibleTo(top) and widget.isVisible():
            _collect_widget(widget, shown)
    top.grab()  # paints everything, through the intercepted painter


def _collect_widget(widget: QWidget, shown: Shown) -> None:
    where = name_of(widget)
    shown.add(f"{where}.toolTip", widget.toolTip())
    shown.add(f"{where}.accessibleName", widget.accessibleName())
    shown.add(f"{where}.accessibleDescription", widget.accessibleDescription())
    for text in _own_texts(widget):
        shown.add(where, text)
    for action in widget.actions():
        shown.add(f"{where}.action", action.text().replace("&", ""))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        _collect_model(where, widget.model(), shown)
    if not _fits(widget) and any(_own_texts(widget)):
        shown.cut(where, " ".join(_own_texts(widget)))


def _own_texts(widget: QWidget) -> list[str]:
    match widget:
        case QLabel():
            return [widget.text()]
        case QAbstractButton():
            return [widget.text().replace("&", "")]
        case QComboBox():
            return [widget.itemText(row) for row in range(widget.count())]
        case QLineEdit():
            return [widget.placeholderText()]
        case QAbstractSpinBox():
            return [getattr(widget, "suffix", str)(), widget.specialValueText()]
        case QMenu():
            return [widget.title()]
    return []


def _collect_model(where: str, model: QAbstractItemModel, shown: Shown) -> None:
    for column in range(model.columnCount()):
        shown.add(f"{where}.header", str(model.headerData(column, Qt.Orientation.Horizontal) or ""))
        for row in range(min(model.rowCount(), _MOST_ROWS)):
            index = model.index(row, column, QModelIndex())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                text = model.data(index, role)
                shown.add(f"{where}.cell", text if isinstance(text, str) else "")


def _fits(widget: QWidget) -> bool:
    """Whether a label or button is large enough for its text, and inside its window."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height() + 1 and _inside(widget)
        return widget.minimumSizeHint().width() <= widget.width() + 1 and _inside(widget)
    if isinstance(widget, QAbstractButton | QComboBox):
        return widget.minimumSizeHint().width() <= widget.width() + 1 and _inside(widget)
    return True


def _inside(widget: QWidget) -> bool:
    """Whether a widget lies in its window from left to right, and in what scrolls from top to bottom."""
    rect, above = QRect(QPoint(0, 0), widget.size()), widget
    while not above.isWindow():
        rect.translate(above.pos())
        above = above.parentWidget()
        if rect.left() < -1 or rect.right() > above.width() + 1:
            return False
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return True  # it can be scrolled to
        if rect.top() < -1 or rect.bottom() > above.height() + 1:
            return False
    return True


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Shown | None], None]]:
    """Intercepts texts that our own code paints; call it with the collection that takes them."""
    original = QPainter.drawText
    target: list[Shown] = []

    def draw_text(painter: QPainter, *arguments: object) -> object:
        texts = [argument for argument in arguments if isinstance(argument, str)]
        rects = [argument for argument in arguments if hasattr(argument, "toAlignedRect") or isinstance(argument, QRect)]
        device = painter.device()
        where = name_of(device) + ".painted" if isinstance(device, QWidget) else "painted"
        wraps = any(int(flag) & int(Qt.TextFlag.TextWordWrap.value) for flag in arguments if isinstance(flag, int))
        for shown in target:
            for text in texts:
                shown.add(where, text)
                width = QFontMetrics(painter.font()).horizontalAdvance(text)
                if rects and not wraps and width > rects[0].width() + 2:
                    shown.cut(where, text)
        return original(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", draw_text)

    def into(shown: Shown | None) -> None:
        target[:] = [shown] if shown else []

    yield into
    target.clear()
