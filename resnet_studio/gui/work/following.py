"""Following a job: what every control does that has one at a time, from its start to its end."""

from __future__ import annotations

import math
import time
from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, JobFailed, Progress
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.time_left import TimeLeft
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

_SURE_AFTER = 2.0
"""Seconds after which the speed of a phase says something of the time left."""


class JobControl(QObject):
    """Base of the controls that have one job at a time. A class says its `texts`, submits with `_submit`, and takes
    what the job brings in `_take` and `_end`.

    Attributes:
        progress: of the job; None before it reports any, and without a job.
        problem: why the last job failed, and the details; None while there is no problem.
        kind: of that failure.
        folder_gone: whether it failed because the folder of a run's pictures is gone.

    Signals:
        changed(): any attribute, what the job waits for, or what a class adds.
    """

    changed = Signal()
    texts: ClassVar[JobTexts]

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self._job: JobHandle | None = None
        self._pace = _Pace()
        self.progress: Progress | None = None
        self.problem: tuple[Message, str] | None = None
        self._command: Job | None = None  # the last one
        self.kind = Failure.UNEXPECTED
        jobs.changed.connect(self._follow_jobs)

    @property
    def busy(self) -> bool:
        """Whether the engine works for this control, or will."""
        return self._job is not None

    @property
    def folder_gone(self) -> bool:
        """Whether `problem` is that the folder of a run's pictures is gone."""
        return self.kind is Failure.DATASET_GONE and self.problem is not None

    def ask_again(self) -> None:
        """Do again what failed because a folder was gone, which is there now."""
        if self.folder_gone and self._command is not None and not self.busy:
            self._submit(self._command)

    def waiting_for(self) -> Message | None:
        """What the job waits for; None while it runs, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def doing(self) -> Message:
        """What the job waits for, or does: "Preparing 397 pictures, 40 %, about 20 s left"."""
        waits = self.waiting_for()
        if waits is not None:
            return waits
        if self.progress is None:
            return message("Preparing")
        said, left = progress_text(self.progress), self._pace.left
        return said if math.isnan(left) else message("{doing}, about {left:duration} left", doing=said, left=left)

    def cancel(self) -> None:
        """Ask the job to end; that it did is still reported."""
        if self._job is not None:
            self._job.stop()

    def _submit(self, command: Job) -> None:
        self.progress = self.problem = None
        self._command = command
        self._pace = _Pace()
        self._job = self.jobs.submit(command, self.texts, self._handle)
        self.changed.emit()

    def _abandon(self) -> None:
        """Ask the job to end, and hear no more of it."""
        if self._job is not None:
            self._job.abandon()
        self._job = self.progress = None

    def _handle(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.progress = event
            self._pace.follow(event)
        elif is_terminal(event):
            self._job = self.progress = None
            if isinstance(event, JobFailed):
                self.problem, self.kind = (event.error, event.details), event.kind
            self._end(event)
        else:
            self._take(event)
        self.changed.emit()

    def _take(self, event: Event) -> None:
        """Take what the job has found."""

    def _end(self, event: Event) -> None:
        """Go on after the job's terminal event; `problem` says why, where it has failed."""

    def _follow_jobs(self) -> None:
        if self._job is not None:
            self.changed.emit()


class _Pace:
    """How long a phase will go on, from how long it took so far. `left` is in seconds, NaN while that is uncertain."""

    def __init__(self) -> None:
        self._phase: tuple[object, ...] = ()
        self._began, self._done = 0.0, 0
        self._shown = TimeLeft()
        self.left = math.nan

    def follow(self, progress: Progress) -> None:
        """Take the next report."""
        now, phase = time.monotonic(), (progress.phase, progress.view, progress.total)
        if phase != self._phase:
            self._phase, self._began, self._done = phase, now, progress.done
            self._shown, self.left = TimeLeft(), math.nan
            return
        done, took = progress.done - self._done, now - self._began
        certain = progress.total and done > 0 and took >= _SURE_AFTER
        self.left = self._shown.follow(took / done * (progress.total - progress.done) if certain else math.nan)
