"""The results on show: of which run, read from its folder, and measured by the engine where figures are missing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.runs.figures_file import Stored, stored
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.core.runs.threshold import Threshold, keep_threshold, plain_threshold, read_threshold
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.training import TrainingControl

TEXTS = JobTexts(running=message("Measuring"), awaited=message("Waiting for the measurement to end"))

PARTS: Final = ("validation", "test")
"""That are held back from training."""


def _of_run(run: Path) -> dict[str, Stored]:
    """The figures that a run's folder holds of the model that it has now, by part."""
    return {part: found for part in PARTS if (found := stored(run, part)) is not None}


class ResultsControl(JobControl):
    """Shows the results of one run: the one that a person chose, else of the newest or best one of the open dataset.

    Attributes:
        run: the one on show, or None.
        part: of which the figures are on show, "validation" or "test".
        reading: whether its files are being read.
        threshold: what is kept with the model of the run, or None.
        newer: a run that would be on show by itself if a person did not look at another: what a person does there must
            not reach it unseen. It is shown when they come back, or ask for it.

    Signals:
        run_changed(object): another `RunSummary` is on show, or None.
        figures_changed(): `known` or `part` has changed: other figures are on show, or none.
        threshold_changed(): `threshold` has changed.
        threshold_failed(object): why it could not be kept, a `Message`.
    """

    run_changed = Signal(object)
    figures_changed = Signal()
    threshold_changed = Signal()
    threshold_failed = Signal(object)
    texts = TEXTS

    def __init__(
        self, session: Session, training: TrainingControl, jobs: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(jobs, parent)
        self._session, self._training = session, training
        self._background = Background(self)
        self._chosen = False  # by a person, not by this class
        self._looked_at = False
        self.newer: RunSummary | None = None
        self._key: DatasetKey | None = None  # of the open dataset
        self._known: Mapping[str, Stored] = {}
        self._measured: set[Path] = set()  # runs whose model this window has had measured
        self.run: RunSummary | None = None
        self.part = "validation"
        self.reading = False
        self.threshold: Threshold | None = None
        session.dataset_changed.connect(self._follow_dataset)
        session.best_changed.connect(self._follow_best)
        training.started.connect(lambda _: self.changed.emit())
        training.ended.connect(self._follow_training)
        training.ended.connect(lambda _: self.changed.emit())

    # What is on show -------------------------------------------------------------------------------------------

    @property
    def known(self) -> Stored | None:
        """The figures on show."""
        return self._known.get(self.part)

    @property
    def choosing(self) -> Stored | None:
        """The figures from which a threshold may be chosen: those of the validation part."""
        return self._known.get("validation")

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts whose figures are known."""
        return tuple(self._known)

    @property
    def training(self) -> bool:
        """Whether a run trains, or the one that has just ended is being read."""
        return self._training.active or self._background.busy("ended")

    @property
    def missing(self) -> bool:
        """Whether the model that the run has now could be measured, and was not."""
        run = self.run
        return run is not None and run.usable and not self.reading and not self._known

    def others(self) -> bool:
        """Whether there are runs to pick one of."""
        return any(run.usable for run in self._session.runs)

    def is_own(self) -> bool:
        """Whether the run on show is of the open dataset; without one, whether it need not be said."""
        dataset = self._session.dataset
        return self.run is None or dataset is None or self.run.is_of(dataset)

    def show(self, run: RunSummary | None) -> None:
        """Show the results of this run, as a person asked."""
        self._chosen = run is not None
        self._show(run)

    def enter(self) -> None:
        """A person comes to look; of runs that have ended since, the newest is shown."""
        self.show_newer()
        self._looked_at = True

    def show_newer(self) -> None:
        """Show the newer run, unless its folder was deleted meanwhile."""
        newer, self.newer = self.newer, None
        if newer is not None and files.is_dir(newer.path):
            self.show(newer)
        elif newer is not None:
            self.changed.emit()

    def leave(self) -> None:
        """A person does not look any more."""
        self._looked_at = False

    def choose_part(self, part: str) -> None:
        """Show the figures of this part."""
        if part != self.part:
            self.part = part
            self.figures_changed.emit()

    # Following the session -------------------------------------------------------------------------------------

    def _follow_dataset(self, dataset: Dataset) -> None:
        """Another dataset takes the choice back: its own best run is shown, if there is one."""
        if dataset.key != self._key:
            self._key = dataset.key
            self._chosen = False
            self._follow_best(self._session.best)

    def _follow_best(self, best: RunSummary | None) -> None:
        if not self._chosen and not self._waits(best):
            self._show(best)

    def _waits(self, run: RunSummary | None) -> bool:
        """Whether a run is not shown by itself now, because a person looks at another."""
        other = run is not None and self.run is not None and run.path != self.run.path
        if self._looked_at and other:
            self.newer = run
            self.changed.emit()
        return self._looked_at and other

    def _follow_training(self, ended: ActiveRun) -> None:
        """Show the run that has just ended, unless a person works on another dataset meanwhile."""
        if not ended.history.kept or not (self.run is None or ended.is_of(self._session.dataset)):
            return

        self._measured.discard(ended.path)  # its model is another one now

        def read(_: Stale) -> RunSummary:
            return summarise(ended.path)

        def done(run: RunSummary) -> None:
            if not self._waits(run):
                self.show(run)

        self._background.do("ended", read, done, self._fail)

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Follow the run on show, and the newer one, to a new name."""
        if self.newer is not None and self.newer.path == old:
            self.newer = new
            self.changed.emit()
        if self.run is not None and self.run.path == old:
            self._show(new)

    def follow_moved(self, moved: Moved) -> None:
        """Show the pictures of the run on show, and later those of the newer one, where they are now."""
        if self.newer is not None and self.newer.path in moved.runs:
            self.newer = replace(self.newer, root=str(moved.root))
        if self.run is not None and self.run.path in moved.runs:
            self.run = replace(self.run, root=str(moved.root))
            self.figures_changed.emit()

    def run_deleted(self, path: Path) -> None:
        """Show the best run instead of one that is gone."""
        if self.newer is not None and self.newer.path == path:
            self.newer = None
            self.changed.emit()
        if self.run is not None and self.run.path == path:
            self._chosen = False
            self._show(self._session.best if self._session.best and self._session.best.path != path else None)

    def _show(self, run: RunSummary | None) -> None:
        before, self.run = self.run, run
        if run == before:
            return
        if run is None or before is None or run.path != before.path:
            self._abandon()
            self.newer = None
            self._known, self.part, self.problem, self.threshold = {}, "validation", None, None
            self.run_changed.emit(run)
            self.figures_changed.emit()
        else:
            self.run_changed.emit(run)
        self._read()

    # Reading ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        run = self.run
        self.reading = run is not None
        if run is None:
            self._background.cancel("figures")
        else:
            path = run.path
            self._background.do("figures", lambda _: (_of_run(path), read_threshold(path)), self._take_read, self._fail)
        self.changed.emit()

    def _take_read(self, found: tuple[Mapping[str, Stored], Threshold | None]) -> None:
        self.reading = False
        known, self.threshold = found
        self._known = known
        if known and self.part not in known:
            self.part = next(iter(known))
        self.figures_changed.emit()
        self.threshold_changed.emit()
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.reading = False
        self.problem = (text_of(error), "")
        self.changed.emit()

    def keep(self, threshold: Threshold | None) -> None:
        """Keep a threshold with the model of the run on show, written in a thread; None takes it back."""
        run = self.run
        if run is None or threshold == self.threshold:
            return

        known = self.choosing

        def write(_: Stale) -> Threshold | None:
            kept = threshold
            if kept is not None and known is not None:
                kept = replace(kept, plain=plain_threshold(known.evaluation, kept.accuracy))
            keep_threshold(run.path, kept)
            return kept

        def done(kept: Threshold | None) -> None:
            if self.run is not None and self.run.path == run.path:
                self.threshold = kept
                self.threshold_changed.emit()

        def failed(error: Exception) -> None:
            self.threshold_failed.emit(text_of(error))

        self._background.do("threshold", write, done, failed)

    # Measuring -------------------------------------------------------------------------------------------------

    def measure_missing(self) -> None:
        """Measure the run on show if that was not done, or only in half precision; once, until a person asks again."""
        known = self.run is None or self.run.path in self._measured
        half = any(not one.figures.is_as_used for one in self._known.values())
        if (self.missing or half) and not known and not self.busy and self.problem is None:
            self.measure()

    def measure(self) -> None:
        """Have the engine measure the run on show, on what was held back from its training."""
        run = self.run
        if run is None or self.busy:
            return
        self._measured.add(run.path)
        self._submit(Evaluate(str(run.path), "", self._session.draft.config.device))

    def _end(self, event: Event) -> None:
        if self.problem is None:
            self._read()
