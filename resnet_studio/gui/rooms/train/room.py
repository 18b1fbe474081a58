"""The Train room: settings and a plan before a run, progress, curves and pictures during it, the result after it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.config import TrainConfig
from resnet_studio.core.dataset import Dataset
from resnet_studio.core.events import RunFailed
from resnet_studio.core.history import RunHistory
from resnet_studio.gui.draft import Draft
from resnet_studio.gui.rooms.train import words as train_words
from resnet_studio.gui.rooms.train.live import LiveRun, import_charts
from resnet_studio.gui.rooms.train.panel import TrainPanel
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.rooms.train.problem import RunProblem, lacks_weights
from resnet_studio.gui.rooms.train.strip import ProgressStrip
from resnet_studio.gui.theme.tokens import CARD_GAP, HEADER_HEIGHT
from resnet_studio.gui.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import EmptyState, NoticeBar
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.worker import EngineStatus

State = Literal["empty", "plan", "running", "ended"]

_NO_DATASET = "Training needs pictures. Choose a folder of them first."


class TrainRoom(RoomPage):
    """Start, watch and end a run.

    Signals:
        start_wanted(), stop_wanted(), kill_wanted(), use_wanted(), model_wanted(), data_wanted().
    """

    start_wanted = Signal()
    stop_wanted = Signal()
    kill_wanted = Signal()
    use_wanted = Signal()
    model_wanted = Signal()
    data_wanted = Signal()

    def __init__(self, draft: Draft, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__("Train", parent=parent)
        self._draft = draft
        self._dataset: Dataset | None = None
        self._run: tuple[RunHistory, TrainConfig, Dataset] | None = None
        self._engine = EngineStatus()
        self._stopping = False
        self._drawn: tuple[object, ...] = ()
        self._planned: tuple[TrainConfig, Dataset] | None = None
        self._make_actions()
        self.strip = ProgressStrip()
        self.notice = NoticeBar()
        self.error = RunProblem()
        self.empty = EmptyState(_NO_DATASET, "Choose pictures", "picture")
        self.plan = PlanCard()
        self.live = LiveRun(thumbnails)
        self.panel = TrainPanel(draft)
        self._pages = QStackedWidget()
        for page in (self.empty, self.plan, self.live):
            self._pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._show()

    # What the window tells ---------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Train on this dataset next. The result of a run on another one is put away."""
        self._dataset = dataset
        if dataset is not None:
            import_charts()
        if self._run and self.state() == "ended" and (dataset is None or dataset.root != self._run[2].root):
            self._run = None
        self.error.clear()
        self._show()

    def set_run(self, history: RunHistory, config: TrainConfig, dataset: Dataset, name: str) -> None:
        """Show a run; `refresh` brings the room up to date as `history` grows."""
        self._run = (history, config, dataset)
        self._stopping = False
        self.error.clear()
        self.header.setToolTip(name)
        self.live.set_run(history, config, dataset)
        self._show()

    def set_engine(self, status: EngineStatus) -> None:
        """Say so if the engine is not ready, or does not answer."""
        self._engine = status
        self.refresh()

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Say why a run could not be started."""
        self.error.show_error(sentence, details)

    def refresh(self) -> None:
        """Show what is new; costs nothing if that is nothing."""
        if self._now() != self._drawn:
            self._show()

    def _now(self) -> tuple[object, ...]:
        """What the room depends on beside the draft."""
        return (self._run[0].version if self._run else -1, self._engine.state, self._engine.problem)

    def state(self) -> State:
        """What the room shows."""
        if self._run is not None:
            return "ended" if self._run[0].ended is not None else "running"
        return "plan" if self._dataset is not None else "empty"

    # Building ------------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.drawer_button = Button("Settings", "action", "settings")
        self.again_button = Button("Train again", "action", "refresh", tip="Start a new run with the settings shown")
        self.use_button = Button("Use the model", "main", "use", tip="See what the model says of other pictures")
        self.stop_button = Button("Stop", "action", "stop", tip="End training now. The best model so far is kept.")
        self.start_button = Button("Start", "main", "play", tip="Train with these settings")
        for button in (self.drawer_button, self.again_button, self.use_button, self.stop_button, self.start_button):
            self.header.add_action(button)
        self.drawer_button.hide()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(CARD_GAP)
        left.addWidget(self.notice)
        left.addWidget(self.error)
        left.addWidget(self._pages, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(CARD_GAP)
        self._row.addLayout(left, 1)
        self._row.addWidget(self.panel)
        self.content.addWidget(self.strip)
        self.content.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.again_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.use_button.clicked.connect(self.use_wanted)
        self.notice.acted.connect(self.kill_wanted)
        self.error.retried.connect(self.start)
        self.error.weights_wanted.connect(self.model_wanted)
        self.empty.acted.connect(self.data_wanted)
        self.plan.model_wanted.connect(self.model_wanted)
        self.plan.data_wanted.connect(self.data_wanted)
        self.drawer_button.clicked.connect(self._toggle_drawer)
        self.panel.closed.connect(self._close_drawer)
        self.panel.form.checked.connect(lambda: self._show_actions(self.state()))
        self.width_class_changed.connect(self._fit)
        self._draft.changed.connect(lambda _: self._show())

    # Intents -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Ask for a run, as the Start button does; a setting that cannot be taken is pointed out instead."""
        if self._dataset is None or self.state() == "running":
            return
        if row := self.panel.form.first_problem():
            if self.panel.is_drawer():
                self._open_drawer()
            self.panel.form.reveal(row)
            return
        self.error.clear()
        self.start_wanted.emit()

    def stop(self) -> None:
        """Ask the run to end, as the Stop button does."""
        if self.state() != "running" or self._stopping:
            return
        self._stopping = True
        self._show()
        self.stop_wanted.emit()

    # Showing -------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._drawn = self._now()
        state = self.state()
        if self._run and state in ("running", "ended"):
            self._show_run(*self._run)
        else:
            self._show_plan()
        self._show_actions(state)
        self._show_engine(state)

    def _show_plan(self) -> None:
        self.header.set_title("Train")
        self.header.setToolTip("")
        self.header.set_facts(train_words.facts(self._draft.config, short=self.width_class() == "narrow"))
        self.strip.hide()
        self.panel.show_draft(None)
        self._show_plan_page()

    def _show_plan_page(self) -> None:
        if self._dataset is None:
            self._pages.setCurrentWidget(self.empty)
            return
        config, planned = self._draft.config, self._planned
        if planned is None or planned[0] != config or planned[1] is not self._dataset:
            self._planned = (config, self._dataset)  # counting 60,000 pictures takes a while: not for nothing
            self.plan.show_plan(config, self._dataset)
        self._pages.setCurrentWidget(self.plan)

    def _show_run(self, history: RunHistory, config: TrainConfig, dataset: Dataset) -> None:
        ended = history.ended
        self.header.set_title(train_words.title(dataset, history))
        self.header.set_facts(train_words.headline(config, history, short=self.width_class() == "narrow"))
        self.strip.show_history(history, config, self._engine)
        self.strip.show()
        self.live.refresh(history)
        if ended is None:
            self.panel.show_run(config, history)
        else:
            self.panel.show_draft(history)
        if isinstance(ended, RunFailed) and self.error.sentence() != ended.error:
            self.error.tell(ended, weights=lacks_weights(history, config, dataset))
        if ended is not None and not history.steps and not history.epochs:
            self.strip.hide()
            self._show_plan_page()
        else:
            self._pages.setCurrentWidget(self.live)

    def _show_actions(self, state: State) -> None:
        usable = state == "ended" and self._run is not None and self._run[0].best is not None
        self.start_button.setVisible(state in ("empty", "plan"))
        self.start_button.set_available(state == "plan", _NO_DATASET)
        self.stop_button.setVisible(state == "running")
        self.stop_button.set_available(not self._stopping, "The run ends with the batch in hand, within a few seconds.")
        self.stop_button.set_words("Stopping…" if self._stopping and state == "running" else "Stop")
        self.use_button.setVisible(usable)
        self.again_button.setVisible(state == "ended")
        self.again_button.set_kind("action" if usable else "main")
        self.again_button.set_available(self._dataset is not None, _NO_DATASET)
        if (row := self.panel.form.first_problem()) and self._dataset is not None:
            for button in (self.start_button, self.again_button):  # they stay: pressed, they lead to the field
                button.setToolTip(plain_tip(row.complaint()))
        count = self.panel.notices.count()
        self.drawer_button.set_words(f"Settings, {count} notices" if count > 1 else "Settings")

    def _show_engine(self, state: State) -> None:
        """An engine that hangs can be killed; one that cannot start says why."""
        engine = self._engine
        if state == "running" and engine.state == "not responding":
            self.notice.say(
                "The engine is not responding.",
                "It may be busy with something large. Killing it ends the run; the best model so far is kept.",
                look="warning",
                action="Kill the engine",
            )
        elif state != "running" and engine.state == "failed" and engine.problem:
            self.notice.say(engine.problem, "Start tries again.", look="warning")
        else:
            self.notice.say("")

    # The drawer ----------------------------------------------------------------------------------------------------

    def _fit(self, width_class: str) -> None:
        """In a narrow window the settings become a drawer over the right edge."""
        drawer = width_class == "narrow"
        self._show()
        self.drawer_button.setVisible(drawer)
        if drawer == self.panel.is_drawer():
            return
        self.panel.set_drawer(drawer)
        if drawer:
            self._row.removeWidget(self.panel)
            self.panel.setParent(self)
            self.panel.hide()
        else:
            self._row.addWidget(self.panel)
            self.panel.show()

    def _toggle_drawer(self) -> None:
        if self.panel.isVisible():
            self._close_drawer()
        else:
            self._open_drawer()

    def _open_drawer(self) -> None:
        self._place_drawer()
        self.panel.show()
        self.panel.raise_()
        self.panel.focus_first()

    def _close_drawer(self) -> None:
        if self.panel.is_drawer():
            self.panel.hide()
            self.drawer_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.panel.is_drawer():
            self._place_drawer()

    def _place_drawer(self) -> None:
        width, top = self.panel.width_wanted(), HEADER_HEIGHT + 16
        self.panel.setGeometry(self.width() - width - self.margin(), top, width, self.height() - top - 16)
