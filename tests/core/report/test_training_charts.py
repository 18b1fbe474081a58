"""The charts of a training: a point for each epoch, the best one marked, and bounded however long it was."""

import math

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.report.training_charts import accuracy_chart, loss_chart
from resnet_studio.core.runs.history import RunHistory


def history(epochs: int, *, val_top1: float = 0.8) -> RunHistory:
    made = RunHistory()
    for epoch in range(1, epochs + 1):
        made.apply(EpochEnd(epoch, 2 * epoch, 1 / epoch, 1.5 / epoch, val_top1 if epoch == 2 else 0.5, 1.0, 0.9))
    return made


def test_epochs_are_points_and_the_best_is_marked() -> None:
    chart = accuracy_chart(history(4), 6)
    assert [line.look for line in chart.lines] == ["train", "validation"]
    assert [len(line.points.split()) for line in chart.lines] == [4, 4]
    assert [tick.text for tick in chart.x_ticks][-1] == "6"
    (best,) = chart.dots
    assert (str(best.text), best.label) == ("best epoch, 2", "80.0 %")


def test_names_at_the_ends_of_curves_do_not_overlap() -> None:
    train, validation = loss_chart(history(3), 3).lines
    assert abs(train.y - validation.y) >= 15


def test_values_that_are_not_numbers_are_left_out() -> None:
    made = history(3, val_top1=math.nan)
    train, validation = accuracy_chart(made, 3).lines
    assert (len(train.points.split()), len(validation.points.split())) == (3, 2)


def test_long_run_has_no_more_points_than_can_be_seen() -> None:
    line = loss_chart(history(5000), 5000).lines[0]
    assert len(line.points.split()) <= 600


def test_single_epoch_and_none_are_drawn() -> None:
    assert len(loss_chart(history(1), 1).lines) == 2
    assert loss_chart(RunHistory(), 0).lines == ()
