"""Charts on the screen: what reaches pyqtgraph, and the pointer."""

import math

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, RunStarted
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.run_charts import RunCharts
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette


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


def test_long_curve_has_two_points_per_pixel_column(charts: RunCharts, qtbot: QtBot) -> None:
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


def test_wheel_and_right_button_change_nothing(charts: RunCharts) -> None:
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


def test_pointer_shows_same_epoch_in_both_charts(charts: RunCharts) -> None:
    charts.set_run(history(), 12)
    frame = charts.loss.view.frame()
    assert frame is not None
    charts.loss.view.pointed.emit(charts.loss.view._nearest(frame.at(3.2, 0.2)))
    assert charts.loss.view._at == charts.accuracy.view._at == 3
    charts.loss.view.pointed.emit(charts.loss.view._nearest(frame.at(11.5, 0.2)))
    assert charts.accuracy.view._at == 0  # epoch 8 was the last to end, 11.5 is far from it


def test_curves_follow_theme_colours(charts: RunCharts, qapp: QApplication) -> None:
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


def test_grid_is_painted_below_curves(charts: RunCharts, qtbot: QtBot) -> None:
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
