"""Training pictures as the network gets them, made by the engine again whenever a setting changes them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Self

from PySide6.QtCore import QObject, QTimer

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS, STEM
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.views import DRAWS, ShowViews, ViewShown
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import Session

TEXTS: Final = JobTexts(
    running=message("Showing changed pictures"), awaited=message("Waiting for changed pictures to be shown")
)
SHOWN: Final = 16
"""Pictures of a batch that are shown."""
_FIRST = "batch"
_PATIENCE_MS: Final = 60
"""While a number is typed or stepped, no job begins."""


@dataclass(frozen=True, slots=True)
class _First:
    """The first batch of the first epoch, and what it follows from.

    Attributes:
        key: of the settings.
        count: of training pictures.
        numbers: of those of the batch, as `with_repeats` gives them.
        paths, labels: of each.
    """

    dataset: Dataset
    key: tuple[int, str, int]
    count: int
    numbers: tuple[int, ...]
    paths: tuple[str, ...]
    labels: tuple[int, ...]

    @classmethod
    def of(cls, dataset: Dataset, config: TrainConfig) -> Self:
        """Takes about a second for a million pictures."""
        from resnet_studio.core.runs.epoch_order import order_of_epoch, with_repeats

        pictures = dataset.part("train")
        numbers = with_repeats(order_of_epoch(config, [one.label for one in pictures], 1), len(pictures))
        size = len(numbers) if len(numbers) == config.batch_size + 1 else config.batch_size  # none is left alone
        taken = [pictures[number % len(pictures)] for number in numbers[:size]]
        paths, labels = tuple(one.path for one in taken), tuple(one.label for one in taken)
        return cls(dataset, _key(config), len(pictures), tuple(numbers[:size]), paths, labels)


def _key(config: TrainConfig) -> tuple[int, str, int]:
    return config.seed, config.class_weights, config.batch_size


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
        self._first: _First | None = None
        self._background = Background(self)
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
        return self._asked.paths[self._asked.drawn] if self._asked is not None else ""

    @property
    def count_of_draws(self) -> int:
        """How often the one picture is shown."""
        return self._asked.draws if self._asked is not None else DRAWS

    @property
    def epochs(self) -> int:
        """How many epochs the draft has."""
        return self._session.draft.config.epochs

    @property
    def views_in_turn(self) -> int:
        """How many views of a picture the epochs take in turn, because layers are frozen; 0: each has a new one."""
        config = self._session.draft.config
        return config.views if STEM in config.frozen and config.views < config.epochs else 0

    def want(self, wanted: bool) -> None:
        """Show, or do nothing any more, because no person sees it."""
        self._wanted = wanted
        if wanted:
            self._soon()
        else:
            self._clock.stop()
            self._background.cancel(_FIRST)
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
        self._background.cancel(_FIRST)
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
        dataset, config, first = self.dataset, self._session.draft.config, self._first
        if dataset is None or not self._wanted:
            return
        if first is None or first.dataset is not dataset or first.key != _key(config):

            def work(_: Stale) -> _First:
                return _First.of(dataset, config)

            self._background.do(_FIRST, work, self._know, lambda _: None)
        elif first.numbers and (asked := self._views(first, config)) != self._asked:
            self._drop_others(asked)
            self._asked, self.labels, self.drawn = asked, first.labels, asked.drawn
            self._abandon()
            self._submit(asked)

    def _know(self, first: _First) -> None:
        self._first = first
        self._ask()

    def _drop_others(self, asked: ShowViews) -> None:
        """Show no longer what would have the name of another picture; views with other changes stay until replaced."""
        before = self._asked
        if before is None or (before.root, before.paths) != (asked.root, asked.paths):
            self.batch.clear()
            self.draws.clear()
        elif before.drawn != asked.drawn:
            self.draws.clear()
        self.draws = {draw: view for draw, view in self.draws.items() if draw <= asked.draws}

    def _views(self, first: _First, config: TrainConfig) -> ShowViews:
        frozen, numbers = STEM in config.frozen, first.numbers
        if frozen:  # each time that a picture comes, it is the same view
            numbers = tuple(number % first.count for number in numbers)
        shown = min(SHOWN, len(numbers))
        return ShowViews(
            root=str(first.dataset.root),
            paths=first.paths,
            indices=numbers,
            count=max(first.count, max(numbers) + 1),
            shown=shown,
            image_size=config.image_size,
            small=config.depth in SMALL_DEPTHS,
            changes=tuple(asdict(config.mixing).items()),
            seed=config.seed,
            drawn=min(self.drawn, shown - 1),
            draws=DRAWS if config.augmentation.is_random else 1,
            scale=first.dataset.scale,
        )

    def _take(self, event: Event) -> None:
        if isinstance(event, ViewShown):
            shown = self.draws if event.draw else self.batch
            shown[event.draw or event.place] = event

    def _end(self, event: Event) -> None:
        if self._asked is not None:
            for place in [place for place in self.batch if place >= self._asked.shown]:
                del self.batch[place]
