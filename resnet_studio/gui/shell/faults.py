"""Unexpected errors reach a person: in a dialog with details to copy, and in the log, never only in a terminal."""

import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from resnet_studio.core.basics import places

_log = logging.getLogger("resnet_studio")


class _Bridge(QObject):
    """Carries an error from whichever thread it happened in to the window's."""

    happened = Signal(str, str)


def show_faults(window: QWidget) -> None:
    """From now on every uncaught error of any thread is logged and shown once in a dialog over `window`."""
    _log_to_file()
    bridge = _Bridge(window)
    shown: set[str] = set()

    def show(sentence: str, details: str) -> None:
        if details in shown:  # a fault in a clock or a paint event would otherwise come ten times a second
            return
        shown.add(details)
        box = QMessageBox(QMessageBox.Icon.Warning, "ResNet Studio", "Something unexpected happened.", parent=window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(f"{sentence}\nYour files and runs are safe. Please report this with the details.")
        box.setDetailedText(details)
        copy = box.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying does not close the dialog
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        box.addButton(QMessageBox.StandardButton.Close)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.NonModal)  # a run may be in training behind it
        box.show()

    bridge.happened.connect(show)
    sys.excepthook = _hook(bridge, sys.excepthook)
    threading.excepthook = lambda args: sys.excepthook(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def _hook(bridge: _Bridge, before: Hook) -> Hook:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("unexpected error\n%s", details)
        bridge.happened.emit(f"{kind.__name__}: {error}", details)

    return hook


def _log_to_file() -> None:
    folder = places.log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "window.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        return  # a read-only home still gets its dialog
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
