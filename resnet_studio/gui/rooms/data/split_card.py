"""A split in which what belongs together stays in one part: chosen, looked at, and made."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.catalogue import PARTS, Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import split_by_groups
from resnet_studio.core.dataset.name_groups import NameGroups
from resnet_studio.core.dataset.planned_split import KeptTogether, PlannedSplit
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.folds_card import FoldsPart
from resnet_studio.gui.rooms.data.split_parts import LARGEST_SEED, LOOKS, Example, Swatch, Verdict
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.choice import RadioList
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import NumberBox
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

WIDTH: Final = 288
_WIDEST: Final = 2000
_BOX: Final = 60


class SplitCard(Card):
    """By what pictures stay together, the shares, the seed, and what that gives.

    Signals: ``look_wanted()``, by what can its pictures be kept together; ``plan_wanted(str, object, int)``, what would
    a split by this, with these `Shares` and this seed give; ``edit_wanted(object)``, make it.
    """

    look_wanted = Signal()
    plan_wanted = Signal(str, object, int)
    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_wide(False)
        self._dataset: Dataset | None = None
        self._found: KeptTogether | None = None
        self._planned: PlannedSplit | None = None
        self._chosen = False  # by a person: what is found later does not take its place
        self.by = RadioList(
            [
                ("names", tr("By file name"), ""),
                ("folders", tr("By subfolder"), ""),
                ("column", tr("By column"), ""),
                ("near_duplicates", tr("Near-duplicates"), ""),
            ],
            tr("What stays on one side"),
        )
        self.example, self.detail = Example(), Label("", CAPTION, REGULAR, "text2", wrap=True)
        self.bar, self.verdict, self.folds = SplitBar(8), Verdict(), FoldsPart()
        self.validation = NumberBox(20, unit="%", step=5, decimals=2)
        self.test = NumberBox(0, unit="%", step=5, decimals=2)
        self.seed = NumberBox(0)
        self._seed_row = FieldRow(tr("Seed"), control=self.seed, tip=tr("Another seed chooses other pictures"))
        self.split_button = Button(tr("Split again"), "secondary", "refresh")
        self._soon = QTimer(self, singleShot=True, interval=0)  # several values may change at once
        self._lay_out()
        self._soon.timeout.connect(self._plan)
        self.by.changed.connect(self._choose)
        for box in (self.validation, self.test, self.seed):
            box.valueChanged.connect(self._change)
        self.split_button.clicked.connect(self._split)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.by)
        column.addWidget(self.example)
        column.addWidget(self.detail)
        column.addWidget(Line())
        column.addWidget(heading(tr("Shares")))
        column.addWidget(self.bar)
        column.addLayout(self._grid())
        self.seed.setFixedWidth(_BOX)
        column.addWidget(self._seed_row)
        column.addWidget(self.verdict)
        column.addWidget(self.split_button)
        column.addWidget(Line())
        column.addWidget(self.folds)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = QHBoxLayout()
        title.addWidget(heading(tr("Split")))
        title.addWidget(ElidedLabel(tr("what stays on one side"), SECONDARY, REGULAR, "text2"), 1)
        self.layout_.addLayout(title)
        self.layout_.addWidget(area, 1)

    def _grid(self) -> QGridLayout:
        right = Qt.AlignmentFlag.AlignRight
        grid = QGridLayout()
        grid.setHorizontalSpacing(5)  # names of parts need every pixel
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for column, words in ((2, tr("asked")), (3, tr("pictures")), (4, tr("groups"))):
            grid.addWidget(Label(words, CAPTION, REGULAR, "text2", align=right), 0, column)
        self.rest = Label("", SECONDARY, REGULAR, "text2", align=right)
        self.counts: dict[Part, tuple[Label, Label]] = {}
        asked: dict[Part, QWidget] = {"train": self.rest, "validation": self.validation, "test": self.test}
        for row, part in enumerate(PARTS, 1):
            grid.addWidget(Swatch(part), row, 0)
            grid.addWidget(ElidedLabel(data_words.part(part)), row, 1)
            asked[part].setFixedWidth(_BOX)
            asked[part].setAccessibleName(data_words.part(part))
            grid.addWidget(asked[part], row, 2)
            pictures = Label("", SECONDARY, REGULAR, "text", align=right)
            groups = Label("", SECONDARY, REGULAR, "text2", align=right)
            grid.addWidget(pictures, row, 3)
            grid.addWidget(groups, row, 4)
            self.counts[part] = pictures, groups
        return grid

    def set_wide(self, wide: bool) -> None:
        """Take the width that there is, or the usual one."""
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(_WIDEST if wide else WIDTH)

    # Values ----------------------------------------------------------------------------------------------------

    def show_dataset(self, dataset: Dataset) -> None:
        """Show how a dataset is divided, and ask by what it can be."""
        before, self._dataset = self._dataset, dataset
        if before is dataset:
            self.look_wanted.emit()
            return
        total = max(1, len(dataset.pictures))
        last = split_by_groups(dataset)
        shares = (last.fraction, last.test_fraction) if last else (
            sum(dataset.counts("validation")) / total, sum(dataset.counts("test")) / total
        )  # fmt: skip
        for box, value in zip((self.validation, self.test), shares, strict=True):
            _set(box, round(100 * value, 2 if last else 0))
        _set(self.seed, dataset.split.seed or 0)
        if last is not None:
            self.by.set_current(last.by)
        self._chosen = last is not None or (self._chosen and before is not None and before.key == dataset.key)
        self.look_wanted.emit()

    def show_found(self, dataset: Dataset, found: KeptTogether) -> None:
        """Offer by what the pictures can be kept together; the best of it is proposed."""
        if dataset is not self._dataset:
            return
        self._found = found
        none = tr("none found")
        names, alike = found.names, found.alike
        self.by.set_hint("names", trn("{count} group", "{count} groups", names.number) if names else none)
        self.by.set_hint("folders", formatting.count(found.folders) if found.folders else none)
        self.by.set_hint("column", printable(found.column) if found.column else tr("no table"))
        self.by.set_hint(
            "near_duplicates",
            tr("not checked") if alike is None else trn("{count} group", "{count} groups", alike),
        )
        self.by.set_available("names", names is not None, tr("The names do not end with numbers of several groups"))
        self.by.set_available("folders", bool(found.folders), tr("No class has a folder with several pictures"))
        self.by.set_available("column", bool(found.column), tr("Open a table with a column of what stays together"))
        if not self._chosen or not self.by.button(self.by.current()).isEnabled():
            self.by.set_current(found.best)
        self._explain()
        self._soon.start()

    def _explain(self) -> None:
        names = self._found.names if self._found is not None and self.by.current() == "names" else None
        self.example.setVisible(names is not None)
        if names is not None:
            self.example.set_example(names.example)
        self.detail.setText(show(_of_names(names) if names else _DETAILS.get(self.by.current(), NOTHING)))

    def show_planned(self, planned: PlannedSplit) -> None:
        """Show what the split that was asked for would give."""
        self._planned = planned
        for part, (pictures, groups) in self.counts.items():
            pictures.setText(formatting.count(planned.pictures[part]))
            groups.setText(formatting.count(planned.groups[part]))
        self.bar.set_shares(
            [Share(planned.pictures[part], fill, line=line, tip=data_words.part(part))
             for part, (fill, line) in LOOKS.items()]
        )  # fmt: skip
        moved = trn("{count} picture changes its part.", "{count} pictures change their part.", planned.moved)
        parts: tuple[Part, ...] = ("train", "validation")
        if empty := [part for part in parts if not planned.pictures[part]]:
            self.verdict.say(tr("No picture would be for {part}.", part=data_words.part(empty[0])), good=False)
        elif planned.across:
            across = trn(
                "{count} group would be on both sides, because pictures of it are pinned.",
                "{count} groups would be on both sides, because pictures of them are pinned.",
                planned.across,
            )
            self.verdict.say(across, moved, good=False)
        else:
            nothing = tr("No picture changes its part.")
            self.verdict.say(tr("No group would be on both sides."), moved if planned.moved else nothing)
        self.split_button.setEnabled(not empty and bool(planned.moved))

    def show_refused(self, problem: str) -> None:
        """Say why there is no such split."""
        self._planned = None
        self.verdict.say(problem, good=False)
        self.split_button.setEnabled(False)

    # What a person does ----------------------------------------------------------------------------------------

    def _choose(self, _by: str) -> None:
        self._chosen = True
        self._explain()
        self._soon.start()

    def _change(self) -> None:
        self._soon.start()

    def _plan(self) -> None:
        validation, test, seed = self.validation.value(), self.test.value(), self.seed.value()
        self.rest.setText(tr("{percent} %", percent=max(0, round(100 - validation - test, 2))))
        self._seed_row.set_problem(
            tr("At most {largest:plain}", largest=LARGEST_SEED) if seed > LARGEST_SEED else ""
        )  # fmt: skip
        if validation <= 0 or validation + test >= 100:
            self.show_refused(tr("Validation needs a share, and something must be left for training."))
        elif seed <= LARGEST_SEED and self._found is not None:
            self.plan_wanted.emit(self.by.current(), Shares(validation / 100, test / 100), int(seed))

    def _split(self) -> None:
        if self._planned is not None:
            self.edit_wanted.emit(self._planned.edit)


_DETAILS: Final = {
    "folders": message("Pictures in the same folder of a class, such as one of a person or a day."),
    "column": message("As the table says."),
    "near_duplicates": message("Pictures that are the same, or nearly. They stay together in any case."),
}


def _of_names(names: NameGroups) -> Message:
    said = message(
        "{count} groups, of at most {largest} pictures.", count=names.number, largest=names.largest
    )  # fmt: skip
    if not names.unfitting:
        return said
    return joined(said, message("{count} names do not fit; each stands alone.", count=names.unfitting))


def _set(box: NumberBox, value: float) -> None:
    box.blockSignals(True)
    box.setValue(value)
    box.blockSignals(False)
