"""The Train room: settings and a plan before a run, progress, curves and pictures during it, the result after it."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.engine.status import EngineStatus
from resnet_studio.gui.rooms.train import words as train_words
from resnet_studio.gui.rooms.train.actions import NO_DATASET, Asked, State, TrainActions
from resnet_studio.gui.rooms.train.drawer import SettingsDrawer
from resnet_studio.gui.rooms.train.engine_notice import EngineNotice
from resnet_studio.gui.rooms.train.live import LiveRun
from resnet_studio.gui.rooms.train.outlook import Following, Outlook
from resnet_studio.gui.rooms.train.panel import TrainPanel
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.rooms.train.problem import RunProblem
from resnet_studio.gui.rooms.train.strip import ProgressStrip
from resnet_studio.gui.theme.tokens import CARD_GAP
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.kept_model import KeptModel
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.session import ActiveRun


class TrainRoom(RoomPage):
    """Start, watch and end a run.

    It shows either a run, with what can be done with that run, or the plan of what Start will do with the open
    dataset and the draft.

    Signals:
        start_wanted(): train the open dataset with the draft.
        stop_wanted(), pause_wanted(), resume_wanted(), kill_wanted(): about the run on show.
        own_wanted(): show the open dataset's run, or none, instead of one of another dataset.
        use_wanted(), model_wanted(), data_wanted(): show another room; weights_wanted(): choose other weights.
        planned(bool): whether its heading is that of the plan, not of a run.
    """

    start_wanted = Signal()
    stop_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    own_wanted = Signal()
    kill_wanted = Signal()
    use_wanted = Signal()
    model_wanted = Signal()
    weights_wanted = Signal()
    data_wanted = Signal()
    planned = Signal(bool)

    def __init__(self, draft: Draft, thumbnails: ThumbnailLoader, panel: TrainPanel | None = None) -> None:
        super().__init__(tr("Train"), elide="right")
        self._draft = draft
        self._dataset: Dataset | None = None
        self._run: ActiveRun | None = None
        self._planning = False  # the plan of a new run is shown in place of a run that has ended
        self._following: Following = "same"
        self._engine = EngineStatus()
        self._waiting_for = ""
        self._asked: Asked = ""
        self._drawn: tuple[object, ...] = ()
        self.buttons = TrainActions(self)
        self.strip = ProgressStrip()
        self.notice = EngineNotice()
        self.error = RunProblem()
        self.kept, self.outlook = KeptModel(), Outlook()
        self.empty = EmptyState(show(NO_DATASET), tr("Choose pictures"), "picture")
        self.plan = PlanCard()
        self.live = LiveRun(thumbnails)
        self.panel = panel or TrainPanel(draft)
        self._pages = QStackedWidget(self.body)
        self.empty.setMinimumHeight(1)  # else its height is taken from an error above the other pages
        for page in (self.empty, self.plan, self.live):
            self._pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._show()

    # Called by the window -----------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Train on this dataset next."""
        self._dataset = dataset
        self.error.clear()
        self._show()

    def set_run(self, run: ActiveRun | None) -> None:
        """Show a run, or none; `refresh` brings the room up to date as its history grows."""
        self._run = run
        self._planning, self._asked = False, ""
        self.error.clear()
        self.kept.hide()
        if run is not None:
            self.live.set_run(run.history, run.config, run.dataset)
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
        """Say why a run could not be started, not as if that were about a run that has ended."""
        if self.state() == "ended":
            self._planning = True
            self._show()
        self.error.show_error(sentence, details)

    def refresh(self) -> None:
        """Show what is new; draw nothing if nothing is."""
        if self._now() != self._drawn:
            self._show()

    def _now(self) -> tuple[object, ...]:
        """What the room depends on beside the draft."""
        version = self._run.history.version if self._run else -1
        return (version, self._engine.state, self._engine.problem, self._engine.unused, self._waiting_for)

    def state(self) -> State:
        """What the room shows."""
        if self._run is not None and self._run.in_training:
            return "running"
        if self._run is not None and not self._planning:
            return "ended"
        return "plan" if self._dataset is not None else "empty"

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(CARD_GAP)
        for widget in (self.notice, self.error, self.kept, self.outlook):
            left.addWidget(widget)
        left.addWidget(self._pages, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(CARD_GAP)
        self._row.addLayout(left, 1)
        self._row.addWidget(self.panel)
        self.content.addWidget(self.strip)
        self.content.addLayout(self._row, 1)
        self._drawer = SettingsDrawer(self, self._row, self.panel, self.buttons.drawer)

    def _connect(self) -> None:
        self.buttons.start.clicked.connect(self.start)
        self.buttons.again.clicked.connect(self.start)
        self.buttons.new.clicked.connect(self._plan)
        self.outlook.acted.connect(self._plan)
        self.buttons.back.clicked.connect(self._show_again)
        self.buttons.stop.clicked.connect(self.stop)
        self.buttons.pause.clicked.connect(self.pause)
        self.buttons.resume.clicked.connect(self.resume)
        self.buttons.use.clicked.connect(self.use_wanted)
        self.notice.kill_wanted.connect(self.kill_wanted)
        self.error.solved_later.connect(self._show)
        self.error.weights_wanted.connect(self.weights_wanted)
        self.empty.acted.connect(self.data_wanted)
        self.plan.model_wanted.connect(self.model_wanted)
        self.plan.data_wanted.connect(self.data_wanted)
        self.panel.form.checked.connect(lambda: self._show_actions(self.state()))
        self.width_class_changed.connect(self._show)
        self.width_class_changed.connect(self._drawer.fit)
        self._draft.changed.connect(lambda _: self._show())

    # Intents -------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Ask for a run, as the Start button does.

        Lead to the first invalid setting instead if there is one, or to the plan where that is not shown: a run is
        only started from where its dataset and its settings can be seen.
        """
        state = self.state()
        if self._dataset is None or state == "running":
            return
        if state == "ended" and self._following in ("paused", "other"):
            self._plan()
            return
        if row := self.panel.form.first_problem():
            self._drawer.open()
            self.panel.form.reveal(row)
            return
        self.error.clear()
        self.start_wanted.emit()

    def _plan(self) -> None:
        """Show what Start will do instead of the run that has ended."""
        self.own_wanted.emit()
        self._planning = True
        self.error.clear()
        self._show()

    def _show_again(self) -> None:
        self._planning = False
        self.error.clear()
        self._show()

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
        if self._run is not None and state in ("running", "ended"):
            self._following = self.outlook.show_next(self._run, self._dataset, self._draft.config)
            self._show_run(self._run)
        else:
            self.outlook.forget()
            self.strip.hide()
            self.panel.show_draft(None)
            self._head_plan()
            self._show_plan_page()
        self._show_actions(state)
        self.planned.emit(self._pages.currentWidget() is not self.live and (state != "ended" or self.error.solved))
        kept = self._run is not None and self._run.history.kept is not None
        self.notice.show_engine(self._engine, training=state == "running", kept=kept)

    def _head_plan(self) -> None:
        self.header.set_title(train_words.plan_title(self._dataset))
        self.header.setToolTip("")
        self.header.set_facts(*train_words.plans(self._draft.config))

    def _show_plan_page(self) -> None:
        if self._dataset is not None:
            self.plan.show_plan(self._draft.config, self._dataset)
        self._pages.setCurrentWidget(self.empty if self._dataset is None else self.plan)

    def _show_run(self, run: ActiveRun) -> None:
        history, config, ended = run.history, run.config, run.history.ended
        own = run.is_of(self._dataset)
        self.header.set_title(*train_words.titles(run.dataset, history))
        self.header.setToolTip(plain_tip(safe_text.printable(run.path.name)))
        self.header.set_facts(*train_words.headlines(config, history))
        self.strip.show_history(history, config, self._waiting_for)
        self.strip.show()
        self.live.refresh(history)
        self._show_settings(run)
        self.error.show_run(history, config, self._draft.config if own else None)
        if own and ended is not None and not history.begun:
            self.strip.hide()
            self.outlook.forget()
            self._show_plan_page()
            if self.error.solved:  # what is left on show is a plan that nothing stands against
                self._following = "differs"
                self._head_plan()
        else:
            self._pages.setCurrentWidget(self.live)

    def _show_settings(self, run: ActiveRun) -> None:
        """Those of the run where they stay with it, or those of the next run, to be edited."""
        ended = {"paused": tr("while paused"), "other": tr("of this run")}
        if note := tr("while training") if run.in_training else ended.get(self._following, ""):
            self.panel.show_run(run.config, run.history, note)
        else:
            self.panel.show_draft(run.history, tr("next run"))

    def _show_actions(self, state: State) -> None:
        history = self._run.history if self._run else None
        self.buttons.show(state, history, asked=self._asked, following=self._following)
        self.buttons.name_dataset(self._dataset, short=self.width_class() == "narrow")
        complaint = self.panel.form.complaint() if self._dataset is not None else ""
        self.buttons.complain(complaint)
        self.outlook.complain(complaint if self._pages.currentWidget() is self.live else "")
        self.plan.complain(complaint, again=not self.buttons.again.isHidden())
        self.buttons.count_notices(self.panel.notices.count())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._drawer.place()
