"""Suspect labels as the window controls them: looked for by the engine, and decided by a person as edits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event, JobFailed, Notice, NoticeKind, Progress
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.work.session import Session

TEXTS = JobTexts(
    running=message("Looking for suspect labels"),
    awaited=message("Waiting for the search for suspect labels to end"),
    gives_way=message("Waiting for the search for suspect labels to give way"),
)


class SuspectsControl(QObject):
    """Looks for suspect labels of one run at a time; what was found is kept for each run of this window.

    Signals:
        changed(): what was found, `progress`, `problem` or what the job waits for has changed.
    """

    changed = Signal()

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._job: JobHandle | None = None
        self._listed: list[Suspect] = []
        self._kept: dict[Path, tuple[tuple[Suspect, ...], SuspectsFound]] = {}
        self.run: Path | None = None
        self.progress: Progress | None = None
        self.problem: tuple[Message, str] | None = None
        self.warning: Message | None = None
        jobs.changed.connect(self.changed)

    @property
    def looking(self) -> bool:
        """Whether the engine looks, or will."""
        return self._job is not None

    @property
    def found(self) -> SuspectsFound | None:
        """How many labels were looked at; None before."""
        known = self._kept.get(self.run) if self.run else None
        return known[1] if known else None

    def waiting_for(self) -> Message | None:
        """What the search waits for; None while it is under way, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def set_run(self, run: Path | None) -> None:
        """Show what was found for this run."""
        if run == self.run:
            return
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.run, self.progress, self.problem, self.warning = run, None, None, None
        self.changed.emit()

    def find(self) -> None:
        """Look for suspect labels of the run."""
        if self.run is None or self._job is not None:
            return
        self._listed, self.progress, self.problem, self.warning = [], None, None, None
        command = FindSuspects(str(self.run), self._session.draft.config.device)
        self._job = self._jobs.submit(command, TEXTS, self._handle)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop looking."""
        if self._job is not None:
            self._job.stop()

    def undecided(self, dataset: Dataset | None) -> list[Suspect]:
        """What was found and a person has not yet decided in this dataset, the most suspect first; all without one."""
        known = self._kept.get(self.run) if self.run else None
        listed = known[0] if known else ()
        if dataset is None:
            return list(listed)
        label_of = {one.path: dataset.classes[one.label] for one in dataset.pictures}
        return [one for one in listed if label_of.get(one.path) == one.label and one.path not in dataset.confirmed]

    def _handle(self, event: Event) -> None:
        if isinstance(event, Suspect):
            self._listed.append(event)
            return  # there may be a thousand; they are shown together
        if isinstance(event, Progress):
            self.progress = event
        elif isinstance(event, Notice) and event.kind is NoticeKind.WEIGHTS:
            self.warning = event.text
        elif isinstance(event, SuspectsFound) and self.run is not None:
            self._kept[self.run] = (tuple(self._listed), event)
        elif is_terminal(event):
            self._job = self.progress = None
            if isinstance(event, JobFailed):
                self.problem = (event.error, event.details)
        self.changed.emit()
