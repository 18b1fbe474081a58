"""The question before the window closes during a training."""

from PySide6.QtWidgets import QMessageBox, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.widgets.boxes import question


def ask_to_close(parent: QWidget) -> bool:
    """Ask whether to close while a run is in training."""
    box = question(
        parent,
        tr("A run is still in training."),
        tr("If you close now, it pauses where it is. The next start offers to resume it."),
        action=tr("Pause and close"),
        keep=tr("Keep training"),
    )
    box.exec()
    clicked = box.clickedButton()
    return clicked is not None and box.buttonRole(clicked) == QMessageBox.ButtonRole.AcceptRole
