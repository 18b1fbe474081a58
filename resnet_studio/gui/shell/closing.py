"""The question before a run in training is given up: the one thing that may interrupt a person."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_close(parent: QWidget) -> bool:
    """Ask whether to close while a run is in training."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText("A run is still in training.")
    box.setInformativeText("If you close now, it pauses where it is. Resume it in Runs whenever you like.")
    close = box.addButton("Pause and close", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("Keep training", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is close
