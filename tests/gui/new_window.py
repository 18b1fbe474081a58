"""A whole window, made quickly."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.stylesheet import style_sheet


def new_window(qtbot: QtBot) -> StudioWindow:
    """The window with all its rooms, shown.

    Under a style sheet, Qt styles a widget again each time that it, or what it is in, is put into a layout, which is
    half of the time that a window takes. So the sheet is set once all widgets are there, as when colours change. A
    window that is made under a sheet, as the program does it, is in `test_smoke` and `shell/test_beginning`.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyleSheet("")
    try:
        window = StudioWindow()
        window.show()
        qtbot.waitExposed(window)
        window.finish_start(None)
    finally:
        app.setStyleSheet(style_sheet(palette()))
    return window
