"""Starting the window: as little as possible before the first paint, the engine right after it."""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from resnet_studio.gui import display
from resnet_studio.gui.shell.translation import translate_qt
from resnet_studio.gui.theme.manager import STYLE, install

if TYPE_CHECKING:
    from resnet_studio.gui.shell.window import StudioWindow

APP = "ResNet Studio"
EXIT_WHEN_READY = "RESNET_STUDIO_EXIT_WHEN_READY"


class FirstPaint(QObject):
    """Watches a window until it has been painted once. A timer of 0 ms would fire before that.

    Signals:
        done(): the first paint is over; emitted once, from the event loop.
    """

    done = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first expose or paint event; the window is painted when this returns."""
        if event.type() in {QEvent.Type.Expose, QEvent.Type.Paint}:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.done.emit)
        return False


class Application(QApplication):
    """The application, which macOS asks to open things, by "Open with" or by a drop on its icon in the Dock.

    Signals:
        asked(object): a `Path` to open.
    """

    asked = Signal(object)
    styled = True
    """Has its style by its arguments: `setStyle` returns a QStyle, whose class takes Qt for Python 10 ms to make."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__([*words[:1], "-style", STYLE])

    def event(self, event: QEvent) -> bool:
        """Take what is to be opened. A filter of events would see those of all widgets, which is slow."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit(Path(event.file()))
            return True
        return super().event(event)


def run_window(folder: Path | None) -> NoReturn:
    """Show the window until it is closed, then end the process."""
    end_process(open_window(folder))


def end_process(code: int) -> NoReturn:
    """End the process with an exit code.

    The interpreter is not torn down: a thread that still reads, for a preview or a list, would be stopped inside C++
    code, which aborts the process.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None without a console on Windows
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def open_window(folder: Path | None, then: "Callable[[StudioWindow], None] | None" = None) -> int:
    """Show the window, with `folder` opened if one is given, and return the exit code when it is closed.

    `folder` is a dataset or a run; `then` is called when the window is ready.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QCoreApplication.setApplicationName(APP)
        QCoreApplication.setOrganizationName(APP)
        app = Application(sys.argv)
        display.release()
    app.setApplicationDisplayName(APP)
    app.setDesktopFileName("resnet-studio")
    translate_qt(app)
    install(app)

    from resnet_studio.gui.shell.window import StudioWindow

    window = StudioWindow()
    if isinstance(app, Application):
        app.asked.connect(window.asked)
    window.expect(folder)
    window.show()
    first_paint = FirstPaint(window)
    window.windowHandle().installEventFilter(first_paint)
    if os.environ.get(EXIT_WHEN_READY):  # the benchmark of the start: painted once, drops accepted
        first_paint.done.connect(app.quit)
        return app.exec()

    first_paint.done.connect(lambda: finish(window, folder))
    if then is not None:
        window.complete.connect(lambda: then(window), Qt.ConnectionType.QueuedConnection)
    code = app.exec()
    from resnet_studio.core.pictures import decoder

    decoder.close_shared()
    window.settings.sync()
    return code


def finish(window: "StudioWindow", folder: Path | None) -> None:
    """Do what the first paint does not need; from then on, datasets are checked when they are opened."""
    from resnet_studio.core.basics.cycles import look_through_seldom
    from resnet_studio.gui.shell.faults import show_unexpected_errors
    from resnet_studio.gui.theme.qt_icons import application_icon

    # Looking through all objects for unused cycles takes 50 ms where a dataset has 50,000 pictures: almost never.
    look_through_seldom()
    show_unexpected_errors(window)
    close_on_interrupt(window)
    QApplication.setWindowIcon(application_icon())
    window.complete.connect(lambda: window.checks.begin())  # the control is made later
    window.finish_soon(folder)


def close_on_interrupt(window: "StudioWindow") -> None:
    """Close the window on Ctrl-C in the terminal, as its close button does; a second Ctrl-C ends the program at once.

    SIGTERM, which is sent when the person logs out, closes the window without a question and pauses the run.

    Without this, Python would raise KeyboardInterrupt in a slot, and Qt would continue.
    """

    import signal  # here, as it makes three enumerations

    def interrupted(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        QTimer.singleShot(0, window, window.close)

    def terminated(*_: object) -> None:
        QTimer.singleShot(0, window, window.leave)

    signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGTERM, terminated)
