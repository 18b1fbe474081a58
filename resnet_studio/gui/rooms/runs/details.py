"""One run in detail: its result, its curves, its settings and its notices."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.protocol.events import Notice
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.settings import BY_LOSS, details
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs import words as runs_words
from resnet_studio.gui.rooms.runs.columns import interval
from resnet_studio.gui.rooms.runs.marks_card import MarksCard
from resnet_studio.gui.rooms.runs.run_curves import RunCurves
from resnet_studio.gui.rooms.runs.settings_card import SettingsCard, empty
from resnet_studio.gui.theme.tokens import LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import ALL_FOLLOW, CHOOSE_ITS_FOLDER, ErrorPanel, NoticeBar
from resnet_studio.gui.widgets.figures import StatBlock
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

MOST_NOTICES = 20
_PADDING = 14


class RunDetails(QWidget):
    """Shows one run.

    Signals: ``rename_wanted()``, ``open_wanted()``, ``delete_wanted()``, ``further_wanted()``, ``retried()``;
    ``folder_wanted(object)`` and ``folder_missed(object, object)``, see `ErrorPanel`.
    """

    folder_wanted = Signal(object)
    folder_missed = Signal(object, object)
    rename_wanted = Signal()
    open_wanted = Signal()
    delete_wanted = Signal()
    further_wanted = Signal()
    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("content")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.name = ElidedLabel("", LEAD, SEMIBOLD)
        self._column.addWidget(self.name)
        self._column.addLayout(self._make_actions())
        self.problem = ErrorPanel()
        self.missing = NoticeBar()
        self._missed: Path | None = None  # the folder that it is about
        self.choose_folder = Button(show(CHOOSE_ITS_FOLDER), "small", "folder", tip=show(ALL_FOLLOW))  # no room beside
        self.choose_folder.clicked.connect(lambda: self.folder_wanted.emit(self._missed))
        self._column.addWidget(self.problem)
        self._column.addWidget(self.missing)
        self._column.addWidget(self.choose_folder, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._make_result())
        self.marks = MarksCard()
        self._column.addWidget(self.marks)
        self.curves = RunCurves(self)
        self._column.addWidget(self.curves)
        self.settings = SettingsCard(tr("Settings"))
        self._column.addWidget(self.settings)
        self._column.addWidget(self._make_notices())
        self._column.addStretch(1)
        self.problem.retried.connect(self.retried)

    def _make_actions(self) -> QGridLayout:
        self._actions = QGridLayout()
        self._actions.setSpacing(8)
        self.rename = Button(tr("Rename"), "small", "pencil", tip=tr("Give the run another name (F2)"))
        self.open_folder = Button(tr("Open folder"), "small", "folder", tip=tr("Show the run's files"))
        self.delete = Button(tr("Delete…"), "small", "trash", tip=tr("Move the run to the bin (Delete)"))
        self._place_actions()
        self.rename.clicked.connect(self.rename_wanted)
        self.open_folder.clicked.connect(self.open_wanted)
        self.delete.clicked.connect(self.delete_wanted)
        return self._actions

    def _make_result(self) -> Card:
        self.result = Card(padding=_PADDING, spacing=8)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(24)
        self._figures.setVerticalSpacing(8)
        self.state = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.result.layout_.addLayout(self._figures)
        self._make_figures()
        self.result.layout_.addLayout(self._make_ending())
        return self.result

    def _make_ending(self) -> QHBoxLayout:
        """How the run ended, and the button to train it further."""
        row = QHBoxLayout()
        row.setSpacing(12)
        self.further = Button(tr("Train further"), "small", "train")
        row.addWidget(self.state, 1)
        row.addWidget(self.further, 0, Qt.AlignmentFlag.AlignVCenter)
        self.further.clicked.connect(self.further_wanted)
        return row

    def _make_figures(self) -> None:
        """New blocks for each run: a block never gets narrower, and the figures of another run may be wide."""
        empty(self._figures)
        self.accuracy = StatBlock(tr("validation accuracy"))
        self.epochs = StatBlock(tr("best epoch"))
        self.time = StatBlock(tr("training"))
        self.disk = StatBlock(tr("on disk"))
        self._blocks = (self.accuracy, self.epochs, self.time, self.disk)
        self._place_figures()

    def _place_actions(self) -> None:
        """Place the buttons in one row, or the last one below where the words are too long."""
        buttons = (self.rename, self.open_folder, self.delete)
        needed = sum(button.sizeHint().width() + self._actions.spacing() for button in buttons)
        columns = 3 if needed <= self.width() else 2
        for number, button in enumerate(buttons):
            self._actions.addWidget(button, number // columns, number % columns)
        self._actions.setColumnStretch(3, 1)

    def _place_figures(self) -> None:
        """Place the figures in one row, or in two where they do not fit beside each other."""
        spacing, padding = self._figures.horizontalSpacing(), 2 * _PADDING
        needed = sum(block.sizeHint().width() for block in self._blocks) + 3 * spacing + padding
        columns = 4 if needed <= self.width() else 2
        for number, block in enumerate(self._blocks):
            self._figures.addWidget(block, number // columns, number % columns)
        self._figures.setColumnStretch(4, 1)

    def _make_notices(self) -> Card:
        self.notices = Card(padding=14, spacing=4)
        self.notices.layout_.addWidget(heading(tr("Notices")))
        self._notice_text = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self._notice_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notices.layout_.addWidget(self._notice_text)
        return self.notices

    # Values ----------------------------------------------------------------------------------------------------

    def show_run(self, run: RunSummary, training: runs_words.Training | None) -> None:
        """Show at once what the list knows; curves and notices follow when they are read."""
        self.name.setText(safe_text.printable(run.title))  # its date is in the table
        self.state.setText("")
        self.show_training(training)
        self._make_figures()
        self._show_figures(run)
        self.show_marks(run)
        self._fill_settings(run, RunHistory())
        self.settings.setVisible(run.config is not None)
        self.notices.hide()
        self.missing.hide()
        self.choose_folder.hide()
        if run.problem:
            self.problem.show_error(show(run.problem))
        else:
            self.problem.clear()

    def _show_figures(self, run: RunSummary) -> None:
        self.accuracy.set_figure(formatting.percent(run.best_val_top1), interval(run))
        if run.validation:
            caption = trn(
                "accuracy on {count} validation picture", "accuracy on {count} validation pictures", run.validation
            )
            shorter = trn("on {count} validation picture", "on {count} validation pictures", run.validation)
            self.accuracy.set_caption(caption, shorter)
        planned = tr("of {epochs}", epochs=run.config.epochs) if run.config else ""
        by_loss = run.config is not None and run.config.best_by == BY_LOSS
        if by_loss:
            self.epochs.set_caption(tr("best epoch, by loss"), tr("best, by loss"))
        else:
            self.epochs.set_caption(tr("best epoch"))
        self.epochs.set_figure(formatting.count(run.best_epoch) if run.best_epoch else "–", planned)
        self.time.set_figure(formatting.duration(run.seconds) if run.epochs else "–")
        self.disk.set_figure(formatting.size(run.size))
        self._place_figures()

    def show_marks(self, run: RunSummary) -> None:
        """Show tags and note."""
        self.marks.show_marks(run.marks)

    def follow(self, run: RunSummary, history: RunHistory) -> None:
        """Show another epoch of the same run: its figures and curves; no widget is made."""
        self._show_figures(run)
        self.curves.show_run(run, history)

    def show_training(self, training: runs_words.Training | None) -> None:
        """Say where the run is in training; one that is cannot be renamed or deleted."""
        why = runs_words.not_changeable(training)
        self.rename.set_available(not why, why)
        self.delete.set_available(not why, why)
        if training:
            self.state.setText(runs_words.where_it_trains(training))

    def show_history(self, run: RunSummary, history: RunHistory, training: runs_words.Training | None) -> None:
        """Show what the run's log holds."""
        if not training:
            self.state.setText(safe_text.printable(runs_words.ending(run, history)))
        self._fill_settings(run, history)
        self.curves.show_run(run, history)
        self._show_notices(history.notices)

    def show_missing(self, run: RunSummary, *, there: bool) -> None:
        """Say where the pictures of the run were, if they are not there; all else is in the run's folder."""
        words = tr(
            "They were in {folder:place}. Curves, settings, figures and model are shown from the run.", folder=run.root
        )
        self.missing.say("" if there else tr("The pictures are not there."), words, look="warning")
        self.choose_folder.setVisible(not there)
        root = Path(run.root)
        self._missed = None if there else root
        if not there:
            self.folder_missed.emit(root, root)

    def folder_found(self, root: Path) -> None:
        """Say no more that the folder of the pictures is gone."""
        if root == self._missed:
            self.missing.hide()
            self.choose_folder.hide()

    def offer_further(self, run: RunSummary, busy: bool) -> None:
        """Let the model of an ended run be trained further; `busy` says whether some run is in training."""
        why = runs_words.not_continuable(run, busy)
        self.further.setVisible(run.state.ended and run.usable)  # else why it failed has the whole width
        self.further.set_tip(runs_words.trained_further(run))
        self.further.set_available(not why, why)

    def show_problem(self, sentence: str, details: str = "", *, retry: bool = False) -> None:
        """Show what went wrong with this run."""
        self.problem.show_error(sentence, details, retry=retry)

    def setting(self, label: str) -> str:
        """Return the value shown beside a label; KeyError if there is no such row."""
        return self.settings.value(label)

    def _fill_settings(self, run: RunSummary, history: RunHistory) -> None:
        rows = runs_words.origin(run) if run.config else []
        rows += [(show(label), show(value)) for label, value in details(run.config)] if run.config else []
        self.settings.fill([*rows, *runs_words.measured(history)])

    def minimumSizeHint(self) -> QSize:
        """Any width: figures and settings are placed again for it, so that nothing is cut off at the right."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_actions()
        self._place_figures()
        self.curves.fit()
        self._column.activate()  # not one frame later

    def _show_notices(self, notices: Iterable[Notice]) -> None:
        listed = list(notices)
        lines = []
        for notice in islice(listed, MOST_NOTICES):
            text = show(notice.text)
            lines.append(tr("{notice} {path}", notice=text, path=notice.path) if notice.path else text)
        if more := max(0, len(listed) - MOST_NOTICES):
            lines.append(trn("and {count} more in {file}", "and {count} more in {file}", more, file="events.jsonl"))
        self._notice_text.setText("\n".join(lines))
        self.notices.setVisible(bool(lines))
