"""Message boxes. Their texts are always plain; none blocks the program unless its caller calls `exec`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSizePolicy, QSpacerItem, QWidget

_WIDTH = 400
"""The least width of a box, px: its lines are then long enough to be read, and its buttons do not crowd."""


def question(parent: QWidget, text: str, explanation: str, *, action: str, keep: str) -> QMessageBox:
    """A box with two buttons; ``accepted`` is emitted if ``action`` was clicked. Enter and Esc press ``keep``."""
    box = _box(parent, text, explanation)
    box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
    kept = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(kept)
    box.setEscapeButton(kept)
    box.finished.connect(box.deleteLater)
    return box


def information(parent: QWidget, text: str, explanation: str, *, warning: bool = False) -> QMessageBox:
    """A box that informs while the window stays usable; call ``show``. It is deleted when it is closed."""
    box = _box(parent, text, explanation)
    if warning:
        box.setIcon(QMessageBox.Icon.Warning)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.NonModal)
    return box


def _box(parent: QWidget, text: str, explanation: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("ResNet Studio")
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(explanation)
    layout = box.layout()
    if isinstance(layout, QGridLayout):  # Qt fixes the size of a box to that of its layout when it shows
        space = QSpacerItem(_WIDTH, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
        layout.addItem(space, layout.rowCount(), 0, 1, layout.columnCount())
    return box
