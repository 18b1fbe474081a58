"""A run is replayed from its log."""

from contextlib import closing
from pathlib import Path

from resnet_studio.core.protocol.events import CheckpointSaved, EpochEnd, RunStarted
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.gui.charts.curves import accuracy_chart
from resnet_studio.gui.rooms.runs.replay import replay


def marked(run: Path) -> int:
    best = accuracy_chart(replay(run, lambda: False), 3).best
    return best.epoch if best else 0


def test_curves_of_a_run_that_was_cut_off_mark_the_epoch_that_was_saved(tmp_path: Path) -> None:
    with closing(EventLog(tmp_path)) as log:
        log.append(RunStarted(1, str(tmp_path), ("ants", "bees"), 24, 8, 100, 100, "CPU", "float32", 3))
        log.append(EpochEnd(1, 4, 0.9, 0.8, 0.4, 1.0))
        log.append(CheckpointSaved(4, best=True))
        log.append(EpochEnd(2, 8, 0.5, 0.4, 0.9, 1.0))
        assert marked(tmp_path) == 2, "while it trains, its next checkpoint saves the model"
    assert marked(tmp_path) == 1
