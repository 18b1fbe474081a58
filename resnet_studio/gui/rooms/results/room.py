"""The Results room: how good a run's model is, and where it fails."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.epoch_confusion import epoch_confusions
from resnet_studio.core.runs.figures_file import Stored
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.rooms.results.board import Board
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.names import trained_on
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.whereabouts import missed_folder


class ResultsRoom(RoomPage):
    """Shows the results of one run, which the header names; every button acts on that run.

    Attributes:
        board: the cards, with places for what other modules show of the run.
        report: the button for a report.

    Signals:
        use_wanted(object): use the model of this `RunSummary`.
        run_shown(object): this `RunSummary` is on show now, or None.
        cell_chosen(int, int): a person wants to see the pictures of a true label that have a predicted one.
        report_wanted(object): write a report about this `RunSummary`.
        train_wanted(), runs_wanted(): go to where results come from.
        entered(): the room is shown.
    """

    use_wanted = Signal(object)
    run_shown = Signal(object)
    cell_chosen = Signal(int, int)
    report_wanted = Signal(object)
    train_wanted = Signal()
    runs_wanted = Signal()
    entered = Signal()

    def __init__(self, results: ResultsControl, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(tr("Results"), scrolling=True, parent=parent)
        self._results = results
        self._background = Background(self)
        self._appearing = QTimer(self, interval=0, singleShot=True)
        self.other_run = Button(tr("Other run…"), "action", "runs", tip=tr("Pick the run whose results are shown"))
        self.report = Button(tr("Write report…"), "action", "file", tip=tr("All of this on a page that can be sent"))
        self.use = Button(tr("Use this model"), "main", icon_right="chevron-right")
        for button in (self.other_run, self.report, self.use):
            self.header.add_action(button)
        self.problem, self.notice, self.empty, self.board = (
            ErrorPanel(),
            NoticeBar(),
            EmptyState(tr("Reading the results"), "", "results"),
            Board(thumbnails),
        )
        for widget in (self.problem, self.notice):
            self.content.addWidget(widget)
        self.content.addWidget(self.empty, 1)
        self.content.addWidget(self.board, 1)
        self.content.addStretch(0)  # where neither is there, a problem stands at the top
        self._connect()
        self._show_run(results.run)
        self._show_figures()

    def _connect(self) -> None:
        results = self._results
        results.run_changed.connect(self._show_run)
        results.figures_changed.connect(self._show_figures)
        results.changed.connect(self._show_state)
        results.threshold_changed.connect(lambda: self.board.sure.show_kept(results.threshold))
        results.threshold_failed.connect(lambda problem: self.problem.show_error(show(problem)))
        self.board.accuracy.part_chosen.connect(results.choose_part)
        self.board.sure.keep_wanted.connect(results.keep)
        self.board.cell_chosen.connect(self.cell_chosen)
        self.problem.retried.connect(results.measure)
        self.notice.acted.connect(self._act_on_notice)
        self.empty.acted.connect(self._act)
        self.use.clicked.connect(lambda: self.use_wanted.emit(results.run))
        self.report.clicked.connect(lambda: self.report_wanted.emit(results.run))
        self.other_run.clicked.connect(self.runs_wanted)
        self.width_class_changed.connect(self._fit)
        self._appearing.timeout.connect(self._show_parts)

    def _fit(self) -> None:
        self.board.fit(self.width_class())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._results.enter()
        self._results.measure_missing()
        if self._results.run is None:  # there may be runs to pick from by now
            self._offer_others()
            self._show_parts()
        self.entered.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._results.leave()

    def _show_run(self, run: RunSummary | None) -> None:
        self.use.setVisible(run is not None and run.usable)
        self.report.setVisible(run is not None and run.config is not None)
        self._offer_others()
        self._show_facts()
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)
        self.run_shown.emit(run)

    def _offer_others(self) -> None:
        shown = self._results.run is not None
        self.other_run.set_words(tr("Other run…") if shown else tr("Pick a run…"))
        self.other_run.setVisible(shown or self._results.others())

    def _show_facts(self) -> None:
        run = self._results.run
        self.header.set_facts(*(words.facts(run) if run else ("",)))

    def _show_figures(self) -> None:
        known = self._results.known
        if known is not None:
            self.board.show_figures(known, self._results.parts, self._results.choosing)
            self._show_epochs(known)
        self._show_state()

    def _show_epochs(self, known: Stored) -> None:
        """Look for the confusion matrix after each epoch; only validation has one."""
        run, figures = self._results.run, known.figures
        self._background.cancel("epochs")
        if run is None or figures.part != "validation" or not figures.epoch:
            return
        path, classes, best = run.path, len(figures.classes), figures.epoch
        last = run.epochs
        self._background.do(
            "epochs",
            lambda _: epoch_confusions(path, classes, last),
            lambda cells: self.board.confusion.epochs.show_epochs(cells, best),
            lambda _: None,
        )

    def _show_state(self) -> None:
        """Show the figures, or why there are none and what can be done about it."""
        if self.isVisible():
            self._results.measure_missing()
            if self._results.known is not None and self.board.isHidden():
                self._appearing.start()  # painting the cards takes the window as long as filling them in
                return
        self._show_parts()

    def _show_parts(self) -> None:
        results = self._results
        shown = results.known is not None
        if shown:
            self.board.appear()
        else:
            self.board.hide()
        self.empty.setVisible(not shown and results.problem is None)
        self.empty.set_words(*self._absence())
        self.empty.button.set_kind("secondary" if results.busy else "main")
        if results.problem is None:
            self.problem.clear()
        elif not self.problem.isVisible():
            sentence, details = results.problem
            self.problem.show_error(show(sentence), details, retry=True)
            if results.folder_gone and results.run is not None:
                root = Path(results.run.root)
                self.problem.offer_folder(root, missed_folder(sentence, root))
        self._show_notice(shown=shown)

    def _show_notice(self, *, shown: bool) -> None:
        """Say where the figures on show are being measured again, are not of the newest run, or of another dataset."""
        results, run = self._results, self._results.run
        if shown and results.busy:
            self.notice.say(tr("The model is being measured again."), show(results.doing()), action=tr("Cancel"))
        elif results.newer is not None:
            newer = results.newer
            sentence = tr(
                "There are newer results: {top1:percent}, run of {created:moment}.",
                top1=newer.best_val_top1,
                created=newer.created,
            )
            self.notice.say(sentence, action=tr("Show them"))
        elif run is not None and not results.is_own():
            self.notice.say(
                tr(
                    "These are the results of a run on {dataset:name}, not on the open dataset.",
                    dataset=trained_on(run),
                )
            )
        else:
            self.notice.say("")

    def _act_on_notice(self) -> None:
        results = self._results
        if results.known is not None and results.busy:  # as `_show_notice` says
            results.cancel()
        else:
            results.show_newer()

    def _absence(self) -> tuple[str, str]:
        """What is said where there are no figures, and the button below it."""
        results = self._results
        if results.run is None and results.training:
            return tr("A run is training. Its results are shown here when it ends."), ""
        if results.run is None and results.others():
            return tr("Train a model first, or pick one of your runs."), tr("Train a model")
        if results.run is None:
            return tr("No run yet: train a model first."), tr("Train a model")
        if results.reading:
            return tr("Reading the results"), ""
        if results.busy:
            return show(results.doing()), tr("Cancel")
        if not results.run.usable:
            return tr("This run has no model: it ended before its first epoch was complete."), tr("Other run…")
        return tr("This run has not been measured yet."), tr("Measure")

    def _act(self) -> None:
        results = self._results
        if results.run is None:
            self.train_wanted.emit()
        elif results.busy:
            results.cancel()
        elif not results.run.usable:
            self.runs_wanted.emit()
        else:
            results.measure()
