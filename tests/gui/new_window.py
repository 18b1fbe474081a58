"""A whole window, made quickly."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell import loading
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.stylesheet import style_sheet

_imported: set[str] = set()


def new_window(qtbot: QtBot) -> StudioWindow:
    """The window with all its rooms, shown.

    Under a style sheet, Qt styles a widget again each time that it, or what it is in, is put into a layout, which is
    half of the time that a window takes. So the sheet is set once all widgets are there, as when colours change, and
    windows of earlier tests are deleted before. A window that is made under a sheet, as the program does it, is in
    `test_smoke` and `shell/test_beginning`.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.setStyleSheet("")
    try:
        window = StudioWindow()
        window.show()
        qtbot.waitExposed(window)
        with importing_once():
            window.finish_start(None)
    finally:
        app.setStyleSheet(style_sheet(palette()))
    return window


def importing_once() -> AbstractContextManager[object]:
    """Within this, windows look for what is to be imported once in a process: that takes longer than to make a room."""
    return patch.object(loading, "modules", partial(_modules, loading.modules))


def _modules(usual: Callable[..., Iterator[None]], *packages: str) -> Iterator[None]:
    if not _imported.issuperset(packages):
        yield from usual(*packages)
        _imported.update(packages)
