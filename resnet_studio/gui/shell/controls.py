"""The controls of the window, made after its first paint: what it works on, and what the engine does for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings

from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.comparison import ComparisonControl
from resnet_studio.gui.work.earlier_runs import EarlierRunsControl
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.folds import FoldsControl
from resnet_studio.gui.work.mending import MendingControl
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.proposing import ProposingControl
from resnet_studio.gui.work.report import ReportControl
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.splitting import SplittingControl
from resnet_studio.gui.work.subject import SubjectControl
from resnet_studio.gui.work.training import TrainingControl
from resnet_studio.gui.work.weights import WeightsControl
from resnet_studio.gui.work.weights_file import FileControl


class Controls:
    """All of them, each with those that it needs. A new job gets its control in `gui/work`, and a line here."""

    def __init__(self, settings: QSettings, window: QObject) -> None:
        self.worker = EngineWorker(window)
        self.worker.start()  # it imports torch while the rooms are made
        self.jobs = JobRunner(self.worker, window)
        self.session = Session(window)
        if folder := settings.value("folders/runs"):
            self.session.runs_folder = Path(str(folder))
        self.earlier_runs = EarlierRunsControl(self.session, window)
        self.subject = SubjectControl(self.session, window)
        self.training = TrainingControl(self.session, self.jobs, window)
        self.prediction = PredictionControl(self.session, self.jobs, window)
        self.explain = ExplainControl(self.session, self.jobs, window)
        self.results = ResultsControl(self.session, self.training, self.jobs, window)
        self.report = ReportControl(self.session, self.jobs, window)
        self.comparison = ComparisonControl(self.jobs, window)
        self.weights = WeightsControl(self.jobs, window)
        self.weights_file = FileControl(self.session.draft, self.jobs, window)
        self.checks = ChecksControl(self.session, self.jobs, window)
        self.splitting = SplittingControl(self.session, self.checks, window)
        self.folds = FoldsControl(self.session, self.training, window)
        self.mending = MendingControl(self.session, self.checks, self.folds, window)
        self.proposing = ProposingControl(self.session, self.jobs, window)
        self.opening = Opening(self.session, settings, window)
