"""Rows of label and value."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import NumberBox


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def test_field_row_shows_problem_below(qtbot: QtBot) -> None:
    box = NumberBox(12, unit="px")
    row = FieldRow("Epochs", control=box)
    qtbot.addWidget(row)
    row.show()
    assert box.accessibleName() == "Epochs"
    before = row.sizeHint().height()
    row.set_problem("Epochs go from 1 to 100")
    assert row.sizeHint().height() > before
    assert box.property("wrong") is True
    row.set_problem("")
    assert box.property("wrong") is False


@pytest.mark.parametrize(("label", "value"), [("Learning rate", "0.01"), ("Weighting", "off"), ("画像", "自動")])
def test_width_of_a_field_row_is_known_before_there_is_one(label: str, value: str) -> None:
    assert FieldRow.width_of(label, value) == FieldRow(label, value).minimumSizeHint().width()
