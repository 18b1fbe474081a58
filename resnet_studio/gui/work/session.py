"""What the window works on: the dataset, the draft of the next run, the run on show and the model in use."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.work.draft import Draft


@dataclass(frozen=True, slots=True)
class ActiveRun:
    """The run that the Train room shows, with what it was started on; its history grows while it trains."""

    path: Path
    config: TrainConfig
    dataset: Dataset
    history: RunHistory


class Session(QObject):
    """The values that rooms share. Rooms never see each other; they meet here.

    Signals:
        dataset_changed(object): a `Dataset`.
        model_changed(object, object): `RunSummary` and `ModelInfo` of the model in use, or None and None.
        model_problem(object): why a run cannot be used, a `Message`.
    """

    dataset_changed = Signal(object)
    model_changed = Signal(object, object)
    model_problem = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = Draft(self)
        self.runs_folder = places.runs_folder()
        self.dataset: Dataset | None = None
        self.run: ActiveRun | None = None
        self.model: RunSummary | None = None

    def set_dataset(self, dataset: Dataset) -> None:
        """Work on this dataset from now on; a run in training keeps its own."""
        self.dataset = dataset
        self.draft.set_pictures(sum(dataset.counts("train")))
        self.dataset_changed.emit(dataset)

    def edit_dataset(self, edit: Edit) -> None:
        """Change the dataset; no file is changed."""
        if self.dataset:
            self.set_dataset(self.dataset.with_edit(edit))

    def undo_edit(self) -> None:
        """Take the last edit back."""
        if self.dataset:
            self.set_dataset(self.dataset.without_last_edit())

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

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Follow the run in use, and the run on show, to its new name."""
        if self.run and self.run.path == old:
            self.run = replace(self.run, path=new.path)
        if self.model and self.model.path == old:
            self.use_run(new)

    def run_deleted(self, path: Path) -> None:
        """Use the model of a deleted run no more."""
        if self.model and self.model.path == path:
            self.use_run(None)
