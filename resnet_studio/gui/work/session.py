"""What the window works on: the dataset, the draft, the run in training, the run in use. Rooms never see each other;
they meet here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics import places, safe_text
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped, Progress, RunFailed
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights, WeightsOnDisk
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.continued_run import continued_run
from resnet_studio.core.runs.history import RunHistory, is_terminal
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.engine.worker import EngineStatus, TrainingWorker
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.draft import Draft


@dataclass(frozen=True, slots=True)
class ActiveRun:
    """The run that the Train room shows, with what it was started on."""

    path: Path
    config: TrainConfig
    dataset: Dataset
    history: RunHistory
    job: int


class Session(QObject):
    """Turns intents into jobs and jobs' events into values.

    Signals:
        dataset_changed(object): a `Dataset`.
        run_started(object), run_ended(object): an `ActiveRun`; its history grows between the two.
        train_problem(str, str): a run could not be started: sentence and details.
        model_changed(object, object): `RunSummary` and `ModelInfo` of the run in use, or None and None.
        model_problem(str, str): a run cannot be used.
        prediction_begun(), predicted(object), prediction_progress(object), prediction_ended(object).
        weights_on_disk(object), fetch_progress(object), fetch_problem(str, str).
        engine_changed(object): an `EngineStatus`.
    """

    dataset_changed = Signal(object)
    run_started = Signal(object)
    run_ended = Signal(object)
    train_problem = Signal(str, str)
    model_changed = Signal(object, object)
    model_problem = Signal(str, str)
    prediction_begun = Signal()
    predicted = Signal(object)
    prediction_progress = Signal(object)
    prediction_ended = Signal(object)
    weights_on_disk = Signal(object)
    fetch_progress = Signal(object)
    fetch_problem = Signal(str, str)
    engine_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft = Draft(self)
        self.worker = TrainingWorker(self)
        self.engine = EngineStatus()
        self.runs_folder = places.runs_folder()
        self.dataset: Dataset | None = None
        self.run: ActiveRun | None = None
        self.model: RunSummary | None = None
        self._predicting: int | None = None
        self._fetching: int | None = None
        self._background = Background(self)
        self._listeners: dict[int, Callable[[Event], None]] = {}
        self.worker.event_arrived.connect(self._deliver)
        self.worker.status_changed.connect(self._engine_changed)

    def start_engine(self) -> None:
        """Start the engine; called after the window's first paint, so that torch loads while a person looks."""
        self.worker.start()
        self._submit(CachedWeights(), self._on_cached)

    def shut_down(self) -> None:
        """End the engine and wait for it."""
        if self.worker.isRunning():
            self.worker.shut_down()

    # Dataset ---------------------------------------------------------------------------------------------------

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

    # Training --------------------------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether a run is being trained or waits for the engine."""
        return self.run is not None and self.run.history.ended is None

    def start_training(self) -> None:
        """Make a run of the draft and the dataset and give it to the engine."""
        if self.dataset is not None:
            self._start(self.draft.config, self.dataset)

    def continue_run(self, path: Path) -> None:
        """Start a new run that trains the best model of an ended one further; its files are looked at in a thread."""

        def done(made: tuple[TrainConfig, Dataset]) -> None:
            self._start(*made, parent=path.name)

        self._background.do("run", lambda _: continued_run(path), done, self._not_started)

    def _start(self, config: TrainConfig, dataset: Dataset, parent: str = "") -> None:
        if self.training:
            return
        try:
            path = create_run(self.runs_folder, config, dataset, parent=parent)
        except StudioError as error:
            self._not_started(error)
            return
        number = self._submit(Train(str(path)), self._on_training)
        self.run = ActiveRun(path, config, dataset, RunHistory(), number)
        self.run_started.emit(self.run)

    def resume_training(self) -> None:
        """Go on with the run that was paused or stopped."""
        if self.run is not None:
            self._go_on(self.run)

    def resume_run(self, path: Path) -> None:
        """Go on with a run of any day; its folder is read in a thread, for it may tell of a hundred thousand steps."""

        def read(_: Stale) -> ActiveRun:
            return ActiveRun(path, read_config(path), read_dataset(path), read_history(path), 0)

        self._background.do("run", read, self._go_on, self._not_started)

    def _not_started(self, error: Exception) -> None:
        self.train_problem.emit(safe_text.printable(str(error)), "")

    def _go_on(self, run: ActiveRun) -> None:
        if self.training:
            return
        if self.dataset is None:  # a window that was just opened works on what its run works on
            self.set_dataset(run.dataset)
            self.draft.choose(**{name: getattr(run.config, name) for name in run.config.__slots__})
        run.history.ended = None
        number = self._submit(Train(str(run.path), resume=True), self._on_training)
        self.run = replace(run, job=number)
        self.run_started.emit(self.run)

    def stop_training(self, *, pause: bool = False) -> None:
        """Ask the run to end, for good or so that it can go on later; its best model is kept."""
        if self.run and self.training:
            self.worker.stop(self.run.job, pause=pause)

    def _on_training(self, event: Event) -> None:
        run = self.run
        if run is None:
            return
        if isinstance(event, JobFailed):  # the engine refused the job before it became a run
            event = RunFailed(str(run.path), event.error, event.details)
        run.history.apply(event)
        if is_terminal(event):
            if run.history.best and self._predicting is None:  # an answer under way is of the model before
                self.use_run(summarise(run.path))
            self.run_ended.emit(run)

    # Use -------------------------------------------------------------------------------------------------------

    def use_run(self, summary: RunSummary | None) -> None:
        """Predict with this run from now on."""
        info: ModelInfo | None = None
        if summary is not None:
            try:
                info = ModelInfo.read(summary.path)
            except StudioError as error:
                self.model_problem.emit(str(error), "")
                return
        self.model = summary
        self.model_changed.emit(summary, info)

    def use_trained(self) -> None:
        """Predict with the run that the Train room shows."""
        if self.run and (self.model is None or self.model.path != self.run.path):
            self.use_run(summarise(self.run.path))

    def run_renamed(self, old: Path, new: RunSummary) -> None:
        """Follow the run in use, and the one that was trained, to its new name."""
        if self.run and self.run.path == old:
            self.run = replace(self.run, path=new.path)
        if self.model and self.model.path == old:
            self.use_run(new)

    def run_deleted(self, path: Path) -> None:
        """Let go of the run in use if it is no more."""
        if self.model and self.model.path == path:
            self.use_run(None)

    def predict(self, paths: list[Path]) -> None:
        """Say what is on these pictures; a prediction under way is stopped first."""
        if self.model is None or not paths:
            return
        if self._predicting is not None:
            self.worker.stop(self._predicting)
            self._listeners.pop(self._predicting, None)  # what it still says is not about these pictures
        self.prediction_begun.emit()
        command = Predict(str(self.model.path), tuple(str(path) for path in paths), self.draft.config.device)
        self._predicting = self._submit(command, self._on_prediction)

    def cancel_prediction(self) -> None:
        """Stop predicting; what is there stays."""
        if self._predicting is not None:
            self.worker.stop(self._predicting)

    def _on_prediction(self, event: Event) -> None:
        match event:
            case Prediction() | PredictionFailed():
                self.predicted.emit(event)
            case Progress():
                self.prediction_progress.emit(event)
            case JobFinished() | JobStopped() | JobFailed():
                self._predicting = None
                self.prediction_ended.emit(event)
            case _:
                pass

    # Weights ---------------------------------------------------------------------------------------------------

    def fetch_weights(self, depth: int) -> None:
        """Download ImageNet's weights of a depth now, rather than when training starts."""
        if self._fetching is None:
            self._fetching = self._submit(FetchWeights(depth), self._on_fetch)

    def cancel_fetch(self) -> None:
        """Stop downloading; what has arrived is kept for the next attempt."""
        if self._fetching is not None:
            self.worker.stop(self._fetching)

    def _on_cached(self, event: Event) -> None:
        if isinstance(event, WeightsOnDisk):
            self.weights_on_disk.emit(event)

    def _on_fetch(self, event: Event) -> None:
        match event:
            case WeightsOnDisk():
                self.weights_on_disk.emit(event)
            case Progress():
                self.fetch_progress.emit(event)
            case JobFailed(error=error, details=details):
                self._fetching = None
                self.fetch_problem.emit(show(error), details)
            case JobFinished() | JobStopped():
                self._fetching = None
                self.fetch_progress.emit(None)
            case _:
                pass

    # Engine ----------------------------------------------------------------------------------------------------

    def _submit(self, job: Job, listener: Callable[[Event], None]) -> int:
        number = self.worker.submit(job)
        self._listeners[number] = listener
        return number

    def _deliver(self, number: int, event: Event) -> None:
        listener = self._listeners.get(number)
        if listener is None:
            return
        if is_terminal(event):
            del self._listeners[number]
        listener(event)

    def _engine_changed(self, status: EngineStatus) -> None:
        self.engine = status
        self.engine_changed.emit(status)
