"""ImageNet's weights as the window controls them: which are on this computer, and downloading one."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.events import (
    Event,
    JobFailed,
    Phase,
    Progress,
)
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights, WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, TrainConfig
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts

LOOKING = JobTexts(
    running=message("Looking for weights"), awaited=message("Waiting for the engine to look for weights")
)
FETCHING = JobTexts(running=message("Downloading weights"), awaited=message("Waiting for the download to end"))


class WeightsControl(QObject):
    """Asks which weights are here, and downloads those of one depth at a time.

    Signals:
        found(object): a `WeightsOnDisk`.
        changed(): `progress` or what the download waits for has changed.
        failed(object, str): why a download failed, a `Message` or text, and details.
    """

    found = Signal(object)
    changed = Signal()
    failed = Signal(object, str)

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: JobHandle | None = None
        self._on_disk: Collection[int] = ()
        self.progress: Progress | None = None  # None where there is no download
        jobs.changed.connect(self.changed)

    def waiting_for(self) -> Message | None:
        """What the download waits for; None while it runs, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def look(self) -> None:
        """Ask which weights are on this computer."""
        self._jobs.submit(CachedWeights(), LOOKING, self.handle_found)

    def look_again(self, config: TrainConfig) -> None:
        """Ask again where a run with these settings, which has ended, may have downloaded its weights."""
        if config.weights == IMAGENET and config.depth not in self._on_disk:
            self.look()

    def fetch(self, depth: int) -> None:
        """Download ImageNet's weights of a depth now, rather than when training starts."""
        if self._job is None:
            self.progress = Progress(Phase.DOWNLOADING, 0, 0)
            self._job = self._jobs.submit(FetchWeights(depth), FETCHING, self._handle)
            self.changed.emit()

    def cancel(self) -> None:
        """Stop downloading; what has arrived is kept for the next attempt."""
        if self._job is not None:
            self._job.stop()

    def handle_found(self, event: Event) -> None:
        """Say which weights are here, if that is what the event says."""
        if isinstance(event, WeightsOnDisk):
            self._on_disk = event.depths
            self.found.emit(event)

    def _handle(self, event: Event) -> None:
        self.handle_found(event)
        if isinstance(event, Progress):
            self.progress = event
        elif is_terminal(event):
            self._job, self.progress = None, None
        self.changed.emit()
        if isinstance(event, JobFailed):
            self.failed.emit(event.error, event.details)
