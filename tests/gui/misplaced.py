"""What is at a wrong place in a window."""

import contextlib

from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.exceptions import TimeoutError as Timeout
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.window import StudioWindow


def misplaced(window: StudioWindow) -> list[str]:
    """What is outside of what contains it, and what scrolls inside of something that scrolls."""
    found = []
    for widget in window.findChildren(QWidget):
        above = widget.parentWidget()
        if not widget.isVisible() or widget.isWindow() or above is None:
            continue
        area = above.parentWidget()
        scrolled = isinstance(area, QAbstractScrollArea) and area.viewport() is above
        rect, room = widget.geometry(), above.rect().adjusted(-1, -1, 1, 1)
        if scrolled:  # up and down
            rect.setTop(max(rect.top(), room.top()))
            rect.setBottom(min(rect.bottom(), room.bottom()))
        if not room.contains(rect):
            found.append(f"{name(widget)} at {rect.getRect()} is outside of {room.getRect()}")
        if isinstance(widget, QAbstractScrollArea) and scrolls(widget) and (outer := scrolling_around(widget)):
            found.append(f"{name(widget)} scrolls in {name(outer)}")
    return found


def misplaced_in_the_end(window: StudioWindow, qtbot: QtBot) -> list[str]:
    """The same, once it is laid out, which takes a while on a busy machine."""
    found: list[str] = []

    def all_placed() -> bool:
        found[:] = misplaced(window)
        return not found

    QApplication.processEvents()  # what a change of size has asked for
    with contextlib.suppress(Timeout):
        qtbot.waitUntil(all_placed, timeout=20_000)
    return found


def scrolls(area: QAbstractScrollArea) -> bool:
    return area.verticalScrollBar().maximum() > 0


def scrolling_around(widget: QWidget) -> QWidget | None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea) and scrolls(above):
            return above
        above = above.parentWidget()
    return None


def name(widget: QWidget) -> str:
    above = widget.parentWidget()
    return f"{type(above).__name__}/{type(widget).__name__}"
