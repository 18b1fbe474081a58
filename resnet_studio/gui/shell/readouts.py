"""What rail and status bar say, kept in step with the session, the training and the engine."""

from __future__ import annotations

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.shell import standing
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.training import TrainingControl


class Readouts(QObject):
    """Shows where each room stands with the open dataset, and what the engine does.

    Attribute: ``unopened``, the name of the folder that Data shows instead of the open dataset; empty for that one.
    """

    def __init__(
        self,
        session: Session,
        training: TrainingControl,
        results: ResultsControl,
        checks: ChecksControl,
        jobs: JobRunner,
        rail: Rail,
        status: StatusBar,
    ) -> None:
        super().__init__(rail)
        self.rail, self.status = rail, status
        self._session, self._training, self._results, self._jobs = session, training, results, jobs
        self._checks = checks
        self.unopened, self._being_read, self._planned = "", False, False
        for signal in (session.dataset_changed, checks.changed):
            signal.connect(self._show_data)
        session.draft.changed.connect(self._show_model)
        for signal in (session.dataset_changed, session.model_changed, session.best_changed):
            signal.connect(self._show_use)
        session.run_changed.connect(self.show_training)
        for signal in (results.run_changed, results.figures_changed, results.changed, session.dataset_changed):
            signal.connect(self._show_results)
        jobs.status_changed.connect(self._show_engine)
        jobs.changed.connect(self._show_engine)
        self._show_data()
        self._show_model()
        self._show_results()
        self._show_use()
        self._show_engine()
        self.show_training()

    def show_training(self) -> None:
        """Show how far the training is; called by a timer, because events do not draw."""
        reason = self._training.waiting_for()
        state = standing.train_state(
            self._session, planned=self._planned, waits=reason is not None, named=bool(self.unopened)
        )
        self.rail.set_state("train", state)
        self.status.set_job(*standing.job_text(self._training.run, reason))

    def show_planned(self, planned: bool) -> None:
        """Follow the Train room, which shows the plan of a run, or a run."""
        if planned != self._planned:
            self._planned = planned
            self.show_training()

    def show_runs(self, number: int) -> None:
        """Show how many runs there are."""
        self.rail.set_state("runs", trn("{count} run", "{count} runs", number) if number else "")

    def show_unopened(self, name: str, being_read: bool) -> None:
        """Say which folder the Data room shows instead of the open dataset; an empty name for that one."""
        self.unopened, self._being_read = name, being_read
        self._show_data()
        self._show_results()
        self._show_use()

    def _show_data(self) -> None:
        dataset = self._session.dataset
        if self.unopened:
            text = tr("reading {name}", name=self.unopened)
            self.rail.set_state("data", text if self._being_read else tr("not opened: {name}", name=self.unopened))
        elif dataset is None:
            self.rail.set_state("data", tr("no dataset yet"))
        elif self._checks.problem is not None:
            number = len(dataset.pictures) + len(dataset.unlabelled)
            self.rail.set_state("data", trn("{count} picture, check failed", "{count} pictures, check failed", number))
        elif dataset.unlabelled:
            done = len(dataset.pictures)
            self.rail.set_state(
                "data", tr("{done} of {total} labelled", done=done, total=done + len(dataset.unlabelled))
            )
        else:
            self.rail.set_state("data", trn("{count} picture", "{count} pictures", len(dataset.pictures)))
        self.show_training()

    def _show_model(self) -> None:
        self.rail.set_state("model", f"ResNet-{self._session.draft.config.depth}")

    def _show_results(self) -> None:
        self.rail.set_state("results", standing.results_state(self._results, named=bool(self.unopened)))

    def _show_use(self) -> None:
        self.rail.set_state("use", standing.use_state(self._session, named=bool(self.unopened)))

    def _show_engine(self) -> None:
        status = self._jobs.status
        self.status.set_engine(*standing.engine_text(status, self._jobs.running))
        self.status.set_device(standing.device_text(status))
        self.status.set_memory(*standing.memory_text(status))
