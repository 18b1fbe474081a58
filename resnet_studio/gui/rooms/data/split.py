"""How the pictures are divided into train, validation and test, and controls to change it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.checks.readable import readable, skipped_text
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped import fraction_of_others, shares_of, split_by_seed
from resnet_studio.core.dataset.split import LARGEST_SEED, in_percent
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.own_split import OwnSplit
from resnet_studio.gui.rooms.data.split_parts import LOOKS, Swatch
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import NumberBox
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

_INDENT: Final = 12
_BOX: Final = 74
_BELOW_TITLE: Final = 8
_USUAL_PERCENT: Final = 20


class _Row:
    """A part's name, count and share, in one row of a grid."""

    def __init__(self, grid: QGridLayout, row: int, part: Part) -> None:
        right = Qt.AlignmentFlag.AlignRight
        self.number = Label("", BODY, REGULAR, "text2", align=right)
        self.share = Label("", SECONDARY, REGULAR, "text3", align=right)
        grid.addWidget(Swatch(part), row, 0)
        grid.addWidget(ElidedLabel(data_words.part(part)), row, 1)
        grid.addWidget(self.number, row, 2)
        grid.addWidget(self.share, row, 3)

    def show(self, number: int, total: int) -> None:
        self.number.setText(formatting.count(number) if number else "")
        self.share.setText(data_words.share(number, total) if number else tr("none"))


