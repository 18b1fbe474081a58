"""Starting the window: as little as possible before the first paint, the engine right after it."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.theme.icons import application_icon
from resnet_studio.gui.theme.manager import install

APP = "ResNet Studio"
EXIT_WHEN_READY = "RESNET_STUDIO_EXIT_WHEN_READY"


def open_window(folder: Path | None) -> int:
    """Show the window, with `folder` opened if one is given, and return the exit code when it is closed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QCoreApplication.setApplicationName(APP)
        QCoreApplication.setOrganizationName(APP)
        app = QApplication(sys.argv[:1])
    app.setApplicationDisplayName(APP)
    app.setDesktopFileName("resnet-studio")
    install(app)
    app.setWindowIcon(application_icon())

    from resnet_studio.gui.window import StudioWindow

    window = StudioWindow()
    window.show()
    if os.environ.get(EXIT_WHEN_READY):  # the benchmark of the start: painted once, drops accepted
        QTimer.singleShot(0, app.quit)
        return app.exec()

    from resnet_studio.gui.faults import show_faults

    show_faults(window)
    QTimer.singleShot(0, lambda: window.finish_start(folder))
    return app.exec()
