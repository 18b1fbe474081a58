"""A run for each fold of the open dataset, one after the other."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from resnet_studio.core.basics.errors import StudioError, text_of
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunFinished
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.training import TrainingControl


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
    """What is under way."""

    tag: str
    config: TrainConfig
    count: int
    left: deque[_Fold]
    runs: list[Path] = field(default_factory=list)


class FoldsControl(QObject):
    """Trains the folds of the open dataset. Those that were begun with the same settings go on; none is trained twice.

    Attributes:
        standing: how far the folds are, why they ended, or what they say together.
        tag: what finds the runs of the newest folds; "" before there are any.

    Signals: ``changed()``; ``finished()``, all folds are trained, and `standing` says what they say together.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, session: Session, training: TrainingControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._training = session, training
        self._background = Background(self)
        self._folds: _Folds | None = None
        self._preparing = False
        self.standing: Message = NOTHING
        self.tag = ""
        training.ended.connect(self._follow)
        training.failed_to_start.connect(self._stop)

    @property
    def busy(self) -> bool:
        """Whether folds are being trained, or will be in a moment."""
        return self._preparing or self._folds is not None

    def start(self, count: int) -> None:
        """Train the open dataset in so many folds."""
        dataset = self._session.dataset
        if dataset is None or self.busy:
            return
        if self._training.active:
            self._say(message("Another run is in training. Try again when it has ended."))
            return
        # Pictures that are set aside must not choose how long is trained.
        config, runs = self._session.draft.config.changed(early_stopping=0), self._session.runs_folder
        self._preparing = True
        self._say(message("Dividing the pictures"))
        self._background.do("folds", lambda _: _divided(dataset, count, config, runs), self._begin, self._failed)

    def _begin(self, folds: _Folds) -> None:
        self._preparing, self._folds, self.tag = False, folds, folds.tag
        self._go_on()

    def _failed(self, error: Exception) -> None:
        self._preparing, self._folds = False, None
        self._say(text_of(error))

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
        runs = tuple(folds.runs)

        def work(_: object) -> Message:
            from resnet_studio.core.runs.cross_validation import results_of

            return joined(*results_of(runs).sentences)

        self._background.do("results", work, self._finish, self._failed)

    def _train(self, folds: _Folds, fold: _Fold) -> None:
        from resnet_studio.core.runs.cross_validation import create_fold

        self._say(message("Fold {number} of {count} is in training.", number=fold.number, count=folds.count))
        run = fold.run
        try:
            if run is None:
                run = create_fold(self._session.runs_folder, folds.config, fold.part, folds.tag, fold.number)
        except StudioError as error:
            self._failed(error)
            return
        folds.runs.append(run)
        if fold.started:
            self._training.resume_run(run)
        else:
            self._training.begin(ActiveRun(run, folds.config, fold.part, RunHistory()))

    def _follow(self, run: ActiveRun) -> None:
        folds = self._folds
        if folds is None or not folds.runs or run.path != folds.runs[-1]:
            return
        if isinstance(run.history.ended, RunFinished):
            QTimer.singleShot(0, self, self._go_on)  # others that follow the training see its end first
        else:
            self._stop()

    def _stop(self, _problem: object = None) -> None:
        if (folds := self._folds) is not None:
            self._folds = None
            number = folds.count - len(folds.left)
            self._say(
                message(
                    "Fold {number} of {count} ended early. Train goes on with it.", number=number, count=folds.count
                )
            )

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
    from resnet_studio.core.checks.find import check
    from resnet_studio.core.checks.store import read_measured
    from resnet_studio.core.dataset.changes import require_folder
    from resnet_studio.core.dataset.folds import folds
    from resnet_studio.core.runs.cross_validation import begun, kept_in_one_fold, name_of_folds
    from resnet_studio.core.runs.run_log import is_finished, read_history

    require_folder(dataset.root)
    checked, tag = check(dataset, read_measured(dataset.root)), show(name_of_folds(dataset, count))
    made: deque[_Fold] = deque()
    for number, part in enumerate(folds(dataset, count, config.seed, kept_in_one_fold(dataset, checked)), 1):
        run = begun(runs, config, part, tag)
        started = run is not None and read_history(run, outline=True).started is not None
        made.append(_Fold(number, part, run, started, run is not None and is_finished(run)))
    return _Folds(tag, config, count, made)
