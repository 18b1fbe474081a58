"""The charts show what happened, thinned to the screen, and only draw what is new."""

import math
from array import array
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunFinished, RunResumed, RunStarted
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.curves import (
    accuracy_chart,
    accuracy_scale,
    decimate,
    epoch_ticks,
    loss_chart,
    loss_scale,
    loss_texts,
    smooth,
    spread,
)
from resnet_studio.gui.charts.paint import Frame, best_figure, best_place, end_labels
from resnet_studio.gui.charts.run_charts import RunCharts
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette


@pytest.fixture
def charts(qtbot: QtBot, qapp: QApplication) -> RunCharts:
    install(qapp)
    made = RunCharts()
    qtbot.addWidget(made)
    made.resize(874, 248)
    made.show()
    return made


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


def points(charts: RunCharts, name: str = "train") -> int:
    x, _ = charts.loss.view.curves[name].getData()
    return 0 if x is None else len(x)


def test_a_hundred_thousand_batches_reach_qt_as_two_points_a_pixel_column(charts: RunCharts, qtbot: QtBot) -> None:
    run = RunHistory()
    run.apply(RunStarted(1, "run", ("a", "b"), 10, 10, 1, 1, "CPU", "float32", 10))
    noise = np.random.default_rng(0).normal(0.5, 0.1, 100_000).tolist()
    for step, loss in enumerate(noise, start=1):
        run.apply(BatchEnd((step - 1) // 10_000 + 1, step, loss, 1e-3, 60.0, 100_000))
    charts.set_run(run, 10)
    view = charts.loss.view
    wide = points(charts)
    assert view.columns() < wide <= 2 * view.columns()
    # Half of the run takes half of the columns.
    half = RunHistory(run.started, None, run.steps[:50_000], run.losses[:50_000], run.learning_rates[:50_000])
    half.last_batch, half.steps_planned = BatchEnd(5, 50_000, 0.5, 1e-3, 60.0, 100_000), 100_000
    charts.set_run(half, 10)
    assert points(charts) <= view.columns() + 2
    charts.set_run(run, 10)
    charts.resize(560, 248)
    qtbot.waitUntil(lambda: 0 < points(charts) <= 2 * view.columns() < wide)


def test_only_what_is_new_is_drawn(charts: RunCharts) -> None:
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


def test_the_wheel_and_the_right_button_change_nothing(charts: RunCharts) -> None:
    charts.set_run(history(), 12)
    view = charts.loss.view
    before = view._box.viewRange()
    port = view._view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=view.area().center().toPoint())
    QTest.mouseMove(port, QPointF(60, 60).toPoint())
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPointF(60, 60).toPoint())
    QTest.mouseClick(port, Qt.MouseButton.RightButton)
    assert view._box.viewRange() == before
    assert QApplication.activePopupWidget() is None
    assert not port.acceptDrops()


def test_the_pointer_shows_the_same_epoch_in_both_charts(charts: RunCharts) -> None:
    charts.set_run(history(), 12)
    frame = charts.loss.view.frame()
    assert frame is not None
    charts.loss.view.pointed.emit(charts.loss.view._nearest(frame.at(3.2, 0.2)))
    assert charts.loss.view._at == charts.accuracy.view._at == 3
    charts.loss.view.pointed.emit(charts.loss.view._nearest(frame.at(11.5, 0.2)))
    assert charts.accuracy.view._at == 0  # epoch 8 was the last to end, 11.5 is far from it


def test_curves_take_the_colours_of_the_theme(charts: RunCharts, qapp: QApplication) -> None:
    theme = install(qapp)
    try:
        for scheme in ("dark", "light"):
            theme.choose("dark" if scheme == "dark" else "light")
            pen = charts.loss.view.curves["validation"].opts["pen"]
            assert pen.color() == QColor(palette().validation)
            assert pen.widthF() == 3.0
            assert charts.loss.view.curves["train"].opts["pen"].widthF() == 1.3
    finally:
        theme.choose(None)


def test_every_state_can_be_painted(charts: RunCharts) -> None:
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


def test_charts_stand_one_above_the_other_when_narrow(charts: RunCharts, qtbot: QtBot) -> None:
    charts.resize(400, 500)
    qtbot.waitUntil(lambda: charts.accuracy.y() > charts.loss.y())
    charts.resize(874, 248)
    qtbot.waitUntil(lambda: charts.accuracy.x() > charts.loss.x())


