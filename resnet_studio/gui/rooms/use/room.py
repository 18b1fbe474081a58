"""The Use room: pictures in, ranked probabilities out, from the best model of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use import words as use_words
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
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.kept_model import KeptModel
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.prediction import PredictionControl

_DRAW_MS = 60  # answers may arrive by the hundred a second; what they change is drawn at this interval


class UseRoom(RoomPage):
    """Asks for predictions and shows them.

    Signals:
        runs_wanted(), train_wanted(): go to where a model comes from.
        best_wanted(): use the best model for the open dataset, which is offered.
    """

    runs_wanted = Signal()
    train_wanted = Signal()
    best_wanted = Signal()

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
        self._best: RunSummary | None = None  # that of the open dataset, while it is better than the one in use
        self._previous: list[Path] = []  # pictures that another model was asked about
        self._root: Path | None = None  # the open dataset's folder
        self._start: Path | None = None  # where the dialogs for pictures open
        self._seconds = math.nan
        self._busy = False
        self._awaits_first = False  # of the answers to what was asked
        self._reveal: int | None = None  # the place of that answer, until it is drawn
        self._background = Background(self)
        self._draw_clock = QTimer(self, interval=_DRAW_MS, singleShot=True)
        self._draw_clock.timeout.connect(self._draw)
        self._make_actions()
        self.problem = ErrorPanel()
        self.notice = NoticeBar()
        self.best, self.kept = BestModel(self), KeptModel()
        self.pages = QStackedWidget()
        self.maps = Maps(explain, self)
        self.grid = CardGrid(self._answers, thumbnails, self.maps)
        for widget in (self.problem, self.best.bar, self.kept, self.notice):
            self.content.addWidget(widget)
        self.content.addWidget(self.pages, 1)
        self._make_pages()
        self._connect()
        self._show_page()

    # What the window calls -------------------------------------------------------------------------------------

    def set_run(self, run: RunSummary | None, info: ModelInfo | None) -> None:
        """Use this run from now on. Answers of another one are removed, and its pictures can be asked about again."""
        if self._run and run and run.path == self._run.path and run.best_epoch == self._run.best_epoch:
            self._run = run
            return
        self._prediction.abandon()
        self._previous = [Path(path) for path in self._answers.paths()]
        self._run = run if info else None
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
                trn(
                    "The answers of the previous model about {count} picture were removed.",
                    "The answers of the previous model about {count} pictures were removed.",
                    len(self._previous),
                ),
                action=tr("Ask this one"),
                dismissible=True,
            )
        self._show_page()

    def _show_facts(self) -> None:
        """Name the model in use, briefly where there is little room."""
        short = self.width_class() == "narrow"
        self.header.set_facts(use_words.facts(self._run, self._depth, short=short) if self._run else "")

    def set_dataset(self, dataset: Dataset) -> None:
        """Let the dialogs for pictures open in this dataset's folder, once it is another one than before."""
        if dataset.root != self._root:
            self._root = self._start = dataset.root

    def show_best(self, best: RunSummary | None) -> None:
        """Offer a better model for the open dataset than the one in use; None withdraws the offer."""
        self._best = best
        self._show_page()

    def show_problem(self, sentence: str, details: str = "") -> None:
        """Show why a run cannot be used."""
        self.problem.show_error(sentence, details)

    def offer(self, paths: Sequence[Path]) -> None:
        """Ask about these files and folders, as if dropped here."""
        if self._run is not None:
            self.card_actions.preview.dismiss()
            self._prediction.ask(paths)

    def set_drop_hover(self, active: bool) -> None:
        """Highlight the drop zone while something is dragged over the window."""
        self.strip.set_active(active)
        self.zone.set_active(active)

    # Layout ----------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.other_run = Button(tr("Other run…"), "action", "runs", tip=tr("Pick the run whose model is used"))
        self.choose_folder = Button(
            tr("Choose folder…"), "action", "folder", tip=tr("All pictures in a folder, and below it")
        )
        self.choose = Button(tr("Choose pictures…"), "main", "picture", tip=tr("Pick one or more picture files"))
        for button in (self.other_run, self.choose_folder, self.choose):
            self.header.add_action(button)

    def _make_pages(self) -> None:
        self.zone, self.results = DropInvitation(), ResultsPage(self.grid, self.maps, self._answers)
        self.strip, self.bar, self.status = self.results.strip, self.results.bar, self.results.status
        self.clear_button, self.copy_button, self.save_button = self.results.buttons
        self.table = AnswerTable(self, self._answers, self._background)
        self.card_actions = CardActions(self.results, self.grid, self._answers, self.table, self.maps)
        for page in (self.best.empty, self.zone, self.results):
            self.pages.addWidget(page)

    def _connect(self) -> None:
        self._prediction.answered.connect(self._add)
        self._prediction.ended.connect(self._end)
        self._prediction.changed.connect(self._show_job)
        self.best.train_wanted.connect(self.train_wanted)
        self.best.wanted.connect(self.best_wanted)
        self.other_run.clicked.connect(self.runs_wanted)
        self.choose.clicked.connect(self._choose_pictures)
        self.choose_folder.clicked.connect(self._choose_folder)
        self.problem.retried.connect(self._prediction.retry)
        self.notice.acted.connect(lambda: self.offer(self._previous))
        self.bar.cancelled.connect(self._prediction.cancel)
        self._given: tuple[float | None, float | None] = (None, None)  # threshold and temperature of the answers
        self.bar.threshold_changed.connect(self._set_threshold)
        self.clear_button.clicked.connect(self._clear)
        self.copy_button.clicked.connect(self.table.copy_all)
        self.save_button.clicked.connect(self.table.choose_file)
        self.table.done.connect(self.status.setText)
        self.table.failed.connect(self.problem.show_error)
        self.card_actions.removed.connect(self._draw)
        self.width_class_changed.connect(self._show_facts)
        self.short_changed.connect(self.strip.set_short)
        # Wherever in the window the focus is: Ctrl+V is meant for the room that shows.
        QShortcut(QKeySequence.StandardKey.Paste, self, self.paste, context=Qt.ShortcutContext.WindowShortcut)

    def _show_page(self) -> None:
        page: QWidget = self.best.empty
        if self._run is not None:
            page = self.results if len(self._answers) or self._prediction.busy else self.zone
        self.pages.setCurrentWidget(page)
        self.best.show(self._best, self._run)
        for button in (self.choose, self.choose_folder):
            button.setVisible(self._run is not None)
        self.other_run.set_words(tr("Other run…") if self._run else tr("Pick a run…"))

    # Asking ----------------------------------------------------------------------------------------------------

    def _choose_pictures(self) -> None:
        title, filters = tr("Choose pictures"), use_words.file_filters()
        file_dialogs.choose_files(self, title, self._start, filters, self._offer_chosen)

    def _choose_folder(self) -> None:
        title = tr("Choose a folder of pictures")
        file_dialogs.choose_folder(self, title, self._start, lambda folder: self._offer_chosen([folder]))

    def _offer_chosen(self, paths: list[Path]) -> None:
        self._start = paths[0].parent  # where the next pictures are probably chosen
        self.offer(paths)

    def paste(self) -> None:
        """Ask about what is on the clipboard: files, paths as text, or a picture."""
        if self._run is not None:
            paste(self._background, self.offer, self.notice, self.problem)

    # Answers ---------------------------------------------------------------------------------------------------

    def _add(self, event: Prediction | PredictionFailed) -> None:
        before = len(self._answers)
        if isinstance(event, Prediction) and (event.threshold, event.temperature) != self._given:
            self._given = (event.threshold, event.temperature)
            self.bar.take_model(*self._given)
        place = self._answers.add(event)
        if self._awaits_first and before:
            self._reveal = place
        self._awaits_first = False
        self._draw_soon()

    def _end(self, event: JobFinished | JobStopped | JobFailed) -> None:
        self._seconds = (self._seconds if math.isfinite(self._seconds) else 0.0) + self._prediction.seconds
        self._busy = False
        if isinstance(event, JobFailed):
            self.problem.show_error(show(event.error), event.details, retry=self._prediction.can_retry)
        self._draw()

    def _show_job(self) -> None:
        """Show what the engine does for this room, or what it has to finish before."""
        control = self._prediction
        if control.busy != self._busy:
            self._busy = self._awaits_first = control.busy
            if control.busy:
                self.problem.clear()
                self.notice.hide()
            self._draw()
        if control.busy:
            reason = control.waiting_for()
            self.bar.show_job(
                control.progress, show(reason) if reason else "", control.waiting, turns=control.takes_turns()
            )
        else:
            self.bar.show_idle()

    def _draw_soon(self) -> None:
        if not self._draw_clock.isActive():
            self._draw_clock.start()

    def _draw(self) -> None:
        self._draw_clock.stop()
        self.grid.grow(len(self._answers))
        self.results.tile_maps.refresh()
        if self._reveal is not None:
            self.grid.reveal(self._reveal)
            self._reveal = None
        count, details = self._answers.summary(self._seconds)
        self.bar.show_summary(count if len(self._answers) else "", details)
        for button in (self.clear_button, self.copy_button):
            button.setEnabled(len(self._answers) > 0)
        busy = self._prediction.busy
        why = tr("The answers are still coming") if busy else ""
        self.save_button.set_available(len(self._answers) > 0 and not busy, why)
        self._show_page()

    def _set_threshold(self, threshold: float) -> None:
        self._answers.set_threshold(threshold)
        self.grid.viewport().update()
        self._draw_soon()

    def _empty(self) -> None:
        self.card_actions.preview.dismiss()
        self._answers.clear()
        self._reveal = None
        self._seconds = math.nan
        self.status.setText("")
        self.notice.hide()
        self.grid.set_count(0)
        self._draw()

    def _clear(self) -> None:
        self._prediction.abandon()
        self._previous = []
        self._empty()
