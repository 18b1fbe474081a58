"""Collects every text that a window shows: of widgets, tooltips, models, menus, and what our own code paints."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QWidget,
)

from resnet_studio.core.basics.language import LEFT, RIGHT

_WORD = re.compile(r"[^\W\d_]+")
_PAIRS = re.compile(r"aa|ee|ii|oo|uu")
_MOST_ROWS = 40
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class Collector:
    """Texts that windows show in the pseudo-locale, each with where, and those that are clipped.

    Attributes:
        data: words that need no translation.
        texts: where, and the text.
        clipped: descriptions of texts that do not fit.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data: frozenset[str] = frozenset()
        self.texts: dict[tuple[str, str], None] = {}
        self.clipped: dict[str, None] = {}
        self._painting = False
        self._intercept(monkeypatch)

    def leaks(self, text: str) -> list[str]:
        """Words outside of the brackets, and words in them that were not lengthened, unless they are data."""
        found, depth, last = [], 0, 0
        for match in re.finditer(rf"[{LEFT}{RIGHT}]|$", text):
            part = re.sub(r"\w+…|…\w+", "…", text[last : match.start()])  # words that eliding has cut
            for word in _WORD.findall(part):
                untouched = depth == 0 or re.search(r"[aeiou]", _PAIRS.sub("", word))
                if untouched and word not in self.data:
                    found.append(word)
            depth = max(0, depth + {LEFT: 1, RIGHT: -1}.get(match[0], 0))
            last = match.end()
        return found

    def check(self) -> None:
        """Fail with every text that is not translated or does not fit."""
        untranslated = [f"{where}: {text!r}" for where, text in self.texts if self.leaks(text)]
        assert self.texts
        faults = [*(f"not translated: {text}" for text in untranslated), *(f"clipped: {text}" for text in self.clipped)]
        assert not faults, "\n".join(faults)

    def collect(self, top: QWidget) -> None:
        """Add the texts of a window, and look for clipped ones."""
        self._add(f"{_name(top)}.windowTitle", top.windowTitle())
        for widget in (top, *top.findChildren(QWidget)):
            if widget.isVisible():
                self._collect_widget(widget)
        self._painting = True
        top.grab()
        self._painting = False

    def _add(self, where: str, text: str) -> None:
        if text:
            self.texts[where, text] = None

    def _collect_widget(self, widget: QWidget) -> None:
        where = _name(widget)
        self._add(f"{where}.toolTip", widget.toolTip())
        self._add(f"{where}.accessibleName", widget.accessibleName())
        self._add(f"{where}.accessibleDescription", widget.accessibleDescription())
        own = [text for text in _own_texts(widget) if text]
        for text in own:
            self._add(where, text)
        for action in widget.actions():
            self._add(f"{where}.action", action.text().replace("&", ""))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            self._collect_model(where, widget.model())
        if own and not _fits(widget):
            self.clipped[f"{where}: {own[0]!r} has {widget.width()} px"] = None

    def _collect_model(self, where: str, model: QAbstractItemModel) -> None:
        rows = model.rowCount(QModelIndex())
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
        for column in range(columns):
            header = model.headerData(column, Qt.Orientation.Horizontal)
            self._add(f"{where}.header", header if isinstance(header, str) and columns > 1 else "")
            for row in range(min(rows, _MOST_ROWS)):
                for role in _ROLES:
                    text = model.data(model.index(row, column, QModelIndex()), role)
                    self._add(f"{where}.cell", text if isinstance(text, str) else "")

    def _intercept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = QPainter.drawText

        def draw_text(painter: QPainter, *arguments: Any) -> Any:
            if self._painting:
                self._painted(painter, arguments)
            return original(painter, *arguments)

        monkeypatch.setattr(QPainter, "drawText", draw_text)

    def _painted(self, painter: QPainter, arguments: tuple[Any, ...]) -> None:
        device = painter.device()
        where = (_name(device) if isinstance(device, QWidget) else "") + ".painted"
        wraps = any("TextWordWrap" in repr(argument) for argument in arguments[1:])
        for text in (argument for argument in arguments if isinstance(argument, str)):
            self._add(where, text)
            width = getattr(arguments[0], "width", None)
            needed = painter.fontMetrics().horizontalAdvance(text)
            if width is not None and not wraps and needed > width() + 2:
                self.clipped[f"{where}: {text!r} needs {needed} px and has {width():.0f}"] = None


def _name(widget: QWidget) -> str:
    parents = [widget]
    while (above := parents[-1].parentWidget()) is not None and len(parents) < 3:
        parents.append(above)
    return "/".join(type(one).__name__ for one in reversed(parents))


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
        case QSpinBox() | QDoubleSpinBox():
            return [widget.prefix(), widget.suffix(), widget.specialValueText()]
        case QMenu():
            return [widget.title()]
    return []


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
    """Whether a widget is within its window horizontally, and vertically unless it can be scrolled to."""
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
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    """Collects the texts of windows."""
    return Collector(monkeypatch)
