"""Unexpected errors are shown in a dialog with details to copy, and written to the log."""

import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.widgets import boxes

_log = logging.getLogger("resnet_studio")


class _Bridge(QObject):
    """Carries an error from whichever thread it happened in to the window's."""

    happened = Signal(str, str)


def show_unexpected_errors(window: QWidget) -> None:
    """Log every uncaught error of any thread from now on, and show it once in a dialog over `window`."""
    _log_to_file()
    bridge = _Bridge(window)
    shown: set[str] = set()

    def show(sentence: str, details: str) -> None:
        if details in shown:  # an error in a timer or a paint event would otherwise be shown ten times a second
            return
        shown.add(details)
        fault_box(window, sentence, details).show()

    bridge.happened.connect(show)
    sys.excepthook = _hook(bridge, sys.excepthook)
    threading.excepthook = lambda args: sys.excepthook(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def fault_box(window: QWidget, sentence: str, details: str) -> QMessageBox:
    """The dialog about an unexpected error."""
    box = boxes.information(
        window,
        tr("Something unexpected happened."),
        tr("{error}\nYour files and runs are safe. Please report this with the details.", error=sentence),
        warning=True,
    )
    box.setDetailedText(details)
    copy = box.addButton(tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()  # copying does not close the dialog
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
    box.addButton(QMessageBox.StandardButton.Close)
    box.setDefaultButton(QMessageBox.StandardButton.Close)  # not the details, which are first
    return box


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
        return  # the dialog works without a log, for example in a read-only home
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _log.addHandler(handler)
