"""Where the network looked: how long the maps of 24 pictures take, and whether the window keeps moving meanwhile."""

import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from waiting import wait_for

from resnet_studio.core.protocol.jobs.explain import Explain, Explained

BEAT = 0.005  # seconds
PICTURES = 24


def looked(folder: str, learned: str, runs: str) -> dict[str, float]:
    """The job alone on pictures in `folder`, then the same in the window's Use room with its cards in sight."""
    run = _trained(Path(learned), Path(runs))
    files = sorted(map(str, Path(folder).rglob("*.jpg")))[:PICTURES]
    return {"job": min(_job(run, files) for _ in range(3)), **_in_window(run, files)}


def _trained(folder: Path, runs: Path) -> Path:
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import create_run
    from resnet_studio.engine.jobs.train import train

    config = TrainConfig.build(depth=18, weights="scratch", epochs=1, device="cpu")
    run = create_run(runs, config, scan(folder))
    for _ in train(run):
        pass
    return run


def _job(run: Path, files: list[str]) -> float:
    from resnet_studio.engine.run_job import run_job

    began = time.perf_counter()
    events = list(run_job(Explain(str(run), tuple(files), device="cpu")))
    taken = time.perf_counter() - began
    assert sum(isinstance(event, Explained) for event in events) == PICTURES, events[-1]
    return taken


def _in_window(run: Path, files: list[str]) -> dict[str, float]:
    from resnet_studio.core.runs.summary import summarise
    from resnet_studio.gui.shell.window import StudioWindow
    from resnet_studio.gui.theme.manager import install

    install(QApplication([]))
    window = StudioWindow()
    window.resize(1920, 1080)
    window.show()
    window.finish_start(None)
    wait_for(lambda: window.jobs.status.device)
    window.session.draft.choose(device="cpu")
    window.session.use_run(summarise(run))
    window.go_to("use")
    window.use_room.offer([Path(file) for file in files])
    wait_for(lambda: window.use_room.grid.count() == PICTURES and not window.prediction.busy)
    settled = time.monotonic() + 2  # thumbnails
    wait_for(lambda: time.monotonic() > settled)
    arrived: list[float] = []
    window.explain.arrived.connect(lambda _: arrived.append(time.perf_counter()))
    late = Late()
    began = time.perf_counter()
    window.use_room.maps.choice.set_on(True)
    wait_for(lambda: len(arrived) >= PICTURES, look_ms=50)
    until = time.monotonic() + 0.3
    wait_for(lambda: time.monotonic() > until, look_ms=50)
    late.timer.stop()
    window.close()
    worst = max(late.values)
    return {"first": arrived[0] - began, "all": arrived[PICTURES - 1] - began, "worst_ms": 1000 * worst}


class Late:
    """How late each beat of a timer is, in seconds."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self._last = time.perf_counter()
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self._beat)
        self.timer.start(round(1000 * BEAT))

    def _beat(self) -> None:
        now = time.perf_counter()
        self.values.append(max(0.0, now - self._last - BEAT))
        self._last = now
