"""The real window beside a real engine: `window_contender.py NAME JSON` prints a JSON line of what it measured."""

import json
import sys
import time
from array import array
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from beside import Loads
from large_folder import checked, large
from listing import listed
from looking import looked
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from results_room import results
from scrolling import scrolled
from waiting import wait_for

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import BatchEnd, CheckpointSaved, EpochEnd, Event, Notice, Progress, RunResumed
from resnet_studio.core.runs.history import RunHistory

POINTS = 100_000
BEAT = 0.010  # seconds


def shown(folder: str, **chosen: Any) -> Any:
    """The window in its Train room with a dataset, when its engine is ready."""
    from resnet_studio.gui.shell.window import StudioWindow
    from resnet_studio.gui.theme.manager import install

    app = QApplication([])
    install(app)
    window = StudioWindow()
    window.resize(1440, 900)
    window.show()
    window.finish_start(None)
    window.session.draft.choose(**chosen)
    window.session.set_dataset(scan(Path(folder)))
    window.go_to("train")
    wait_for(lambda: window.jobs.status.device)
    return window


def pressed(folder: str, **chosen: Any) -> dict[str, float]:
    """Seconds from Train to the first batch or preparation, and of one batch."""
    window = shown(folder, **chosen)
    arrived: list[tuple[float, Event]] = []

    def note(_: int, event: Event) -> None:
        if isinstance(event, BatchEnd | Progress):
            arrived.append((time.perf_counter(), event))

    window.worker.event_arrived.connect(note)
    began = time.perf_counter()
    window.start_training()
    taken = time.perf_counter() - began
    wait_for(lambda: sum(isinstance(event, BatchEnd) for _, event in arrived) > 20)
    batches = [(when, event) for when, event in arrived if isinstance(event, BatchEnd)]
    steps = batches[-1][1].step - batches[1][1].step
    result = {"first": arrived[0][0] - began, "window": taken, "batch": (batches[-1][0] - batches[1][0]) / steps}
    window.training.stop()
    wait_for(lambda: not window.training.active)
    window.close()
    return result


def killed(folder: str, **chosen: Any) -> dict[str, float]:
    """Seconds from the death of an engine in training to the window's word of it, and to the next batch."""
    window = shown(folder, **chosen)
    worker, arrived = window.worker, list[tuple[float, Event]]()
    worker.event_arrived.connect(lambda _, event: arrived.append((time.perf_counter(), event)))

    def since(began: float, kind: type) -> list[float]:
        return [when - began for when, event in arrived if when > began and isinstance(event, kind)]

    window.start_training()
    wait_for(lambda: since(0.0, CheckpointSaved))
    began = time.perf_counter()
    psutil.Process(worker.engine_pid).kill()
    wait_for(lambda: since(began, RunResumed))
    (resumed,) = since(began, RunResumed)
    wait_for(lambda: since(began + resumed, BatchEnd))
    result = {"shown": since(began, Notice)[0], "learns": resumed + since(began + resumed, BatchEnd)[0]}
    window.training.stop()
    wait_for(lambda: not window.training.active)
    window.close()
    return result


def beside(folder: str, programs: list[int], **chosen: Any) -> dict[str, Any]:
    """Steps a second of a training in the window beside so many busy programs, one number after the other."""
    window, going_on = shown(folder, **chosen), [True]

    def note(_: int, event: Event) -> None:
        if going_on[0] and isinstance(event, BatchEnd) and event.epoch > 1:
            going_on[0] = steps.at(event.epoch, event.step)

    with closing(Loads(programs)) as steps:
        window.worker.event_arrived.connect(note)
        window.start_training()
        wait_for(lambda: not going_on[0])
        window.training.stop()
        wait_for(lambda: not window.training.active)
        window.close()
    return {"speeds": steps.speeds}


@dataclass(slots=True)
class LongHistory(RunHistory):
    """A history that begins with many points, to which the real ones are added."""

    steps: "array[int]" = field(default_factory=lambda: array("q", range(1, POINTS + 1)))
    losses: "array[float]" = field(default_factory=lambda: array("d", [1 / (1 + n % 977) for n in range(POINTS)]))
    learning_rates: "array[float]" = field(default_factory=lambda: array("d", [1e-3] * POINTS))

    def apply(self, event: Event) -> None:
        """As `RunHistory`, with steps that go on where the points end."""
        if isinstance(event, BatchEnd):
            event = replace(event, step=event.step + POINTS, steps=event.steps + POINTS)
        elif isinstance(event, EpochEnd):
            event = replace(event, step=event.step + POINTS)
        RunHistory.apply(self, event)


class Paints(QObject):
    """Counts how often something is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look, and let everything pass."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def smooth(folder: str, seconds: float, **chosen: Any) -> dict[str, float]:
    """How late a 10 ms heartbeat of the window is, while the engine trains and the curves are drawn."""
    from resnet_studio.gui.work import training as module

    module.RunHistory = LongHistory
    window = shown(folder, **chosen)
    window.start_training()
    wait_for(lambda: window.session.run is not None and len(window.session.run.history.epochs) > 0)
    paints = Paints()
    view = window.train_room.live.charts.loss.view
    view._view.viewport().installEventFilter(paints)
    late: list[float] = []
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        late.append(now - last[0] - BEAT)
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(round(1000 * BEAT))
    busy = psutil.cpu_times_percent()
    began = time.monotonic()
    wait_for(lambda: time.monotonic() - began > seconds)
    busy = psutil.cpu_times_percent()
    timer.stop()
    late = sorted(max(0.0, value) for value in late[5:])
    memory = psutil.Process().memory_info().rss
    assert window.training.active, "the engine had ended"
    window.training.stop()
    wait_for(lambda: not window.training.active)
    window.close()
    return {
        "p99_ms": 1000 * late[int(0.99 * len(late))],
        "worst_ms": 1000 * late[-1],
        "redraws": paints.count / seconds,
        "memory_mb": memory / 1e6,
        "busy": 100 - busy.idle,
    }


def themed(folder: str, switches: int, **chosen: Any) -> dict[str, float]:
    """How long each room takes to change between light and dark, up to its last pixel, after a run with curves."""
    from resnet_studio.gui.theme.manager import theme

    window = shown(folder, **chosen)
    window.start_training()
    wait_for(lambda: window.session.run is not None and len(window.session.run.history.epochs) > 0)
    window.training.stop()
    wait_for(lambda: not window.training.active)
    taken: list[float] = []
    for room in window.rooms:
        window.go_to(room)
        settled = time.monotonic() + 0.5
        wait_for(lambda until=settled: time.monotonic() > until)
        for _ in range(switches):
            for scheme in ("dark", "light"):
                began = time.perf_counter()
                theme().choose(scheme)
                QApplication.processEvents()
                taken.append(1000 * (time.perf_counter() - began))
    window.close()
    return {"median_ms": sorted(taken)[len(taken) // 2], "worst_ms": max(taken)}


if __name__ == "__main__":
    contenders = {
        "pressed": pressed,
        "smooth": smooth,
        "killed": killed,
        "beside": beside,
        "themed": themed,
        "scrolled": scrolled,
        "large": large,
        "checked": checked,
        "looked": looked,
        "listed": listed,
        "results": results,
    }
    found = contenders[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(found))
