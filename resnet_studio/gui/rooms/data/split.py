"""How the pictures are divided into train, validation and test, and where the program did it, with which numbers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.dataset.catalogue import Dataset, Part
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.fields import FieldRow, whole_number
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import Label, heading

_INDENT: Final = 12
_MOST_PERCENT: Final = 90
_LARGEST_SEED: Final = 2_147_483_647
_LOOKS: Final[dict[Part, tuple[str, str | None]]] = {
    "train": ("text2", None),
    "validation": ("line2", None),
    "test": ("surface", "line2"),
}


class _Swatch(QWidget):
    """The small square that says which segment of the bar is meant."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._fill, self._line = _LOOKS[part]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(10, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), 2, self._fill, self._line)


class _Row:
    """A part's name, count and share, in one row of a grid."""

    def __init__(self, grid: QGridLayout, row: int, part: Part) -> None:
        right = Qt.AlignmentFlag.AlignRight
        self.number = Label("", BODY, REGULAR, "text2", align=right)
        self.share = Label("", SECONDARY, REGULAR, "text3", align=right)
        grid.addWidget(_Swatch(part), row, 0)
        grid.addWidget(Label(part), row, 1)
        grid.addWidget(self.number, row, 2)
        grid.addWidget(self.share, row, 3)

    def show(self, number: int, total: int) -> None:
        self.number.setText(formatting.count(number) if number else "")
        self.share.setText(data_words.share(number, total) if number else "none")


class SplitPanel(QWidget):
    """The parts as a bar, a table and a sentence. Signal: ``changed(float, int)``: share for validation, and seed.

    Only a split that the program made can be changed: what a folder brings is taken as it is.
    """

    changed = Signal(float, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[int, int] | None = None
        self._fields = QWidget()
        self._bar = SplitBar(10)
        self._sentence = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(heading("Split"))
        inner = QVBoxLayout()
        inner.setContentsMargins(_INDENT, 0, _INDENT, 0)
        inner.setSpacing(8)
        inner.addWidget(self._bar)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        self._rows: dict[Part, _Row] = {part: _Row(grid, row, part) for row, part in enumerate(_LOOKS)}
        inner.addLayout(grid)
        inner.addWidget(self._sentence)
        self._add_controls(inner)
        column.addLayout(inner)

    def _add_controls(self, column: QVBoxLayout) -> None:
        self.change_button = Button("Change split", "small", tip="Choose how much is split off, and which pictures")
        self.change_button.clicked.connect(lambda: self._unfold(self._fields.isHidden()))
        row = QHBoxLayout()
        row.addWidget(self.change_button)
        row.addStretch(1)
        column.addLayout(row)
        self.percent = whole_number(1, _MOST_PERCENT, 20, unit="%", step=5)
        self.seed = whole_number(0, _LARGEST_SEED, 0)
        fields = QVBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(4)
        share = "Share of each class that is kept back to check the result"
        fields.addWidget(FieldRow("For validation", control=self.percent, tip=share))
        fields.addWidget(FieldRow("Seed", control=self.seed, tip="Another seed chooses other pictures"))
        self._fields.hide()
        column.addWidget(self._fields)
        for box in (self.percent, self.seed):
            box.setKeyboardTracking(False)  # 2 on the way to 25 is no wish
            box.valueChanged.connect(self._wish)

    def set_dataset(self, dataset: Dataset) -> None:
        """Show the split of a dataset."""
        counts = data_words.parts(dataset)
        total = sum(counts.values())
        self._bar.set_shares([Share(counts[part], fill, line=line, tip=part) for part, (fill, line) in _LOOKS.items()])
        for part, row in self._rows.items():
            row.show(counts[part], total)
        self._sentence.setText(data_words.split(dataset))
        how = dataset.split
        self.change_button.setVisible(how.source == "seed")
        if how.source == "seed":
            self._shown = (round(100 * (how.fraction or 0.0)), how.seed or 0)
            for box, value in zip((self.percent, self.seed), self._shown, strict=True):
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
        else:
            self._shown = None
            self._unfold(False)

    def sentence(self) -> str:
        """Return how the split came about."""
        return self._sentence.text()

    def figures(self, part: Part) -> tuple[str, str]:
        """Return the count and the share of a part as shown."""
        return self._rows[part].number.text(), self._rows[part].share.text()

    def _unfold(self, unfold: bool) -> None:
        self._fields.setVisible(unfold)
        self.change_button.set_words("Done" if unfold else "Change split")
        if unfold:
            self.percent.setFocus()

    def _wish(self) -> None:
        wanted = (self.percent.value(), self.seed.value())
        if self._shown is not None and wanted != self._shown:
            self._shown = wanted
            self.changed.emit(wanted[0] / 100, wanted[1])
