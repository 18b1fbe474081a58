"""Checks of the open dataset as the window controls them: measured by the engine while it has nothing else to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Progress
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.core.checks.find import Checked
    from resnet_studio.core.checks.store import Measured

TEXTS = JobTexts(
    running=message("Checking pictures"),
    awaited=message("Waiting for the check of pictures to stop"),
    gives_way=message("Waiting for the check of pictures to give way"),
)
_FIND = "find"


class ChecksControl(QObject):
    """Has the pictures of the open dataset checked, and finds again what follows after each edit.

    The check is stopped for any other job and goes on after it; what was measured is kept.

    Attributes:
        automatic: whether a dataset is checked when it is opened.
        checked: what the check says of the open dataset; None before.
        progress: of the measuring; None where none is under way.
        problem: why the check failed.

    Signals:
        changed(): one of these has changed, or `busy`.
    """

    changed = Signal()

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._background = Background(self)
        self._job: JobHandle | None = None
        self._catalogue: Catalogue | None = None  # the one that is, or was, measured
        self._measured: Measured | None = None
        self._wanted = False
        self.automatic = False
        self.checked: Checked | None = None
        self.progress: Progress | None = None
        self.problem: tuple[Message, str] | None = None
        session.dataset_changed.connect(self._follow)
        jobs.changed.connect(self._take_turn)

    @property
    def busy(self) -> bool:
        """Whether pictures are being measured, or will be."""
        return self._wanted or self._background.busy(_FIND)

    def begin(self) -> None:
        """Check datasets when they are opened from now on, and the one that is open."""
        self.automatic = True
        if self._catalogue is None:
            self.check()

    def check(self) -> None:
        """Check the open dataset now, or when the engine has nothing else to do."""
        if self._session.dataset is not None:
            self._catalogue = self._session.dataset.catalogue
            self._wanted, self.problem, self.progress = True, None, None
            self._take_turn()
            self.changed.emit()

    def cancel(self) -> None:
        """Stop; what was measured is kept."""
        self._wanted = False
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.progress = None
        self.changed.emit()

    def _follow(self, dataset: Dataset) -> None:
        if self._catalogue is not None and dataset.catalogue is self._catalogue:
            self._find()
            return
        self.cancel()
        self._background.cancel(_FIND)
        self.checked = self._measured = self._catalogue = self.problem = None
        self.changed.emit()
        if self.automatic:
            self.check()

    def _take_turn(self) -> None:
        """Measure while no other job runs or waits, and stop for one that has to wait for it."""
        others = [one for one in (self._jobs.running, *self._jobs.waiting) if one is not None and one is not self._job]
        if self._job is not None and any(not one.job.brief for one in others):
            self._job.abandon()
            self._job = None
        elif self._job is None and self._wanted and not others and self._catalogue is not None:
            catalogue = self._catalogue
            command = CheckPictures(str(catalogue.root), catalogue.reading, catalogue.chosen)
            self._job = self._jobs.submit(command, TEXTS, self._handle)

    def _handle(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.progress = event
        elif is_terminal(event):
            self._job = self.progress = None
            self._wanted = False
            if isinstance(event, JobFailed):
                self.problem = (event.error, event.details)
            elif isinstance(event, JobFinished):
                self._measured = None
                self._find()
        self.changed.emit()

    def _find(self) -> None:
        """Find in a thread what follows from what was measured."""
        dataset, known = self._session.dataset, self._measured
        if dataset is None or self._job is not None:
            return

        def work(_: object) -> tuple[Measured, Checked]:
            from resnet_studio.core.checks.find import check
            from resnet_studio.core.checks.store import read_measured

            measured = known or read_measured(dataset.root)
            return measured, check(dataset, measured)

        self._background.do(_FIND, work, self._found, lambda _: self.changed.emit())

    def _found(self, result: tuple[Measured, Checked]) -> None:
        self._measured, self.checked = result
        self.changed.emit()
