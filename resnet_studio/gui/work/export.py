"""Exporting the model in use, as the window asks for it: one export at a time, and what each format's check found."""

from __future__ import annotations

from dataclasses import dataclass, field
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
from resnet_studio.core.runs.summary import dataset_key
from resnet_studio.core.runs.threshold import answers_identity
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

TEXTS: Final = JobTexts(running=message("Exporting a model"), awaited=message("Waiting for an export"))

Kind = tuple[str, str]
"""A format and a precision."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the exports of one run's model, by format and precision.

    Attributes:
        done: what was exported.
        failed: why an export did not come about.
        gone: those of `failed` where the folder of the run's pictures is gone, with that folder.
        beside: exports that did not replace an earlier one, because files of a person are in its folder.
    """

    done: dict[Kind, Exported] = field(default_factory=dict)
    failed: dict[Kind, Message] = field(default_factory=dict)
    gone: dict[Kind, Path] = field(default_factory=dict)
    beside: set[Kind] = field(default_factory=set)


class ExportControl(QObject):
    """Exports models, one after another. An export goes on when another model comes into use.

    Attributes:
        run: whose model is in use, and whose outcomes are shown; None without one.
        exporting: the run and the kind that are being exported; None while there is no export.

    Signals:
        changed(): any of that, an outcome or `stage` has changed.
    """

    changed = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: JobHandle | None = None
        self._progress: Progress | None = None
        self._outcomes: dict[Path, Outcomes] = {}
        self.run: Path | None = None
        self.exporting: tuple[Path, Kind] | None = None
        jobs.changed.connect(self.look)

    @property
    def outcomes(self) -> Outcomes:
        """Those of the run in use."""
        return self._of(self.run) if self.run else Outcomes()

    @property
    def done(self) -> dict[Kind, Exported]:
        """What was exported of the run in use."""
        return self.outcomes.done

    @property
    def failed(self) -> dict[Kind, Message]:
        """Why exports of the run in use did not come about."""
        return self.outcomes.failed

    @property
    def gone(self) -> dict[Kind, Path]:
        """Those of `failed` where the folder of the pictures is gone, with that folder."""
        return self.outcomes.gone

    def _of(self, run: Path) -> Outcomes:
        return self._outcomes.setdefault(run, Outcomes())

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
        """Show what came of this run's exports from now on. An export of another run's model goes on."""
        self.run = run
        self._drop_outdated()
        self.changed.emit()

    def export(self, run: Path, kind: Kind, parent: Path) -> None:
        """Export a model into a new folder in `parent`; an earlier export of it by this window there is replaced."""
        self.cancel()
        earlier = self._of(run).done.get(kind)
        again = earlier is not None and Path(earlier.folder).parent == parent
        folder = Path(earlier.folder) if again and earlier else _free(run, kind, parent)
        self._of(run).beside.discard(kind)
        self._submit(run, kind, folder, again=again)

    def cancel(self) -> None:
        """End the export that is under way; nothing of it stays."""
        if self._job is not None:
            self._job.abandon()
            self._job = self._progress = self.exporting = None
            self.changed.emit()

    def _submit(self, run: Path, kind: Kind, folder: Path, *, again: bool) -> None:
        self.exporting = (run, kind)
        self._forget(self._of(run), kind)
        command = Export(str(run), kind[0], str(folder), kind[1], overwrite=again)
        self._job = self._jobs.submit(command, TEXTS, lambda event: self._handle(command, event))
        self.changed.emit()

    def folders_gone(self) -> set[Path]:
        """The folders of pictures that exports of any run failed for."""
        return {folder for outcomes in self._outcomes.values() for folder in outcomes.gone.values()}

    def folder_found(self, root: Path) -> None:
        """Say no more that this folder of pictures is gone, whichever run's export failed for it."""
        for outcomes in self._outcomes.values():
            for kind in [kind for kind, folder in outcomes.gone.items() if folder == root]:
                self._forget(outcomes, kind)
        self.changed.emit()

    def _forget(self, outcomes: Outcomes, kind: Kind) -> None:
        outcomes.failed.pop(kind, None)
        outcomes.gone.pop(kind, None)

    def _handle(self, command: Export, event: Event) -> None:
        run, kind = Path(command.run), (command.format, command.precision)
        outcomes = self._of(run)
        if isinstance(event, Progress):
            self._progress = event
        elif isinstance(event, Exported):
            outcomes.done[kind] = event
        elif is_terminal(event):
            self._job = self._progress = self.exporting = None
            if isinstance(event, JobFailed) and event.kind is Failure.OCCUPIED and command.overwrite:
                outcomes.beside.add(kind)
                self._submit(run, kind, _free(run, kind, Path(command.output).parent), again=False)
            elif isinstance(event, JobFailed):
                outcomes.failed[kind] = event.error
                if event.kind is Failure.DATASET_GONE:
                    outcomes.gone[kind] = dataset_key(run)[0]
        self.changed.emit()

    def _drop_outdated(self) -> None:
        """Forget exports of the run in use that do not answer as its best model and its threshold do now."""
        if self.run is None or not self.done:
            return
        now = answers_identity(self.run)
        for kind in [kind for kind, one in self.done.items() if one.identity != now]:
            del self.done[kind]

    def look(self) -> None:
        """See whether a training of the run in use has ended, or a threshold was kept with it, since an export."""
        before = len(self.done)
        self._drop_outdated()
        if self._job is not None or len(self.done) != before:
            self.changed.emit()


def _free(run: Path, kind: Kind, parent: Path) -> Path:
    """A folder for an export that is not there yet."""
    return files.free_name(parent, files.file_name(f"{run.name} {kind[0]} {kind[1]}"))
