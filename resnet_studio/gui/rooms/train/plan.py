"""What the room shows before a run: what Start will do with these pictures, in four steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.train.words import plan
from resnet_studio.gui.theme.tokens import LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.text import Label

_EDGE = 6  # px between the card's line and what scrolls in it, clear of the round corners


class _Step(QWidget):
    """An icon, a sentence and a detail below it."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(Icon(icon, 20, "text2"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.sentence = Label("", LEAD, REGULAR, wrap=True)
        self.detail = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        column.addWidget(self.sentence)
        column.addWidget(self.detail)
        row.addLayout(column, 1)


class PlanCard(Card):
    """What will happen; it scrolls where an error above leaves it too little height.

    Signals: ``model_wanted()``, ``data_wanted()``: go to where the plan can be changed.
    """

    model_wanted = Signal()
    data_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=_EDGE, spacing=0, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shown: tuple[TrainConfig, Dataset] | None = None
        inner = QWidget()
        inner.setMaximumWidth(560)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.heading = Label(tr("What Start will do"), LEAD, SEMIBOLD)
        self.wrong = Label("", LEAD, REGULAR, "wrong", wrap=True)
        self.wrong.hide()
        column.addWidget(self.heading)
        column.addWidget(self.wrong)
        self.steps = [_Step(icon) for icon in ("data", "model", "train", "star")]
        for step in self.steps:
            column.addWidget(step)
        column.addLayout(self._make_links())
        self.area = self._make_area(inner)
        self.layout_.addWidget(self.area)

    def _make_area(self, inner: QWidget) -> QScrollArea:
        body = QWidget()
        body.setObjectName("content")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 8)
        row.addStretch(1)
        middle = QVBoxLayout(body)
        middle.setContentsMargins(24 - _EDGE, 24 - _EDGE, 24 - _EDGE, 24 - _EDGE)
        middle.setSpacing(0)
        middle.addStretch(2)
        middle.addLayout(row)
        middle.addStretch(3)
        area = QScrollArea()
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(36)  # a line to scroll; an error above is read first
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _make_links(self) -> QHBoxLayout:
        self.model_button = Button(tr("Change the model"), "small", "model")
        self.data_button = Button(tr("Choose other pictures"), "small", "data")
        self.model_button.clicked.connect(self.model_wanted)
        self.data_button.clicked.connect(self.data_wanted)
        row = QHBoxLayout()
        row.setContentsMargins(36, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.model_button)
        row.addWidget(self.data_button)
        row.addStretch(1)
        return row

    def show_plan(self, config: TrainConfig, dataset: Dataset) -> None:
        """Describe a training with these settings on this dataset."""
        shown = self._shown
        if shown is not None and shown[0] == config and shown[1] is dataset:
            return  # counting 60,000 pictures takes a while
        self._shown = (config, dataset)
        for step, (sentence, detail) in zip(self.steps, plan(config, dataset), strict=True):
            step.sentence.setText(sentence)
            step.detail.setText(detail)

    def complain(self, sentence: str) -> None:
        """Say which setting Start cannot take, in place of a plan that would be of other settings than are shown."""
        self.heading.setText(tr("Before you can start") if sentence else tr("What Start will do"))
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        for step in self.steps:
            step.setVisible(not sentence)

    def text(self) -> str:
        """The texts of the card."""
        return "\n".join(f"{step.sentence.text()}\n{step.detail.text()}" for step in self.steps)
