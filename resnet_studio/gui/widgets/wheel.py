"""The wheel over an input: it scrolls the room, unless a person works in the input."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget


def leave_wheel_to_the_room(widget: QWidget) -> None:
    """Keep the wheel from giving an input focus, which Qt has combo and spin boxes do."""
    if widget.focusPolicy() == Qt.FocusPolicy.WheelFocus:
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def wheel_is_for(widget: QWidget, event: QWheelEvent) -> bool:
    """Whether an input may act on the wheel; otherwise the event is left to what scrolls around it."""
    if not widget.hasFocus():
        event.ignore()
    return widget.hasFocus()
