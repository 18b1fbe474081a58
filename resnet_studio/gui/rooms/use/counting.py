"""How many pictures there are of each class, with intervals: the engine is asked once answers or threshold rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

_SETTLE_MS = 300
_TEXTS = JobTexts(running=message("Counting classes"), awaited=message("Waiting for the counts"))


class Counting(QObject):
    """Asks for the counts of what is on show, and shows them in the room."""

    def __init__(self, room: UseRoom, jobs: JobRunner) -> None:
        super().__init__(room)
        self._room, self._jobs = room, jobs
        self._job: JobHandle | None = None
        self._asked: Count | None = None
        self._clock = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._clock.timeout.connect(self._ask)
        room.drawn.connect(self._follow)

    def _follow(self) -> None:
        if self._wanted() != self._asked:
            self._clock.start()

    def _wanted(self) -> Count | None:
        run, answers = self._room.run, self._room.answers
        counts, unsure = answers.counts()
        if run is None or self._room.busy or not (sum(counts) + unsure):
            return None
        return Count(str(run.path), counts, unsure, answers.threshold)

    def _ask(self) -> None:
        wanted = self._wanted()
        if wanted == self._asked:
            return
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self._asked = wanted
        if wanted is not None:
            self._job = self._jobs.submit(wanted, _TEXTS, self._take)

    def _take(self, event: Event) -> None:
        if isinstance(event, Counted):
            self._room.show_counted(event)
        elif is_terminal(event):
            self._job = None
