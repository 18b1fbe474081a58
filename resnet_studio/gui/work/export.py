"""Exporting the model in use, as the window asks for it: one export at a time, and what each format's check found."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event, JobFailed, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.progress import percent_text
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

TEXTS: Final = JobTexts(running=message("Exporting a model"), awaited=message("Waiting for an export"))

Kind = tuple[str, str]
"""A format and a precision."""


class ExportControl(QObject):
    """Exports the model of one run after another.

    Attributes:
        run: whose model is in use; None without one.
        done: what was exported of it, by format and precision.
        failed: why an export of it did not come about, by format and precision.
        gone: those of `failed` where the folder of the run's pictures is gone.

    Signals:
        changed(): any of that, `kind` or `stage` has changed.
    """

    changed = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: JobHandle | None = None
        self._progress: Progress | None = None
        self.run: Path | None = None
        self.kind: Kind | None = None  # what is being exported
        self.done: dict[Kind, Exported] = {}
        self.failed: dict[Kind, Message] = {}
        self.gone: set[Kind] = set()
        jobs.changed.connect(self._note_jobs)

    @property
    def busy(self) -> bool:
        """Whether an export is under way."""
        return self._job is not None

    def stage(self) -> Message:
        """What is being done, or what it waits for."""
        if self._job is None:
            return NOTHING
        waits = self._job.waiting_for()
        return waits or (percent_text(self._progress) if self._progress else message("Preparing"))

    def set_run(self, run: Path | None) -> None:
        """Export this run's model from now on. An export of another one ends, and leaves nothing."""
        self.cancel()
        self.run = run
        self.done, self.failed, self.gone = {}, {}, set()
        self.changed.emit()

    def export(self, kind: Kind, parent: Path) -> None:
        """Export the model into a new folder in `parent`; an earlier export of this window there is replaced."""
        if self.run is None:
            return
        self.cancel()
        form, precision = kind
        earlier = self.done.get(kind)
        again = earlier is not None and Path(earlier.folder).parent == parent
        folder = Path(earlier.folder) if again and earlier else files.free_name(parent, self._name(kind))
        self.kind = kind
        self._forget(kind)
        command = Export(str(self.run), form, str(folder), precision, overwrite=again)
        self._job = self._jobs.submit(command, TEXTS, self._handle)
        self.changed.emit()

    def cancel(self) -> None:
        """End the export that is under way; nothing of it stays."""
        if self._job is not None:
            self._job.abandon()
            self._job = self._progress = self.kind = None
            self.changed.emit()

    def folder_found(self) -> None:
        """Say no more that the folder of the run's pictures is gone."""
        for kind in list(self.gone):
            self._forget(kind)
        self.changed.emit()

    def _forget(self, kind: Kind) -> None:
        self.failed.pop(kind, None)
        self.gone.discard(kind)

    def _name(self, kind: Kind) -> str:
        run = self.run.name if self.run else ""
        return files.file_name(f"{run} {kind[0]} {kind[1]}")

    def _handle(self, event: Event) -> None:
        kind = self.kind
        assert kind is not None  # events of a job that was abandoned do not arrive
        if isinstance(event, Progress):
            self._progress = event
        elif isinstance(event, Exported):
            self.done[kind] = event
        elif is_terminal(event):
            self._job = self._progress = self.kind = None
            if isinstance(event, JobFailed):
                self.failed[kind] = event.error
                if event.kind is Failure.DATASET_GONE:
                    self.gone.add(kind)
        self.changed.emit()

    def _note_jobs(self) -> None:
        if self._job is not None:
            self.changed.emit()
