"""The window of the tour on made-up data, with hands to bring it into a state."""

from __future__ import annotations

import math
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    JobFinished,
    Notice,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.shell.window import StudioWindow
from tests.made_figures import figures_of, many, write_results

READY = EngineStatus(EngineState.READY, device_text("CPU", 2), "bfloat16")
EPOCHS = 12
STEPS = 8
"""Of an epoch of a made-up run."""
LONG_NAME = "2024-06-01 expedition, second selection, layer4 only, 50 epochs"
LONG = (
    "a class whose name says everything that anybody could want to know about it",
    "Donaudampfschifffahrtsgesellschaft",
    "снежный барс",
    "x" * 60,
)


def shares(true: int, classes: int, lead: float) -> tuple[float, ...]:
    """Probabilities with so much for the true class, and the rest for its neighbours."""
    rest = [0.5 ** ((number - true) % classes) for number in range(classes)]
    rest[true] = 0
    total = sum(rest) or 1
    return tuple(lead if number == true else (1 - lead) * part / total for number, part in enumerate(rest))


class Stage:
    """A window on made-up data, with hands to bring it into a state."""

    def __init__(self, home: Path, photographs: Path | None, many: Path | None) -> None:
        self.home, self._many = home, many
        self.folder_of_photographs = photographs or sample_dataset()
        self.random = random.Random(0)
        self.window = StudioWindow()
        self.window.show()
        self.window.activateWindow()  # or nothing in it would have the focus
        self.bottom = False

    def open(self, folder: Path | None = None, **choices: object) -> Dataset:
        """Start the window with a dataset."""
        self.start()
        found = scan(folder or sample_dataset())
        self.window.session.set_dataset(found)
        self.window.session.draft.choose(**{"epochs": EPOCHS, **choices})
        return found

    def photographs(self, **choices: object) -> Dataset:
        """Start with photographs of few classes."""
        return self.open(self.folder_of_photographs, **choices)

    def many(self, **choices: object) -> Dataset:
        """Start with a dataset of many classes."""
        return self.open(self._many, **choices)

    def long(self) -> Dataset:
        """Start with a dataset whose folder, classes and files have long names."""
        root = self.home / "pictures of the expedition to the Karakoram in the summer of 2024, second selection"
        source = sorted(self.folder_of_photographs.rglob("*.*g"))[:40]
        for number, picture in enumerate(source):
            folder = root / LONG[number % len(LONG)]
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(picture, folder / f"{'a photograph with a very long name ' * 4}{number}{picture.suffix}")
        return self.open(root)

    def start(self) -> None:
        """Start the window without a dataset."""
        self.window.finish_start(None)
        self.window.worker.status_changed.emit(READY)
        self.wait(0.2)  # for the list of runs

    def go(self, room: str) -> None:
        """Show a room."""
        self.window.go_to(room)

    def send(self, job: int, *events: Event) -> None:
        """Send events as the engine does."""
        for event in events:
            self.window.worker.event_arrived.emit(job, event)

    # Training --------------------------------------------------------------------------------------------------

    def train(self, epochs: int = 7, *more: Event, notices: int = 0) -> str:
        """Start a run and train so many epochs; returns the run's folder."""
        window = self.window
        window.start_training()
        run = window.session.run
        assert run is not None
        assert window.training.job is not None
        path = str(run.path)
        events = self._epochs(run.dataset, path, epochs, run.config)
        texts = [message("{count} pictures were left out.", count=number + 2) for number in range(notices)]
        job = window.training.job.number
        self.send(job, *events, *(Notice(text) for text in texts), *(self.ending(path, event) for event in more))
        window.train_room.refresh()
        return path

    def ending(self, path: str, event: Event) -> Event:
        """The event, about this run."""
        match event:
            case RunFinished():
                return RunFinished(path, 11, 0.961)
            case RunPaused():
                return RunPaused(path, 7, 0.935)
            case RunStopped():
                return RunStopped(path, 7, 0.935)
            case RunFailed():
                return RunFailed(path, event.error, event.details, event.kind)
        return event

    def _epochs(self, dataset: Dataset, path: str, epochs: int, config: TrainConfig) -> list[Event]:
        counts, goal = [sum(dataset.counts(part)) for part in ("train", "validation")], config.epochs
        made: list[Event] = [
            RunStarted(1, path, dataset.classes, *counts, 11_177_538, 1_026, "CPU", "bfloat16", goal, 2, config.best_by)
        ]
        for epoch in range(1, epochs + 1):
            for step in range((epoch - 1) * STEPS + 1, epoch * STEPS + 1):
                loss = 0.12 + 1.6 * math.exp(-step / 22) + self.random.gauss(0, 0.03)
                made.append(BatchEnd(epoch, step, max(0.02, loss), 1e-3 / epoch, 62.4, goal * STEPS))
            top1 = 0.97 - 0.5 * math.exp(-epoch / 2.2) + self.random.gauss(0, 0.006)
            loss = 0.2 + 1.5 * math.exp(-epoch * STEPS / 22)
            made.append(EpochEnd(epoch, epoch * STEPS, loss, loss + 0.08, top1, 8.4, top1 + 0.01))
            made.append(CheckpointSaved(epoch * STEPS, best=True))
            made.append(self.predictions(dataset, epoch))
        return made

    def predictions(self, dataset: Dataset, epoch: int) -> Predictions:
        """What the network says of some pictures."""
        own = list(dataset.part("validation"))
        chosen = own[:: max(1, len(own) // 24)][:24]
        classes = len(dataset.classes)
        pictures = [
            PredictedPicture(one.path, one.label, shares(one.label, classes, 0.3 if number % 5 == 2 else 0.93))
            for number, one in enumerate(chosen)
        ]
        wrong = tuple(one for one in pictures if one.wrong)
        return Predictions(epoch, tuple(pictures), len(own) - len(wrong), len(own), wrong)

    # Runs and predictions ----------------------------------------------------------------------------------------

    def saved_run(
        self, dataset: Dataset, name: str = "", ending: Event | None = None, epochs: int = 12,
        config: TrainConfig | None = None,
    ) -> Path:  # fmt: skip
        """A run in the folder of runs."""
        classes, config = len(dataset.classes), config or TrainConfig.build(depth=18, epochs=12)
        path = create_run(places.runs_folder(), config, dataset, name=name or None)
        ModelInfo(18, True, dataset.classes, 224, (0.5,) * 3, (0.5,) * 3).write(path)
        for file in ("best.safetensors", "last.safetensors"):
            (path / file).write_bytes(b"weights" * 4000 * classes)
        log = EventLog(path)
        for event in self._epochs(dataset, str(path), epochs, config):
            log.append(event)
        if ending is not None:
            log.append(self.ending(str(path), ending))
        log.close()
        return path

    def some_runs(self, dataset: Dataset) -> list[Path]:
        """Runs that ended in every way."""
        failed = RunFailed("", message("The memory is full."), "Traceback")
        return [
            self.saved_run(dataset, "first try", RunFinished("", 1, 1)),
            self.saved_run(dataset, "with a lower learning rate", RunPaused("", 1, 1), 7),
            self.saved_run(dataset, LONG_NAME, RunStopped("", 1, 1), 5),
            self.saved_run(dataset, "too large a batch", failed, 2),
            self.saved_run(dataset, "", RunFinished("", 1, 1)),
            self.saved_run(dataset, "cut off", None, 3),
        ]  # fmt: skip

    def many_runs(self, dataset: Dataset, count: int = 16) -> None:
        """Runs with other depths and frozen layers, two weeks of them, some with tags, and one with a note."""
        tags = {
            0: ("report",),
            2: ("baseline",),
            5: ("try again",),
            10: ("report", "before cleaning up"),
            12: ("baseline",),
        }
        now = datetime.now().astimezone()
        endings = {4: RunStopped("", 1, 1), 5: RunFailed("", message("The memory is full."), "Traceback")}
        for number in range(count):
            config = TrainConfig.build(
                depth=(18, 34, 18, 18, 50)[number % 5], epochs=12, weights="imagenet",
                freeze=("layer3", "layer3", "layer4", None, "layer2")[number % 5],
            )  # fmt: skip
            path = self.saved_run(
                dataset, f"run {number}", endings.get(number, RunFinished("", 1, 1)), 0 if number == 5 else 12, config
            )
            record = files.read_json(path / "config.json", RunError)
            created = now - timedelta(minutes=17 * number + 1440 * (number // 6))
            files.write_json(path / "config.json", record | {"created": created.isoformat()})
            Marks.build(tags.get(number, ()), "The light was better here." if number == 0 else "").write(path)

    def use(self, dataset: Dataset) -> None:
        """Use the model of a run."""
        self.window.session.use_run(summarise(self.saved_run(dataset, "", RunFinished("", 1, 1))))
        self.window.runs_room.refresh()
        self.go("use")

    def results(
        self, dataset: Dataset, confusion: list[list[int]] | None = None, *, parts: tuple[str, ...] = ("validation",)
    ) -> Path:
        """Show the results of a run on a dataset, by default with some mistakes."""
        run = self.saved_run(dataset, "", RunFinished("", 1, 1))
        counts = confusion or many(len(dataset.classes), 30)
        verdict = message("Most classes are recognised. Most mistakes are between two of them.")
        pictures: list[list[str]] = [[] for _ in dataset.classes]
        for one in dataset.part("validation"):
            pictures[one.label].append(one.path)
        for number, part in enumerate(parts):
            figures = figures_of(counts, dataset.classes, part, verdict=verdict)
            write_results(run, figures, str(number) * 16, pictures)
        self.window.results.show(summarise(run))
        self.go("results")
        self.wait(0.3)
        return run

    def predict(self, dataset: Dataset, count: int = 12, *, answers: int | None = None) -> None:
        """Ask about pictures, and answer."""
        own = list(dataset.part("validation"))[:: max(1, len(dataset.part("validation")) // count)][:count]
        self.window.prediction.ask([dataset.absolute(one) for one in own])
        job = max(self.window.jobs.waiting, key=lambda one: one.number).number
        known = range(len(own) if answers is None else answers)
        for number in known:
            path, label = str(dataset.absolute(own[number])), own[number].label
            lead = (0.98, 0.9, 0.6, 0.42)[number % 4]
            self.send(job, Prediction(path, dataset.classes, shares(label, len(dataset.classes), lead)))
        if answers is None:
            damaged = PredictionFailed(str(dataset.root / "holiday" / "damaged.jpg"), message("The file is damaged."))
            self.send(job, damaged, JobFinished())
        else:
            self.send(job, Progress(Phase.PREDICTING, len(known), count))

    def scroll(self) -> None:
        """Show the end of a room that scrolls, where the scene says so."""
        for area in self.window.stack.currentWidget().findChildren(QScrollArea):
            bar = area.verticalScrollBar()
            bar.setValue(bar.maximum() if self.bottom else 0)

    def wait(self, seconds: float) -> None:
        """Let threads deliver."""
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()

    def until(self, met: Callable[[], bool]) -> None:
        """Let threads deliver until something is there."""
        while not met():
            self.wait(0.05)

    def close(self) -> None:
        """End the scene."""
        for top in QApplication.topLevelWidgets():
            if top is not self.window:
                top.close()
        self.window.leave()
        self.window.deleteLater()
