"""Maps of a run's pictures, and the training pictures most like one, as the window controls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.map_pictures import FeaturesReady, MapPictures, MapReady
from resnet_studio.core.runs.alike import Alike, most_alike, read_features
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import Session

TEXTS = JobTexts(
    running=message("Comparing pictures"),
    awaited=message("Waiting for the comparison of pictures to end"),
    gives_way=message("Waiting for the comparison of pictures to give way"),
)


class MapsControl(JobControl):
    """Has the pictures of one run compared by their features: a map of all, and the most alike of one.

    Attributes:
        maps: those that are there, by method: "pca", "tsne".
        of: how many pictures the run has that could be on a map.

    Signals:
        maps_changed(): `maps` has changed.
        alike_found(str, object): a picture, and a list of `Alike`; None where it has no features.
    """

    texts = TEXTS
    maps_changed = Signal()
    alike_found = Signal(str, object)

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._background = Background(self)
        self._files: tuple[Path, ...] = ()
        self._features: PictureFeatures | None = None
        self._asked: tuple[str, Sequence[str]] | None = None  # what waits for the features
        self._drawing = False
        self.run: Path | None = None
        self.maps: Mapping[str, PictureMap] = {}
        self.of = 0

    @property
    def drawing(self) -> bool:
        """Whether a map is being made, or will be."""
        return self.busy and self._drawing

    def set_run(self, run: Path | None) -> None:
        """Compare the pictures of this run from now on."""
        if run == self.run:
            return
        self._abandon()
        for kind in ("features", "pca", "tsne"):
            self._background.cancel(kind)
        self.run, self.maps, self.of, self.problem = run, {}, 0, None
        self._files, self._features, self._asked, self._drawing = (), None, None, False
        self.maps_changed.emit()
        self.changed.emit()

    def draw(self) -> None:
        """Make the maps."""
        if self.busy and not self._drawing:
            self._abandon()  # it was for the features alone
        if not self.busy:
            self._drawing = True
            self._begin(neighbours=True)

    def cancel(self) -> None:
        """Stop comparing; the maps so far stay."""
        self._asked = None
        super().cancel()

    def find_alike(self, path: str, among: Sequence[str]) -> None:
        """Find which of the pictures are most like one; `alike_found` answers."""
        self._asked = (path, among)
        if self._features is not None or self._files:
            self._answer()
        elif not self.busy:
            self._drawing = False
            self._begin(neighbours=False)

    def _begin(self, *, neighbours: bool) -> None:
        if self.run is not None:
            self._submit(MapPictures(str(self.run), self._session.draft.config.device, neighbours))

    def _take(self, event: Event) -> None:
        if isinstance(event, FeaturesReady) and self.run is not None:
            self._files = tuple(self.run / file for file in event.files)
            self._answer()
        elif isinstance(event, MapReady) and self.run is not None:
            self._read_map(event, self.run / event.file)

    def _end(self, event: Event) -> None:
        if self.problem is not None:
            self._asked = None

    def _read_map(self, event: MapReady, file: Path) -> None:
        def done(found: PictureMap) -> None:
            self.maps = {**self.maps, event.method: found}
            self.of = max(self.of, event.of)
            self.maps_changed.emit()

        self._background.do(event.method, lambda _: PictureMap.read(file), done, self._fail_reading)

    def _answer(self) -> None:
        """Find what was asked for, in a thread: the features of 10,000 pictures are 20 MB."""
        if self._asked is None:
            return
        (path, among), files, known = self._asked, self._files, self._features
        self._asked = None

        def work(_: Stale) -> tuple[PictureFeatures, list[Alike] | None]:
            features = known or read_features(files)
            return features, most_alike(features, path, among)

        def done(result: tuple[PictureFeatures, list[Alike] | None]) -> None:
            self._features, found = result
            self.alike_found.emit(path, found)

        self._background.do("features", work, done, self._fail_reading)

    def _fail_reading(self, error: Exception) -> None:
        self.problem, self._asked = (text_of(error), ""), None
        self.changed.emit()
