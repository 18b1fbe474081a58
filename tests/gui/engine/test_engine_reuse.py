"""One engine, many jobs: each is as good as in a fresh engine, and memory comes back."""

from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd, Event, RunFinished
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.run import create_run
from resnet_studio.gui.engine.worker import EngineWorker

GROWTH = 100_000_000  # bytes; a forgotten ResNet-18 with its optimiser would be 135 MB


class Jobs:
    """Runs trainings in one engine and waits for each."""

    def __init__(self, qtbot: QtBot, runs: Path, pictures: Path) -> None:
        self.qtbot, self.runs, self.pictures = qtbot, runs, pictures
        self.worker = EngineWorker()
        self.events: list[tuple[int, Event]] = []
        self.worker.event_arrived.connect(lambda number, event: self.events.append((number, event)))
        self.worker.start()

    def train(self, depth: int, seed: int) -> list[tuple[float, float]]:
        """Losses on train and validation of each epoch."""
        config = TrainConfig.build(
            depth=depth, weights="scratch", image_size=32, epochs=1, batch_size=8, seed=seed, device="cpu"
        )
        number = self.worker.submit(Train(str(create_run(self.runs, config, scan(self.pictures)))))
        self.qtbot.waitUntil(lambda: any(j == number and is_terminal(e) for j, e in self.events), timeout=120_000)
        events = [event for job, event in self.events if job == number]
        assert isinstance(events[-1], RunFinished), events[-1]
        return [(event.train_loss, event.val_loss) for event in events if isinstance(event, EpochEnd)]

    def memory(self) -> int:
        """Resident bytes of the engine."""
        pid = self.worker.engine_pid
        assert pid is not None
        return int(psutil.Process(pid).memory_info().rss)


@pytest.mark.timeout(600)
def test_used_engine_equals_a_fresh_one_and_frees_memory(qtbot: QtBot, tmp_path: Path, colours: Path) -> None:
    used = Jobs(qtbot, tmp_path, colours)
    used.train(18, seed=1)
    before = used.memory()
    used.train(18, seed=2)
    in_used = used.train(20, seed=5)
    qtbot.waitUntil(lambda: used.memory() - before < GROWTH, timeout=20_000)
    used.worker.shut_down()
    fresh = Jobs(qtbot, tmp_path, colours)
    assert fresh.train(20, seed=5) == in_used
    fresh.worker.shut_down()
