"""Training a small dataset in folds: how many, how far it is, and what the runs say together."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.folds import LEAST, MOST
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.field_row import mark
from resnet_studio.gui.widgets.fields import NumberBox
from resnet_studio.gui.widgets.text import Label

_USUAL: Final = 5
_BOX: Final = 64


class FoldsPart(QWidget):
    """Signals: ``train_wanted(int)``, a run for each of so many folds; ``runs_wanted()``, show these runs."""

    train_wanted = Signal(int)
    runs_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        about = tr(
            "A run for each fold, in which it is the validation part. Test pictures stay out. All epochs are trained, "
            "without early stopping."
        )
        self.count = NumberBox(_USUAL)
        self.count.setFixedWidth(_BOX)
        self.count.setAccessibleName(tr("Folds"))
        self.plan = Label("", SECONDARY, REGULAR, "text", wrap=True)
        self._problem = Label("", SECONDARY, REGULAR, "wrong", wrap=True)
        self.train_button = Button(tr("Train {count} folds", count=_USUAL), "small", "train")
        self.runs_button = Button(tr("Show the runs"), "small", "runs")
        self.standing = Label("", SECONDARY, REGULAR, "text", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(about, SECONDARY, REGULAR, "text2", wrap=True))
        column.addWidget(self.plan)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addWidget(self.train_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(self.standing)
        column.addWidget(self.runs_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.count.valueChanged.connect(self._show)
        self.train_button.clicked.connect(lambda: self.train_wanted.emit(int(self.count.value())))
        self.runs_button.clicked.connect(self.runs_wanted)
        self.say("")
        self.runs_button.hide()

    def _show(self) -> None:
        count = int(self.count.value())
        fits = LEAST <= count <= MOST
        self._problem.setText("" if fits else tr("From {least} to {most}", least=LEAST, most=MOST))
        self._problem.setVisible(not fits)
        mark(self.count, wrong=not fits)
        self.train_button.set_words(tr("Train {count} folds", count=count))
        self.train_button.setEnabled(fits and not self._busy)

    def show_plan(self, sentence: str) -> None:
        """Say what each run will be; nothing while they are in training."""
        self.plan.setText(sentence)
        self.plan.setVisible(bool(sentence))

    def say(self, sentence: str, *, busy: bool = False, runs: bool = False) -> None:
        """Say how far the folds are, or what they say together; `runs`, there are runs to show."""
        self._busy = busy
        self.standing.setText(sentence)
        self.standing.setVisible(bool(sentence))
        self.runs_button.setVisible(runs)
        self._show()
