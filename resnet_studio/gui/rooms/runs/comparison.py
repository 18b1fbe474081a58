"""Several runs beside each other: the verdict about two, the curves of all, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.settings import named
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.charts.overlay import OverlayChart, RunCurve
from resnet_studio.gui.rooms.runs.chosen import LETTERS
from resnet_studio.gui.rooms.runs.differs import DiffersCard, setting_rows
from resnet_studio.gui.rooms.runs.settings_card import empty, show_all
from resnet_studio.gui.rooms.runs.verdict import VerdictCard
from resnet_studio.gui.theme.tokens import CARD_GAP, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading
from resnet_studio.gui.work.comparison import ComparisonControl

_CHART_HEIGHT = 200
_MOST_PAIRS = 8


class ComparisonView(QWidget):
    """Shows two runs or more. Signals: ``other_wanted(object)``, the path of the one run to compare A with."""

    other_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("content")
        self.verdict = VerdictCard()
        self._offered: list[Path] = []
        self.pairs = Card(padding=14, spacing=8)
        self._pair_buttons = QVBoxLayout()
        self._pair_buttons.setSpacing(6)
        self.pairs.layout_.addWidget(heading(tr("Really better?")))
        words = tr("Whether one is better is said of two runs. Which one is A to be compared with?")
        self.pairs.layout_.addWidget(Label(words, SECONDARY, REGULAR, "text2", wrap=True))
        self.pairs.layout_.addLayout(self._pair_buttons)
        self.chart = OverlayChart()
        self.chart.setFixedHeight(_CHART_HEIGHT)
        self.curves = Card(padding=14, spacing=4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(heading(tr("Accuracy")))
        row.addWidget(ElidedLabel(tr("validation, top-1, %"), SECONDARY, REGULAR, "text2", elide="right"), 1)
        self.curves.layout_.addLayout(row)
        self.curves.layout_.addWidget(self.chart)
        self.differs = DiffersCard()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(CARD_GAP)
        for card in (self.verdict, self.pairs, self.curves, self.differs):
            column.addWidget(card)
        column.addStretch(1)

    def show_runs(self, runs: Sequence[RunSummary], histories: Mapping[Path, RunHistory]) -> None:
        """Show these runs, A first, with what was read of them so far."""
        two = len(runs) == 2
        self.verdict.setVisible(two)
        self.pairs.setVisible(not two)
        if not two:
            self._offer_pairs(runs)
        known = [histories.get(run.path) for run in runs]
        names = curve_names(runs)
        curves = [
            _curve(letter, name, history)
            for letter, name, history in zip(LETTERS, names, known, strict=False)
            if history is not None
        ]
        planned = max((run.config.epochs for run in runs if run.config), default=1)
        self.chart.show_curves(curves, planned)
        self.differs.show_runs(runs, known, LETTERS)
        self.resize(self.width(), max(self.height(), self.minimumSizeHint().height()))  # not one frame later

    def show_state(self, control: ComparisonControl) -> None:
        """Show the verdict, or what it waits for."""
        if control.found is not None:
            self.verdict.show_found(control.found, control.warnings)
        elif control.problem is not None:
            sentence, details = control.problem
            self.verdict.show_problem(show(sentence), details, control.kind)
        elif control.busy and control.pair:
            waits = control.waiting_for()
            letter = ""
            if control.measuring:
                letter = "A" if control.measuring == str(control.pair[0].path) else "B"
            self.verdict.show_busy(letter, control.progress, show(waits) if waits else "")
        else:
            self.verdict.show_nothing(tr("They have not been compared."))

    def _offer_pairs(self, runs: Sequence[RunSummary]) -> None:
        paths = [run.path for run in runs]
        if paths == self._offered:
            return
        self._offered = paths
        empty(self._pair_buttons)
        for letter, run in zip(LETTERS[1:_MOST_PAIRS], runs[1:], strict=False):
            words = tr("A against {letter}: {run:name}", letter=letter, run=safe_text.elide_middle(run.title, 28))
            button = Button(words, "small")
            button.clicked.connect(lambda _=False, path=run.path: self.other_wanted.emit(path))
            self._pair_buttons.addWidget(button)
        more = len(runs) - _MOST_PAIRS
        if more > 0:
            words = trn("and {count} more", "and {count} more", more)
            self._pair_buttons.addWidget(Label(words, SECONDARY, REGULAR, "text3"))
        show_all(self._pair_buttons)

    def minimumSizeHint(self) -> QSize:
        """Any width: texts are wrapped and elided for it."""
        return QSize(0, max(super().minimumSizeHint().height(), self._column.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.activate()  # not one frame later


def curve_names(runs: Sequence[RunSummary]) -> list[str]:
    """What tells each run from the others in a few words: the setting that differs most, else its name or its date."""
    frozen = [show(named("frozen").text(run.config)) if run.config else "" for run in runs]
    differing = [row for row in setting_rows(runs) if row.differs]
    titles = [safe_text.printable(run.title) for run in runs]
    best = max(differing, key=lambda row: len(set(row.values)), default=None)
    candidates = [frozen, titles, [formatting.moment(run.created, short=True) for run in runs]]
    if best is not None:
        words = [tr("{label:plain} {value:plain}", label=best.label, value=value) for value in best.values]
        candidates.insert(1, words)
    return max(candidates, key=lambda names: len(set(names)))  # the first of those that tell most runs apart


def _curve(letter: str, words: str, history: RunHistory) -> RunCurve:
    epochs = np.array([end.epoch for end in history.epochs], np.float64)
    values = 100 * np.array([end.val_top1 for end in history.epochs], np.float64)
    known = np.isfinite(values)
    marked = history.marked
    return RunCurve(letter, words, epochs[known], values[known], marked.epoch if marked else 0, history.by_loss)
