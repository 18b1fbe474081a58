"""Checks of the open dataset as the window controls them: measured by the engine while it has nothing else to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import StudioError, text_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.by_hand import added_paths
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event, JobFinished
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.background_job import BackgroundJob
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.core.checks.find import Checked
    from resnet_studio.core.checks.mending import Mending
    from resnet_studio.core.checks.store import Measured

TEXTS = JobTexts(
    running=message("Checking pictures"),
    awaited=message("Waiting for the check of pictures to stop"),
    gives_way=message("Waiting for the check of pictures to give way"),
)
_FIND = "find"

_Found = tuple["Measured", "Checked", Mapping[str, int], "Mending | None"]


class ChecksControl(BackgroundJob):
    """Has the pictures of the open dataset checked, and finds again what follows after each edit.

    Attributes:
        automatic: whether a dataset is checked when it is opened.
        checked: what the check says of the open dataset; None before.
        sides: the shorter side of each picture that was measured, px, by its path.

    Signal: ``mendable(object)``: a check has ended, and this `Mending` of the open dataset, on which there is no run,
    can be done. Where that is done at once, nothing else is said of the dataset before.
    """

    mendable = Signal(object)
    texts = TEXTS

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._background = Background(self)
        self._catalogue: Catalogue | None = None  # the one that is, or was, measured
        self._measured: Measured | None = None
        self._asked: frozenset[str] = frozenset()  # pictures that a person has added, and the check knows of
        self.automatic = False
        self.checked: Checked | None = None
        self.sides: Mapping[str, int] = {}
        self._all: Checked | None = None  # whatever settings answer
        self._ended = False  # a check has, and what follows from it was not found yet
        session.draft.changed.connect(lambda _: self._follow_settings())
        session.dataset_changed.connect(self._follow)
        session.edits.learned_changed.connect(self._follow_learned)

    @property
    def busy(self) -> bool:
        """Whether a check is under way, or will be."""
        return self.measures or self._background.busy(_FIND)

    @property
    def measures(self) -> bool:
        """Whether pictures are being measured, or will be; else at most what follows from that is being found."""
        return self._wanted

    @property
    def unreadable(self) -> frozenset[str]:
        """The paths of pictures of the open dataset that cannot be read, as far as the check says so."""
        return self.checked.unreadable if self.checked is not None else frozenset()

    def begin(self) -> None:
        """Check datasets when they are opened from now on, and the one that is open."""
        self.automatic = True
        if self._catalogue is None:
            self.check()

    def check(self) -> None:
        """Check the open dataset now, or when the engine has nothing else to do."""
        if self._session.dataset is not None:
            self._catalogue = self._session.dataset.catalogue
            self._want()

    def _follow(self, dataset: Dataset) -> None:
        if self._catalogue is not None and dataset.catalogue is self._catalogue:
            if not set(added_paths(dataset)) <= self._asked:
                self._check_again()
            self._find()
            return
        self.cancel()
        self._background.cancel(_FIND)
        self.checked = self._all = self._measured = self._catalogue = self.problem = None
        self.sides, self._ended = {}, False
        self.changed.emit()
        if self.automatic:
            self.check()

    def _command(self) -> CheckPictures | None:
        catalogue, dataset = self._catalogue, self._session.dataset
        if catalogue is None or dataset is None:
            return None
        added = added_paths(dataset)
        self._asked = frozenset(added)
        return CheckPictures(str(catalogue.root), catalogue.reading, catalogue.chosen, added=added)

    def _check_again(self) -> None:
        """Check once more, for what a person has added; a check that does not know of it is ended."""
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.check()

    def _take(self, event: Event) -> None:
        if isinstance(event, JobFinished):
            self._measured, self._ended = None, True
            self._find()

    def _find(self) -> None:
        """Find in a thread what follows from what was measured."""
        dataset, known = self._session.dataset, self._measured
        if dataset is None or self._job is not None:
            return

        sides = self.sides if known is not None else None
        session, ended = self._session, self._ended
        runs, listed = session.runs_folder, tuple(run.path for run in session.runs)

        def work(_: object) -> _Found:
            from resnet_studio.core.checks.find import check
            from resnet_studio.core.checks.store import read_measured
            from resnet_studio.core.runs.mended_split import mended_split

            measured = known or read_measured(dataset.root, (one.path for one in dataset.catalogue.pictures))
            found = check(dataset, measured)
            mends = mended_split(dataset, found.groups, runs, listed) if ended else None
            return (
                measured,
                found,
                measured.shorter_sides() if sides is None else sides,
                mends,
            )

        self._background.do(_FIND, work, self._found, self._not_found)

    def _not_found(self, error: Exception) -> None:
        unknown = message("The findings could not be computed: {problem}.", problem=text_of(error))
        self.problem = (error.message if isinstance(error, StudioError) else unknown, "")
        self.changed.emit()

    def _found(self, result: _Found) -> None:
        (self._measured, found, self.sides, mends), self._ended = result, False
        if mends is not None:
            self.mendable.emit(mends)
            if self._background.busy(_FIND):  # it was done, and what follows from that is to come
                return
        self._all = self._with_learned(found)  # a run may have begun meanwhile
        self.checked = self._open(self._all)
        self.changed.emit()

    def _open(self, found: Checked) -> Checked:
        """What was found without what settings of the next run answer."""
        from resnet_studio.core.checks.remedies import with_settings

        dataset = self._session.dataset
        return with_settings(found, dataset, self._session.draft.config.to_record()) if dataset is not None else found

    def _follow_learned(self) -> None:
        """Say of which pictures a run has learned that began since they were checked."""
        if self._all is not None:
            self._all = self._with_learned(self._all)
            self._follow_settings()

    def _with_learned(self, found: Checked) -> Checked:
        """What was found, with what runs have learned from now of the pictures that would leave training."""
        from resnet_studio.core.checks.find import with_learned

        dataset = self._session.dataset
        return with_learned(found, dataset, self._session.edits.learned_from(dataset.key)) if dataset else found

    def _follow_settings(self) -> None:
        if self._all is not None and self.checked is not None and (now := self._open(self._all)) != self.checked:
            self.checked = now
            self.changed.emit()
