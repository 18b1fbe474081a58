"""A run for each fold of the open dataset, one after the other."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from resnet_studio.core.basics.errors import StudioError, text_of
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunFailed, RunFinished
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.training import BUSY, TrainingControl


@dataclass(frozen=True)
class _Fold:
    """One fold: its number from 1, its dataset, and its run where an earlier call has made one."""

    number: int
    part: Dataset
    run: Path | None
    started: bool = False
    finished: bool = False


@dataclass
class _Folds:
    """What is under way.

    Attributes:
        folder: where the runs are made, whatever folder is chosen for others meanwhile.
        unchecked: how many pictures were not checked for near-duplicates.
    """

    tag: str
    config: TrainConfig
    count: int
    folder: Path
    unchecked: int
    left: deque[_Fold]
    runs: list[Path] = field(default_factory=list)


class FoldsControl(QObject):
    """Trains the folds of the open dataset. Those that were begun with the same settings go on; none is trained twice.

    Attributes:
        standing: how far the newest folds are, why they ended, or what they say together.
        tag: what finds their runs; "" before there are any.

    Signals: ``changed()``; ``finished()``, all folds are trained, and `standing` says what they say together;
    ``failed(bool)``, one was not, and `standing` says why; whether any of them has a run; ``left(int)``, a person ended
    one; how many there are, for `start` to go on with; ``refused()``, they could not start, and `standing` says why.
    """

    changed = Signal()
    finished = Signal()
    failed = Signal(bool)
    left = Signal(int)
    refused = Signal()

    def __init__(self, session: Session, training: TrainingControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._training = session, training
        self._background = Background(self)
        self._folds: _Folds | None = None
        self._preparing = False
        self._of: Dataset | None = None
        self._with: TrainConfig | None = None  # the settings of the newest folds
        self.standing: Message = NOTHING
        self.tag = ""
        training.ended.connect(self._follow)
        for signal in (session.dataset_changed, session.draft.changed):
            signal.connect(lambda _: self.changed.emit())

    @property
    def busy(self) -> bool:
        """Whether folds are being trained, or will be in a moment."""
        return self._preparing or self._folds is not None

    @property
    def of_open(self) -> bool:
        """Whether the newest folds are those of the open dataset."""
        opened = self._session.dataset
        return self._of is not None and opened is not None and opened.key == self._of.key

    @property
    def config(self) -> TrainConfig:
        """The settings that folds of the open dataset are trained with."""
        return self._session.draft.config.changed(early_stopping=0)  # pictures set aside must not choose how long

    @property
    def goes_on(self) -> bool:
        """Whether settings and pictures are those of the newest folds, so that `start` goes on with them."""
        from resnet_studio.core.runs.cross_validation import without_marks

        dataset, of = self._session.dataset, self._of
        if dataset is None or of is None or self.config != self._with:
            return False
        return without_marks(dataset).same_as(without_marks(of))

    @property
    def standing_here(self) -> Message:
        """What there is to say beside the open dataset: of folds of another, only that they are in training."""
        if self.of_open:
            return self.standing
        if self._of is None or not self.busy:
            return NOTHING
        return message("Folds of {dataset:name} are in training.", dataset=name_of(self._of))

    def start(self, count: int) -> None:
        """Train the open dataset in so many folds."""
        dataset = self._session.dataset
        if dataset is None or self.busy:
            return
        if not self.of_open:
            self.tag = ""
        self._of = dataset
        if self._training.active:
            self._say(BUSY)
            self.refused.emit()
            return
        config, runs = self.config, self._session.runs_folder
        self._preparing, self._with = True, config
        self._say(message("Dividing the pictures"))
        self._background.do("folds", lambda _: _divided(dataset, count, config, runs), self._begin, self._failed)

    def _begin(self, folds: _Folds) -> None:
        self._preparing, self._folds, self.tag = False, folds, folds.tag
        self._go_on()

    def _failed(self, error: Exception) -> None:
        refused, self._preparing, self._folds = self._preparing, False, None
        self._say(text_of(error))
        if refused:
            self.refused.emit()

    def _go_on(self) -> None:
        folds = self._folds
        if folds is None:
            return
        while folds.left:
            fold = folds.left.popleft()
            if fold.finished and fold.run is not None:
                folds.runs.append(fold.run)
                continue
            self._train(folds, fold)
            return
        runs, unchecked = tuple(folds.runs), _unchecked(folds.unchecked)

        def work(_: object) -> Message:
            from resnet_studio.core.runs.cross_validation import results_of

            return joined(*results_of(runs).sentences, unchecked)

        self._background.do("results", work, self._finish, self._failed)

    def _train(self, folds: _Folds, fold: _Fold) -> None:
        from resnet_studio.core.runs.cross_validation import create_fold

        if self._training.active:  # a person was quicker
            self._end(BUSY)
            return
        said = message("Fold {number} of {count} is in training.", number=fold.number, count=folds.count)
        self._say(joined(said, _unchecked(folds.unchecked)))
        try:
            run = fold.run or create_fold(folds.folder, folds.config, fold.part, folds.tag, fold.number)
        except StudioError as error:
            self._end(text_of(error))
            return
        folds.runs.append(run)
        if fold.started:
            self._training.resume_next(run, self._end)
        elif not self._training.begin(ActiveRun(run, folds.config, fold.part, RunHistory())):
            self._end(BUSY)

    def _follow(self, run: ActiveRun) -> None:
        folds = self._folds
        if folds is None or not folds.runs or run.path != folds.runs[-1]:
            return
        ended = run.history.ended
        if isinstance(ended, RunFinished):
            QTimer.singleShot(0, self, self._go_on)  # others that follow the training see its end first
        elif isinstance(ended, RunFailed):
            self._end(ended.error, begun=True)
        else:
            self._end()

    def _end(self, why: Message = NOTHING, *, begun: bool = False) -> None:
        """End before all folds are trained: a person ended the newest, or it failed or could not start for a reason."""
        if (folds := self._folds) is None:
            return
        self._folds = None
        number = folds.count - len(folds.left)
        if why:
            said = message("Fold {number} of {count} could not start.", number=number, count=folds.count)
            if begun:
                said = message("Fold {number} of {count} failed.", number=number, count=folds.count)
            self._say(joined(said, why))
            self.failed.emit(bool(folds.runs))
            return
        self._say(
            message(
                "Fold {number} of {count} ended early. With the same settings and pictures, “Train {count} folds” goes "
                "on with it.",
                number=number,
                count=folds.count,
            )
        )
        self.left.emit(folds.count)

    def _finish(self, together: Message) -> None:
        self._folds = None
        self._say(together)
        self.finished.emit()

    def _say(self, sentence: Message) -> None:
        self.standing = sentence
        self.changed.emit()


def _divided(dataset: Dataset, count: int, config: TrainConfig, runs: Path) -> _Folds:
    """The folds, each with its run where there is one.

    Raises:
        StudioError: there cannot be so many folds.
    """
    from resnet_studio.core.checks.find import alike_in
    from resnet_studio.core.checks.store import read_measured
    from resnet_studio.core.dataset.changes import require_folder
    from resnet_studio.core.dataset.folds import folds
    from resnet_studio.core.runs.cross_validation import begun, kept_in_one_fold, name_of_folds
    from resnet_studio.core.runs.run_log import is_finished, read_history

    require_folder(dataset.root)
    alike, tag = alike_in(dataset, read_measured(dataset.root)), show(name_of_folds(dataset, count))
    made: deque[_Fold] = deque()
    for number, part in enumerate(folds(dataset, count, config.seed, kept_in_one_fold(dataset, alike.groups)), 1):
        run = begun(runs, config, part, tag)
        started = run is not None and read_history(run, outline=True).started is not None
        made.append(_Fold(number, part, run, started, run is not None and is_finished(run)))
    return _Folds(tag, config, count, runs, alike.unchecked, made)


def _unchecked(pictures: int) -> Message:
    """Of which pictures near-duplicates are unknown."""
    from resnet_studio.core.checks.not_checked import in_folds

    return in_folds(pictures) if pictures else NOTHING
