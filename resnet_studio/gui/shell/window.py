"""The window: rail, rooms and status bar, and the wires between them. It assembles and decides nothing else."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, QEvent, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, places, safe_text
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.worker import EngineStatus
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.shell import standing
from resnet_studio.gui.shell.closing import ask_to_close
from resnet_studio.gui.shell.drops import DropWindow
from resnet_studio.gui.shell.menus import Menus
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.recovery import RecoveryOffer
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.session import ActiveRun, Session

CLOCK_MS = 100  # events never draw; this clock does
SMALLEST = (1024, 640)
USUAL = (1280, 832)


class StudioWindow(DropWindow):
    """ResNet Studio's one window."""

    def __init__(self) -> None:
        super().__init__()
        self._leaving = False
        self.setWindowTitle("ResNet Studio")
        self.setMinimumSize(*SMALLEST)
        self.settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
        self.session = Session(self)
        if folder := self.settings.value("folders/runs"):
            self.session.runs_folder = Path(str(folder))
        self.thumbnails = ThumbnailLoader(self)
        self.opening = Opening(self.session, self.settings, self)
        self.rail, self.status, self.stack = Rail(), StatusBar(), QStackedWidget()
        self.offer = RecoveryOffer(self.settings)
        self.data_room = DataRoom(self.thumbnails)
        self.rooms: dict[str, QWidget] = {"data": self.data_room}
        self.menus = Menus(self, self.rail, self.opening, self.settings)
        self.menus.start_wanted.connect(self.start_training)
        self.menus.stop_wanted.connect(lambda: self.train_room.stop())
        self._lay_out()
        self._wire_data()
        self._show_engine(self.session.engine)
        self._restore()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._tick)

    def finish_start(self, folder: Path | None) -> None:
        """What may come after the first paint: the engine, the other rooms, the folder asked for."""
        self.session.start_engine()
        self._make_rooms()
        self._wire_session()
        self._clock.start()
        if folder is not None:
            self.opening.open(folder)

    # Layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.offer)
        right.addWidget(self.stack, 1)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(body)
        self.stack.addWidget(self.data_room)
        self.rail.set_state("data", "no dataset yet")
        self.rail.chosen.connect(self._chosen)
        self.drag_hovered.connect(self._show_drop_hover)
        self.dropped.connect(self.take)

    def _make_rooms(self) -> None:
        from resnet_studio.gui.rooms.model.room import ModelRoom
        from resnet_studio.gui.rooms.runs.room import RunsRoom
        from resnet_studio.gui.rooms.train.room import TrainRoom
        from resnet_studio.gui.rooms.use.room import UseRoom

        self.model_room = ModelRoom(self.session.draft, self.thumbnails)
        self.train_room = TrainRoom(self.session.draft, self.thumbnails)
        self.use_room = UseRoom(self.thumbnails)
        self.runs_room = RunsRoom(self.thumbnails)
        self.rooms |= {
            "model": self.model_room,
            "train": self.train_room,
            "use": self.use_room,
            "runs": self.runs_room,
        }
        for room in ("model", "train", "use", "runs"):
            self.stack.addWidget(self.rooms[room])
        self._wire_rooms()
        self.runs_room.set_folder(self.session.runs_folder)

    def go_to(self, room: str) -> None:
        """Show a room."""
        if room in self.rooms:
            self.rail.set_current(room)
            self.stack.setCurrentWidget(self.rooms[room])

    def _chosen(self, key: str) -> None:
        if not self.menus.pop_up(key, self.rail):
            self.go_to(key)

    # Wires -----------------------------------------------------------------------------------------------------

    def _wire_data(self) -> None:
        room, opening = self.data_room, self.opening
        room.folder_chosen.connect(opening.open)
        room.sample_wanted.connect(opening.open_sample)
        room.scan_cancelled.connect(opening.cancel)
        room.recent_removed.connect(opening.remove_recent)
        room.edit_wanted.connect(self.session.edit_dataset)
        room.undo_wanted.connect(self.session.undo_edit)
        room.model_wanted.connect(lambda: self.go_to("model"))
        opening.begun.connect(self._opening_begun)
        opening.progress.connect(room.show_scanning)
        opening.failed.connect(self._opening_failed)
        opening.recents_changed.connect(self._show_recents)
        self.session.dataset_changed.connect(self._dataset_changed)
        self._show_recents()

    def _wire_rooms(self) -> None:
        session = self.session
        self.model_room.train_wanted.connect(lambda: self.go_to("train"))
        self.model_room.fetch_wanted.connect(session.fetch_weights)
        self.model_room.fetch_cancelled.connect(session.cancel_fetch)
        self.train_room.start_wanted.connect(session.start_training)
        self.train_room.stop_wanted.connect(session.stop_training)
        self.train_room.pause_wanted.connect(lambda: session.stop_training(pause=True))
        self.train_room.resume_wanted.connect(session.resume_training)
        self.train_room.kill_wanted.connect(session.worker.kill)
        self.train_room.use_wanted.connect(self._use_trained)
        self.train_room.model_wanted.connect(lambda: self.go_to("model"))
        self.train_room.data_wanted.connect(lambda: self.go_to("data"))
        self.use_room.predict_wanted.connect(session.predict)
        self.use_room.cancel_wanted.connect(session.cancel_prediction)
        self.use_room.runs_wanted.connect(lambda: self.go_to("runs"))
        self.use_room.train_wanted.connect(lambda: self.go_to("train"))
        self.runs_room.use_wanted.connect(self._use_run)
        self.runs_room.resume_wanted.connect(self._resume_run)
        self.runs_room.continue_wanted.connect(self._continue_run)
        self.offer.resume_wanted.connect(self._resume_run)
        self.runs_room.runs_changed.connect(self._runs_changed)
        self.runs_room.run_renamed.connect(session.run_renamed)
        self.runs_room.run_deleted.connect(session.run_deleted)
        self.runs_room.folder_changed.connect(self._runs_folder_changed)
        self.runs_room.data_wanted.connect(lambda: self.go_to("data"))

    def _wire_session(self) -> None:
        session = self.session
        session.draft.changed.connect(self._show_draft)
        session.engine_changed.connect(self._show_engine)
        session.engine_changed.connect(self.train_room.set_engine)
        session.run_started.connect(self._run_started)
        session.run_ended.connect(self._run_ended)
        session.train_problem.connect(self.train_room.show_problem)
        session.model_changed.connect(self._model_changed)
        session.model_problem.connect(self.use_room.show_problem)
        session.prediction_begun.connect(self.use_room.begin)
        session.predicted.connect(self.use_room.add)
        session.prediction_progress.connect(self.use_room.set_progress)
        session.prediction_ended.connect(self.use_room.end)
        session.weights_on_disk.connect(self.model_room.set_weights_on_disk)
        session.fetch_progress.connect(self.model_room.show_fetch)
        session.fetch_problem.connect(self.model_room.show_weights_problem)
        self._show_draft(session.draft.config)
        self.rail.set_state("train", standing.train_state(None))
        self.rail.set_state("use", "no model yet")

    # What is shown ---------------------------------------------------------------------------------------------

    def _opening_begun(self, folder: Path) -> None:
        self.thumbnails.forget_failures()
        self.data_room.show_scanning(folder, 0)
        self.go_to("data")

    def _opening_failed(self, folder: Path, sentence: str, details: str) -> None:
        self.go_to("data")
        self.data_room.show_error(folder, sentence, details)

    def _show_recents(self) -> None:
        self.data_room.show_welcome(self.opening.recents())

    def _dataset_changed(self, dataset: Dataset) -> None:
        self.setWindowTitle(f"{safe_text.printable(dataset.root.name)} – ResNet Studio")
        self.data_room.show_dataset(dataset, self.opening.seconds)
        self.rail.set_state("data", formatting.counted(len(dataset.pictures), "picture"))
        self.model_room.set_dataset(dataset)
        self.train_room.set_dataset(dataset)

    def _show_draft(self, config: TrainConfig) -> None:
        self.rail.set_state("model", f"ResNet-{config.depth}")

    def _show_engine(self, status: EngineStatus) -> None:
        self.status.set_engine(*standing.engine_text(status, self.session.training))
        self.status.set_device(standing.device_text(status))
        self.status.set_memory(*standing.memory_text(status))

    def _tick(self) -> None:
        self.train_room.refresh()
        self.rail.set_state("train", standing.train_state(self.session.run))
        self.status.set_job(*standing.job_text(self.session.run))

    # Training and use ------------------------------------------------------------------------------------------

    def start_training(self) -> None:
        """Start a run, as the Start button does: the room first looks whether its settings stand."""
        self.go_to("train")
        self.train_room.start()

    def _run_started(self, run: ActiveRun) -> None:
        self.offer.withdraw(run.path.name)
        self.train_room.set_run(run.history, run.config, run.dataset, run.path.name)
        self.runs_room.set_busy_run(run.path)
        self.runs_room.refresh()

    def _run_ended(self, run: ActiveRun) -> None:
        self._tick()
        self.runs_room.set_busy_run(None)
        self.runs_room.refresh()
        if best := run.history.best:
            self.opening.note_result(run.dataset.root, best.val_top1)
        if self.isVisible() and not self.isActiveWindow():
            self.menus.notify(f"{run.dataset.root.name}: {standing.train_state(run)}", run.history)

    def _use_trained(self) -> None:
        self.session.use_trained()
        self.go_to("use")

    def _use_run(self, summary: RunSummary) -> None:
        self.session.use_run(summary)
        self.go_to("use")

    def _resume_run(self, summary: RunSummary) -> None:
        self.session.resume_run(summary.path)
        self.go_to("train")

    def _continue_run(self, summary: RunSummary) -> None:
        self.session.continue_run(summary.path)
        self.go_to("train")

    def _runs_changed(self) -> None:
        self.offer.look_at(self.runs_room.summaries())
        number = len(self.runs_room.summaries())
        self.rail.set_state("runs", formatting.counted(number, "run") if number else "")

    def _runs_folder_changed(self, folder: Path) -> None:
        self.settings.setValue("folders/runs", str(folder))
        self.session.runs_folder = folder

    def _model_changed(self, summary: RunSummary | None, info: ModelInfo | None) -> None:
        self.use_room.set_run(summary, info)
        self.rail.set_state("use", "ready" if summary else "no model yet")

    # Drops, size, closing --------------------------------------------------------------------------------------

    def _show_drop_hover(self, active: bool) -> None:
        room = self.rooms[self.rail.current()]
        if isinstance(room, TakesDrops):
            room.set_drop_hover(active)

    def take(self, paths: list[Path]) -> None:
        """Do what a drop means here: predict in Use, or when pictures come to a trained model; else open."""
        pictures = not paths[0].is_dir()
        if self.session.model and (self.rail.current() == "use" or pictures):
            self.go_to("use")
            self.use_room.offer(paths)
        else:
            self.opening.open(paths[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.menus.forget_notice()

    def _restore(self) -> None:
        geometry = self.settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(*USUAL)

    def leave(self) -> None:
        """Close without a question, as when the person logs out."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.training and not self._leaving and not ask_to_close(self):
            event.ignore()
            return
        self._clock.stop()
        self.settings.setValue("window/geometry", self.saveGeometry())
        self.opening.cancel()
        self.hide()  # the batch in hand may take a while to end
        self.session.shut_down()
        super().closeEvent(event)


@runtime_checkable
class TakesDrops(Protocol):
    """A room that shows where a drop would land."""

    def set_drop_hover(self, active: bool) -> None:
        """Show or end the highlight."""
