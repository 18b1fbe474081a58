"""One setting in the form: a label with an input while it can be changed, with its value as text while it cannot."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.setting_kinds import Choice, Number, Setting, Whole
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import MEDIUM, SECONDARY
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.text import plain_tip

_NARROWEST, _USUAL = 48, 72
"""Width of a number field beside a long label, and where there is room, px."""
_NARROWEST_CHOICE, _CHOICE_PADDING = 84, 46
"""Width of a combo box, and what it needs beside its text, px."""


def parse(setting: Setting, text: str) -> int | float | None:
    """The number that a person typed, or None if it is not one. A decimal comma is understood."""
    plain = text.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    try:
        if isinstance(setting, Whole):
            return int(plain.replace(",", ""))
        return float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except (ValueError, OverflowError):
        return None


def number_text(value: float) -> str:
    """A number as it can be typed again: all its digits, no exponent, no separators."""
    if isinstance(value, int):
        return str(value)
    text = f"{Decimal(repr(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberField(QLineEdit):
    """A compact field for a number. Escape restores the last valid text; Up and Down step numbers that have a step."""

    reverted = Signal()
    stepped = Signal(int)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("compact", True)
        self.setFont(font(SECONDARY, MEDIUM))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        longest = str(setting.largest) if isinstance(setting, Whole) else ""
        self._width = max(_USUAL, self.fontMetrics().horizontalAdvance(longest) + 16)
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(self._width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

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

    Numbers are reported while they are typed, so that Start never uses the one before. Text that is not a number is
    reported as it is.
    """

    chosen = Signal(str, object, bool)

    def __init__(self, setting: Setting, config: TrainConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._tip, self._value = show(setting.tip), ""
        self.control: NumberField | ComboBox = (
            self._make_choice(setting) if isinstance(setting, Choice) else self._make_number()
        )
        self.control.setToolTip(plain_tip(self._tip))
        label = show(setting.edit_label or setting.form_label)
        self._edit = FieldRow(label, control=self.control, tip=self._tip, parent=self)
        self._read: FieldRow | None = None  # made when the form is locked first: half of the form's widgets
        self._allowed: Message | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.show_config(config)

    def show_config(self, config: TrainConfig) -> None:
        """Show the value of `config`, except where a person is typing."""
        value = getattr(config, self.setting.name)
        self._value = show(self.setting.text(config))
        idle = show(self.setting.idle(config))
        if idle and self._allowed is not None:  # what cannot be mended now must not stop Start
            self.revert(config)
        self._edit.set_idle(idle or show(self.setting.unused(config)), changeable=not idle)
        if self._read is not None:
            self._read.set_value(self._value)
        if isinstance(self.control, ComboBox):
            index = self.control.findData(value)
            if index < 0:  # a value that only the command line offers, such as cuda:1
                self.control.addItem(show(self.setting.text_of(value)), value)
                index = self.control.count() - 1
            self.control.setCurrentIndex(index)
            return
        typed = parse(self.setting, self.control.text())
        editing = self.control.hasFocus() and self.control.isModified()
        if not editing and self._allowed is None and (typed != value or not self.control.text()):
            self.control.setText(number_text(value))

    def set_locked(self, locked: bool) -> None:
        """Show the value as text instead of the input, or the input again."""
        if locked and self._read is None:
            self._read = FieldRow(show(self.setting.form_label), self._value, tip=self._tip, parent=self)
            self._column.addWidget(self._read)
        for row, shown in ((self._edit, not locked), (self._read, locked)):
            if row is not None:
                row.setVisible(shown)
        self._column.invalidate()  # or, before the first paint, the height of both would be kept
        self.updateGeometry()

    def refuse(self, allowed: Message | None) -> None:
        """Say below the input which values are allowed; None removes the sentence."""
        self._allowed = allowed
        self._edit.set_problem(self.problem())

    def problem(self) -> str:
        """The sentence below the input: "Must be a number from 0 to 1."; empty where its value is valid."""
        return tr("Must be {allowed}.", allowed=self._allowed) if self._allowed else ""

    def complaint(self) -> str:
        """The same with the name of the setting: "Weight decay must be …"."""
        if self._allowed is None:
            return ""
        return tr("{setting} must be {allowed}.", setting=self.setting.label, allowed=self._allowed)

    def idle(self) -> str:
        """Why it has no effect beside the other settings, as it stands below the input; empty where it has one."""
        return self._edit.idle()

    def value(self) -> str:
        """The value as text."""
        return self._value

    def revert(self, config: TrainConfig) -> None:
        """Discard what was typed."""
        self.refuse(None)
        if isinstance(self.control, NumberField):
            self.control.setText(number_text(getattr(config, self.setting.name)))

    def width_needed(self) -> int:
        """The width in which neither label nor input is clipped, px."""
        read = FieldRow.width_of(show(self.setting.form_label), self._value)
        return max(self._edit.minimumSizeHint().width(), read)

    def _make_number(self) -> NumberField:
        field = NumberField(self.setting)
        field.textEdited.connect(lambda text: self._report(text, done=False))
        field.editingFinished.connect(lambda: self._finish(field))
        field.stepped.connect(lambda direction: self._step(field.text(), direction))
        return field

    def _make_choice(self, setting: Choice) -> ComboBox:
        box = ComboBox(compact=True)
        texts = [show(text) for _, text in setting.options]
        for value, text in zip(setting.values, texts, strict=True):
            box.addItem(text, value)
        longest = max(map(box.fontMetrics().horizontalAdvance, texts))
        box.setFixedWidth(max(_NARROWEST_CHOICE, longest + _CHOICE_PADDING))
        box.activated.connect(lambda index: self.chosen.emit(setting.name, box.itemData(index), True))
        return box

    def _finish(self, field: NumberField) -> None:
        if field.isModified():
            self._report(field.text(), done=True)

    def _report(self, text: str, *, done: bool) -> None:
        value = parse(self.setting, text)
        self.chosen.emit(self.setting.name, text if value is None else value, done)

    def _step(self, text: str, direction: int) -> None:
        value = parse(self.setting, text)
        if value is None:
            return
        if isinstance(self.setting, Whole):
            self.chosen.emit(self.setting.name, value + direction, True)
        elif isinstance(self.setting, Number) and self.setting.step:
            stepped = round(value + direction * self.setting.step, 6)
            self.chosen.emit(self.setting.name, min(max(stepped, self.setting.smallest), self.setting.largest), True)
