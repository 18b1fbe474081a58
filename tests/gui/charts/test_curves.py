"""Curves as arrays: lines, thinning, scales and ticks."""

import math
from array import array
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_running_run_has_train_and_validation_lines() -> None:
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


def test_resumed_run_restarts_curve_at_checkpoint() -> None:
    run = history()
    run.apply(RunResumed(160))
    chart = loss_chart(run, 12)
    assert chart.lines[0].x[-1] == pytest.approx(4.0)
    assert len(chart.lines[1].x) == 4


def test_nan_losses_leave_gap_and_history_can_grow() -> None:
    run = history(done=0)
    run.apply(BatchEnd(1, 21, math.nan, 1e-3, 60.0, 480))
    x = loss_chart(run, 12).lines[0].x
    run.apply(BatchEnd(1, 22, 0.5, 1e-3, 60.0, 480))
    assert len(loss_chart(run, 12).lines[0].x) == len(x) + 1
    assert isinstance(run.losses, array)


def test_line_uses_epochs_when_there_are_no_batches() -> None:
    run = RunHistory()
    run.apply(EpochEnd(1, 5, 0.7, 0.6, 0.5, 0.02))
    assert loss_chart(run, 4).lines[0].y.tolist() == [0.7]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(1, 60))
def test_decimate_keeps_extremes_and_order(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.linspace(0, 10, len(y))
    thin_x, thin_y = decimate(x, y, 10.0, columns)
    assert len(thin_x) == len(thin_y) <= max(2, 2 * columns)
    assert np.all(np.diff(thin_x) >= 0)
    assert thin_y.min() == y.min()
    assert thin_y.max() == y.max()
    assert thin_x[0] == x[0]


def test_smooth_is_mean_of_preceding_values() -> None:
    steps = np.arange(1.0, 11.0)
    values = np.array([10.0, 0, 0, 0, 0, 0, 0, 0, 0, 5])
    every = np.arange(10)
    assert smooth(steps, values, 1, 5, every).tolist() == [10, 5, 10 / 3, 2.5, 2, 0, 0, 0, 0, 1]
    assert smooth(steps, values, 1, 5, np.array([0, 4, 9])).tolist() == [10, 2, 1]
    assert smooth(steps, values, 10, 1, every)[-1] == pytest.approx(1.5)
    assert smooth(np.empty(0), np.empty(0), 1, 5, np.arange(0)).tolist() == []


def test_long_curve_is_thinned_by_means_of_all_batches() -> None:
    run = RunHistory()
    for step in range(1, 50_001):
        run.apply(BatchEnd(1, step, 9.0 if step == 33_333 else 1.0, 1e-3, 1.0, 50_000))
    (line, _) = loss_chart(run, 1).lines
    assert len(line.x) < 5000
    assert line.x[-1] == 1.0
    assert np.all(np.diff(line.x) > 0)
    assert line.y.max() > 1.0


@given(st.lists(st.floats(-50, 250), min_size=1, max_size=5))
def test_spread_labels_never_overlap_or_leave_chart(wanted: list[float]) -> None:
    placed = spread(wanted, 17.0, 10.0, 190.0)
    ordered = sorted(placed)
    assert all(after - before >= 17.0 - 1e-6 for before, after in pairwise(ordered))
    assert min(placed) >= 10.0 - 1e-6
    assert max(placed) <= 190.0 + 1e-6


def test_spread_keeps_distant_labels() -> None:
    assert spread([150.0, 40.0], 17.0, 0.0, 200.0) == [150.0, 40.0]


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
def test_epoch_ticks(epochs: int, most: int, ticks: tuple[int, ...]) -> None:
    assert epoch_ticks(epochs, most) == ticks


def test_scales_have_expected_ends() -> None:
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
def test_loss_texts_share_decimals(values: tuple[float, ...], texts: tuple[str, ...]) -> None:
    assert loss_texts(*values) == texts
