"""How many pictures there are of each class, with intervals, in two lines at most; and what the intervals are."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.theme.tokens import BODY, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

LONGEST = 28
"""Letters of a class that are shown."""
_LINES = 2
_UNBROKEN = 50  # letters of a class and its numbers, at most
_NO_BREAK = "\N{NO-BREAK SPACE}"
_FILLED = 0.85  # of the lines, at most: words are not broken
_MOST = 50  # classes that are tried; more never fit


class CountsLine(Label):
    """The counts, the largest first; classes for which there is no room are in the tooltip.

    Attributes:
        explained: a line that says what the intervals are, or why there are none; for a place near by.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", BODY, SEMIBOLD, wrap=True, parent=parent)
        self.explained = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self._rows: list[str] = []
        self._others: list[str] = []

    def show_counts(self, answers: Answers, counted: Counted | None) -> None:
        """Say how many pictures there are; `counted` has the intervals, None while they are unknown."""
        counts, unsure = answers.counts()
        if counted is not None and (counted.answered, counted.not_sure) != (counts, unsure):
            counted = None
        self._rows = class_counts(answers.classes, counts, counted)
        self._others = []
        if unsure:
            self._others.append(trn("{count} not sure", "{count} not sure", unsure))
        if answers.failed:
            self._others.append(trn("{count} could not be read", "{count} could not be read", answers.failed))
        self._explain(counted)
        self._fit()

    def setText(self, text: str) -> None:
        """Show ``text``; a class and its numbers stay in one line."""
        super().setText(text)
        parts = (part.replace(" ", _NO_BREAK) if len(part) <= _UNBROKEN else part for part in text.split(", "))
        QLabel.setText(self, ", ".join(parts))

    def _explain(self, counted: Counted | None) -> None:
        whole = ""
        if counted is None:
            self.explained.setText("")
        elif counted.estimates:
            whole = _method(counted)
            self.explained.setText(
                tr("Likely: 95 % intervals that allow for mistakes, for pictures like the training pictures."),
                tr("Likely: 95 % intervals for pictures like the training pictures."),
                tr("Likely: 95 %, for pictures as in training."),
                tr("Likely: 95 % intervals"),
            )
        else:
            whole = show(counted.reason)
            self.explained.setText(whole)
        self.explained.setToolTip(plain_tip(whole))
        self.setToolTip(plain_tip("\n".join(filter(None, [*self._rows, *self._others, whole]))))

    def _fit(self) -> None:
        """Name as many classes as there is room for."""
        room, text = _FILLED * _LINES * self.width(), ""
        for named in range(min(len(self._rows), _MOST), -1, -1):
            left = len(self._rows) - named
            more = [trn("{count} more class", "{count} more classes", left)] if left else []
            text = ", ".join([*self._rows[:named], *more, *self._others])
            if named <= 1 or self.fontMetrics().horizontalAdvance(text) <= room:
                break
        if text != self.text():
            self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _method(counted: Counted) -> str:
    return tr(
        "These are 95 % intervals of the true numbers. They take into account how often the model takes one class for "
        "another, by its answers for {pictures} held-back pictures, and hold for pictures of these classes that are "
        "like those.",
        pictures=counted.pictures,
    )


def class_counts(classes: tuple[str, ...], counts: tuple[int, ...], counted: Counted | None) -> list[str]:
    """Each class that has answers, or may have pictures, the largest first: "12 ants (likely 10 to 14)".

    A class whose name is a number comes before its count: "7: 12".
    """
    rows, first = [], any(name[:1].isdigit() for name in classes)
    for place, (name, count) in enumerate(zip(classes, counts, strict=True)):
        shown = elide_middle(printable(name), LONGEST)
        if counted is None or not counted.estimates:
            if count and first:
                rows.append((count, tr("{name}: {count}", count=count, name=shown)))
            elif count:
                rows.append((count, tr("{count} {name}", count=count, name=shown)))
            continue
        estimate, low, high = counted.estimates[place], counted.lows[place], counted.highs[place]
        if count or estimate:
            if low == high and first:
                text = tr("{name}: {count} (likely {low})", count=count, name=shown, low=low)
            elif low == high:
                text = tr("{count} {name} (likely {low})", count=count, name=shown, low=low)
            elif first:
                text = tr("{name}: {count} (likely {low} to {high})", count=count, name=shown, low=low, high=high)
            else:
                text = tr("{count} {name} (likely {low} to {high})", count=count, name=shown, low=low, high=high)
            rows.append((max(count, estimate), text))
    return [text for _, text in sorted(rows, key=lambda row: -row[0])]
