"""Noticing that another window or the terminal has changed the folder of runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from resnet_studio.core.runs.run import EVENTS
from resnet_studio.core.runs.run_log import is_being_written
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.threads.background import Background

LOOK_MS = 3000

Trace = frozenset[tuple[str, int, int, bool]]
"""Of each run its name, and what changes with it: date of the folder, length of the log, whether it is trained."""


class RunsFolder(QObject):
    """Looks at the folder of runs every few seconds, and at once when a person comes back to the window.

    It looks in a thread, and at dates only, so that a slow drive never holds up the window. Changes that the system
    reports would not arrive from drives of a network.

    Signal: ``changed()``: the list of runs is to be read again.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._own = Path(), ""
        self._trained: tuple[Path, ...] = ()
        self._known: Trace | None = None
        self._background = Background(self)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._note_state)

    def follow(self, folder: Path, runs: Sequence[RunSummary], own: Path | None) -> None:
        """Compare with this list from now on; ``own`` is the run that this window trains and knows better."""
        trained = tuple(run.path for run in runs if run.state == RunState.IN_TRAINING and run.path != own)
        now = folder, own.name if own else "", trained
        if now == (self._folder, self._own, self._trained):
            return
        self._folder, self._own, self._trained = now
        self._known = None
        self._clock.start()
        self.look()

    def look(self) -> None:
        """Look now; `changed` is emitted if there is something new."""
        folder, own, trained = self._folder, self._own, self._trained
        if not self._background.busy("look"):
            self._background.do("look", lambda _: trace(folder, own, trained), self._compare, lambda _: None)

    def put_off(self) -> None:
        """Report the same change again at the next look."""
        self._known = frozenset()

    def _compare(self, found: Trace) -> None:
        before, self._known = self._known, found
        if before is not None and before != found:
            self.changed.emit()

    def _note_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and self._clock.isActive():
            self.look()


def trace(folder: Path, own: str, trained: Sequence[Path]) -> Trace:
    """What can be seen of the runs in a folder without opening any, but of ``own`` only that it is there."""
    written = {run.name for run in trained if is_being_written(run)}
    found = set()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            date = length = 0
            with suppress(OSError):
                if entry.name != own:
                    date, length = entry.stat().st_mtime_ns, (Path(entry) / EVENTS).stat().st_size
            found.add((entry.name, date, length, entry.name in written))
    return frozenset(found)
