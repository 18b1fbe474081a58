"""The window: the connections between rail, rooms, status bar and controls. It assembles and decides nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.shell import geometry
from resnet_studio.gui.shell.drops import A_MODEL
from resnet_studio.gui.shell.parts import WindowParts
from resnet_studio.gui.work.names import name_of

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.gui.work.session import ActiveRun

CLOCK_MS = 100  # events never draw; this timer does


class StudioWindow(WindowParts):
    """ResNet Studio's one window."""

    def __init__(self) -> None:
        super().__init__()
        self._leaving = False
        self.drag_hovered.connect(self._show_drop_hover)

    # Connections -----------------------------------------------------------------------------------------------

    def connect_all(self) -> None:
        """Connect all parts, and begin to show what changes."""
        self._connect_rooms()
        self._connect_controls()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def _connect_rooms(self) -> None:
        from resnet_studio.gui.shell import assembly, checks, picture_facts, sorting, splits, ways_in
        from resnet_studio.gui.shell.missing_folders import MissingFolders
        from resnet_studio.gui.shell.recovery import RecoveryOffer

        session = self.session
        self.offer = RecoveryOffer(self.settings)
        self._right.insertWidget(0, self.offer)
        self.asked.connect(self.open_path)
        self.dropped.connect(self.take)
        self.rail.chosen.connect(self._choose)
        self.menus.start_wanted.connect(self.start_training)
        self.menus.stop_wanted.connect(self.train_room.stop)
        assembly.connect_data_room(self.data_room, session, self.opening, self.menus.choose_folder, self.go_to)
        self.data_room.welcome.file_wanted.connect(self.menus.choose_file)
        ways_in.connect_tables(self.data_room, self.opening, self.go_to)
        self.receiving = ways_in.connect_pictures(self.data_room, session, self.take)
        notice = checks.connect_checks(self.data_room, self.thumbnails, session, self.checks)
        checks.connect_plan(self.train_room.plan, notice, self.data_room, self.checks, self.go_to)
        self.answers = picture_facts.connect_picture_facts(self.data_room, session, self.checks, self.results, self)
        trained = splits.connect_splits(
            notice, self.data_room.dataset_page, self.splitting, self.folds, self.runs_room, self.go_to
        )
        self._right.insertWidget(0, trained)
        self.mending.mended.connect(lambda mending: notice().say_mended(mending))
        sorting.connect_sorting(self.data_room, self.proposing, self.weights)
        sorting.connect_known_weights(self.proposing, session, self.opening, self.weights_file)
        self.data_room.unopened_changed.connect(self.readouts.show_unopened)
        self.train_room.planned.connect(self.readouts.show_planned)
        assembly.connect_weights(self.weights, self.training, self.model_room, self.train_room, self.go_to)
        assembly.connect_gpu_pack(self.menus.gpu, self.train_room, self.settings, self.jobs)
        assembly.connect_offers(session, self.data_room, self.use_room, self.go_to)
        self.missing = MissingFolders(self)
        self.runs_room.runs_changed.connect(self._show_runs)
        self.runs_room.folder_changed.connect(self._set_runs_folder)
        self.offer.follow(self.runs_room)
        self.runs_room.set_folder(session.runs_folder)
        self.data_room.runs_folder = lambda: session.runs_folder

    def _choose(self, key: str) -> None:
        if not self.menus.pop_up(key, self.rail):
            self.go_to(key)

    def _connect_controls(self) -> None:
        from resnet_studio.gui.shell import assembly

        self.opening.refused.connect(self.drop_notice.say)
        self.opening.joined.connect(lambda said: self.drop_notice.say(said, look="info"))
        self.opening.begun.connect(self.drop_notice.hide)
        self.session.dataset_changed.connect(self._show_dataset)
        self.weights.look()
        self.training.started.connect(self._show_started)
        self.training.ended.connect(self.prediction.use_trained)
        notices = self.train_room.kept, self.use_room.kept
        assembly.connect_kept_model(self.session, self.prediction, self.runs_room, *notices)
        assembly.connect_worse_model(self.session, self.training, self.train_room)
        self.training.ended.connect(self._show_ended)

    # What is shown ---------------------------------------------------------------------------------------------

    def _show_dataset(self, dataset: Dataset) -> None:
        self.setWindowTitle(tr("{dataset} – {program}", dataset=name_of(dataset), program="ResNet Studio"))

    def _tick(self) -> None:
        self.train_room.refresh()
        self.runs_room.set_waits(self.training.waiting_for() is not None)
        if (run := self.training.run) is not None and run.in_training:
            self.runs_room.follow(run.path, run.history)
        self.readouts.show_training()
        self.use_room.show_training(self.training.run)

    # Training --------------------------------------------------------------------------------------------------

    def start_training(self) -> None:
        """Start a run, as the Start button does: the room first checks its settings. Where a person sees another folder
        than the open dataset, which is still being read or cannot be used, only the plan is shown."""
        seen = self.rail.current() != "data" or not self.readouts.unopened
        self.go_to("train")
        if seen:
            self.train_room.start()

    def _show_started(self, run: ActiveRun) -> None:
        self.offer.withdraw(run.path.name)
        self.runs_room.set_busy_run(run.path)
        self.runs_room.refresh()

    def _show_ended(self, run: ActiveRun) -> None:
        self._tick()
        self.runs_room.set_busy_run(None)
        self.runs_room.refresh()
        if (best := run.history.kept) and not run.dataset.split.fold:
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
        self.earlier_runs.look()

    # Drops, size, closing --------------------------------------------------------------------------------------

    def _show_drop_hover(self, active: bool) -> None:
        room = self.rooms.get(self.rail.current())
        if isinstance(room, TakesDrops):
            room.set_drop_hover(active)

    def open_path(self, path: Path) -> None:
        """Open a dataset, or a run by its folder or one of its files."""
        from resnet_studio.core.runs.opened import is_weights, run_at

        if (run := run_at(path)) is not None:
            self.go_to("runs")
            self.runs_room.show_run(run)
        elif is_weights(path):
            self.data_room.end_awaiting()
            self.drop_notice.say(A_MODEL)
        else:
            self.opening.open(path)

    def take(self, paths: list[Path]) -> None:
        """Handle a drop: a run is shown; pictures are predicted in Use, or where there is a model; else a folder is
        opened."""
        from resnet_studio.core.archives.known import is_archive
        from resnet_studio.core.basics.files import is_file
        from resnet_studio.core.runs.opened import is_weights, run_at
        from resnet_studio.core.tables.columns import is_table

        file, room = is_file(paths[0]), self.rail.current()
        dataset = file and (is_table(paths[0]) or is_archive(paths[0]))
        if len(paths) == 1 and (run_at(paths[0]) or is_weights(paths[0])):
            self.open_path(paths[0])
        elif self.session.model and ((file and not dataset) or (room == "use" and not (file and is_table(paths[0])))):
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
        if self._steps is None:
            super().closeEvent(event)
            return
        if self._finished and not self._leaving and not self._may_close():
            event.ignore()
            return
        self._steps.end()  # what is not there yet is not made for this
        geometry.store(self, self.settings)
        self.thumbnails.cancel_pending()
        self.hide()  # the current batch, or picture, may take a while to end
        if self._finished:
            self._clock.stop()
            self.opening.finish()
            self.data_room.end_writing()
            self.receiving.copying.end()
        if hasattr(self, "worker") and self.worker.isRunning():
            self.worker.shut_down()
        super().closeEvent(event)

    def _may_close(self) -> bool:
        """Ask about what would end, if there is something."""
        from resnet_studio.gui.shell import closing

        if self.training.active and not closing.ask_to_close(self):
            return False
        if self.receiving.copying.busy and not closing.ask_to_stop_copying(self):
            return False
        return not self.data_room.is_writing or closing.ask_to_stop_writing(self)


@runtime_checkable
class TakesDrops(Protocol):
    """A room that shows where a drop would land."""

    def set_drop_hover(self, active: bool) -> None:
        """Show or end the highlight."""
