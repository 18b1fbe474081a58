"""Training pictures as the network gets them, made by the engine again whenever a setting changes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from PySide6.QtCore import QObject, QTimer

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS, STEM
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.views import ShowViews, ViewShown
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import Session

TEXTS: Final = JobTexts(
    running=message("Showing changed pictures"), awaited=message("Waiting for changed pictures to be shown")
)
SHOWN: Final = 16
"""Pictures of a batch that are shown."""
_MOST: Final = 64  # of a larger batch, so many are mixed with each other
_PATIENCE_MS: Final = 60
"""While a number is typed or stepped, no job begins."""


class ViewsControl(JobControl):
    """Has the first batch of the draft shown as its first step gets it, and one of its pictures as each epoch gets it.

    Attributes:
        labels: of the pictures of the batch, in its order.
        batch, draws: what is shown, by the place in the batch and by the epoch, until it is replaced.
        drawn: place in the batch of the one picture.
    """

    texts = TEXTS

    def __init__(self, session: Session, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._session = session
        self._wanted = False
        self._asked: ShowViews | None = None  # what is shown, or will be
        self._first: tuple[Dataset, tuple[int, str, int], tuple[int, ...]] | None = None
        self.labels: tuple[int, ...] = ()
        self.batch: dict[int, ViewShown] = {}
        self.draws: dict[int, ViewShown] = {}
        self.drawn = 0
        self._clock = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._clock.timeout.connect(self._ask)
        session.dataset_changed.connect(self._follow)
        session.draft.changed.connect(lambda _: self._soon())

    @property
    def dataset(self) -> Dataset | None:
        """The open dataset."""
        return self._session.dataset

    @property
    def mixes_results(self) -> bool:
        """Whether what frozen layers make of the pictures is mixed, and not the pictures."""
        config = self._session.draft.config
        return config.mixing.mixes and STEM in config.frozen

    @property
    def changes(self) -> bool:
        """Whether a picture looks different in each epoch."""
        return self._session.draft.config.augmentation.is_random

    @property
    def name_of_drawn(self) -> str:
        """Path of the one picture in the dataset's folder; empty where there is none."""
        return self._asked.paths[self.drawn] if self._asked is not None else ""

    def want(self, wanted: bool) -> None:
        """Show, or do nothing any more, because no person sees it."""
        self._wanted = wanted
        if wanted:
            self._soon()
        else:
            self._clock.stop()
            if self.busy:
                self._abandon()
                self._asked = None

    def draw(self, place: int) -> None:
        """Show this picture of the batch several times."""
        if place in self.batch and place != self.drawn:
            self.drawn = place
            self._soon()

    def retry(self) -> None:
        """Ask again."""
        self._asked = None
        self._soon()

    def _follow(self, _: Dataset) -> None:
        self._abandon()
        self._asked = None
        self.drawn, self.labels = 0, ()
        self.batch.clear()
        self.draws.clear()
        self._soon()
        self.changed.emit()

    def _soon(self) -> None:
        if self._wanted and self.dataset is not None:
            self._clock.start()

    def _ask(self) -> None:
        if self.dataset is None or not self._wanted:
            return
        asked = self._views(self.dataset, self._session.draft.config)
        if asked is None or asked == self._asked:
            return
        self._asked = asked
        self._abandon()
        self._submit(asked)

    def _views(self, dataset: Dataset, config: TrainConfig) -> ShowViews | None:
        pictures = dataset.part("train")
        if not pictures:
            return None
        numbers = self._numbers(dataset, config)
        order = [number % len(pictures) for number in numbers]
        self.labels = tuple(pictures[index].label for index in order)
        self.drawn = min(self.drawn, len(order) - 1)
        return ShowViews(
            root=str(dataset.root),
            paths=tuple(pictures[index].path for index in order),
            indices=numbers,
            count=max(len(pictures), max(numbers) + 1),
            shown=min(SHOWN, len(order)),
            image_size=config.image_size,
            small=config.depth in SMALL_DEPTHS,
            changes=tuple(asdict(config.mixing).items()),
            seed=config.seed,
            drawn=self.drawn,
            scale=dataset.scale,
        )

    def _numbers(self, dataset: Dataset, config: TrainConfig) -> tuple[int, ...]:
        """The first batch of the first epoch; as it takes a while for a million pictures, it is kept."""
        key = (config.seed, config.class_weights, config.batch_size)
        known = self._first
        if known is None or known[0] is not dataset or known[1] != key:
            from resnet_studio.core.runs.epoch_order import order_of_epoch, with_repeats

            labels = [picture.label for picture in dataset.part("train")]
            numbers = with_repeats(order_of_epoch(config, labels, 1), len(labels))
            known = self._first = (dataset, key, tuple(numbers[: min(config.batch_size, _MOST)]))
        return known[2]

    def _take(self, event: Event) -> None:
        if isinstance(event, ViewShown):
            shown = self.draws if event.draw else self.batch
            shown[event.draw or event.place] = event

    def _end(self, event: Event) -> None:
        if self._asked is not None:
            for place in [place for place in self.batch if place >= self._asked.shown]:
                del self.batch[place]
