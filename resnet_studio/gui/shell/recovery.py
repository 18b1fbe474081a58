"""At the start: a run that was cut off, by a crash or a power cut, is offered to go on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.runs.run import LAST
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.widgets.feedback import NoticeBar

KEY: Final = "runs/dismissed"
_MOST: Final = 100  # names that are remembered


class RecoveryOffer(QWidget):
    """A notice above the rooms, there only while it has something to offer.

    What a person dismisses is remembered in the window's settings and not offered again.

    Signal: ``resume_wanted(object)``: go on with this `RunSummary`.
    """

    resume_wanted = Signal(object)

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._runs: list[RunSummary] = []
        self._looked = False
        self.notice = NoticeBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 0)
        column.addWidget(self.notice)
        self.notice.acted.connect(self._accept)
        self.notice.dismissed.connect(self._dismiss)
        self.hide()

    def look_at(self, runs: Sequence[RunSummary]) -> None:
        """Offer the first, which is the newest, that was cut off; only the first list after the start is looked at."""
        if self._looked:
            return
        self._looked = True
        dismissed = self._dismissed()
        self._runs = [run for run in runs if run.state == RunState.CUT_OFF and run.config and run.name not in dismissed]
        if self._runs:
            self._offer(self._runs[0], len(self._runs) - 1)
            self.show()

    def _offer(self, run: RunSummary, more: int) -> None:
        planned = run.config.epochs if run.config else 0
        done = f"{run.epochs:,} of {formatting.counted(planned, 'epoch')}"
        detail = (
            "It can go on from its last checkpoint, as if nothing had happened."
            if is_file(run.path / LAST)
            else "Nothing had been saved yet, so it would begin again."
        )
        if more:
            detail += f" {formatting.count(more)} more {'is' if more == 1 else 'are'} in Runs."
        self.notice.say(
            f"The run {safe_text.elide_middle(safe_text.printable(run.name), 60)} was cut off after {done}.",
            detail,
            look="warning",
            action="Resume",
            dismissible=True,
        )

    def withdraw(self, started: str) -> None:
        """A run of that name begins: nothing is offered any more; if it is cut off once more, that is news."""
        self.hide()
        if started in (dismissed := self._dismissed()):
            self._remember([name for name in dismissed if name != started])

    def _accept(self) -> None:
        self.hide()
        self.resume_wanted.emit(self._runs[0])

    def _dismiss(self) -> None:
        """Offer none of them again: the notice told of all."""
        self.hide()
        self._remember([*(run.name for run in self._runs), *self._dismissed()])

    def _dismissed(self) -> list[str]:
        try:
            names = json.loads(str(self._settings.value(KEY, "[]")))
        except ValueError:
            return []
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []

    def _remember(self, names: list[str]) -> None:
        self._settings.setValue(KEY, json.dumps(names[:_MOST]))
