"""The Use room: pictures in, ranked probabilities out, from the best model of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.rooms.use.asked_work import AskedWork
from resnet_studio.gui.rooms.use.asking import Asking
from resnet_studio.gui.rooms.use.best import BestModel
from resnet_studio.gui.rooms.use.card_actions import CardActions
from resnet_studio.gui.rooms.use.cards import CardGrid
from resnet_studio.gui.rooms.use.drop import DropInvitation
from resnet_studio.gui.rooms.use.page import ResultsPage
from resnet_studio.gui.rooms.use.paste import paste
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.rooms.use.table import AnswerTable
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.kept_model import KeptModel
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import ActiveRun

_SLOWER = 50  # answers for each millisecond more
_DRAW_MS = 60  # answers may arrive by the hundred a second; what they change is drawn at this interval


class UseRoom(RoomPage):
    """Asks for predictions and shows them.

    Signals:
        runs_wanted(), train_wanted(): go to where a model comes from.
        best_wanted(): use the best model for the open dataset, which is offered.
        drawn(): answers or the threshold have changed, and are shown.
    """

    runs_wanted = Signal()
    train_wanted = Signal()
    best_wanted = Signal()
    drawn = Signal()

    def __init__(
        self,
        prediction: PredictionControl,
        explain: ExplainControl,
        thumbnails: ThumbnailLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Use"), parent=parent)
        self._prediction = prediction
        self._answers = Answers()
        self._run: RunSummary | None = None
        self._counted: Counted | None = None
        self.given: tuple[float | None, float | None] | None = None  # threshold and temperature of new answers
        self.watched: Path | None = None  # the folder whose pictures are answered as they arrive
        self._best: RunSummary | None = None  # that of the open dataset, while it is better than the one in use
        self._previous: list[Path] = []  # pictures that another model was asked about
        self._reveal: int | None = None  # the place of that answer, until it is drawn
        self._background = Background(self)
        self._draw_clock = QTimer(self, interval=_DRAW_MS, singleShot=True)
        self._draw_clock.timeout.connect(self.redraw)
        self._make_actions()
        self.problem, self.notice = ErrorPanel(), NoticeBar()
        self.best, self.kept = BestModel(self), KeptModel()
        self.pages = QStackedWidget(self.body)
        self.maps = Maps(explain, self)
        self.grid = CardGrid(self._answers, thumbnails, self.maps)
        for widget in (self.problem, self.best.bar, self.kept, self.notice):
            self.content.addWidget(widget)
        self.content.addWidget(self.pages, 1)
        self._make_pages()
        self._work = AskedWork(prediction, self.bar, self.problem, self.notice, self)
        self._connect()
        self._show_page()

    # What the window calls -------------------------------------------------------------------------------------

    @property
    def run(self) -> RunSummary | None:
        """The run whose model is in use."""
        return self._run

    @property
    def answers(self) -> Answers:
        """The answers on show."""
        return self._answers

    @property
    def busy(self) -> bool:
        """Whether answers are still to come."""
        return self._prediction.busy

    def show_counted(self, counted: Counted) -> None:
        """Show the intervals of the counts."""
        self._counted = counted
        self.view.show_counts(self._answers, counted)

    def set_run(self, run: RunSummary | None, info: ModelInfo | None) -> None:
        """Use this run from now on. Answers of another one are removed, and its pictures can be asked about again."""
        if self._run and run and run.has_model_of(self._run):
            moved, self._run = run.path != self._run.path, run
            if moved:
                self.maps.set_run(run, info)
            return
        self._prediction.abandon()
        gone = frozenset() if run and self._run and run.is_like(self._run) else self._prediction.examples
        self._previous = [path for path in map(Path, self._answers.paths()) if path not in gone]
        self._run = run if info else None
        self._counted = self.given = None
        self.maps.set_run(run, info)
        if info:
            self.grid.set_scale(info.scale)
        self._empty()
        self.problem.clear()
        self._depth = info.depth if info else 0
        self._show_facts()
        self.zone.classes.setText(tr("It tells apart {classes:list}.", classes=info.classes) if info else "")
        if self._previous and self._run:
            self.notice.say(
                tr("Another model is in use now."),
                use_words.removed(len(self._previous)),
                action=tr("Ask this one"),
                dismissible=True,
            )
        self._show_page()

    def _show_facts(self) -> None:
        """Name the model in use, briefly where there is little room."""
        narrow = self.width_class() == "narrow"
        self.header.set_facts(*(use_words.headlines(self._run, self._depth, narrow=narrow) if self._run else ("",)))
        self.results.set_narrow(narrow)

    def set_dataset(self, dataset: Dataset) -> None:
        """Let the dialogs for pictures open in this dataset's folder, once it is another one than before."""
        self.asking.set_root(dataset.root)

    def show_best(self, best: RunSummary | None) -> None:
        """Offer a better model for the open dataset than the one in use; None withdraws the offer."""
        self._best = best
        self._show_page()

    def show_training(self, run: ActiveRun | None) -> None:
        """Say that this run trains, while there is no model in use; None: none does."""
        if self._run is None:
            self.best.show_training(run)

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Show why a run cannot be used."""
        self.problem.show_error(sentence, details)

    def offer(self, paths: Sequence[Path]) -> None:
        """Ask about these files and folders, as if dropped here, instead of what the model was tried on."""
        if self._run is not None:
            self.card_actions.preview.dismiss()
            if not self._prediction.examples.issuperset(paths):
                self._remove_examples()
            self._prediction.ask(paths)

    def try_on(self, examples: Sequence[Path]) -> None:
        """Ask about validation pictures of the run in use."""
        self._prediction.examples = frozenset(examples)
        self.offer(examples)

    def paste(self) -> None:
        """Ask about what is on the clipboard: files, paths as text, or a picture."""
        if self._run is not None:
            paste(self._background, self.offer, self.notice, self.problem)

    def set_drop_hover(self, active: bool) -> None:
        """Highlight the drop zone while something is dragged over the window."""
        self.strip.set_active(active)
        self.zone.set_active(active)

    # Layout ----------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.other_run = Button(tr("Other run…"), "action", "runs", tip=tr("Pick the run whose model is used"))
        self.choose = Button(tr("Choose pictures…"), "main", "picture", tip=tr("Pick one or more picture files"))
        for button in (self.other_run, self.choose):
            self.header.add_action(button)

    def _make_pages(self) -> None:
        self.zone, self.results = DropInvitation(), ResultsPage(self.grid, self.maps, self._answers)
        self.strip, self.bar, self.view = self.results.strip, self.results.bar, self.results.view
        self.status = self.results.status
        self.clear_button, self.copy_button, self.save_button = self.results.buttons
        self.table = AnswerTable(self, self._answers, self._background)
        self.card_actions = CardActions(self.results, self.grid, self._answers, self.table, self.maps)
        for page in (self.best.empty, self.zone, self.results):
            self.pages.addWidget(page)

    def _connect(self) -> None:
        self._prediction.answered.connect(self.take)
        self._work.turned.connect(self.redraw)
        self.best.train_wanted.connect(self.train_wanted)
        self.best.wanted.connect(self.best_wanted)
        self.other_run.clicked.connect(self.runs_wanted)
        self.asking = Asking(self, self.offer, self.paste)
        self.choose.clicked.connect(self.asking.choose_pictures)
        for button in (self.zone.folder_button, self.strip.folder_button):
            button.clicked.connect(self.asking.choose_folder)
        for button in (self.zone.camera_button, self.strip.camera_button):
            button.clicked.connect(self.asking.open_camera)
        self.notice.acted.connect(lambda: self.offer(self._previous))
        self.bar.threshold_changed.connect(self._set_threshold)
        self.clear_button.clicked.connect(self._clear)
        self.copy_button.clicked.connect(self.table.copy_all)
        self.save_button.clicked.connect(lambda: self.table.choose(self.save_button))
        self.table.done.connect(self.status.setText)
        self.table.failed.connect(self.problem.show_error)
        self.card_actions.removed.connect(self.redraw)
        self.width_class_changed.connect(self._show_facts)
        self.short_changed.connect(self.results.set_short)

    def _show_page(self) -> None:
        page: QWidget = self.best.empty
        if self._run is not None:
            page = self.results if len(self._answers) or self._prediction.busy else self.zone
        self.pages.setCurrentWidget(page)
        self.best.show(self._best, self._run)
        self.choose.setVisible(self._run is not None)
        self.other_run.set_words(tr("Other run…") if self._run else tr("Pick a run…"))

    # Answers ---------------------------------------------------------------------------------------------------

    def take(self, event: Prediction | PredictionFailed, *, earlier: bool = False) -> None:
        """Show an answer; the threshold of an `earlier` one may not be that of the model any more."""
        before = len(self._answers)
        new = event if isinstance(event, Prediction) and not earlier else None
        if new is not None and (given := (new.threshold, new.temperature)) != self.given:
            self.given = given
            self.bar.take_model(*given)
        place = self._answers.add(event)
        if self._work.take_first() and before:
            self._reveal = place
        self.redraw_soon()

    def redraw_soon(self) -> None:
        """The same, once for many changes."""
        if not self._draw_clock.isActive():
            self._draw_clock.start(_DRAW_MS + len(self._answers) // _SLOWER)  # sorting 100,000 takes a while

    def redraw(self) -> None:
        """Show the answers as they are now."""
        self._draw_clock.stop()
        self.results.refresh(self._counted, self._reveal)
        self._reveal = None
        count, details = self._answers.summary(self._work.seconds)
        self.bar.show_summary(count if len(self._answers) else "", details)
        for button in (self.clear_button, self.copy_button):
            button.setEnabled(len(self._answers) > 0)
        why = tr("The answers are still coming") if self.busy else ""
        self.save_button.set_available(len(self._answers) > 0 and not self.busy, why)
        self._show_page()
        self.drawn.emit()

    def _set_threshold(self, threshold: float) -> None:
        self._answers.set_threshold(threshold)
        self.grid.viewport().update()
        self.redraw_soon()

    def _remove_examples(self) -> None:
        examples, self._prediction.examples = self._prediction.examples, frozenset()
        if examples and self._prediction.busy:
            self._prediction.abandon()
        if examples:
            self._answers.remove_files(set(map(str, examples)))
            self.redraw()

    def _empty(self) -> None:
        self.card_actions.preview.dismiss()
        self._answers.clear()
        self._reveal = None
        self._work.forget()
        self.status.setText("")
        self.notice.hide()
        self.grid.set_count(0)
        self.redraw()

    def _clear(self) -> None:
        self._prediction.abandon()
        self._previous, self._prediction.examples = [], frozenset()
        self._empty()
