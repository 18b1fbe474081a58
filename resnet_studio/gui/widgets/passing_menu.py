"""Menus that are made when they open, and go when they close."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


def passing_menu(parent: QWidget) -> QMenu:
    """A menu that is deleted after it was hidden, however that happened, and at the latest with its parent.

    It goes by an event of its own, after the click or key that hid it was dealt with and after what was chosen was
    done. Give it a parent that outlives what is chosen.
    """
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def pop_up_above(button: QWidget, menu: QMenu) -> None:
    """Open a menu above a button at the bottom of the window."""
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
