"""A split in which what belongs together stays in one part: chosen, looked at, and made."""

from __future__ import annotations

from typing import Final, Literal, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import shares_of, split_by_groups
from resnet_studio.core.dataset.name_pattern import pattern_problem
from resnet_studio.core.dataset.planned_split import KeptTogether, PlannedSplit
from resnet_studio.core.dataset.split import LARGEST_SEED
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.folds_card import FoldsPart
from resnet_studio.gui.rooms.data.own_split import OwnSplit
from resnet_studio.gui.rooms.data.shares import SharesPart
from resnet_studio.gui.rooms.data.split_parts import UNCHECKED, Verdict
from resnet_studio.gui.rooms.data.together_part import TogetherPart
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import NumberBox
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import ElidedLabel, heading

Page = Literal["split", "folds"]

WIDTH: Final = 288
_WIDEST: Final = 2000
_BOX: Final = 60


class SplitCard(Card):
    """By what pictures stay together, the shares, the seed, and what that gives.

    Signals: ``look_wanted()``, by what can its pictures be kept together; ``plan_wanted(str, object, int, str)``, what
    would a split by this, with these `Shares`, this seed and perhaps a pattern of names give; ``edit_wanted(object)``,
    make it.
    """

    look_wanted = Signal()
    plan_wanted = Signal(str, object, int, str)
    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._dataset: Dataset | None = None
        self._planned: PlannedSplit | None = None
        self._clicked = False  # while the plan of what the boxes say was still awaited
        self._shown: tuple[object, object] = None, None  # shares and seed, and what stays together, without a person
        self.together = TogetherPart()
        self.by, self.pattern = self.together.by, self.together.pattern
        self.example, self.detail = self.together.example, self.together.detail
        self.shares, self.verdict, self.folds = SharesPart(), Verdict(), FoldsPart()
        self.own, self._line = OwnSplit(in_words=True), Line()
        self.switch = Segmented([("split", tr("Split")), ("folds", tr("Folds"))], tr("Split or folds"))
        self._about = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self.validation, self.test = self.shares.validation, self.shares.test
        self.seed = NumberBox(0)
        self._seed_row = FieldRow(tr("Seed"), control=self.seed, tip=tr("Another seed chooses other pictures"))
        self.split_button = Button(
            tr("Split like this"), "secondary", "refresh", tip=tr("By the shares and the seed above")
        )
        self.reset_button = Button(
            tr("Reset"), "secondary", tip=tr("Show again what there is now; no picture changes its part")
        )
        self._soon = QTimer(self, singleShot=True, interval=0)  # several values may change at once
        self._lay_out()
        self.set_wide(False)
        self._soon.timeout.connect(self._plan)
        self.own.edit_wanted.connect(self.edit_wanted)
        self.together.changed.connect(self._change)
        self.shares.changed.connect(self._change)
        self.shares.typed.connect(self._type)
        self.shares.finished.connect(self._finish_typing)
        self.seed.lineEdit().textEdited.connect(self._type)
        self.seed.valueChanged.connect(self._change)
        self.seed.editingFinished.connect(self._finish_typing)
        self.split_button.clicked.connect(self._split)
        self.reset_button.clicked.connect(self._reset)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(event.key() != Qt.Key.Key_Escape)  # Enter and arrows in a field are not keys of the findings

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self.switch)
        title.addWidget(self._about, 1)
        self.layout_.addLayout(title)
        inside = QWidget()
        inside.setObjectName("content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._make_split())
        column.addWidget(self.folds)
        column.addStretch(1)
        area = QScrollArea()
        scroll_down(area, inside)
        self.layout_.addWidget(area, 1)
        self.switch.changed.connect(lambda key: self.turn_to(cast(Page, key)))
        self.turn_to("split")

    def _make_split(self) -> QWidget:
        """What stays together above shares, or beside them where the card is wide."""
        self._split_page, left, right = QWidget(), QVBoxLayout(), QVBoxLayout()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._split_page)
        self._halves.setContentsMargins(0, 0, 0, 0)
        for half in (left, right):
            half.setSpacing(8)
            self._halves.addLayout(half)
        left.addWidget(self.own)
        left.addWidget(self.together)
        left.addWidget(self._line)
        left.addStretch(1)
        above = QHBoxLayout()
        above.addWidget(heading(tr("Shares")))
        above.addStretch(1)
        self.seed.setFixedWidth(_BOX)
        above.addWidget(self._seed_row)
        right.addLayout(above)
        right.addWidget(self.shares)
        made = QHBoxLayout()  # above what has more lines or fewer, so that a click finds them where they were
        made.addWidget(self.split_button)
        made.addWidget(self.reset_button)
        made.addStretch(1)
        right.addLayout(made)
        right.addWidget(self.verdict)
        right.addStretch(1)
        return self._split_page

    def turn_to(self, page: Page) -> None:
        """Show what is divided how, or the folds."""
        self.switch.set_current(page)
        self._about.setText(tr("what stays on one side") if page == "split" else tr("for few pictures"))
        self._split_page.setVisible(page == "split")
        self.folds.setVisible(page == "folds")

    def take_keyboard(self) -> None:
        """Give the keyboard to what is chosen first."""
        chosen = self.by.button(self.by.current())
        first = chosen if chosen.isEnabled() else self.validation
        (first if self.folds.isHidden() else self.folds.count).setFocus()  # a button may wait

    def set_wide(self, wide: bool) -> None:
        """Take the width that there is, or the usual one."""
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(_WIDEST if wide else WIDTH)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(24 if wide else 8)
        self._halves.setStretch(0, int(wide))
        self._halves.setStretch(1, 1)
        self._line.setVisible(not wide)

    # Values ----------------------------------------------------------------------------------------------------

    def show_dataset(self, dataset: Dataset) -> None:
        """Show how a dataset is divided, and ask by what it can be."""
        before, self._dataset = self._dataset, dataset
        self.shares.total = len(dataset.pictures)
        self.own.show_split(dataset)
        if before is not dataset:
            other = before is None or before.key != dataset.key
            if other:
                self.together.found = None
                self.verdict.say("")  # it is of the dataset before
            self._outdate()
            self.split_button.setEnabled(False)
            if before is None or _in_force(before) != _in_force(dataset):
                self._show_split(dataset, of_other=other)
        self.look_wanted.emit()

    def _show_split(self, dataset: Dataset, *, of_other: bool) -> None:
        """Show the split that is in force; `of_other`, of another dataset than before."""
        asked = shares_of(dataset)
        self.shares.show_now(data_words.parts(dataset))
        self.shares.show_shares(round(100 * asked.validation, 2), round(100 * asked.test, 2))
        _set(self.seed, dataset.split.seed or 0)
        self.together.show_split(dataset, of_other=of_other)
        self._shown = self._asked(), self.together.asked()
        self._show_resettable()

    def show_found(self, dataset: Dataset, found: KeptTogether) -> None:
        """Offer by what the pictures can be kept together; the best of it is proposed."""
        if dataset is not self._dataset:
            return
        if self.together.show_found(dataset, found):
            self._clicked = False
            self._shown = self._shown[0], self.together.asked()
        self._show_resettable()
        self._planned = None
        self.together.explain()
        self._soon.start()

    def show_planned(self, dataset: Dataset, planned: PlannedSplit) -> None:
        """Show what a split would give, where it is of this dataset and the one that the boxes ask for."""
        edit, asked = planned.edit, (Shares(planned.edit.fraction, planned.edit.test_fraction), planned.edit.seed)
        by, found = self.together.asked(), self.together.found
        if dataset is not self._dataset or (edit.by, edit.pattern) != by or asked != self._asked():
            return
        self._planned = planned
        self.together.explain(planned)
        self.shares.show_planned(planned)
        sound = dataset.split.source != "none" and not planned.now
        checked = found is None or found.alike is not None
        possible = self.verdict.judge(planned, checked=checked, asked=self._changed or not sound)
        clicked, self._clicked = self._clicked, False
        self.split_button.setEnabled(possible and bool(planned.moved))
        if clicked and self.split_button.isEnabled():
            self._split()

    def show_refused(self, problem: str) -> None:
        """Say why there is no such split."""
        self._outdate()
        self.shares.forget_planned()
        self.verdict.say(problem, look="wrong")
        self.split_button.setEnabled(False)

    # What a person does ----------------------------------------------------------------------------------------

    @property
    def _changed(self) -> bool:
        """Whether a person asks for something else than what was shown."""
        return (self._asked(), self.together.asked()) != self._shown

    def _show_resettable(self) -> None:
        self.reset_button.set_available(self._changed, tr("This is what there is now"))

    def _reset(self) -> None:
        """Show the shares, the seed and the kind of the split that is in force, or what is proposed."""
        if self._dataset is not None and self.together.found is not None:
            self._show_split(self._dataset, of_other=True)
            if not self.together.chosen:
                self.together.propose(self._dataset)
                self._shown = self._shown[0], self.together.asked()
            self.together.explain()
            self._change()

    def _type(self, _text: str = "") -> None:
        self._outdate()
        self.reset_button.set_available(True)  # at a click, what is typed counts

    def _outdate(self) -> None:
        """What was planned is no longer what is asked for; what is will be planned, and made where that is clicked."""
        self._planned, self._clicked = None, False
        self.split_button.setEnabled(self.together.found is not None)

    def _change(self) -> None:
        self._outdate()
        self._show_resettable()
        self._soon.start()

    def _finish_typing(self) -> None:
        self._show_resettable()
        if self._planned is None:  # also where the value is the one from before
            self._soon.start()

    def _asked(self) -> tuple[Shares, int]:
        return self.shares.asked(), int(self.seed.value())

    def _plan(self) -> None:
        seed = self.seed.value()
        too_large = tr("At most {largest:plain}", largest=LARGEST_SEED) if seed > LARGEST_SEED else ""
        self._seed_row.set_problem(too_large)
        if not self.shares.possible():
            self.show_refused(tr("Validation needs a share, and something must be left for training."))
        elif too_large:
            self.show_refused("")
        elif self.together.found is not None and not self.together.available:
            self.show_refused(show(UNCHECKED))
        elif self.together.found is not None:
            by, pattern = self.together.asked()
            if by == "pattern" and pattern_problem(pattern):
                self.together.explain()  # not what the pattern before it would give
                self.show_refused("")
            else:
                self.plan_wanted.emit(by, *self._asked(), pattern)

    def _split(self) -> None:
        self._clicked = self._planned is None
        if self._planned is not None:
            self.edit_wanted.emit(self._planned.edit)


def _in_force(dataset: Dataset) -> tuple[object, ...]:
    """What the boxes show: another split than this is shown again, while an edit leaves what was typed."""
    return dataset.key, dataset.split, split_by_groups(dataset), shares_of(dataset).test > 0


def _set(box: NumberBox, value: float) -> None:
    box.blockSignals(True)
    box.setValue(value)
    box.blockSignals(False)
