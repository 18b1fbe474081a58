"""Classes proposed for pictures that have none: features by the engine, and what follows from them after each label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.protocol.jobs.features import DescribePictures, PicturesDescribed
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.background_job import BackgroundJob
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resnet_studio.core.dataset.propose import Proposals

TEXTS = JobTexts(
    running=message("Comparing pictures"),
    awaited=message("Waiting for the comparison of pictures to stop"),
    gives_way=message("Waiting for the comparison of pictures to give way"),
)
_READ, _PROPOSE = "read", "propose"
_FIRST: Final = 200  # pictures that differ much, for the first labels


class ProposingControl(BackgroundJob):
    """Proposes classes for the pictures of the open dataset that have none, again after each label.

    Attributes:
        depth: of the ResNet by whose features pictures are compared; 0: by their colours; None before.
        weights: the file that its weights are from; empty for those of ImageNet.
        weights_file: gives the file of weights that was used last; empty for none.
        proposals: what is proposed; None before there are enough labels.
        first: paths of pictures that differ much from each other, in the order in which labels teach most.
    """

    texts = TEXTS
    before = (CheckPictures,)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._background = Background(self)
        self._catalogue: Catalogue | None = None
        self._features: tuple[tuple[str, ...], NDArray[np.float32]] | None = None  # of length 1
        self.depth: int | None = None
        self.weights = ""
        self.weights_file: Callable[[], str] = lambda: ""
        self.proposals: Proposals | None = None
        self.first: tuple[str, ...] = ()
        session.dataset_changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether pictures are being described, or will be."""
        return self._wanted or self._background.busy(_READ)

    @property
    def renewing(self) -> bool:
        """Whether proposals will change in a moment, because labels have."""
        return self._background.busy(_PROPOSE)

    def want(self, *, again: bool = False) -> None:
        """Have proposals for the open dataset from now on, if it has pictures without a class.

        With ``again``, what has failed is tried once more.
        """
        dataset = self._session.dataset
        if dataset is None or not dataset.unlabelled:
            return
        if dataset.catalogue is not self._catalogue or (again and self.problem is not None and not self.busy):
            self._catalogue = dataset.catalogue
            self._want()

    def compare_better(self) -> None:
        """Compare pictures again, by a network that there was none of before."""
        dataset = self._session.dataset
        if dataset is not None and dataset.catalogue is self._catalogue and self.depth == 0 and dataset.unlabelled:
            self._want()

    def _follow(self, dataset: Dataset) -> None:
        if self._catalogue is None:
            return
        if dataset.catalogue is self._catalogue:
            self._propose()
            return
        self.cancel()
        for kind in (_READ, _PROPOSE):
            self._background.cancel(kind)
        self._catalogue = self._features = self.proposals = self.problem = self.depth = None
        self.first = ()
        self.changed.emit()

    def _command(self) -> DescribePictures | None:
        if (catalogue := self._catalogue) is None:
            return None
        device = self._session.draft.config.device
        file = self.weights_file()
        return DescribePictures(str(catalogue.root), catalogue.reading, catalogue.chosen, device, file)

    def _take(self, event: Event) -> None:
        if not isinstance(event, PicturesDescribed):
            return
        self.depth, self.weights = event.depth, event.weights

        def read(_: object) -> tuple[tuple[str, ...], NDArray[np.float32], tuple[str, ...]]:
            from resnet_studio.core.dataset.propose import spread, units
            from resnet_studio.core.runs.features import PictureFeatures

            found = PictureFeatures.read(Path(event.file))
            paths = tuple(name.split(" ", 2)[2] for name in found.paths)  # size and time stand before it
            values = units(found.values)
            return paths, values, tuple(paths[index] for index in spread(values, _FIRST))

        self._background.do(_READ, read, self._take_features, self._fail)

    def _fail(self, error: Exception) -> None:
        """Say that nothing can be proposed; it is tried again when a person comes back."""
        unknown = message("Pictures could not be compared: {problem}.", problem=str(error) or type(error).__name__)
        self.problem = (error.message if isinstance(error, StudioError) else unknown, "")
        self.proposals = None
        self.changed.emit()

    def _take_features(self, found: tuple[tuple[str, ...], NDArray[np.float32], tuple[str, ...]]) -> None:
        self._features, self.first = found[:2], found[2]
        self.changed.emit()
        self._propose()

    def _propose(self) -> None:
        dataset, features = self._session.dataset, self._features
        if dataset is None or features is None or not dataset.unlabelled:
            self.proposals = None
            self.changed.emit()
            return
        names = {name: label for label, name in enumerate(dataset.all_classes)}

        def work(_: object) -> Proposals | None:
            from resnet_studio.core.dataset.propose import propose

            label_of = {one.path: names[dataset.classes[one.label]] for one in dataset.pictures}
            left_out = frozenset(one.path for one in dataset.left_out)
            return propose(*features, label_of, dataset.all_classes, left_out)

        self._background.do(_PROPOSE, work, self._proposed, self._fail)

    def _proposed(self, proposals: Proposals | None) -> None:
        self.proposals = proposals
        self.changed.emit()
