"""The two charts of a run: redrawing, states and arrangement."""

import math

from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunFinished, RunStarted
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.run_charts import RunCharts


def history(epochs: int = 12, done: int = 8, steps: int = 40) -> RunHistory:
    """A run of `epochs` planned epochs of `steps` steps of which `done` and a half are over."""
    run = RunHistory()
    run.apply(RunStarted(1, "run", ("ants", "bees"), 244, 153, 11_000_000, 1_026, "CPU", "float32", epochs))
    for step in range(1, int((done + 0.5) * steps) + 1):
        epoch = (step - 1) // steps + 1
        run.apply(BatchEnd(epoch, step, 0.1 + math.exp(-step / 60), 1e-3, 60.0, epochs * steps))
        if step % steps == 0:
            top1 = 0.95 if epoch == 5 else 0.94 - 0.3 / epoch
            run.apply(EpochEnd(epoch, step, 0.2, 0.1 + 1 / epoch, top1, 7.0, 0.5 + 0.05 * epoch))
    return run


def test_refresh_without_change_draws_nothing(charts: RunCharts) -> None:
    run = history()
    charts.set_run(run, 12)
    drawn: list[object] = []
    charts.loss.view.curves["train"].sigPlotChanged.connect(drawn.append)
    charts.refresh()
    assert not drawn
    run.apply(BatchEnd(9, 341, 0.2, 1e-3, 60.0, 480))
    charts.refresh()
    charts.refresh()
    assert len(drawn) == 1


def test_every_state_of_charts_paints(charts: RunCharts) -> None:
    charts.clear()
    charts.grab()
    states = [RunHistory(), history(done=0), history(done=1), history(epochs=8), history(epochs=3, done=8)]
    broken = RunHistory()
    broken.apply(EpochEnd(1, 0, math.nan, math.nan, math.nan, 1.0))
    finished = history(done=12)
    finished.apply(RunFinished("run", 5, 0.95))
    for run in [*states, broken, finished]:
        charts.set_run(run, 12)
        charts.loss.view.pointed.emit(1)
        assert not charts.grab().isNull()


def test_charts_are_stacked_when_narrow(charts: RunCharts, qtbot: QtBot) -> None:
    charts.resize(400, 500)
    qtbot.waitUntil(lambda: charts.accuracy.y() > charts.loss.y())
    charts.resize(874, 248)
    qtbot.waitUntil(lambda: charts.accuracy.x() > charts.loss.x())


def test_plot_fills_card_until_labels_need_space(charts: RunCharts) -> None:
    charts.set_run(history(12, 4), 12)
    early = charts.loss.view.area().width()
    assert early > 0.75 * charts.loss.view.width()
    charts.set_run(history(12, 12), 12)
    assert 100 < charts.loss.view.area().width() < early - 40
