"""The line that says how many pictures there are of each class, and chooses which answers are shown and how."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.core.basics.message import Message, message, show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.protocol.jobs.count import Counted
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
from resnet_studio.gui.theme.tokens import BODY, SEMIBOLD
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.text import ElidedLabel, plain_tip

CARDS, TABLE = "cards", "table"
_LONGEST = 28
_MOST_NAMED = 6  # classes in the line; all are in its tooltip
_ORDERS: dict[str, Message] = {
    ASKED: message("As they came"),
    LOWEST: message("Least certain first"),
    HIGHEST: message("Most certain first"),
    BY_CLASS: message("By class"),
    BY_NAME: message("By name"),
}


class ViewBar(QWidget):
    """Counts, what is shown, its order, and cards or a table. Signal: ``changed()``, of any of the last three."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = ElidedLabel("", BODY, SEMIBOLD, "text", elide="right")
        self.what, self.order = ComboBox(bar=True), ComboBox(bar=True)
        self.what.setAccessibleName(tr("Which answers are shown"))
        self.order.setAccessibleName(tr("Order of the answers"))
        for box in (self.what, self.order):
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.form = Segmented([(CARDS, tr("Cards")), (TABLE, tr("Table"))], tr("Cards or a table"))
        self.form.changed.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.counts, 1)
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
        for name, count in zip(answers.classes, counts, strict=True):
            offered.append((tr("{name} ({count})", name=elide_middle(printable(name), _LONGEST), count=count),
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
        counts, unsure = answers.counts()
        if counted is not None and (counted.answered, counted.not_sure) != (counts, unsure):
            counted = None
        rows = _rows(answers.classes, counts, counted)
        others = []
        if unsure:
            others.append(trn("{count} not sure", "{count} not sure", unsure))
        if answers.failed:
            others.append(trn("{count} could not be read", "{count} could not be read", answers.failed))
        named = [*rows[:_MOST_NAMED], *([tr("…")] if len(rows) > _MOST_NAMED else []), *others]
        self.counts.setText(", ".join(named))
        lines = [*rows, *others]
        if counted is not None:
            lines.append(_method(counted) if counted.estimates else show(counted.reason))
        self.counts.setToolTip(plain_tip("\n".join(lines)))


def _method(counted: Counted) -> str:
    return tr(
        "These are 95 % intervals of the true numbers. They take into account how often the model takes one class for "
        "another, by its answers for {pictures} held-back pictures, and hold for pictures of these classes that are "
        "like those.",
        pictures=counted.pictures,
    )


def _rows(classes: tuple[str, ...], counts: tuple[int, ...], counted: Counted | None) -> list[str]:
    """Each class that has answers, or may have pictures, the largest first: "12 ants (likely 10 to 14)"."""
    rows = []
    for place, (name, count) in enumerate(zip(classes, counts, strict=True)):
        shown = elide_middle(printable(name), _LONGEST)
        if counted is None or not counted.estimates:
            if count:
                rows.append((count, tr("{count} {name}", count=count, name=shown)))
            continue
        estimate, low, high = counted.estimates[place], counted.lows[place], counted.highs[place]
        if count or estimate:
            text = tr("{count} {name} (likely {low} to {high})", count=count, name=shown, low=low, high=high)
            rows.append((max(count, estimate), text))
    return [text for _, text in sorted(rows, key=lambda row: -row[0])]


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
