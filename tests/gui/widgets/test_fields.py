"""Inputs for settings: folds, rows, number boxes, search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import ComboBox, Foldout, NumberBox, SearchField, Slider
from tests.gui.widgets.shown import shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_foldout_opens_by_keyboard_and_shows_value(qtbot: QtBot) -> None:
    fold = Foldout("Optimizer", "AdamW")
    inside = FieldRow("Weight decay", "0.01")
    fold.add(inside)
    shown(qtbot, fold)
    assert not inside.isVisible()
    with qtbot.waitSignal(fold.toggled):
        qtbot.keyClick(fold.children()[1], Qt.Key.Key_Space)
    assert fold.is_open()
    assert inside.isVisible()


def test_number_box_shows_all_digits_and_steps_with_keys(qtbot: QtBot) -> None:
    box = shown(qtbot, NumberBox(1024, unit="px", step=32))
    editor = box.lineEdit()
    assert editor.text() == "1024 px"
    assert editor.width() >= editor.fontMetrics().horizontalAdvance("1024 px")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 1056


@pytest.mark.parametrize(
    ("typed", "value", "shown_as"),
    [("95", 95, "95 %"), ("0", 0, "0 %"), ("100", 100, "100 %"), ("12.5", 12.5, "12.5 %"), ("12,5", 12.5, "12.5 %"),
     ("3000000000", 3e9, "3000000000 %"), ("007", 7, "7 %"), ("-5", 5, "5 %"), ("1e3", 13, "13 %")],
)  # fmt: skip
def test_number_box_takes_what_is_typed(qtbot: QtBot, typed: str, value: float, shown_as: str) -> None:
    box = shown(qtbot, NumberBox(20, unit="%", step=5, decimals=2))
    box.selectAll()
    with qtbot.waitSignal(box.valueChanged) as changed:
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert changed.args == [value]
    assert box.lineEdit().text() == shown_as


def test_search_field_clear_button_empties_it(qtbot: QtBot) -> None:
    field = SearchField("Find by file name")
    qtbot.addWidget(field)
    assert not field.actions()
    field.setText("ant")
    (clear,) = field.actions()
    clear.trigger()
    assert field.text() == ""
    assert not field.actions()


def made_combo() -> ComboBox:
    combo = ComboBox()
    combo.addItems(["first", "second", "third"])
    combo.setCurrentIndex(1)
    return combo


def value_of(control: ComboBox | NumberBox | Slider) -> float:
    return control.currentIndex() if isinstance(control, ComboBox) else control.value()


def turn_wheel(over: QWidget) -> bool:
    """One notch down; whether the widget takes it. What it does not take goes to what scrolls around it."""
    middle, none = QPointF(over.rect().center()), QPoint()
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    where = over.mapToGlobal(middle)
    event = QWheelEvent(middle, where, none, QPoint(0, -120), buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(over, event)
    return event.isAccepted()


@pytest.mark.parametrize("make", [made_combo, lambda: NumberBox(12), lambda: Slider(0, 100, 50)])
def test_input_without_focus_leaves_the_wheel_to_the_room(
    qtbot: QtBot, make: Callable[[], ComboBox | NumberBox | Slider]
) -> None:
    control, other, room = make(), QLineEdit(), QWidget()
    column = QVBoxLayout(room)
    column.addWidget(control)
    column.addWidget(other)
    shown(qtbot, room)
    other.setFocus()
    before = value_of(control)
    assert control.focusPolicy() != Qt.FocusPolicy.WheelFocus
    assert not turn_wheel(control)
    assert value_of(control) == before
    control.setFocus()
    assert turn_wheel(control)
    assert value_of(control) != before
