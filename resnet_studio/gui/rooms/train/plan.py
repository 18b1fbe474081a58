"""What the room shows before a run: what Start will do with these pictures, in four steps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.checks.readable import readable
from resnet_studio.core.dataset.dataset import Dataset, why_not_trainable
from resnet_studio.core.dataset.subject import Shown
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.train.plan_words import few_to_check_on, plan
from resnet_studio.gui.rooms.train.prepared_words import asks_for_subject, balance_step, changes_step, misleading_step
from resnet_studio.gui.theme.tokens import LEAD, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label

if TYPE_CHECKING:
    from resnet_studio.core.checks.kinds import CheckFinding
    from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk

_EDGE = 6  # px between the card's line and what scrolls in it, clear of the round corners
_TEXT = 36  # px from the left of a step to its texts: an icon and its distance


class _Step(QWidget):
    """An icon, a sentence and a detail below it."""

    def __init__(self, icon: str, tone: str = "text2") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(Icon(icon, 20, tone), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.sentence = Label("", LEAD, REGULAR, wrap=True)
        self.detail = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        column.addWidget(self.sentence)
        column.addWidget(self.detail)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(0, 4, 0, 0)
        self._buttons.setSpacing(8)
        self.question = Label("", SECONDARY, REGULAR, "text2")
        self.question.hide()
        self._buttons.addWidget(self.question)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        self._column = column
        row.addLayout(column, 1)

    def add_answer(self, text: str, tip: str) -> Button:
        """Add a button below the detail, hidden."""
        button = Button(text, "small", tip=tip)
        button.hide()
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def add_below(self, button: Button) -> None:
        """Add a button in a row of its own."""
        self._column.addSpacing(4)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class PlanCard(Card):
    """What will happen; it scrolls where an error above leaves it too little height.

    Signals: ``model_wanted()``, ``data_wanted()``, ``sort_wanted()``: go to where the plan can be changed;
    ``setting_wanted(str, str)``: a person gives a setting a value; ``findings_wanted()``: show what the check has
    found; ``folds_wanted()``: show how folds are trained; ``complained(str)``: why Start cannot take the settings,
    empty where it can.
    """

    model_wanted = Signal()
    data_wanted = Signal()
    sort_wanted = Signal()
    setting_wanted = Signal(str, str)
    findings_wanted = Signal()
    folds_wanted = Signal()
    complained = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=_EDGE, spacing=0, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shown: tuple[TrainConfig, Dataset] | None = None
        self._subject: Shown | None = None
        self._found: tuple[CheckFinding, ...] = ()
        self._unreadable: Collection[str] = frozenset()
        self._on_disk: Collection[int] | None = None  # None while that is not known
        self._too_little = ""  # why the dataset cannot be trained on
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
        plain = [_Step(icon) for icon in ("warning", "picture", "model", "train", "star")]
        self.steps = [_Step("data"), _Step("warning", "wrong"), *plain]
        for step in self.steps:
            column.addWidget(step)
        self._misleading, self._balance, self._changes = self.steps[1:4]
        self._make_answers()
        column.addLayout(self._make_links())
        self.area = self._make_area(inner)
        self.layout_.addWidget(self.area)
        self.views: QWidget | None = None

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
        scroll_down(area, body)
        area.setMinimumHeight(36)  # a line to scroll; an error above is read first
        return area

    def _make_answers(self) -> None:
        """What a person can answer at once, without looking for the setting."""
        self.findings_button = self._misleading.add_answer(
            tr("Show what was found"), tr("With what can be done about it, in Data")
        )
        self.findings_button.clicked.connect(self.findings_wanted)
        self.findings_button.show()
        self.views_button = Button(tr("See the pictures"), "small", "picture", tip=tr("As the network gets them"))
        self.views_button.hide()
        self._changes.add_below(self.views_button)
        self._changes.question.setText(tr("Is it something else?"))
        self.answers = {
            "photographs": self._changes.add_answer(tr("Photographs"), tr("They are also mirrored then")),
            "documents": self._changes.add_answer(tr("Text or digits"), tr("They are not mirrored then")),
            "microscopy": self._changes.add_answer(
                tr("No up and down"), tr("Seen from above, or through a microscope: they are also turned then")
            ),
        }
        for preset, button in self.answers.items():
            button.clicked.connect(lambda _=False, preset=preset: self.setting_wanted.emit("augment", preset))
        self.folds_button = self.steps[0].add_answer(tr("Folds…"), tr("A run for each of several parts, in Data"))
        self.folds_button.clicked.connect(self.folds_wanted)
        self.balance_button = self._balance.add_answer(
            tr("Let them count as much"), tr("Mistakes with pictures of rare classes weigh more then")
        )
        self.balance_button.clicked.connect(lambda: self.setting_wanted.emit("class_weights", "balanced"))

    def _make_links(self) -> QHBoxLayout:
        self.model_button = Button(tr("Change the model"), "small", "model")
        self.data_button = Button(tr("Choose other pictures"), "small", "data")
        self.sort_button = Button(tr("Sort the pictures"), "small", "swap")
        self.sort_button.clicked.connect(self.sort_wanted)
        self.sort_button.hide()
        self.model_button.clicked.connect(self.model_wanted)
        self.data_button.clicked.connect(self.data_wanted)
        self._links = row = QHBoxLayout()
        row.setContentsMargins(_TEXT, 4, 0, 0)
        row.setSpacing(8)
        for button in (self.sort_button, self.model_button, self.data_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def add_views(self, views: QWidget) -> None:
        """Have a panel that a button shows in place of the plan."""
        self.views = views
        views.hide()
        self.layout_.addWidget(views, 1)
        self.views_button.show()
        self.views_button.clicked.connect(lambda: self.show_views(True))

    def show_views(self, shown: bool) -> None:
        """Show the panel, or the plan again."""
        if self.views is not None:
            self.area.setVisible(not shown)
            self.views.setVisible(shown)
            (self.views if shown else self.views_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_subject(self, subject: Shown | None) -> None:
        """Say what the pictures of the dataset show; None while that is not known."""
        if subject == self._subject:
            return  # it is said after each edit
        self._subject = subject
        self._show_again()

    def set_on_disk(self, on_disk: WeightsOnDisk) -> None:
        """Say of which depths ImageNet's weights are on this computer; others are downloaded first."""
        if self._on_disk != on_disk.depths:
            self._on_disk = on_disk.depths
            self._show_again()

    def set_found(self, misleading: Sequence[CheckFinding], unreadable: Collection[str] = frozenset()) -> None:
        """Say which findings of the check would mislead the results; pictures of `unreadable` paths do not count."""
        if (self._found, self._unreadable) != (tuple(misleading), unreadable):
            self._found, self._unreadable = tuple(misleading), unreadable
            self._show_again()

    def _show_again(self) -> None:
        before, self._shown = self._shown, None
        if before is not None:
            self.show_plan(*before)

    def show_plan(self, config: TrainConfig, dataset: Dataset) -> None:
        """Describe a training with these settings on this dataset."""
        shown, subject = self._shown, self._subject
        if shown is not None and shown[0] == config and shown[1] is dataset:
            return  # counting 60,000 pictures takes a while
        self._shown = (config, dataset)
        why_not = why_not_trainable(dataset)
        self._too_little = show(why_not) if why_not is not None else ""
        self.sort_button.setVisible(why_not is not None and bool(dataset.unlabelled))
        taken = readable(dataset, self._unreadable)
        absent = self._on_disk is not None and config.depth not in self._on_disk
        data, *others = plan(config, dataset, self._unreadable, downloads=absent)
        texts = [
            data,
            misleading_step(self._found),
            balance_step(config, taken),
            changes_step(config, subject),
            *others,
        ]
        for step, (sentence, detail) in zip(self.steps, texts, strict=True):
            step.sentence.setText(sentence)
            step.detail.setText(detail)
        for step in (self._misleading, self._balance):
            step.setVisible(bool(step.sentence.text()) and not self.wrong.text())
        self.folds_button.setVisible(few_to_check_on(taken) is not None)
        self.balance_button.setVisible(config.class_weights == "none")
        asks = asks_for_subject(config, subject)
        self._changes.question.setVisible(asks)
        for preset, button in self.answers.items():
            button.setVisible(asks and preset != config.augment)

    def complain(self, sentence: str, *, again: bool = False) -> None:
        """Say which setting Start cannot take, in place of a plan that would be of other settings than are shown; or
        that there is too little to train on.

        ``again``: a button to start another run stands in place of Start.
        """
        sentence = sentence or self._too_little
        plan = tr("What the next run will do") if again else tr("What Start will do")
        self.heading.setText(tr("Before you can start") if sentence else plan)
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self._links.setContentsMargins(0 if sentence else _TEXT, 4, 0, 0)
        for step in self.steps:
            step.setVisible(not sentence and bool(step.sentence.text()))
        self.complained.emit(sentence)

    def text(self) -> str:
        """The texts of the card."""
        return "\n".join(f"{step.sentence.text()}\n{step.detail.text()}" for step in self.steps if step.sentence.text())
