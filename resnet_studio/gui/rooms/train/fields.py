"""One setting in the panel: a label with a control while it can be changed, with its value in words while it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import MEDIUM, SECONDARY
from resnet_studio.gui.widgets.fields import ComboBox, FieldRow
from resnet_studio.gui.widgets.text import plain_tip


@dataclass(frozen=True, slots=True)
class Setting:
    """How one field of `TrainConfig` is shown.

    Attributes:
        tip: its effect, in plain words.
        options: value and text of each choice; empty for numbers.
        unit: stands after the value in words; `off` replaces a zero.
        field_label: the label beside the control, where it has to name the unit.
        width: of the control, px.
    """

    name: str
    label: str
    tip: str
    kind: Literal["whole", "number", "choice"]
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    off: str = ""
    field_label: str = ""
    width: int = 72

    def text(self, config: TrainConfig) -> str:
        """The value in words: "224 px", "AdamW", "off"."""
        value = getattr(config, self.name)
        if self.kind == "choice":
            return dict(self.options).get(value, str(value))
        if not value and self.off:
            return self.off
        return f"{number_text(value)}{self.unit}"

    def parse(self, text: str) -> int | float | None:
        """The number that somebody typed, or None where it is none. A decimal comma is understood."""
        plain = text.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        try:
            if self.kind == "whole":
                return int(plain.replace(",", ""))
            return float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
        except (ValueError, OverflowError):
            return None


def number_text(value: float) -> str:
    """A number as it can be typed again: all its digits, no exponent."""
    return str(value) if isinstance(value, int) else np.format_float_positional(value, trim="-")


class NumberField(QLineEdit):
    """A compact field for a number. Escape brings the last good text back; Up and Down step whole numbers."""

    reverted = Signal()
    stepped = Signal(int)

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("compact", True)
        self.setFont(font(SECONDARY, MEDIUM))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(width)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.reverted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)


class SettingRow(QWidget):
    """One setting. Signal: ``chosen(str, object, bool)``: its name, the value, and whether the person is done.

    Numbers are told while they are typed, so that Start never starts with the one before; what is no number is
    told as text.
    """

    chosen = Signal(str, object, bool)

    def __init__(self, setting: Setting, config: TrainConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.control: NumberField | ComboBox = self._make_choice() if setting.options else self._make_number()
        self.control.setToolTip(plain_tip(setting.tip))
        self._edit = FieldRow(setting.field_label or setting.label, control=self.control, tip=setting.tip)
        self._read = FieldRow(setting.label, tip=setting.tip)
        self._problem = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._edit)
        self._column.addWidget(self._read)
        self._read.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_config(config)

    def show_config(self, config: TrainConfig) -> None:
        """Show the value of `config`; what a person is just typing is left alone."""
        value = getattr(config, self.setting.name)
        self._read.set_value(self.setting.text(config))
        if isinstance(self.control, ComboBox):
            index = self.control.findData(value)
            if index < 0:  # a value that only the command line offers, such as cuda:1
                self.control.addItem(str(value), value)
                index = self.control.count() - 1
            self.control.setCurrentIndex(index)
            return
        typed = self.setting.parse(self.control.text())
        editing = self.control.hasFocus() and self.control.isModified()
        if not editing and not self._problem and (typed != value or not self.control.text()):
            self.control.setText(number_text(value))

    def set_locked(self, locked: bool) -> None:
        """Show the value in words instead of the control, or the control again."""
        hidden, shown = (self._edit, self._read) if locked else (self._read, self._edit)
        hidden.hide()
        shown.show()
        self._column.invalidate()  # or, before the first paint, the height of both would be kept
        self.updateGeometry()

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong with what was typed; "" takes it back."""
        self._problem = sentence
        self._edit.set_problem(sentence)

    def problem(self) -> str:
        """What the row says is wrong, or nothing."""
        return self._problem

    def complaint(self) -> str:
        """The same as a sentence with the name of the setting: "Epochs must be …"; or nothing."""
        return f"{self.setting.label} {self._problem[0].lower()}{self._problem[1:]}" if self._problem else ""

    def value(self) -> str:
        """The value in words."""
        return self._read.value()

    def revert(self, config: TrainConfig) -> None:
        """Forget what was typed."""
        self.set_problem("")
        if isinstance(self.control, NumberField):
            self.control.setText(number_text(getattr(config, self.setting.name)))

    def _make_number(self) -> NumberField:
        field = NumberField(self.setting.width)
        field.textEdited.connect(self._edited)
        field.editingFinished.connect(self._finished)
        field.stepped.connect(self._step)
        return field

    def _make_choice(self) -> ComboBox:
        box = ComboBox(compact=True)
        for value, text in self.setting.options:
            box.addItem(text, value)
        box.setFixedWidth(self.setting.width)
        box.activated.connect(lambda index: self.chosen.emit(self.setting.name, box.itemData(index), True))
        return box

    def _edited(self, text: str) -> None:
        self._tell(text, done=False)

    def _finished(self) -> None:
        if not self.control_is_modified():
            return
        self._tell(self._number().text(), done=True)

    def _tell(self, text: str, *, done: bool) -> None:
        value = self.setting.parse(text)
        self.chosen.emit(self.setting.name, text if value is None else value, done)

    def _step(self, direction: int) -> None:
        value: Any = self.setting.parse(self._number().text())
        if self.setting.kind == "whole" and value is not None:
            self.chosen.emit(self.setting.name, value + direction, True)

    def control_is_modified(self) -> bool:
        """Whether something was typed that has not been taken or refused yet."""
        return isinstance(self.control, NumberField) and self.control.isModified()

    def _number(self) -> NumberField:
        assert isinstance(self.control, NumberField)  # only number fields are connected to what asks
        return self.control
