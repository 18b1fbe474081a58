"""The list of many runs: how long a step of the wheel takes until it is painted."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

STEP = 60  # px


def listed(count: int) -> dict[str, float]:
    """The room of runs with made-up ones, scrolled to its end and back twice; the first way is not counted."""
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.marks import Marks
    from resnet_studio.core.runs.states import RunState
    from resnet_studio.core.runs.summary import RunSummary
    from resnet_studio.gui.rooms.runs.room import RunsRoom
    from resnet_studio.gui.theme.manager import install

    app = QApplication([])
    install(app)
    config = TrainConfig.build(depth=18, freeze="layer3", epochs=12)
    one = RunSummary(
        Path("/runs/one"), 0.0, config, "ants-bees", RunState.FINISHED, 12, 5, 0.95, 86.0, 9_000_000,
        usable=True, validation=153,
    )  # fmt: skip
    room = RunsRoom()
    room.resize(1272, 804)
    room.show()
    room._show_runs([
        replace(one, path=Path(f"/runs/run {number}"), created=1_790_000_000.0 + 1000 * number,
                best_val_top1=0.8 + 0.19 * number / count, marks=Marks.build(["report"] if number % 3 == 0 else [], ""))
        for number in range(count)
    ])  # fmt: skip
    began = time.monotonic()
    while time.monotonic() - began < 1:
        app.processEvents()
    bar, taken = room.table.verticalScrollBar(), list[float]()
    there = range(0, bar.maximum(), STEP)
    for place in (*there, *reversed(there), *there):
        start = time.perf_counter()
        bar.setValue(place)
        app.processEvents()
        taken.append(1000 * (time.perf_counter() - start))
    counted = sorted(taken[len(there) :])
    return {"median_ms": counted[len(counted) // 2], "p95_ms": counted[int(0.95 * len(counted))]}
