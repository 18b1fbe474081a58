"""Writing the record of a run for TensorBoard, as the window asks for it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.protocol.events import Event, JobFailed
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts

TEXTS: Final = JobTexts(
    running=message("Writing for TensorBoard"), awaited=message("Waiting for what is written for TensorBoard")
)


class TensorBoardControl(QObject):
    """Signals: ``written(object)``, a `Message` about the files; ``failed(object, str)``, why not, and details."""

    written = Signal(object)
    failed = Signal(object, str)

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def export(self, run: RunSummary, folder: Path) -> None:
        """Write the curves of a run into a folder of its own there."""
        self._jobs.submit(ExportTensorBoard(str(run.path), str(folder / run.name)), TEXTS, self._handle)

    def _handle(self, event: Event) -> None:
        if isinstance(event, TensorBoardWritten):
            self.written.emit(
                plural(
                    "{count} epoch is in {folder:place} for TensorBoard.",
                    "{count} epochs are in {folder:place} for TensorBoard.",
                    event.epochs,
                    folder=event.folder,
                )
            )
        elif isinstance(event, JobFailed):
            self.failed.emit(event.error, event.details)
