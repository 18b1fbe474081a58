"""The questions before the window closes during a training, or while files are written or copied."""

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
    return _accepted(box)


def ask_to_stop_writing(parent: QWidget) -> bool:
    """Ask whether to close while pictures are written into folders."""
    box = question(
        parent,
        tr("Pictures are still being written into folders."),
        tr("If you close now, those that are left stay where they are. Writing them again goes on with these."),
        action=tr("Stop and close"),
        keep=tr("Keep writing"),
    )
    return _accepted(box)


def ask_to_stop_copying(parent: QWidget) -> bool:
    """Ask whether to close while pictures are copied into the folder of their class."""
    box = question(
        parent,
        tr("Pictures are still being copied into the folder of their class."),
        tr("If you close now, the copies are deleted. The pictures stay in the dataset, and where they are."),
        action=tr("Stop and close"),
        keep=tr("Keep copying"),
    )
    return _accepted(box)


def _accepted(box: QMessageBox) -> bool:
    box.exec()
    clicked = box.clickedButton()
    return clicked is not None and box.buttonRole(clicked) == QMessageBox.ButtonRole.AcceptRole