def test_lines_of_a_running_run() -> None:
    run = history()
    chart = loss_chart(run, 12)
    train, validation = chart.lines
    assert train.x[0] == pytest.approx(1 / 40)
    assert train.x[-1] == pytest.approx(8.5)
    assert validation.x.tolist() == list(range(1, 9))
    assert chart.now == pytest.approx(8.5)
    assert chart.best is not None
    assert chart.best.epoch == 5
    accuracy = accuracy_chart(run, 12)
    assert accuracy.lines[1].y[4] == pytest.approx(95.0)
    assert accuracy.best is not None
    assert accuracy.best.value == "95.0 %"
    assert accuracy.readings[8] == (("validation", "90.2 %"), ("train", "90.0 %"))
    run.apply(RunFinished("run", 5, 0.95))
    assert loss_chart(run, 12).now is None


def test_a_resumed_run_goes_back_to_its_checkpoint() -> None:
    run = history()
    run.apply(RunResumed(160))
    chart = loss_chart(run, 12)
    assert chart.lines[0].x[-1] == pytest.approx(4.0)
    assert len(chart.lines[1].x) == 4


def test_losses_that_are_no_number_leave_a_gap_and_the_history_can_still_grow() -> None:
    run = history(done=0)
    run.apply(BatchEnd(1, 21, math.nan, 1e-3, 60.0, 480))
    x = loss_chart(run, 12).lines[0].x
    run.apply(BatchEnd(1, 22, 0.5, 1e-3, 60.0, 480))
    assert len(loss_chart(run, 12).lines[0].x) == len(x) + 1
    assert isinstance(run.losses, array)


def test_without_reported_batches_the_epochs_make_the_line() -> None:
    run = RunHistory()
    run.apply(EpochEnd(1, 5, 0.7, 0.6, 0.5, 0.02))
    assert loss_chart(run, 4).lines[0].y.tolist() == [0.7]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(1, 60))
