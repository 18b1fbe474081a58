"""What the window works on: the open dataset, the draft of its next run, the run on show and the model in use.

All rooms, the rail and the status bar read from here what is open, what is shown, and whether the two belong together.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.subject import Shown
from resnet_studio.core.dataset.undone import States
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import SAMPLE_DEPTH
from resnet_studio.core.runs.earlier_split import Learned
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary, best_run, summarise
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.edit_history import EditHistory


@dataclass(frozen=True, slots=True)
class ActiveRun:
    """A run of this window, with what it was started on; its history grows while it trains."""

    path: Path
    config: TrainConfig
    dataset: Dataset
    history: RunHistory

    @property
    def in_training(self) -> bool:
        """Whether its ending is still to come."""
        return self.history.ended is None

    def is_of(self, dataset: Dataset | None) -> bool:
        """Whether it trains this dataset, perhaps with another split."""
        return dataset is not None and dataset.key == self.dataset.key


class Session(QObject):
    """The values that rooms share. Rooms never see each other; they meet here.

    Attributes:
        dataset: the open one: what Start trains, with the settings of `draft`.
        edits: what was taken back of it, and what runs have learned from.
        draft: the settings of the open dataset's next run.
        run: the run on show: the one in training; else the newest of this window on the open dataset. A run that
            ends while another dataset is open stays on show until it is put away.
        model: the run whose best model is in use, whatever its dataset.
        runs: all runs that there are, the newest first.
        best: the run with the best model for the open dataset, from all runs that there are.

    Signals:
        dataset_changed(object): a `Dataset`.
        dataset_edited(object): the open `Dataset`, when a person has changed it, or has taken a change back.
        edit_undone(object), edit_redone(object): an `Edit` was taken back, or made again.
        run_changed(object): another `ActiveRun` is on show, or None.
        model_changed(object, object): `RunSummary` and `ModelInfo` of the model in use, or None and None.
        model_problem(object): why a run cannot be used, a `Message`.
        best_changed(object): a `RunSummary`, or None.
        shown_changed(): it is known what the pictures of the open dataset show.
    """

    dataset_changed = Signal(object)
    dataset_edited = Signal(object)
    edit_undone = Signal(object)
    edit_redone = Signal(object)
    run_changed = Signal(object)
    model_changed = Signal(object, object)
    model_problem = Signal(object)
    best_changed = Signal(object)
    shown_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = Draft(self)
        self.runs_folder = places.runs_folder()
        self.dataset: Dataset | None = None
        self.run: ActiveRun | None = None
        self.model: RunSummary | None = None
        self.best: RunSummary | None = None
        self._newest: dict[DatasetKey, ActiveRun] = {}  # of each dataset, the newest run of this window
        self.runs: tuple[RunSummary, ...] = ()
        self._shown: dict[DatasetKey, Shown] = {}
        self.edits = EditHistory(self)

    # The open dataset ------------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset, undone: States = (), learned: Learned | None = None) -> None:
        """Work on this dataset from now on, with its own draft and runs; a run in training keeps its own.

        `undone`, what can be made again, is what it was after the same folder was read again; `learned` is what the
        newest earlier run has learned from.
        """
        self.edits.know(*filter(None, [learned]))
        if not (self.undone and self.dataset is not None and self.dataset.same_as(dataset)):
            self.edits.undone = undone
        self._show_dataset(dataset)

    def _show_dataset(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._open_draft(dataset)
        self.dataset_changed.emit(dataset)
        self.show_own_run()
        self._find_best()

    def _open_draft(self, dataset: Dataset) -> None:
        # The small network learns these small scans in a minute; a person can still choose another.
        proposed: dict[str, object] = {"depth": SAMPLE_DEPTH} if dataset.root == places.sample_folder() else {}
        if (shown := self.shown) is not None and shown.is_proposed:
            proposed["shows"] = shown.subject.value
        self.draft.open(dataset.key, dataset.size("train"), proposed)

    @property
    def shown(self) -> Shown | None:
        """What the pictures of the open dataset show; None before it was looked at."""
        return self._shown.get(self.dataset.key) if self.dataset else None

    def set_shown(self, key: DatasetKey, shown: Shown) -> None:
        """Take what a dataset's pictures show, which random changes are proposed by."""
        if self._shown.get(key) == shown:
            return
        self._shown[key] = shown
        if self.dataset is not None and self.dataset.key == key:
            self._open_draft(self.dataset)
            self.shown_changed.emit()

    def edit_dataset(self, edit: Edit) -> None:
        """Change the dataset; no file is changed."""
        if self.dataset:
            self._set_edited(self.edits.edited(self.dataset, edit))

    def follow_added(
        self, new: Mapping[str, str], times: Mapping[str, int], missing: Collection[str], deleted: Collection[str] = ()
    ) -> None:
        """Take the pictures that were added from where they are now, in all edits; see `followed`."""
        if self.dataset:
            self._set_edited(self.edits.follow_added(self.dataset, new, times, missing, deleted))

    def undo_edit(self) -> None:
        """Take the last edit back."""
        if self.dataset and (found := self.edits.undo(self.dataset)):
            self._set_edited(found[0])
            self.edit_undone.emit(found[1])

    def take_back(self, place: int) -> None:
        """Take back the edit at that place of the dataset's, where no later one depends on it."""
        if self.dataset and (found := self.edits.take_back(self.dataset, place)):
            self._set_edited(found[0])
            self.edit_undone.emit(found[1])

    def redo_edit(self) -> None:
        """Make the edit again that was taken back last, if none was made since."""
        edit = self.redoable
        if self.dataset and (again := self.edits.redo(self.dataset)):
            self._set_edited(again)
            self.edit_redone.emit(edit)

    @property
    def undone(self) -> States:
        """The edits that the open dataset had before some were taken back."""
        return self.edits.undone

    @property
    def redoable(self) -> Edit | None:
        """The edit that was taken back last, while it can be made again."""
        return self.edits.redoable(self.dataset) if self.dataset else None

    def _set_edited(self, dataset: Dataset) -> None:
        self._show_dataset(dataset)
        self.dataset_edited.emit(dataset)

    # The run on show -------------------------------------------------------------------------------------------

    @property
    def own_run(self) -> ActiveRun | None:
        """The newest run of this window on the open dataset."""
        return self._newest.get(self.dataset.key) if self.dataset else None

    @property
    def folders_in_use(self) -> tuple[Path, ...]:
        """The folders of the open dataset and of the run in training, whose pictures must stay."""
        in_training = self.run.dataset if self.run is not None and self.run.in_training else None
        return tuple(one.root for one in (self.dataset, in_training) if one is not None)

    def show_run(self, run: ActiveRun) -> None:
        """Show a run that starts, or that is resumed, perhaps the same as before."""
        self._newest[run.dataset.key] = self.run = run
        self.edits.learn(run.path, run.dataset)
        self.run_changed.emit(run)

    def show_own_run(self) -> None:
        """Show the open dataset's run, or none, instead of one of another dataset; not during a training."""
        if self.run is None or not self.run.in_training:
            self._set_run(self.own_run)

    def _set_run(self, run: ActiveRun | None) -> None:
        if run is not self.run:
            self.run = run
            self.run_changed.emit(run)

    # Models ----------------------------------------------------------------------------------------------------

    def set_runs(self, runs: Iterable[RunSummary]) -> None:
        """Take the list of all runs, in which the best model for the open dataset is found."""
        self.runs = tuple(runs)
        self._find_best()

    def _find_best(self) -> None:
        best = best_run(self.runs, self.dataset) if self.dataset else None
        if best != self.best:
            self.best = best
            self.best_changed.emit(best)

    def model_is_own(self) -> bool:
        """Whether the model in use was trained on the open dataset."""
        return self.model is not None and self.dataset is not None and self.model.is_of(self.dataset)

    @property
    def better(self) -> RunSummary | None:
        """The best model for the open dataset, while the one in use is for another dataset, or worse."""
        best, used = self.best, self.model
        if best is None or used is None or not self.model_is_own():
            return best
        return best if best.path != used.path and best.best_val_top1 > used.best_val_top1 else None

    def use_best(self) -> None:
        """Predict with the best model for the open dataset."""
        if self.best is not None:
            self.use_run(self.best)

    def use_run(self, summary: RunSummary | None) -> None:
        """Predict with the best model of this run from now on."""
        info: ModelInfo | None = None
        if summary is not None:
            try:
                info = ModelInfo.read(summary.path)
            except StudioError as error:
                self.model_problem.emit(error.message)
                return
        self.model = summary
        self.model_changed.emit(summary, info)

    def use_trained(self) -> None:
        """Predict with the run that the Train room shows."""
        if self.run and (self.model is None or self.model.path != self.run.path):
            self.use_run(summarise(self.run.path))

    # Runs that were changed on disk ----------------------------------------------------------------------------

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Follow the run in use, and the run on show, to its new name."""
        self.edits.rename(old, new.path)
        for key, run in self._newest.items():
            if run.path == old:
                self._newest[key] = replace(run, path=new.path)
                if run is self.run:
                    self._set_run(self._newest[key])
        if self.model and self.model.path == old:
            self.use_run(new)

    def follow_moved(self, moved: Moved) -> None:
        """Follow a dataset that has another folder now: its choices, its runs, the model in use, and what is open."""
        self.draft.move(moved.before, moved.root)
        self.edits.move(moved.runs, moved.root)
        for key, run in list(self._newest.items()):
            if run.path in moved.runs:
                del self._newest[key]
                there = replace(run, dataset=run.dataset.in_folder(moved.root))
                self._newest[there.dataset.key] = there
                if run is self.run:
                    self._set_run(there)
        root = str(moved.root)
        self.runs = tuple(replace(run, root=root) if run.path in moved.runs else run for run in self.runs)
        if self.model is not None and self.model.path in moved.runs:
            self.model = replace(self.model, root=root)
        if self.dataset is not None and self.dataset.root == moved.before and moved.known:
            self._show_dataset(self.dataset.in_folder(moved.root))
        else:
            self._find_best()
        if self.model is not None and self.model.path in moved.runs:
            self.use_run(self.model)  # who keeps it by what it was would take it for another once it is renamed

    def run_deleted(self, path: Path) -> None:
        """Put a deleted run away, and use its model no more."""
        self.edits.forget(path)
        self._newest = {key: run for key, run in self._newest.items() if run.path != path}
        if self.run and self.run.path == path:
            self._set_run(self.own_run)
        if self.model and self.model.path == path:
            self.use_run(None)
