"""The Train room: settings and a plan before a run, progress, curves and pictures during it, the result after it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train import words as train_words
from resnet_studio.gui.rooms.train.actions import NO_DATASET, Asked, State, TrainActions
from resnet_studio.gui.rooms.train.live import LiveRun, import_charts
from resnet_studio.gui.rooms.train.panel import TrainPanel
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.rooms.train.problem import RunProblem, lacks_weights
from resnet_studio.gui.rooms.train.strip import ProgressStrip
from resnet_studio.gui.theme.tokens import CARD_GAP, HEADER_HEIGHT
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.feedback import EmptyState, NoticeBar
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.draft import Draft


class TrainRoom(RoomPage):
    """Start, watch and end a run.

    Signals:
        start_wanted(), stop_wanted(), pause_wanted(), resume_wanted(), kill_wanted(): about the run.
        use_wanted(), model_wanted(), data_wanted(): show another room.
    """

    start_wanted = Signal()
    stop_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    kill_wanted = Signal()
    use_wanted = Signal()
    model_wanted = Signal()
    data_wanted = Signal()

    def __init__(self, draft: Draft, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(tr("Train"), parent=parent)
        self._draft = draft
        self._dataset: Dataset | None = None
        self._run: tuple[RunHistory, TrainConfig, Dataset] | None = None
        self._engine = EngineStatus()
        self._waiting_for = ""
        self._asked: Asked = ""
        self._drawn: tuple[object, ...] = ()
        self._planned: tuple[TrainConfig, Dataset] | None = None
        self.buttons = TrainActions(self.header)
        self.strip = ProgressStrip()
        self.notice = NoticeBar()
        self.error = RunProblem()
        self.empty = EmptyState(show(NO_DATASET), tr("Choose pictures"), "picture")
        self.plan = PlanCard()
        self.live = LiveRun(thumbnails)
        self.panel = TrainPanel(draft)
        self._pages = QStackedWidget()
        for page in (self.empty, self.plan, self.live):
            self._pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._show()

    # Called by the window -----------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Train on this dataset next. The result of a run on another one is no longer shown."""
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
        self._asked = ""
        self.error.clear()
        self.header.setToolTip(plain_tip(safe_text.printable(name)))
        self.live.set_run(history, config, dataset)
        self._show()

    def set_engine(self, status: EngineStatus) -> None:
        """Show whether the engine is ready and answers."""
        self._engine = status
        self.refresh()

    def set_waiting_for(self, reason: str) -> None:
        """Show what the run has to wait for before the engine begins with it; empty once it trains."""
        self._waiting_for = reason
        self.refresh()

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Say why a run could not be started."""
        self.error.show_error(sentence, details)

    def refresh(self) -> None:
        """Show what is new; draw nothing if nothing is."""
        if self._now() != self._drawn:
            self._show()

    def _now(self) -> tuple[object, ...]:
        """What the room depends on beside the draft."""
        return (self._run[0].version if self._run else -1, self._engine.state, self._engine.problem, self._waiting_for)

    def state(self) -> State:
        """What the room shows."""
        if self._run is not None:
            return "ended" if self._run[0].ended is not None else "running"
        return "plan" if self._dataset is not None else "empty"

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
        self.buttons.start.clicked.connect(self.start)
        self.buttons.again.clicked.connect(self.start)
        self.buttons.stop.clicked.connect(self.stop)
        self.buttons.pause.clicked.connect(self.pause)
        self.buttons.resume.clicked.connect(self.resume)
        self.buttons.use.clicked.connect(self.use_wanted)
        self.notice.acted.connect(self.kill_wanted)
        self.error.retried.connect(self.start)
        self.error.weights_wanted.connect(self.model_wanted)
        self.empty.acted.connect(self.data_wanted)
        self.plan.model_wanted.connect(self.model_wanted)
        self.plan.data_wanted.connect(self.data_wanted)
        self.buttons.drawer.clicked.connect(self._toggle_drawer)
        self.panel.closed.connect(self._close_drawer)
        self.panel.form.checked.connect(lambda: self._show_actions(self.state()))
        self.width_class_changed.connect(self._fit)
        self._draft.changed.connect(lambda _: self._show())

    # Intents -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Ask for a run, as the Start button does; lead to the first invalid setting instead if there is one."""
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
        self._ask("stop", self.stop_wanted)

    def pause(self) -> None:
        """Ask the run to pause, as the Pause button does."""
        self._ask("pause", self.pause_wanted)

    def _ask(self, how: Asked, wanted: SignalInstance) -> None:
        if self.state() == "running" and not self._asked:
            self._asked = how
            self._show()
            wanted.emit()

    def resume(self) -> None:
        """Ask the run to be resumed, as the Resume button does."""
        if self.state() == "ended":
            self.error.clear()
            self.resume_wanted.emit()

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
        self.header.set_title(tr("Train"))
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
            self._planned = (config, self._dataset)  # counting 60,000 pictures takes a while
            self.plan.show_plan(config, self._dataset)
        self._pages.setCurrentWidget(self.plan)

    def _show_run(self, history: RunHistory, config: TrainConfig, dataset: Dataset) -> None:
        ended = history.ended
        self.header.set_title(train_words.title(dataset, history))
        self.header.set_facts(train_words.headline(config, history, short=self.width_class() == "narrow"))
        self.strip.show_history(history, config, self._waiting_for)
        self.strip.show()
        self.live.refresh(history)
        if ended is None:
            self.panel.show_run(config, history)
        else:
            self.panel.show_draft(history)
        if isinstance(ended, RunFailed) and self.error.sentence() != show(ended.error):
            self.error.show_failure(ended, weights=lacks_weights(history, config))
        if ended is not None and not history.steps and not history.epochs:
            self.strip.hide()
            self._show_plan_page()
        else:
            self._pages.setCurrentWidget(self.live)

    def _show_actions(self, state: State) -> None:
        history = self._run[0] if self._run else None
        self.buttons.show(state, history, asked=self._asked, pictures=self._dataset is not None)
        row = self.panel.form.first_problem()
        self.buttons.complain(row.complaint() if row and self._dataset is not None else "")
        self.buttons.count_notices(self.panel.notices.count())

    def _show_engine(self, state: State) -> None:
        """An engine that hangs can be killed; one that cannot start says why."""
        engine = self._engine
        if state == "running" and engine.state is EngineState.NOT_RESPONDING:
            self.notice.say(
                tr("The engine is not responding."),
                tr("It may be busy with something large. Killing it ends the run; the best model so far is kept."),
                look="warning",
                action=tr("Kill the engine"),
            )
        elif state != "running" and engine.state is EngineState.FAILED and engine.problem:
            self.notice.say(show(engine.problem), tr("Start tries again."), look="warning")
        else:
            self.notice.say("")

    def _fit(self, width_class: str) -> None:
        """In a narrow window the settings become a drawer over the right edge."""
        drawer = width_class == "narrow"
        self._show()
        self.buttons.drawer.setVisible(drawer)
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
            self.buttons.drawer.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.panel.is_drawer():
            self._place_drawer()

    def _place_drawer(self) -> None:
        width, top = self.panel.width_wanted(), HEADER_HEIGHT + 16
        self.panel.setGeometry(self.width() - width - self.margin(), top, width, self.height() - top - 16)
