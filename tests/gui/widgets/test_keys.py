"""The list of keyboard shortcuts, or of terms."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.keys import KeysDialog


def _dialog(qtbot: QtBot, qapp: QApplication) -> KeysDialog:
    install(qapp)
    dialog = KeysDialog("Keys", [(f"Ctrl+{number}", "What it does") for number in range(30)])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    return dialog


def test_list_that_is_higher_than_the_screen_scrolls_above_its_button(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = _dialog(qtbot, qapp)
    dialog.fit(2000)
    area = dialog.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.height() == dialog.grid.sizeHint().height()
    dialog.fit(400)
    dialog.show()
    assert dialog.height() == 400
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    assert dialog.rect().contains(dialog.close_button.geometry())


def test_list_closes_with_its_button(qtbot: QtBot, qapp: QApplication) -> None:
    dialog = _dialog(qtbot, qapp)
    dialog.show()
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
