"""At the start: a run that was cut off, by a crash or a power cut, is offered to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.core import words
from resnet_studio.core.files import is_file
from resnet_studio.core.run import LAST
from resnet_studio.core.runs import CUT_OFF, RunSummary
from resnet_studio.gui.widgets.feedback import NoticeBar


class RecoveryOffer(QWidget):
    """A notice above the rooms, there only while it has something to offer.

    Signal: ``resume_wanted(object)``: go on with this `RunSummary`.
    """

    resume_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: RunSummary | None = None
        self._looked = False
        self.notice = NoticeBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 0)
        column.addWidget(self.notice)
        self.notice.acted.connect(self._accept)
        self.notice.dismissed.connect(self.hide)
        self.hide()

    def look_at(self, runs: Sequence[RunSummary]) -> None:
        """Offer the newest run if it was cut off; only the first list after the start is looked at."""
        if self._looked:
            return
        self._looked = True
        newest = runs[0] if runs else None
        if newest is None or newest.state != CUT_OFF or newest.config is None:
            return
        self._run = newest
        done = f"{newest.epochs:,} of {words.counted(newest.config.epochs, 'epoch')}"
        self.notice.say(
            f"The run {words.elide_middle(words.printable(newest.name), 60)} was cut off after {done}.",
            "It can go on from its last checkpoint, as if nothing had happened."
            if is_file(newest.path / LAST)
            else "Nothing had been saved yet, so it would begin again.",
            look="warning",
            action="Resume",
            dismissible=True,
        )
        self.show()

    def withdraw(self) -> None:
        """Some run begins: there is nothing to offer any more."""
        self.hide()

    def _accept(self) -> None:
        self.hide()
        self.resume_wanted.emit(self._run)
