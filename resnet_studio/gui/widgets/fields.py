"""Inputs for settings: folds, and standard inputs in our style."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.theme.tokens import MEDIUM, SECONDARY, SMALL_HEIGHT
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.wheel import leave_wheel_to_the_room, wheel_is_for


class ComboBox(QComboBox):
    """A combo box with our chevron. ``compact`` is 26 px for setting rows, ``bar`` is 30 px for filter bars."""

    def __init__(self, *, compact: bool = False, bar: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("compact", compact)
        self.setProperty("bar", bar)
        leave_wheel_to_the_room(self)
        if compact or bar:
            self.setFont(font(SECONDARY, MEDIUM))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if wheel_is_for(self, event):
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tone = "text2" if self.isEnabled() else "text3"
        paint_icon(QPainter(self), QRect(self.width() - 24, 0, 14, self.height()), "chevron-down", tone, 14)


class NumberBox(QDoubleSpinBox):
    """A compact spin box without arrows (Up and Down keys step); signal valueChanged, when the person is done.

    It takes every number from 0 that is typed, with a point or a comma: a box that swallowed a digit of a number out of
    range would show another number than the one meant. Its user says which values are allowed.
    """

    _LARGEST: Final = 999_999_999_999

    def __init__(self, value: float, *, unit: str = "", step: int = 1, decimals: int = 0) -> None:
        super().__init__()
        self.setDecimals(decimals)
        self.setRange(0, self._LARGEST)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)  # the 2 of a 25 that is being typed is not a wish
        self.setSuffix(f" {unit}" if unit else "")
        self.setValue(value)
        # The style sheet gives the arrows no width; NoButtons would leave the inner editor 1 px wide (Qt 6.11).
        self.lineEdit().setTextMargins(4, 0, 4, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setProperty("compact", True)
        self.setFont(font(SECONDARY, MEDIUM))
        self.setFixedSize(80, SMALL_HEIGHT)  # the style sheet says the same, but only when the box is shown
        leave_wheel_to_the_room(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if wheel_is_for(self, event):
            super().wheelEvent(event)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take digits, and one point or comma where decimals are allowed."""
        digits = self._digits(text)
        whole, point, part = digits.replace(",", ".").partition(".")
        if not (whole + part):
            return QValidator.State.Intermediate, text, position
        right = (whole + part).isdecimal() and len(part) <= self.decimals() and not (point and not self.decimals())
        fits = right and len(whole) <= len(str(self._LARGEST))
        return QValidator.State.Acceptable if fits else QValidator.State.Invalid, text, position

    def valueFromText(self, text: str) -> float:
        try:
            return float(self._digits(text).replace(",", "."))
        except ValueError:
            return self.value()

    def textFromValue(self, value: float) -> str:
        text = f"{value:.{self.decimals()}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def _digits(self, text: str) -> str:
        return text.removesuffix(self.suffix()).removesuffix(self.suffix().strip()).strip()


class CheckBox(QCheckBox):
    """A check box with our own mark; signal ``toggled`` of QCheckBox."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRect(0, (self.height() - 16) // 2, 16, 16)
        if self.isChecked():
            paint_box(painter, box, 4, "accent" if self.isEnabled() else "line2")
            paint_icon(painter, box, "check", "on_accent", 13)
        else:
            paint_box(painter, box, 4, "surface", "text3" if self.isEnabled() else "line2")
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic, self.text())


class Slider(QSlider):
    """A small horizontal slider; ``filled`` colours the part below the handle with the accent."""

    def __init__(self, low: int, high: int, value: int, *, filled: bool = False, width: int = 104) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(low, high)
        self.setValue(value)
        self.setProperty("filled", filled)
        self.setFixedSize(width, 20)
        leave_wheel_to_the_room(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if wheel_is_for(self, event):
            super().wheelEvent(event)


_SEARCH_EDGES = 33 + 12  # px beside the words of a search field: the magnifier, and what is at the right


class SearchField(QLineEdit):
    """A 30 px search field: magnifier, hint, and a cross that clears. Signal: ``textChanged`` of QLineEdit.

    Where the hint does not fit, the first of ``shorter`` that does is shown.
    """

    def __init__(self, hint: str, width: int = 212, *shorter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = (hint, *shorter)
        self.setProperty("bar", True)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFixedWidth(width)
        self.setFont(font(SECONDARY))
        self.setProperty("search", True)
        self._clear = QAction(icon("cross", "text3"), tr("Clear"), self)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._offer_clear)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_icon(QPainter(self), QRect(12, 0, 14, self.height()), "search", "text2", 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _SEARCH_EDGES
        fitting = (hint for hint in self._hints if self.fontMetrics().horizontalAdvance(hint) <= room)
        self.setPlaceholderText(next(fitting, self._hints[-1]))

    def _offer_clear(self, text: str) -> None:
        if text and self._clear not in self.actions():
            self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        elif not text:
            self.removeAction(self._clear)


class _FoldHeader(QAbstractButton):
    def __init__(self, title: str, value: str) -> None:
        super().__init__()
        self.title, self.value = title, value
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(18 + metrics.horizontalAdvance(self.title + self.value) + 16, 34)

    def focus_rect(self) -> QRect:
        return self.rect().adjusted(0, 5, 0, -5)

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
        sign = "chevron-down" if self.isChecked() else "chevron-right"
        paint_icon(painter, QRect(0, 0, 13, self.height()), sign, "text2", 13)
        painter.setFont(font(SECONDARY))
        ink = "text3" if not self.isEnabled() else "accent" if self.underMouse() else "text"
        painter.setPen(colour(ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(18, 0, 0, 0), middle, self.title)
        taken = 18 + painter.fontMetrics().horizontalAdvance(self.title) + 8
        where = self.rect().adjusted(taken, 0, 0, 0)
        shown = painter.fontMetrics().elidedText(self.value, Qt.TextElideMode.ElideMiddle, where.width())
        painter.setPen(colour("text3"))
        painter.drawText(where, middle | Qt.AlignmentFlag.AlignRight, shown)


class Foldout(QWidget):
    """A fold: chevron, title, current value at the right; opens on click or Space. Signal: ``toggled(bool)``."""

    toggled = Signal(bool)

    def __init__(self, title: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = _FoldHeader(title, value)
        self._content = QWidget()
        self.content = QVBoxLayout(self._content)
        self.content.setContentsMargins(18, 0, 0, 8)
        self.content.setSpacing(4)
        self._content.hide()
        column.addWidget(self._header)
        column.addWidget(self._content)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._header.toggled.connect(self._content.setVisible)
        self._header.toggled.connect(self.toggled)

    def add(self, widget: QWidget) -> None:
        """Put a widget into the fold; the layout itself is ``content``."""
        self.content.addWidget(widget)

    def set_value(self, value: str) -> None:
        """Change the text at the right."""
        self._header.value = value
        self._header.update()

    def set_open(self, is_open: bool) -> None:
        """Open or close the fold."""
        self._header.setChecked(is_open)

    def is_open(self) -> bool:
        """Return whether the content shows."""
        return self._header.isChecked()
