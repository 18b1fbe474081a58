"""Areas that scroll up and down alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scroll_down(area: QScrollArea, inside: QWidget | None = None) -> QScrollArea:
    """Let an area show a widget as wide as it is, and scroll where that is higher; Tab passes the area itself by.

    Without a widget, one is set later.
    """
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if inside is not None:
        area.setWidget(inside)
    return area
