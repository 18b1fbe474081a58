"""Labels around the curves: places that cover nothing."""

import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF

from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunStarted
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.curves import Chart, accuracy_chart, loss_chart
from resnet_studio.gui.charts.paint import (
    RING,
    TOP,
    WIDTHS,
    Frame,
    best_figure,
    best_place,
    end_labels,
    epoch_place,
)
from resnet_studio.gui.charts.run_charts import RunCharts
from resnet_studio.gui.widgets.paint import colour


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


@pytest.mark.parametrize("done", range(1, 13))
def test_best_value_covers_no_curve_label(done: int) -> None:
    chart = accuracy_chart(history(done=done), 12)
    frame = Frame(chart, QRectF(37, 6, 266, 184), 116)
    assert chart.best is not None
    names = [box for _, box in end_labels(frame)]
    box = best_place(frame, frame.at(chart.best.epoch, chart.best.y), QRectF(0, 0, 74, 32).size(), names)
    assert not any(box.intersects(name) for name in names)
    assert not names[0].intersects(names[1])


def runs_that_bend() -> list[RunHistory]:
    """Runs whose curves go up, down, or stay, with the best epoch anywhere."""
    made = []
    for tops in ([0.4, 0.9, 0.99, 1.0, 1.0, 1.0], [0.9, 0.8, 0.7, 0.7, 0.7], [0.5] * 9, [0.2, 0.3, 0.9, 0.3, 0.2]):
        run = RunHistory()
        run.apply(RunStarted(1, "run", ("ants", "bees"), 244, 153, 11_000_000, 1_026, "CPU", "float32", len(tops)))
        for number, top in enumerate(tops, start=1):
            run.apply(BatchEnd(number, number, 1.2 - top, 1e-3, 60.0, len(tops)))
            run.apply(EpochEnd(number, number, 1.2 - top, 1.1 - top, top, 7.0, top - 0.05))
        made.append(run)
    return made


@pytest.mark.parametrize("run", runs_that_bend())
@pytest.mark.parametrize("chart_of", [accuracy_chart, loss_chart])
@pytest.mark.parametrize("size", [(266, 184), (380, 150), (820, 300)])
def test_text_of_the_best_epoch_covers_neither_curve_nor_label(
    run: RunHistory, chart_of: Callable[[RunHistory, int], Chart], size: tuple[int, int]
) -> None:
    chart = chart_of(run, len(run.epochs))
    frame = Frame(chart, QRectF(37, TOP, *size), 116)
    assert chart.best is not None
    names = [box for _, box in end_labels(frame)]
    ring = frame.at(chart.best.epoch, chart.best.y)
    if chart.best.value:
        box = best_place(frame, ring, QSizeF(74, 32), names)
    else:
        box = epoch_place(frame, ring, QSizeF(68, 16), names)
    assert not box.isEmpty()
    assert not any(box.intersects(name) for name in names)
    assert not frame.hides(box)


def test_curve_that_crosses_a_box_between_two_samples_is_seen() -> None:
    run = RunHistory()
    run.apply(RunStarted(1, "run", ("ants", "bees"), 244, 153, 11_000_000, 1_026, "CPU", "float32", 100))
    for number, top in ((1, 0.0), (2, 1.0), (3, 0.0)):
        run.apply(EpochEnd(number, number, 1.0, 1.0, top, 7.0))
    frame = Frame(accuracy_chart(run, 100), QRectF(0, 0, 400, 200), 0)
    assert frame.hides(QRectF(2, 99, 80, 2))
    assert not frame.hides(QRectF(20, 99, 80, 2))


def test_ring_of_a_perfect_epoch_is_not_cut_off(charts: RunCharts) -> None:
    run = history(done=3)
    run.apply(EpochEnd(4, 160, 0.2, 0.1, 1.0, 1.0))
    charts.set_run(run, 12)
    frame = charts.accuracy.view.frame()
    assert frame is not None
    assert frame.at(4, 100.0).y() >= RING + WIDTHS["validation"] / 2
    view = charts.accuracy.view
    ring = view.grab().toImage()
    scale = view.devicePixelRatioF()
    top = round((frame.at(4, 100.0).y() - RING) * scale)
    x = round(frame.at(4, 100.0).x() * scale)
    assert ring.pixelColor(x, top).blue() > ring.pixelColor(x, top).red() + 60, "its upper edge is painted"


def test_only_point_of_a_curve_is_a_dot(charts: RunCharts) -> None:
    run = history(done=0)
    run.apply(EpochEnd(1, 40, 0.2, 0.1, 0.9, 1.0, 0.5))
    charts.set_run(run, 12)
    view = charts.accuracy.view
    frame = view.frame()
    assert frame is not None
    dot = (frame.at(1, 50.0) * view.devicePixelRatioF()).toPoint()
    assert view.grab().toImage().pixelColor(dot) == colour("train")


def test_longest_curve_label_fits_beside_ring(charts: RunCharts) -> None:
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
def test_curve_labels_fit_at_any_progress(charts: RunCharts, so_far: tuple[int, float]) -> None:
    epochs, share = so_far
    done = int(share * epochs)
    run = history(epochs, done, steps=4)
    charts.set_run(run, epochs)
    for card in (charts.loss, charts.accuracy):
        frame = card.view.frame()
        assert frame is not None
        assert all(box.right() <= card.view.width() - 2 for _, box in end_labels(frame))
        assert frame.area == charts.loss.view.area()  # the epochs of both lie at the same places


def test_best_value_is_not_repeated() -> None:
    run = history(done=5)  # the fifth epoch is the best
    assert best_figure(accuracy_chart(run, 12)) == ""
    run = history(done=6)
    assert best_figure(accuracy_chart(run, 12)) == "95.0 %"
