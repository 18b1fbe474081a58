"""Message boxes: plain text, and the safe button as the default."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.boxes import information, question


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_question_keeps_by_default_and_emits_accepted_for_its_action(parent: QWidget, qtbot: QtBot) -> None:
    box = question(parent, "<b>Delete?</b>", "It is gone then.", action="Delete", keep="Keep")
    assert box.textFormat() == Qt.TextFormat.PlainText
    keep = box.defaultButton()
    assert keep is not None
    assert keep.text() == "Keep"
    assert box.escapeButton() is keep
    box.open()
    delete = next(button for button in box.buttons() if button.text() == "Delete")
    with qtbot.waitSignal(box.accepted):
        qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)


def test_box_is_wide_enough_for_lines_that_can_be_read(parent: QWidget) -> None:
    box = information(parent, "ResNet Studio 1.0", "Nothing is uploaded. Licensed under Apache-2.0.")
    box.show()
    assert box.width() >= 400
    box.close()


def test_information_does_not_block_the_window(parent: QWidget) -> None:
    box = information(parent, "Done", "All of it.")
    box.show()
    assert not box.isModal()
    box.close()
