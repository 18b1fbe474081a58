"""The window: rail, rooms and status bar, and the connections between them. It assembles and decides nothing else.

What the first paint shows is made at once. All else, the controls and the other rooms, is imported and made right
after it, in `finish_start`, before any click, key or drop arrives.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import places
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell import beginning, geometry, preferences
from resnet_studio.gui.shell.drops import A_MODEL, DropNotice, DropWindow
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.recents import Recents

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.gui.work.session import ActiveRun

CLOCK_MS = 100  # events never draw; this timer does


class StudioWindow(DropWindow):
    """ResNet Studio's one window."""

    def __init__(self) -> None:
        super().__init__()
        self._finished = self._leaving = False
        self._asked: Path | None = None
        self.setWindowTitle("ResNet Studio")
        self.settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
        preferences.use(self.settings)
        self.thumbnails = ThumbnailLoader(self)
        self.rail, self.status, self.stack = Rail(), StatusBar(), QStackedWidget()
        self.drop_notice = DropNotice()
        self.data_room = DataRoom(self.thumbnails)
        self.data_room.show_welcome(Recents(self.settings).load())
        self.rooms: dict[str, QWidget] = {"data": self.data_room}
        beginning.show_in(self.rail, self.status)
        self._lay_out()
        geometry.restore(self, self.settings)

    def finish_start(self, path: Path | None) -> None:
        """Do what can wait until after the first paint: start other processes, make controls and rooms, open a path."""
        self.thumbnails.warm_up()
        self._make_controls()
        self._make_menus()
        self._make_rooms()
        self._connect_controls()
        self._finished = True
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        if (path := path or self._asked) is not None:
            self.open_path(path)

    # Layout ----------------------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        from resnet_studio.gui.shell.controls import Controls

        made = Controls(self.settings, self)
        self.worker, self.jobs, self.session, self.opening = made.worker, made.jobs, made.session, made.opening
        self.training, self.prediction, self.results = made.training, made.prediction, made.results
        self.weights, self.weights_file, self.explain = made.weights, made.weights_file, made.explain
        self.report, self.comparison = made.report, made.comparison

    def _make_menus(self) -> None:
        from resnet_studio.gui.shell.menus import Menus
        from resnet_studio.gui.shell.readouts import Readouts

        self.readouts = Readouts(self.session, self.training, self.results, self.jobs, self.rail, self.status)
        self.menus = Menus(self, self.opening, self.settings)
        self.menus.start_wanted.connect(self.start_training)
        self.menus.stop_wanted.connect(lambda: self.train_room.stop())
        self.rail.chosen.connect(self._choose)

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
        self.drag_hovered.connect(self._show_drop_hover)
        self.dropped.connect(self.take)
        self.drop_refused.connect(self.drop_notice.say)

    def _make_rooms(self) -> None:
        from resnet_studio.gui.shell import assembly, failures
        from resnet_studio.gui.shell.recovery import RecoveryOffer
        from resnet_studio.gui.shell.runs_assembly import make_runs_room

        session, thumbnails, weights = self.session, self.thumbnails, (self.weights, self.weights_file)
        self.offer = RecoveryOffer(self.settings)
        self._right.insertWidget(0, self.offer)
        assembly.connect_data_room(self.data_room, session, self.opening, self.menus.choose_folder, self.go_to)
        self.data_room.unopened_changed.connect(self.readouts.show_unopened)
        self.model_room = assembly.make_model_room(session, *weights, self.opening, thumbnails, self.go_to)
        self.train_room = assembly.make_train_room(session, self.training, self.jobs, thumbnails, self.go_to)
        assembly.connect_weights(self.weights, self.model_room, self.train_room, self.go_to)
        assembly.connect_gpu_pack(self.menus.gpu, self.train_room, self.settings, self._use_other_torch)
        asks = (session, self.prediction, self.explain, thumbnails, self.settings)
        self.use_room = assembly.make_use_room(*asks, self.go_to)
        self.results_room = assembly.make_results_room(session, self.results, self.report, thumbnails, self.go_to)
        parts = (self.results, self.jobs, thumbnails, self.opening, self.explain)
        self.failures = failures.Parts(self.results_room, session, *parts)
        self.runs_room = make_runs_room(session, self.training, self.results, self.comparison, thumbnails, self.go_to)
        made: tuple[QWidget, ...] = (
            self.model_room, self.train_room, self.results_room, self.use_room, self.runs_room,
        )  # fmt: skip
        self.rooms |= zip(("model", "train", "results", "use", "runs"), made, strict=True)
        assembly.connect_offers(session, self.data_room, self.use_room, self.go_to)
        for room in made:
            self.stack.addWidget(room)
        self.runs_room.runs_changed.connect(self._show_runs)
        self.runs_room.folder_changed.connect(self._set_runs_folder)
        self.offer.resume_wanted.connect(self.runs_room.resume_wanted)
        self.runs_room.set_folder(session.runs_folder)

    def go_to(self, room: str) -> None:
        """Show a room."""
        if room in self.rooms:
            self.rail.set_current(room)
            self.stack.setCurrentWidget(self.rooms[room])

    def _choose(self, key: str) -> None:
        if not self.menus.pop_up(key, self.rail):
            self.go_to(key)

    # Connections -----------------------------------------------------------------------------------------------

    def _connect_controls(self) -> None:
        from resnet_studio.gui.shell import assembly

        self.opening.refused.connect(self.drop_notice.say)
        self.opening.begun.connect(self.drop_notice.hide)
        self.session.dataset_changed.connect(self._show_dataset)
        self.weights.look()
        self.training.started.connect(self._show_started)
        self.training.ended.connect(self.prediction.use_trained)
        assembly.connect_kept_model(self.session, self.prediction, self.train_room.kept, self.use_room.kept)
        self.training.ended.connect(self._show_ended)

    def _use_other_torch(self) -> None:
        """Replace the engine, or let the one that trains end its run first."""
        if self.training.active:
            self.training.ended.connect(self.worker.kill, Qt.ConnectionType.SingleShotConnection)
        else:
            self.worker.kill()

    # What is shown ---------------------------------------------------------------------------------------------

    def _show_dataset(self, dataset: Dataset) -> None:
        self.setWindowTitle(tr("{dataset} – {program}", dataset=name_of(dataset), program="ResNet Studio"))

    def _tick(self) -> None:
        self.train_room.refresh()
        self.runs_room.set_waits(self.training.waiting_for() is not None)
        if (run := self.training.run) is not None and run.in_training:
            self.runs_room.follow(run.path, run.history)
        self.readouts.show_training()

    # Training --------------------------------------------------------------------------------------------------

    def start_training(self) -> None:
        """Start a run, as the Start button does: the room first checks its settings."""
        self.go_to("train")
        self.train_room.start()

    def _show_started(self, run: ActiveRun) -> None:
        self.offer.withdraw(run.path.name)
        self.runs_room.set_busy_run(run.path)
        self.runs_room.refresh()

    def _show_ended(self, run: ActiveRun) -> None:
        self._tick()
        self.runs_room.set_busy_run(None)
        self.runs_room.refresh()
        if best := run.history.kept:
            self.opening.note_result(run.dataset, best.val_top1)
        if self.isVisible() and not self.isActiveWindow():
            from resnet_studio.gui.shell import standing

            state = standing.run_state(run)
            sentence = tr("{dataset}: {state}", dataset=name_of(run.dataset), state=state)
            self.menus.notify(sentence, run.history)

    def _show_runs(self) -> None:
        runs = self.runs_room.summaries()
        self.offer.check(runs)
        self.readouts.show_runs(len(runs))
        self.session.set_runs(runs)

    def _set_runs_folder(self, folder: Path) -> None:
        self.settings.setValue("folders/runs", str(folder))
        self.session.runs_folder = folder

    # Drops, size, closing --------------------------------------------------------------------------------------

    def _show_drop_hover(self, active: bool) -> None:
        room = self.rooms[self.rail.current()]
        if isinstance(room, TakesDrops):
            room.set_drop_hover(active)

    def open_path(self, path: Path) -> None:
        """Open a dataset, or a run by its folder or one of its files, as "Open with" and the terminal ask."""
        if not self._finished:
            self._asked = path
            return
        from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
        from resnet_studio.core.runs.opened import run_at

        if (run := run_at(path)) is not None:
            self.go_to("runs")
            self.runs_room.show_run(run)
        elif path.name.lower().endswith(WEIGHTS_SUFFIXES):
            self.drop_notice.say(A_MODEL)
        else:
            self.opening.open(path)

    def take(self, paths: list[Path]) -> None:
        """Handle a drop: a run is shown; pictures are predicted in Use, or where there is a model; else a folder is
        opened."""
        from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
        from resnet_studio.core.runs.opened import run_at

        pictures = is_file(paths[0])
        if len(paths) == 1 and (run_at(paths[0]) or paths[0].name.lower().endswith(WEIGHTS_SUFFIXES)):
            self.open_path(paths[0])
        elif self.session.model and (self.rail.current() == "use" or pictures):
            self.go_to("use")
            self.use_room.offer(paths)
        else:
            self.opening.open_dropped(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._finished and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.menus.hide_notification()
            self.opening.look()

    def leave(self) -> None:
        """Close without a question, as when the person logs out."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._finished:
            super().closeEvent(event)
            return
        from resnet_studio.gui.shell.closing import ask_to_close

        if self.training.active and not self._leaving and not ask_to_close(self):
            event.ignore()
            return
        self._clock.stop()
        geometry.store(self, self.settings)
        self.opening.finish()
        self.thumbnails.cancel_pending()
        self.hide()  # the current batch may take a while to end
        if self.worker.isRunning():
            self.worker.shut_down()
        super().closeEvent(event)


@runtime_checkable
class TakesDrops(Protocol):
    """A room that shows where a drop would land."""

    def set_drop_hover(self, active: bool) -> None:
        """Show or end the highlight."""