class SplitPanel(QWidget):
    """The parts as a bar, a table and a sentence, and controls to change them.

    A folder's own split can be replaced by one by seed, and chosen again. Signals: ``edit_wanted(object)``, an `Edit`;
    ``unfolded()``, the controls are shown; ``groups_wanted()``, what belongs together is to stay in one part.
    """

    edit_wanted = Signal(object)
    unfolded = Signal()
    groups_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[float, int] | None = None
        self._dataset: Dataset | None = None  # that shows
        self._unreadable: Collection[str] = frozenset()
        self._controls, self._fields = QWidget(), QWidget()
        self._bar = SplitBar(10)
        self._sentence = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.learned = Label("", SECONDARY, REGULAR, "text", wrap=True)
        self.learned.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_BELOW_TITLE)
        self._title = heading(tr("Split"))
        self.change_button = Button(
            tr("Change split"), "link", tip=tr("Choose how much is split off, and which pictures")
        )
        top = QHBoxLayout()  # beside the title, so that more classes show above it
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.change_button)
        column.addLayout(top)
        inner = QVBoxLayout()
        inner.setContentsMargins(_INDENT, 0, _INDENT, 0)
        inner.setSpacing(8)
        inner.addWidget(self._bar)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)  # beside a scroll bar, names need every pixel
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        self._rows: dict[Part, _Row] = {part: _Row(grid, row, part) for row, part in enumerate(LOOKS)}
        inner.addLayout(grid)
        inner.addWidget(self._sentence)
        inner.addWidget(self.learned)
        self._add_controls(inner)
        column.addLayout(inner)

    def _add_controls(self, column: QVBoxLayout) -> None:
        self.change_button.clicked.connect(lambda: self._unfold(self._controls.isHidden()))
        tip = tr("Choose validation pictures of each class by a seed, without regard to what belongs together")
        self.seed_button = Button(tr("Split at random"), "small", tip=tip)
        self.own = OwnSplit()
        self.folder_button, self.untested = self.own.button, self.own.untested
        self.seed_button.clicked.connect(self._split_by_seed)
        self.own.edit_wanted.connect(self.edit_wanted)
        tip = tr("What stays together, as near-duplicates do; the shares of all parts, a test part, and folds")
        self.groups_button = Button(tr("Test, groups, folds…"), "small", tip=tip)
        self.groups_button.clicked.connect(self.groups_wanted)
        controls = QVBoxLayout(self._controls)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(8)
        for widget in (self._fields, self.seed_button, self.own, self.groups_button):
            controls.addWidget(widget)
        self._fill_fields()
        self._controls.hide()
        column.addWidget(self._controls)

    def _fill_fields(self) -> None:
        self.percent = NumberBox(_USUAL_PERCENT, unit="%", step=5, decimals=2)
        self.seed = NumberBox(0)
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(4)
        share = tr("Share of each class that is kept back to check the result")
        self._percent_row = FieldRow(tr("Validation"), control=self.percent, tip=share)
        self._seed_row = FieldRow(tr("Seed"), control=self.seed, tip=tr("Another seed chooses other pictures"))
        for box, row in ((self.percent, self._percent_row), (self.seed, self._seed_row)):
            fields.addWidget(row)
            box.setFixedWidth(_BOX)  # leaves room for labels in longer languages
            box.valueChanged.connect(self._values_changed)

    def set_dataset(self, dataset: Dataset) -> None:
        """Show the split of a dataset."""
        if self._dataset is None or dataset.key != self._dataset.key:
            self._unfold(False)
        self._dataset = dataset
        self._show_shares(dataset)
        self._show_controls(dataset)

    def show_unreadable(self, paths: Collection[str]) -> None:
        """Count no pictures of these paths, for a training skips them."""
        if paths != self._unreadable:
            self._unreadable = paths
            if self._dataset is not None:
                self._show_shares(self._dataset)

    def _show_shares(self, dataset: Dataset) -> None:
        taken = readable(dataset, self._unreadable)
        counts = data_words.parts(taken)
        total = sum(counts.values())
        shares = [
            Share(counts[part], fill, line=line, tip=data_words.part(part)) for part, (fill, line) in LOOKS.items()
        ]
        self._bar.set_shares(shares)
        for part, row in self._rows.items():
            row.show(counts[part], total)
        number = len(dataset.pictures) - len(taken.pictures)
        skipped = show(skipped_text(number)) if number else ""
        self._sentence.setText(" ".join(filter(None, (data_words.split(taken), data_words.pins(dataset), skipped))))

    def show_learned(self, known: tuple[int, str] | None) -> None:
        """Say that a run has learned from so many pictures that are held back, as `known_by` gives it."""
        count, run = known or (0, "")
        words = trn(
            "{run:name} has learned from {count} picture for validation or testing: measured there, it would seem "
            "better than it is.",
            "{run:name} has learned from {count} pictures for validation or testing: measured there, it would seem "
            "better than it is.",
            count,
            run=run,
        )
        self.learned.setText(words if known else "")
        self.learned.setVisible(known is not None)

    def _show_controls(self, dataset: Dataset) -> None:
        how = dataset.split
        by_seed = how.source == "seed"
        shares = shares_of(dataset)
        usual = round(100 * fraction_of_others(shares), 2) if how.source == "groups" else _USUAL_PERCENT
        self._shown = (in_percent(how.fraction or 0.0), how.seed or 0) if by_seed else None
        for box, value in zip((self.percent, self.seed), self._shown or (usual, how.seed or 0), strict=True):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._check()
        self._fields.setVisible(by_seed)
        self.seed_button.setVisible(not by_seed)
        self.own.show_split(dataset)

    def minimumSizeHint(self) -> QSize:
        """No height: what is needed depends on the width, and the minimum of a wrapping label is more than that."""
        return QSize(super().minimumSizeHint().width(), 0)

    def set_titled(self, titled: bool) -> None:
        """Show the title, or leave it to what stands above."""
        self._title.setVisible(titled)

    def needed_height(self, width: int) -> int:
        """The height of everything, px; the title is lower than the button beside it."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def sentence(self) -> str:
        """Return how the split came about."""
        return self._sentence.text()

    def figures(self, part: Part) -> tuple[str, str]:
        """Return the count and the share of a part as shown."""
        return self._rows[part].number.text(), self._rows[part].share.text()

    def _unfold(self, unfold: bool) -> None:
        self._controls.setVisible(unfold)
        self.change_button.set_words(tr("Done") if unfold else tr("Change split"))
        if unfold:
            self.unfolded.emit()
        if unfold and self._shown is not None:
            self.percent.setFocus()

    def _split_by_seed(self) -> None:
        if self._dataset is not None:
            fraction, seed = round(self.percent.value() / 100, 6), int(self.seed.value())
            self.edit_wanted.emit(split_by_seed(self._dataset, fraction, seed))

    def problems(self) -> tuple[str, str]:
        """Return what is wrong with the share and with the seed, or "" for either."""
        percent, seed = self.percent.value(), self.seed.value()
        return (
            "" if 0 < percent < 100 else tr("More than 0, less than 100 %"),
            "" if seed <= LARGEST_SEED else tr("At most {largest:plain}", largest=LARGEST_SEED),
        )

    def _check(self) -> bool:
        """Say below the fields what is wrong with them; whether nothing is."""
        problems = self.problems()
        for row, problem in zip((self._percent_row, self._seed_row), problems, strict=True):
            row.set_problem(problem)
        return not any(problems)

    def _values_changed(self) -> None:
        wanted = (self.percent.value(), int(self.seed.value()))
        if self._check() and self._shown is not None and wanted != self._shown:
            self._shown = wanted
            self._split_by_seed()
