"""The parts of the window: what its first paint shows, made at once, and all else, made after it.

The rest is imported and made in steps between which the window answers (`loading`). What is clicked or dropped
meanwhile is done when all is there (`Early`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import places
from resnet_studio.core.basics.heap import return_at_once
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell import beginning, geometry, preferences
from resnet_studio.gui.shell.drops import DropNotice, DropWindow
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.theme.manager import theme
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.recents import Recents

if TYPE_CHECKING:
    from resnet_studio.gui.shell.loading import Steps

_SWITCH_S: Final = 0.0005
"""So soon a thread that reads files gives way to the window, each time that it needs Python; usually it is 5 ms."""
_BLOCK: Final = 64 * 1024  # bytes: tiles and thumbnails have as many and more, and come and go while one scrolls
_FOR_CONTROLS: Final = (
    "resnet_studio.core.protocol.jobs",
    "resnet_studio.core.protocol",
    "resnet_studio.core.runs",
    "resnet_studio.gui.engine",
    "resnet_studio.gui.work",
)
_FOR_ROOMS: Final = (
    "resnet_studio.gui.widgets",
    "resnet_studio.gui.rooms.data",
    "resnet_studio.gui.rooms.model",
    "resnet_studio.gui.rooms.train",
    "resnet_studio.gui.rooms.use",
    "resnet_studio.gui.rooms.results",
    "resnet_studio.gui.rooms.runs",
    "resnet_studio.gui.shell",
)


class WindowParts(DropWindow):
    """A window with all of its parts, which are not connected yet.

    Signals:
        asked(object): a `Path` to open, as "Open with" and the terminal ask.
        complete(): all that comes after the first paint is there, and has done what was asked before.
    """

    complete = Signal()
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._finished = False
        self._steps: Steps | None = None
        self._curves: Steps | None = None
        self.setWindowTitle("ResNet Studio")
        self.settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
        preferences.use(self.settings)
        self.thumbnails = ThumbnailLoader(self)
        self.rail, self.status, self.stack = Rail(), StatusBar(), QStackedWidget()
        self.drop_notice = DropNotice()
        self.data_room = DataRoom(self.thumbnails)
        self.data_room.show_welcome(Recents(self.settings).load())
        self.rooms: dict[str, QWidget] = {"data": self.data_room}
        self.quit_action = QAction(tr("Quit"), self)  # the menu that has it comes later
        self.quit_action.setShortcut(QKeySequence.StandardKey.Quit)
        self.quit_action.triggered.connect(self.close)
        self.addAction(self.quit_action)
        beginning.show_in(self.rail, self.status)
        self._lay_out()
        theme().dress(self)
        geometry.restore(self, self.settings)

    def _lay_out(self) -> None:
        middle, self._right = QHBoxLayout(), QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        self._right.setSpacing(0)
        self._right.addWidget(self.drop_notice)
        self._right.addWidget(self.stack, 1)
        middle.addWidget(self.rail)
        middle.addLayout(self._right, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(body)
        self.stack.addWidget(self.data_room)
        self.data_room.welcome.choose_button.setFocus()  # else Tab begins at the rail's other end
        self.drop_refused.connect(self.drop_notice.say)
        room = self.data_room
        wishes = (room.choose_wanted, room.welcome.file_wanted, room.sample_wanted, room.scan_cancelled)
        recents = (room.recent_chosen, room.recent_removed)
        self._early = beginning.Early(self.asked, self.dropped, self.rail.chosen, *wishes, *recents)
        room.sample_wanted.connect(lambda: self._await(places.sample_folder()))
        room.recent_chosen.connect(lambda recent: self._await(recent.path, recent.chosen))

    def _await(self, folder: Path, chosen: tuple[str, ...] = ()) -> None:
        """Answer at once to what a person wants before it can be done: it is kept until then."""
        if not self._finished:
            self.data_room.show_awaited(folder, chosen)

    def expect(self, path: Path | None) -> None:
        """Show at the first paint which folder, table or archive will be opened, unless it may be a run."""
        if path is None:
            return
        from resnet_studio.core.archives.known import is_archive
        from resnet_studio.core.basics.files import is_dir, is_file
        from resnet_studio.core.tables.columns import is_table

        folder = is_dir(path) and not is_file(path / "config.json")
        if folder or (is_file(path) and (is_table(path) or is_archive(path))):
            self.data_room.show_awaited(path.absolute())

    def finish_soon(self, path: Path | None) -> None:
        """Do what can wait until after the first paint in steps, and open a path then."""
        from resnet_studio.gui.shell.loading import Steps

        if path is not None:
            self.asked.emit(path)
        self._steps = Steps(self._finish(), self)

    def finish_start(self, path: Path | None) -> None:
        """Do the same at once."""
        self.finish_soon(path)
        assert self._steps is not None
        self._steps.do_rest()

    def _finish(self) -> Iterator[None]:
        """Start other processes, make controls and rooms, and do what was asked meanwhile."""
        from resnet_studio.gui import quick_qt
        from resnet_studio.gui.shell import loading

        sys.setswitchinterval(_SWITCH_S)
        return_at_once(_BLOCK)
        self.thumbnails.warm_up()
        yield from quick_qt.rest()
        yield from loading.modules(*_FOR_CONTROLS)
        self._make_controls()
        yield from loading.modules(*_FOR_ROOMS)
        yield from self._make_rooms()
        yield
        self._make_menus()
        yield
        self.connect_all()
        self.stack.currentChanged.connect(self._ready_curves)
        self._finished = True
        self._early.replay()
        self.complete.emit()

    def _make_controls(self) -> None:
        from resnet_studio.gui.shell.controls import Controls

        made = Controls(self.settings, self)
        self.worker, self.jobs, self.session, self.opening = made.worker, made.jobs, made.session, made.opening
        self.training, self.prediction, self.results = made.training, made.prediction, made.results
        self.weights, self.weights_file, self.explain = made.weights, made.weights_file, made.explain
        self.report, self.comparison = made.report, made.comparison
        self.checks, self.proposing = made.checks, made.proposing
        self.splitting, self.folds, self.mending = made.splitting, made.folds, made.mending
        self.earlier_runs = made.earlier_runs

    def _make_menus(self) -> None:
        from resnet_studio.gui.shell.menus import Menus
        from resnet_studio.gui.shell.readouts import Readouts

        controls = (self.training, self.results, self.checks)
        self.readouts = Readouts(self.session, *controls, self.jobs, self.rail, self.status)
        self.menus = Menus(self, self.opening, self.settings, self.quit_action)

    def _ready_curves(self) -> None:
        """Import what draws curves when a room with curves first shows: it takes memory, and a moment."""
        if self._curves is None and self.stack.currentWidget() in {self.train_room, self.runs_room}:
            from resnet_studio.gui.charts.importing import in_steps
            from resnet_studio.gui.shell.loading import Steps, module

            self._curves = Steps(chain(in_steps(), module("resnet_studio.gui.charts.run_charts")), self)
            self.runs_room.details.curves.hold()
            self._curves.done.connect(self.runs_room.details.curves.release)

    def connect_all(self) -> None:
        """Connect controls and rooms, as the window that is made of these parts wants it."""
        raise NotImplementedError

    def go_to(self, room: str) -> None:
        """Show a room."""
        from resnet_studio.gui.widgets.room import show_page

        if room in self.rooms:
            self.rail.set_current(room)
            show_page(self.stack, self.rooms[room])

    def _make_rooms(self) -> Iterator[None]:
        from resnet_studio.gui.rooms.train.panel import TrainPanel
        from resnet_studio.gui.shell import assembly, failures
        from resnet_studio.gui.shell.runs_assembly import make_runs_room
        from resnet_studio.gui.shell.use_assembly import make_use_room

        session, thumbnails, weights = self.session, self.thumbnails, (self.weights, self.weights_file)
        self.model_room = assembly.make_model_room(session, *weights, self.opening, thumbnails, self.go_to)
        yield
        panel = TrainPanel(session.draft)
        yield
        self.train_room = assembly.make_train_room(session, self.training, self.jobs, thumbnails, self.go_to, panel)
        yield
        asks = (session, self.prediction, self.explain, thumbnails, self.settings)
        self.use_room = make_use_room(*asks, self.go_to)
        yield
        self.results_room = assembly.make_results_room(session, self.results, self.report, thumbnails, self.go_to)
        yield
        parts = (self.results, self.jobs, thumbnails, self.opening, self.explain)
        self.failures = failures.Parts(self.results_room, session, *parts)
        yield
        self.runs_room = make_runs_room(session, self.training, self.results, self.comparison, thumbnails, self.go_to)
        made: tuple[QWidget, ...] = (
            self.model_room, self.train_room, self.results_room, self.use_room, self.runs_room,
        )  # fmt: skip
        for key, room in zip(("model", "train", "results", "use", "runs"), made, strict=True):
            yield
            self.rooms[key] = room
            self.stack.addWidget(room)