def test_decimating_keeps_extremes_and_order(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.linspace(0, 10, len(y))
    thin_x, thin_y = decimate(x, y, 10.0, columns)
    assert len(thin_x) == len(thin_y) <= max(2, 2 * columns)
    assert np.all(np.diff(thin_x) >= 0)
    assert thin_y.min() == y.min()
    assert thin_y.max() == y.max()
    assert thin_x[0] == x[0]


def test_smoothing_is_the_mean_of_what_was_just_before() -> None:
    steps = np.arange(1.0, 11.0)
    values = np.array([10.0, 0, 0, 0, 0, 0, 0, 0, 0, 5])
    every = np.arange(10)
    assert smooth(steps, values, 1, 5, every).tolist() == [10, 5, 10 / 3, 2.5, 2, 0, 0, 0, 0, 1]
    assert smooth(steps, values, 1, 5, np.array([0, 4, 9])).tolist() == [10, 2, 1]
    assert smooth(steps, values, 10, 1, every)[-1] == pytest.approx(1.5)
    assert smooth(np.empty(0), np.empty(0), 1, 5, np.arange(0)).tolist() == []


def test_a_long_curve_is_thinned_by_means_that_leave_no_batch_out() -> None:
    run = RunHistory()
    for step in range(1, 50_001):
        run.apply(BatchEnd(1, step, 9.0 if step == 33_333 else 1.0, 1e-3, 1.0, 50_000))
    (line, _) = loss_chart(run, 1).lines
    assert len(line.x) < 5000
    assert line.x[-1] == 1.0
    assert np.all(np.diff(line.x) > 0)
    assert line.y.max() > 1.0


@given(st.lists(st.floats(-50, 250), min_size=1, max_size=5))
def test_labels_never_overlap_nor_leave_the_chart(wanted: list[float]) -> None:
    placed = spread(wanted, 17.0, 10.0, 190.0)
    ordered = sorted(placed)
    assert all(after - before >= 17.0 - 1e-6 for before, after in pairwise(ordered))
    assert min(placed) >= 10.0 - 1e-6
    assert max(placed) <= 190.0 + 1e-6


def test_labels_that_are_far_apart_stay_where_they_are() -> None:
    assert spread([150.0, 40.0], 17.0, 0.0, 200.0) == [150.0, 40.0]


@pytest.mark.parametrize("done", range(1, 13))
def test_the_best_value_hides_no_name_of_a_curve(done: int) -> None:
    chart = accuracy_chart(history(done=done), 12)
    frame = Frame(chart, QRectF(37, 6, 266, 184), 116)
    assert chart.best is not None
    names = [box for _, box in end_labels(frame)]
    box = best_place(frame, frame.at(chart.best.epoch, chart.best.y), QRectF(0, 0, 74, 32).size(), names)
    assert not any(box.intersects(name) for name in names)
    assert not names[0].intersects(names[1])


@pytest.mark.parametrize(
    ("epochs", "most", "ticks"),
    [
        (12, 7, (0, 2, 4, 6, 8, 10, 12)),
        (1, 7, (0, 1)),
        (8, 5, (0, 2, 4, 6, 8)),
        (25, 6, (0, 5, 10, 15, 20, 25)),
        (11, 6, (0, 2, 4, 6, 8, 11)),
        (100, 6, (0, 20, 40, 60, 80, 100)),
    ],
)
def test_epochs_along_the_axis(epochs: int, most: int, ticks: tuple[int, ...]) -> None:
    assert epoch_ticks(epochs, most) == ticks


def test_scales_start_where_they_should() -> None:
    loss = loss_scale(np.array([0.87, 0.1]))
    assert loss.low == 0.0
    assert [loss.text(tick) for tick in loss.ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8"]
    accuracy = accuracy_scale(np.array([41.0, 95.4]))
    assert (accuracy.low, accuracy.high, len(accuracy.ticks)) == (40.0, 100.0, 4)
    near = accuracy_scale(np.array([94.2, 97.0]))
    assert (near.low, near.high, near.ticks) == (80.0, 100.0, (80.0, 85.0, 90.0, 95.0, 100.0))
    low = accuracy_scale(np.array([1.0, 3.0]))
    assert (low.low, low.high) == (0.0, 20.0)
    one = accuracy_scale(np.array([12.9]), np.array([17.5]))  # a run of one epoch
    assert (one.low, one.high) == (0.0, 20.0)
    assert loss_scale().text(0.0) == ""


def test_the_grid_lies_below_the_curves(charts: RunCharts, qtbot: QtBot) -> None:
    run = RunHistory()
    run.apply(RunStarted(1, "run", ("ants", "bees"), 244, 153, 11_000_000, 1_026, "CPU", "float32", 4))
    for epoch in range(1, 5):  # level at a figure of the axis, so that line and grid line are one
        run.apply(EpochEnd(epoch, epoch, 0.2, 0.3, 0.5 if epoch == 1 else 0.9, 1.0))
    charts.set_run(run, 4)
    view = charts.accuracy.view
    frame = view.frame()
    assert frame is not None
    assert 90.0 in frame.chart.scale.ticks
    qtbot.wait(1)
    middle = frame.at(3.5, 90.0)
    picture = view.grab().toImage()
    seen = {picture.pixelColor(round(middle.x()), round(middle.y()) + row).name() for row in (-1, 0)}
    assert seen == {QColor(palette().validation).name()}


def test_the_longest_name_of_a_curve_fits_beside_a_ring_at_the_end(charts: RunCharts) -> None:
    run = RunHistory()
    run.apply(RunStarted(1, "run", ("ants", "bees"), 244, 153, 11_000_000, 1_026, "CPU", "float32", 1))
    run.apply(EpochEnd(1, 1, 0.2, 0.3, 0.9999, 1.0))
    charts.set_run(run, 1)
    frame = charts.accuracy.view.frame()
    assert frame is not None
    ((line, box),) = end_labels(frame)
    assert line.value == "> 99.9 %"
    assert box.right() <= charts.accuracy.view.width() - 2


@given(st.integers(1, 60).flatmap(lambda epochs: st.tuples(st.just(epochs), st.floats(0.02, 1.0))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_names_fit_however_far_the_run_is(charts: RunCharts, so_far: tuple[int, float]) -> None:
    epochs, share = so_far
    done = int(share * epochs)
    run = history(epochs, done, steps=4)
    charts.set_run(run, epochs)
    for card in (charts.loss, charts.accuracy):
        frame = card.view.frame()
        assert frame is not None
        assert all(box.right() <= card.view.width() - 2 for _, box in end_labels(frame))
        assert frame.area == charts.loss.view.area()  # the epochs of both lie at the same places


def test_the_plot_fills_its_card_until_the_names_need_room(charts: RunCharts) -> None:
    charts.set_run(history(12, 4), 12)
    early = charts.loss.view.area().width()
    assert early > 0.75 * charts.loss.view.width()
    charts.set_run(history(12, 12), 12)
    assert 100 < charts.loss.view.area().width() < early - 40


def test_the_best_value_is_not_written_twice() -> None:
    run = history(done=5)  # the fifth epoch is the best
    assert best_figure(accuracy_chart(run, 12)) == ""
    run = history(done=6)
    assert best_figure(accuracy_chart(run, 12)) == "95.0 %"


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.000958, 0.026), ("0.001", "0.026")),
        ((0.0001, 0.026), ("< 0.001", "0.026")),
        ((0.00012, 0.0034), ("0.00012", "0.00340")),
        ((2.5, 0.1), ("2.500", "0.100")),
        ((123.45, 0.5), ("123.5", "0.5")),
        ((4567.0, math.nan), ("4,567", "–")),
        ((3e9, 1.0), ("3.00e+09", "1")),
        ((0.0, 0.0), ("0.000", "0.000")),
        ((), ()),
    ],
)
def test_losses_side_by_side_have_the_same_decimals(values: tuple[float, ...], texts: tuple[str, ...]) -> None:
    assert loss_texts(*values) == texts
