"""A row of label and value, or label and input, and what is wrong with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.text import Label, plain_tip

_BETWEEN: Final = 8
"""px between a label and its value."""


class FieldRow(QWidget):
    """One setting: label at the left, a value as text or a control at the right, and below it what is wrong with it."""

    def __init__(
        self,
        label: str,
        value: str = "",
        control: QWidget | None = None,
        *,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(_BETWEEN)
        self._label = Label(label, SECONDARY, REGULAR, "text2", parent=self)
        self._value: Label | None = None
        if (right := control) is None:
            right = self._value = Label(value, SECONDARY, MEDIUM, align=Qt.AlignmentFlag.AlignRight, parent=self)
        self._problem: Label | None = None
        self._idle: Label | None = None
        self.control = control
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(right)
        column.addLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.setMinimumHeight(25 if control is None else 30)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if control is not None:
            self._label.setBuddy(control)
            control.setAccessibleName(label)
        if tip:
            self.setToolTip(plain_tip(tip))

    @staticmethod
    def width_of(label: str, value: str) -> int:
        """The width that a row without a control needs, px, before there is one."""
        words = ((label, REGULAR), (value, MEDIUM))
        widths = (QFontMetrics(font(SECONDARY, weight)).size(0, text).width() for text, weight in words)
        return sum(widths) + _BETWEEN

    def set_value(self, value: str) -> None:
        """Change the value shown as text (rows without a control)."""
        if self._value is not None:
            self._value.setText(value)

    def value(self) -> str:
        """Return the value shown as text (rows without a control)."""
        return self._value.text() if self._value is not None else ""

    def set_problem(self, sentence: str) -> None:
        """Show under the row what is wrong with it; "" removes the sentence."""
        if self._problem is None and sentence:
            self._problem = self._below(SECONDARY, "wrong")
        if self._problem is not None:
            _say(self._problem, sentence)
            if self.control is not None:
                mark(self.control, wrong=bool(sentence))

    def set_idle(self, sentence: str, *, changeable: bool = False) -> None:
        """Say under the control why it has no effect now, and grey it where no other value would have one; "" makes it
        as before."""
        if self._idle is None and sentence:
            self._idle = self._below(CAPTION, "text2")
        if self._idle is not None:
            _say(self._idle, sentence)
            self._label.set_tone("text3" if sentence else "text2")
            if self.control is not None:
                self.control.setEnabled(changeable or not sentence)

    def _below(self, size: int, tone: str) -> Label:
        """A sentence under the row, made when there is one: a form has dozens of rows."""
        label = Label("", size, REGULAR, tone, wrap=True, parent=self)
        self._column.addWidget(label)
        # Fixed would cut the row off at the height of its hint, which knows of two lines.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    def idle(self) -> str:
        """Return why the control has no effect."""
        return self._idle.text() if self._idle is not None else ""


def mark(control: QWidget, *, wrong: bool) -> None:
    """Give a control the look of one with a value that cannot be, or its own again."""
    control.setProperty("wrong", wrong)
    control.style().unpolish(control)
    control.style().polish(control)


def _say(label: Label, sentence: str) -> None:
    label.setText(sentence)
    label.setVisible(bool(sentence))
