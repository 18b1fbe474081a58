"""Offers at the start to resume a run that was paused, or was cut off by a crash or a power cut."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import Message, joined, message, plural, show, tr
from resnet_studio.core.runs.checkpoints import has_checkpoint
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.shell.notice_row import NoticeRow
from resnet_studio.gui.work.shared_list import SharedList

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.runs.room import RunsRoom

KEY: Final = "runs/dismissed"
_MOST: Final = 100  # names that are remembered
_OFFERED: Final = (RunState.PAUSED, RunState.CUT_OFF)


class RecoveryOffer(NoticeRow):
    """A notice above the rooms, hidden while there is nothing to offer.

    Runs that a person dismissed are remembered in the window's settings and not offered again.

    Signal: ``resume_wanted(object)``: resume this `RunSummary`.
    """

    resume_wanted = Signal(object)

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = SharedList(settings, KEY)
        self._runs: list[RunSummary] = []
        self._checked = False
        self._started: set[str] = set()  # since the start of the window
        self.notice.acted.connect(self._accept)
        self.notice.dismissed.connect(self._dismiss)

    def follow(self, room: RunsRoom) -> None:
        """Resume in the Runs room, and follow what becomes of the runs there."""
        self.resume_wanted.connect(room.resume_wanted)
        room.run_renamed.connect(self.run_renamed)
        room.run_deleted.connect(self.run_deleted)

    def check(self, runs: Sequence[RunSummary]) -> None:
        """Offer the newest run that was paused or cut off; only the first list after the start counts."""
        if self._checked:
            return
        self._checked = True
        dismissed = self._dismissed()
        passed = {*dismissed, *self._started}  # a person may start a run before the list is read
        self._runs = [run for run in runs if run.state in _OFFERED and run.config and run.name not in passed]
        if self._runs:
            self._offer(self._runs[0], len(self._runs) - 1)
            self.show()

    def _offer(self, run: RunSummary, more: int) -> None:
        detail = _how_it_goes_on(run)
        if more:
            detail = joined(detail, plural("{count} more is in Runs.", "{count} more are in Runs.", more))
        look = "info" if run.state == RunState.PAUSED else "warning"
        self.notice.say(show(_how_it_ended(run)), show(detail), look=look, action=tr("Resume"), dismissible=True)

    def withdraw(self, started: str) -> None:
        """Hide the offer because a run of that name starts; if it is cut off again, it is offered again."""
        self.hide()
        self._started.add(started)
        if started in (dismissed := self._dismissed()):
            self._remember([name for name in dismissed if name != started])

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Offer a run under the name that it has by now."""
        renamed = [new if run.path == old else run for run in self._runs]
        changed, self._runs = renamed != self._runs, renamed
        if changed and self.isVisible():
            self._offer(self._runs[0], len(self._runs) - 1)

    def run_deleted(self, path: Path) -> None:
        """Offer no run that is gone."""
        self._runs = [run for run in self._runs if run.path != path]
        if not self._runs:
            self.hide()
        elif self.isVisible():
            self._offer(self._runs[0], len(self._runs) - 1)

    def _accept(self) -> None:
        self.hide()
        self.resume_wanted.emit(self._runs[0])

    def _dismiss(self) -> None:
        """Offer none of the runs again: the notice counted them all."""
        self.hide()
        self._remember([*(run.name for run in self._runs), *self._dismissed()])

    def _dismissed(self) -> list[str]:
        return [name for name in self._list.read() if isinstance(name, str)]

    def _remember(self, names: list[str]) -> None:
        self._list.write(names[:_MOST])


def _how_it_ended(run: RunSummary) -> Message:
    epochs = run.config.epochs if run.config else 0
    if run.state == RunState.PAUSED:
        return plural(
            "The run {name:name} is paused after {done} of {count} epoch.",
            "The run {name:name} is paused after {done} of {count} epochs.",
            epochs,
            name=run.name,
            done=run.epochs,
        )
    return plural(
        "The run {name:name} was cut off after {done} of {count} epoch.",
        "The run {name:name} was cut off after {done} of {count} epochs.",
        epochs,
        name=run.name,
        done=run.epochs,
    )


def _how_it_goes_on(run: RunSummary) -> Message:
    """From where; only on a processor is the result the same, bit for bit, as without the interruption."""
    if not has_checkpoint(run.path):
        return message("Nothing had been saved yet, so it would begin again.")
    if run.state == RunState.PAUSED:
        if run.on_cpu:
            return message("It can go on where it was paused, as if nothing had happened.")
        return message("It can go on where it was paused.")
    if run.on_cpu:
        return message("It can go on from its last checkpoint, as if nothing had happened.")
    return message("It can go on from its last checkpoint.")
