"""Writing the report of a run: measured by the engine where figures are missing, then made and saved in a thread."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event, JobStopped
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import Session

TEXTS: Final = JobTexts(
    running=message("Measuring for a report"), awaited=message("Waiting for the measurement for a report")
)


class ReportControl(JobControl):
    """Writes one report at a time; a new request takes the place of the one under way.

    Attributes:
        run, file: of the report that is written, or was written last; None before the first.

    Signals:
        written(object): the `Path` of a report that is complete now.
        failed(object): a `Message` that says why there is none.
    """

    texts = TEXTS
    written = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._background = Background(self)
        self.run: Path | None = None
        self.file: Path | None = None

    @property
    def busy(self) -> bool:
        """Whether a report is being written."""
        return super().busy or self._background.busy("report")

    def stage(self) -> Message:
        """What is being done for the report, or what it waits for; empty for what takes a moment."""
        measuring = self._job is not None and (self.progress is not None or self.waiting_for() is not None)
        return self.doing() if measuring else NOTHING

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
        self._abandon()
        self.changed.emit()

    def _measure(self) -> None:
        self._submit(Evaluate(str(self.run), "", self._session.draft.config.device))

    def _end(self, event: Event) -> None:
        if not isinstance(event, JobStopped):
            self._make(self.problem[0] if self.problem else NOTHING)

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
