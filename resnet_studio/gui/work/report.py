"""Writing the report of a run: measured by the engine where figures are missing, then made and saved in a thread."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, Progress
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.protocol.progress import percent_text
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.session import Session

TEXTS: Final = JobTexts(
    running=message("Measuring for a report"), awaited=message("Waiting for the measurement for a report")
)


class ReportControl(QObject):
    """Writes one report at a time; a new request takes the place of the one under way.

    Attributes:
        run, file: of the report that is written, or was written last; None before the first.

    Signals:
        changed(): `busy` or `stage` has changed.
        written(object): the `Path` of a report that is complete now.
        failed(object): a `Message` that says why there is none.
    """

    changed = Signal()
    written = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._background = Background(self)
        self._job: JobHandle | None = None
        self._progress: Progress | None = None
        self.run: Path | None = None
        self.file: Path | None = None
        jobs.changed.connect(self._note_jobs)

    @property
    def busy(self) -> bool:
        """Whether a report is being written."""
        return self._job is not None or self._background.busy("report")

    def stage(self) -> Message:
        """What is being done for the report, or what it waits for; empty for what takes a moment."""
        if self._job is None:
            return NOTHING
        waits = self._job.waiting_for()
        if waits is not None:
            return waits
        return percent_text(self._progress) if self._progress else NOTHING

    def write(self, run: Path, file: Path) -> None:
        """Write the report of a run into a file, which is replaced if it is there."""
        self.cancel()
        self.run, self.file = run, file

        def look(_: Stale) -> bool:
            from resnet_studio.core.report.contents import to_measure

            return to_measure(run)

        self._background.do("report", look, lambda needed: self._measure() if needed else self._make(), self._fail)
        self.changed.emit()

    def retry(self) -> None:
        """Write the same report again."""
        if self.run is not None and self.file is not None:
            self.write(self.run, self.file)

    def cancel(self) -> None:
        """End the report that is being written; nothing of it stays."""
        self._background.cancel("report")
        if self._job is not None:
            self._job.abandon()
            self._job = self._progress = None
        self.changed.emit()

    def _measure(self) -> None:
        command = Evaluate(str(self.run), "", self._session.draft.config.device)
        self._job = self._jobs.submit(command, TEXTS, self._handle)
        self.changed.emit()

    def _handle(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._progress = event
            self.changed.emit()
        elif is_terminal(event):
            self._job = self._progress = None
            if isinstance(event, JobStopped):
                self.changed.emit()
            else:
                self._make(event.error if isinstance(event, JobFailed) else NOTHING)

    def _make(self, unmeasured: Message = NOTHING) -> None:
        """Make and save the report; `unmeasured` says why it has no figures."""
        run, file = self.run, self.file
        if run is None or file is None:
            return

        def work(stale: Stale) -> None:
            from resnet_studio.core.pictures.decoder import shared
            from resnet_studio.core.report.write import make_report, save_report

            decoder = shared()
            page = make_report(run, lambda path, side, scale: decoder.reduced(path, side, scale, stale), unmeasured)
            if not stale():
                save_report(page, file)

        self._background.do("report", work, lambda _: self._finish(file), self._fail)
        self.changed.emit()

    def _finish(self, file: Path) -> None:
        self.changed.emit()
        self.written.emit(file)

    def _fail(self, error: Exception) -> None:
        self.changed.emit()
        self.failed.emit(text_of(error))

    def _note_jobs(self) -> None:
        if self._job is not None:
            self.changed.emit()
