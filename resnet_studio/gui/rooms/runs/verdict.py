"""Whether A is better than B, in words first, then in figures."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.protocol.jobs.compare import Compared, chose_text, relabelled_text
from resnet_studio.core.runs.comparison import Who
from resnet_studio.gui.rooms.runs.difference_axis import DifferenceAxis
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import LEAD, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.badge import Badge
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import ALL_FOLLOW, CHOOSE_ITS_FOLDER
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import Label, plain_tip

PARTS: Final = {"test": message("test"), "validation": message("validation")}
_ALWAYS: Final = 0.9995
"""Above this, a share is as good as all of the cases."""
_WORDS: Final = {"better": message("A is better"), "worse": message("B is better")}


class VerdictCard(Card):
    """Signals: ``swap_wanted()``, ``retried()``, ``folder_wanted()``: say where the folder is that is gone,
    ``pictures_wanted(str)``: which are right, "both", "run" …
    """

    folder_wanted = Signal()
    swap_wanted = Signal()
    retried = Signal()
    pictures_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self._found: Compared | None = None
        self.swap = Button(tr("Swap"), "small", "swap", tip=tr("Let A and B change places (X)"))
        self.words = Label("", LEAD, SEMIBOLD, wrap=True)
        self.counts = QLabel()
        self.counts.setFont(font(SECONDARY))
        self.counts.setProperty("tone", "text2")
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.counts.setWordWrap(True)
        self.counts.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.axis = DifferenceAxis()
        self.difference = Label("", SECONDARY, MEDIUM, wrap=True)
        self.bar = Bar()
        self.waits = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.retry = Button(tr("Try again"), "small", "refresh")
        self.folder = Button(show(CHOOSE_ITS_FOLDER), "small", "folder", tip=show(ALL_FOLLOW))
        self.copy = Button(tr("Copy"), "small", "copy", tip=tr("Copy the sentence and the details"))
        self._copied = ""
        self.layout_.addLayout(self._make_head())
        self.chance = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.chance.setToolTip(plain_tip(tr("McNemar's exact test, on the pictures that only one of them is right on")))
        for widget in self._parts():
            self.layout_.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.folder)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        self.layout_.addLayout(buttons)
        self.swap.clicked.connect(self.swap_wanted)
        self.retry.clicked.connect(self.retried)
        self.folder.clicked.connect(self.folder_wanted)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._copied))
        self.counts.linkActivated.connect(self.pictures_wanted)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Badge("A"))
        row.addWidget(Label(tr("against"), SECONDARY, SEMIBOLD))
        row.addWidget(Badge("B"))
        row.addStretch(1)
        row.addWidget(self.swap)
        return row

    def show_found(self, found: Compared, warnings: Sequence[Message] = ()) -> None:
        """Show the verdict, and what is to be known of it."""
        self._found = found
        relabelled = relabelled_text(found) if found.relabelled else NOTHING
        self.waits.setText(show(joined(chose_text(found), relabelled, *warnings)))
        besides = (self.waits,) if self.waits.text() else ()
        self._show_only(self.words, self.counts, self.axis, self.difference, self.chance, *besides)
        self.chance.setText(chance(found))
        self.words.setText(verdict(found))
        self.axis.show_difference(found.top1 - found.other_top1, found.low, found.high)
        self.axis.setAccessibleName(difference(found))
        self.difference.setText(difference(found))
        self._write_counts()

    def show_busy(self, letter: str, progress: Progress | None, waits: str) -> None:
        """Show that an answer is to come; `letter` is that of the run that is measured for it, or empty."""
        self._found = None
        self._show_only(self.words, self.bar, self.waits)
        self.words.setText(tr("Measuring {letter} …", letter=letter) if letter else tr("Comparing …"))
        self.bar.set_value(progress.done / progress.total if progress and progress.total else 0.0)
        self.bar.setVisible(bool(letter))
        pictures = (
            tr("{done} of {total} pictures", done=progress.done, total=progress.total)
            if progress and progress.total
            else tr("It has not been measured on its held-back pictures yet.")
        )
        self.waits.setText(waits or (pictures if letter else ""))
        self.waits.setVisible(bool(self.waits.text()))

    def show_problem(self, sentence: str, details: str, kind: Failure = Failure.UNEXPECTED) -> None:
        """Say why there is no verdict, with the buttons that can help against such a failure."""
        self._found = None
        again = (self.retry,) if kind is not Failure.INCOMPARABLE else ()
        folder = (self.folder,) if kind is Failure.DATASET_GONE else ()
        self._show_only(self.words, self.waits, self.copy, *again, *folder)
        self.words.setText(tr("Not compared"))
        self.waits.setText(sentence)
        self._copied = "\n\n".join(filter(None, (sentence, details)))

    def show_nothing(self, sentence: str) -> None:
        """Say that there is nothing to compare."""
        self._found = None
        self._show_only(self.waits)
        self.waits.setText(sentence)

    def _show_only(self, *shown: QWidget) -> None:
        for widget in self._parts():
            widget.setVisible(widget in shown)
        for button in (self.folder, self.retry, self.copy):
            button.setVisible(button in shown)

    def _parts(self) -> tuple[QWidget, ...]:
        return self.words, self.counts, self.axis, self.difference, self.chance, self.bar, self.waits

    def _write_counts(self) -> None:
        if self._found is not None:
            self.counts.setText(counts(self._found, _link))
            self.counts.setAccessibleName(counts(self._found, lambda _, number: formatting.count(number)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write_counts()  # the colour of a link is in its text


def verdict(found: Compared) -> str:
    """What the comparison comes to, in a few words."""
    if found.verdict in _WORDS:
        return show(_WORDS[found.verdict])
    return trn(
        "No difference that {count} picture could show",
        "No difference that {count} pictures could show",
        found.pictures,
    )


def counts(found: Compared, link: Callable[[Who, int], str]) -> str:
    """How many pictures each is right on; `link` writes a number."""
    neither = found.pictures - found.both - found.only_run - found.only_other
    return trn(
        "Of the same {count} {part} picture: both right on {both:plain}, only A on {a:plain}, only B on {b:plain}, "
        "both wrong on {neither:plain}.",
        "Of the same {count} {part} pictures: both right on {both:plain}, only A on {a:plain}, only B on {b:plain}, "
        "both wrong on {neither:plain}.",
        found.pictures,
        part=PARTS.get(found.part) or html.escape(printable(found.part)),
        both=link("both", found.both),
        a=link("run", found.only_run),
        b=link("other", found.only_other),
        neither=link("neither", neither),
    )


def chance(found: Compared) -> str:
    """How often equally good runs would differ by chance as these do."""
    if found.p >= _ALWAYS:
        return tr("Two equally good runs would differ at least so much by chance.")
    return tr("Two equally good runs would differ so much by chance in {share:percent} of comparisons.", share=found.p)


def difference(found: Compared) -> str:
    """A minus B in points, with its interval."""
    value, low, high = (formatting.points(share) for share in (found.top1 - found.other_top1, found.low, found.high))
    return tr(
        "A minus B {value:plain} points, 95 % interval {low:plain} to {high:plain}", value=value, low=low, high=high
    )


def _link(who: Who, number: int) -> str:
    """A number that can be clicked, where there are pictures behind it."""
    text = formatting.count(number)
    ink = palette().accent if number else palette().text2
    if not number:
        return text
    return f'<a href="{who}" style="color:{ink}; text-decoration:none; font-weight:600">{text}</a>'  # not a text
