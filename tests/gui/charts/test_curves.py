"""Curves as arrays: lines, smoothing and thinning."""

import math
from array import array
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.message import literal
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    RunFailed,
    RunFinished,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.curves import accuracy_chart, decimate, loss_chart, loss_texts, smooth


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


def test_best_epoch_says_that_the_loss_decided() -> None:
    run = history()
    assert run.started is not None
    chart = accuracy_chart(run, 12)
    assert chart.best is not None
    assert chart.best.words == "best epoch 5"
    by_loss = RunHistory()
    by_loss.apply(replace(run.started, best_by="loss"))
    for epoch in run.epochs:
        by_loss.apply(epoch)
    chart = accuracy_chart(by_loss, 12)
    assert chart.best is not None
    assert chart.best.words == "best epoch 8, by loss"


def test_resumed_run_restarts_curve_at_checkpoint() -> None:
    run = history()
    run.apply(RunResumed(160))
    chart = loss_chart(run, 12)
    assert chart.lines[0].x[-1] == pytest.approx(4.0)
    assert len(chart.lines[1].x) == 4


@pytest.mark.parametrize(
    ("then", "marked"),
    [
        ((), 2),  # its model is saved with the next checkpoint
        ((CheckpointSaved(80, best=True), RunFinished("run", 2, 0.99)), 2),
        ((RunFailed("run", literal("killed")),), 1),
    ],
)
def test_best_epoch_that_was_not_saved_is_marked_only_while_the_run_goes_on(
    then: tuple[Event, ...], marked: int
) -> None:
    run = history(done=1)
    run.apply(CheckpointSaved(40, best=True))
    run.apply(EpochEnd(2, 80, 0.2, 0.1, 0.99, 7.0, 0.9))
    for event in then:
        run.apply(event)
    for chart in (loss_chart(run, 12), accuracy_chart(run, 12)):
        assert chart.best is not None
        assert chart.best.epoch == marked


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
