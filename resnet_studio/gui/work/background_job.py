"""A job of the engine that is done while nothing else is: it is stopped for others, and goes on after them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Progress
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts


class BackgroundJob(QObject):
    """Base of the controls of such jobs: a class says its `texts` and `before`, and what is to be done in `_command`.

    What the job has done before it is stopped must be kept, so that it goes on from there.

    Attributes:
        progress: None where the job does not run.
        problem: why it failed.

    Signals:
        changed(): one of these has changed, or what a class adds.
    """

    changed = Signal()
    texts: ClassVar[JobTexts]
    before: ClassVar[tuple[type[Job], ...]] = ()
    """Jobs that this one does not wait for: they are stopped for it, as they are such jobs themselves."""

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: JobHandle | None = None
        self._wanted = False
        self._awaited: Message | None = None
        self.progress: Progress | None = None
        self.problem: tuple[Message, str] | None = None
        jobs.changed.connect(self._take_turn)

    @property
    def awaited(self) -> Message | None:
        """What it waits for, where it is wanted and does not run: the engine's start, or another job."""
        if self._job is not None:
            return self._job.waiting_for()
        others = (self._jobs.running, *self._jobs.waiting) if self._wanted else ()
        return next((one.texts.awaited for one in others if one is not None and one.texts is not self.texts), None)

    def cancel(self) -> None:
        """Stop; what was done is kept."""
        self._wanted = False
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.progress = None
        self.changed.emit()

    def _want(self) -> None:
        """Do the job now, or when the engine has nothing else to do."""
        self._wanted, self.problem, self.progress = True, None, None
        self._take_turn()
        self.changed.emit()

    def _command(self) -> Job | None:
        """What is to be done; None if there is nothing any more."""
        raise NotImplementedError

    def _take(self, event: Event) -> None:
        """Take what the job brings; `JobFinished` is the last event where nothing went wrong."""

    def _take_turn(self) -> None:
        """Run while no other job does or waits, and stop for one that has to wait for it."""
        others = [one for one in (self._jobs.running, *self._jobs.waiting) if one is not None and one is not self._job]
        if self._job is not None and any(not (one.job.brief or isinstance(one.job, self.before)) for one in others):
            self._job.abandon()
            self._job = self.progress = None
            self.changed.emit()
        elif self._job is None and self._wanted and all(isinstance(one.job, self.before) for one in others):
            self._submit()
        if self.awaited != self._awaited:
            self._awaited = self.awaited
            self.changed.emit()

    def _submit(self) -> None:
        if (command := self._command()) is not None:
            self._job = self._jobs.submit(command, self.texts, self._handle)

    def _handle(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.progress = event
        elif is_terminal(event):
            self._job = self.progress = None
            self._wanted = False
            if isinstance(event, JobFailed):
                self.problem = (event.error, event.details)
            elif isinstance(event, JobFinished):
                self._take(event)
        else:
            self._take(event)
        self.changed.emit()
