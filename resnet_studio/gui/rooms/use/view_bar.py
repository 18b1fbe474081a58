"""How many pictures there are of each class; and below, which answers are shown and how."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.gui.rooms.use.counts_line import LONGEST, CountsLine
from resnet_studio.gui.rooms.use.results import (
    ALL,
    ASKED,
    BY_CLASS,
    BY_NAME,
    DIFFER,
    DIFFERENT_FIRST,
    FAILED,
    HIGHEST,
    LOWEST,
    SURE_ONES,
    UNSURE,
    Answers,
    of_class,
)
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.fields import ComboBox

CARDS, TABLE = "cards", "table"
_ORDERS: dict[str, Message] = {
    ASKED: message("As they came"),
    LOWEST: message("Least certain first"),
    HIGHEST: message("Most certain first"),
    BY_CLASS: message("By class"),
    BY_NAME: message("By name"),
}


class ViewBar(QWidget):
    """Counts, what is shown, its order, and cards or a table. Signal: ``changed()``, of any of the last three.

    `row` is the line of the last three, which takes more at its left.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = CountsLine()
        self.what, self.order = ComboBox(bar=True), ComboBox(bar=True)
        self.what.setAccessibleName(tr("Which answers are shown"))
        self.order.setAccessibleName(tr("Order of the answers"))
        for box in (self.what, self.order):
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.form = Segmented([(CARDS, tr("Cards")), (TABLE, tr("Table"))], tr("Cards or a table"))
        self.form.changed.connect(lambda _: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.counts)
        self.row = row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        row.addWidget(self.counts.explained, 1)
        for widget in (self.what, self.order, self.form):
            row.addWidget(widget)

    def chosen(self) -> tuple[str, str]:
        """Return what is to be shown, in which order."""
        return self.what.currentData() or ALL, self.order.currentData() or ASKED

    def choose(self, what: str, order: str) -> None:
        """Choose what is shown, in which order."""
        for box, key in ((self.what, what), (self.order, order)):
            box.setCurrentIndex(max(0, box.findData(key)))

    def show_choices(self, answers: Answers) -> None:
        """Offer what there is to show, with its number; the choice stays."""
        counts, unsure = answers.counts()
        offered = [(tr("All pictures"), ALL)]
        for name, count in zip(answers.classes, answers.given_counts(), strict=True):
            offered.append((tr("{name} ({count})", name=elide_middle(printable(name), LONGEST), count=count),
                            of_class(name)))  # fmt: skip
        if unsure:
            offered.append((tr("Sure ({count})", count=sum(counts)), SURE_ONES))
            offered.append((tr("Not sure ({count})", count=unsure), UNSURE))
        if answers.failed:
            offered.append((tr("Could not be read ({count})", count=answers.failed), FAILED))
        orders = [(show(text), key) for key, text in _ORDERS.items()]
        if answers.second:
            differing = sum(map(answers.differs, answers.items))
            offered.append((tr("Disagreements ({count})", count=differing), DIFFER))
            orders.append((tr("Disagreements first"), DIFFERENT_FIRST))
        _fill(self.what, offered)
        _fill(self.order, orders)

    def show_counts(self, answers: Answers, counted: Counted | None) -> None:
        """Say how many pictures there are of each class; `counted` has the intervals, None while they are unknown."""
        self.counts.show_counts(answers, counted)


def _fill(box: ComboBox, offered: list[tuple[str, str]]) -> None:
    if [(box.itemText(row), box.itemData(row)) for row in range(box.count())] == offered:
        return
    current = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for text, key in offered:
            box.addItem(text, key)
        box.setCurrentIndex(max(0, box.findData(current)))
    if box.currentData() != current:
        box.currentIndexChanged.emit(box.currentIndex())
