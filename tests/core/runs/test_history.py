import math
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import RunGoneError
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Heartbeat,
    JobFinished,
    Notice,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.history import RunHistory, better, is_terminal

STARTED = RunStarted(1, "r", ("ants", "bees"), 100, 40, 11_000_000, 1026, "CPU", "float32", epochs=4)


def epoch(number: int, top1: float = 0.5, loss: float = 1.0) -> EpochEnd:
    return EpochEnd(number, number * 10, 1.0, loss, top1, 2.0)


def batch(step: int, steps: int = 40) -> BatchEnd:
    return BatchEnd((step - 1) // 10 + 1, step, 1 / step, 0.001, 50.0, steps)


def history_of(*events: Event) -> RunHistory:
    history = RunHistory()
    for event in events:
        history.apply(event)
    return history


def test_failure_remembers_what_the_run_was_at() -> None:
    failed = RunFailed("r", message("The disk is full."))
    assert history_of(STARTED, Progress(Phase.DOWNLOADING, 1, 2), failed).ended_in is Phase.DOWNLOADING
    assert history_of(STARTED, Progress(Phase.DOWNLOADING, 2, 2), batch(1), failed).ended_in is None


def test_batches_become_points() -> None:
    history = history_of(STARTED, batch(1), batch(2))
    assert list(history.steps) == [1, 2]
    assert list(history.losses) == [1.0, 0.5]
    assert history.steps_planned == 40
    assert history.running


@pytest.mark.parametrize(
    ("epochs", "best"),
    [
        ([epoch(1, 0.5), epoch(2, 0.7), epoch(3, 0.6)], 2),
        ([epoch(1, 0.7, 1.0), epoch(2, 0.7, 0.5)], 2),
        ([epoch(1, 0.7, 0.5), epoch(2, 0.7, 0.5)], 1),
        ([epoch(1, 0.7, math.nan), epoch(2, 0.7, 0.9)], 2),
        ([epoch(1, 0.7, 0.9), epoch(2, 0.7, math.nan)], 1),
        ([epoch(1, math.nan), epoch(2, 0.1)], 2),
    ],
)
def test_best_epoch_has_the_highest_accuracy_then_the_lowest_loss(epochs: list[EpochEnd], best: int) -> None:
    history = history_of(STARTED, *epochs)
    assert history.best is not None
    assert history.best.epoch == best


@pytest.mark.parametrize(
    ("epochs", "best"),
    [
        ([epoch(1, 0.9, 0.6), epoch(2, 0.7, 0.5), epoch(3, 0.8, 0.55)], 2),
        ([epoch(1, 0.6, 0.5), epoch(2, 0.7, 0.5)], 2),
        ([epoch(1, 0.7, math.nan), epoch(2, 0.6, 0.9)], 2),
    ],
)
def test_best_epoch_of_a_run_that_says_so_has_the_lowest_loss(epochs: list[EpochEnd], best: int) -> None:
    history = history_of(replace(STARTED, best_by="loss"), *epochs)
    assert history.best is not None
    assert history.best.epoch == best


measured = st.floats(0, 1) | st.just(math.nan)


@given(
    st.lists(st.builds(epoch, st.integers(1, 99), measured, measured), min_size=2, max_size=4),
    st.sampled_from(["loss", "top1"]),
)
def test_better_orders_epochs(epochs: list[EpochEnd], by: str) -> None:
    first, second, *_ = epochs
    assert not better(first, first, by)
    assert not (better(first, second, by) and better(second, first, by))
    best = history_of(replace(STARTED, best_by=by), *epochs).best
    assert not any(better(other, best, by) for other in epochs)


def test_progress_shows_only_until_the_first_batch_and_not_after_the_end() -> None:
    history = history_of(STARTED, Progress(Phase.PREPARING, 3, 9))
    assert history.progress is not None
    history.apply(batch(1))
    assert history.progress is None
    history.apply(Progress(Phase.VALIDATING, 1, 9))
    history.apply(RunFinished("r", 1, 0.5))
    assert history.progress is None


def test_fraction_and_time_left() -> None:
    history = history_of(STARTED)
    assert history.fraction == 0
    assert math.isnan(history.seconds_left)
    history.apply(batch(10))
    # no epoch yet: 30 of 40 steps left, 400 pictures in all at 50 a second
    assert history.seconds_left == pytest.approx(6.0)
    history.apply(epoch(1))
    assert history.seconds_left == pytest.approx(30 * 2.0 / 10)
    assert history.fraction == pytest.approx(0.25)
    history.apply(RunFinished("r", 1, 0.5))
    assert history.fraction == 1


def test_complete_epoch_counts_even_if_its_last_step_was_not_reported() -> None:
    history = history_of(STARTED, batch(1), epoch(1), epoch(2))
    assert history.last_batch is not None
    assert (history.last_batch.epoch, history.last_batch.step) == (2, 20)
    assert history.fraction == pytest.approx(0.5)


def test_kept_epoch_is_the_one_whose_weights_were_written() -> None:
    history = history_of(STARTED, epoch(1, 0.5), CheckpointSaved(10, best=True), epoch(2, 0.9))
    assert history.best == epoch(2, 0.9)
    assert history.kept == epoch(1, 0.5)
    history.apply(CheckpointSaved(20))
    assert history.kept == epoch(1, 0.5)
    history.apply(RunFailed("r", "The disk is full."))
    assert history.kept == epoch(1, 0.5)
    history.apply(RunResumed(10))
    assert history.kept == epoch(1, 0.5)
    history.apply(RunStopped("r", 1, 0.5))
    assert history.kept == epoch(1, 0.5)


def test_run_whose_folder_is_gone_keeps_nothing_and_cannot_be_resumed() -> None:
    history = history_of(STARTED, batch(1), epoch(1), CheckpointSaved(10, best=True))
    error = RunGoneError(Path("r"))
    history.apply(RunFailed("r", error.message, kind=error.kind))
    assert history.kept is None
    assert not history.resumable


def test_resumed_run_discards_points_after_its_checkpoint() -> None:
    shown = Predictions(2, (PredictedPicture("a.jpg", 0, (0.5, 0.5)),))
    history = history_of(
        STARTED, *map(batch, range(1, 11)), epoch(1, 0.5), *map(batch, range(11, 21)), epoch(2, 0.9), shown
    )
    history.apply(RunPaused("r", 2, 0.9))
    assert not history.running
    history.apply(STARTED)
    history.apply(RunResumed(12))
    assert history.running
    assert list(history.steps) == list(range(1, 13))
    assert len(history.losses) == len(history.learning_rates) == 12
    assert [done.epoch for done in history.epochs] == [1]
    assert history.best == epoch(1, 0.5)
    assert history.predictions is None
    assert history.fraction == pytest.approx(12 / 40)


def test_epoch_that_is_validated_again_after_a_kill_counts_once() -> None:
    """Its last step had a checkpoint, and the process died after its end was in the log."""
    history = history_of(STARTED, epoch(1, 0.5), CheckpointSaved(10, best=True), batch(20), CheckpointSaved(20))
    history.apply(epoch(2, 0.9))
    history.apply(RunResumed(20, 1, says_best=True))
    history.apply(epoch(2, 0.9))
    assert [end.epoch for end in history.epochs] == [1, 2]
    assert history.best == epoch(2, 0.9)
    history.apply(RunResumed(20, 1, says_best=True))
    assert history.best == epoch(1, 0.5)


def test_version_grows_only_with_events_of_the_run() -> None:
    history = RunHistory()
    for event in (STARTED, Notice("x"), CheckpointSaved(10), batch(11), epoch(1), RunFailed("r", "e")):
        before = history.version
        history.apply(event)
        assert history.version == before + 1
    before = history.version
    for foreign in (Heartbeat(1, 2), JobFinished(), Prediction("a", ("b",), (1.0,))):
        history.apply(foreign)
    assert history.version == before
    assert history.checkpoint_step == 10
    assert [notice.text for notice in history.notices] == ["x"]


steps = st.integers(1, 60)
story = st.lists(
    st.one_of(
        st.just(STARTED),
        st.builds(batch, steps),
        st.builds(epoch, st.integers(1, 6), st.floats(0, 1)),
        st.builds(RunResumed, steps),
        st.just(RunFinished("r", 1, 0.5)),
    ),
    max_size=30,
)


@given(story)
def test_figures_stay_in_range_for_any_events(events: list[Event]) -> None:
    history = history_of(*events)
    assert len(history.steps) == len(history.losses) == len(history.learning_rates)
    assert 0 <= history.fraction <= 1
    assert (history.best is None) == (not history.epochs)
    left = history.seconds_left
    assert math.isnan(left) or math.isfinite(left)


def test_log_of_many_resumptions_is_replayed_quickly() -> None:
    """Going back 20,000 times looks at each point and epoch once, not 20,000 times."""
    epochs = [EpochEnd(number, 0, 1.0, 1.0, 0.5, 2.0) for number in range(1, 20_001)]
    history = history_of(STARTED, *(batch(1) for _ in range(20_000)), *epochs)
    before = time.process_time()
    for _ in range(20_000):
        history.apply(batch(5))
        history.apply(epoch(20_001, 0.9))
        history.apply(RunResumed(1))
    assert time.process_time() - before < 2
    assert len(history.steps) == len(history.epochs) == 20_000
    assert history.best == epochs[0]


def test_terminal_events_are_recognised() -> None:
    assert is_terminal(RunFinished("r", 1, 0.5))
    assert is_terminal(JobFinished())
    assert not is_terminal(epoch(1))


def test_time_left_does_not_count_preparation() -> None:
    history = history_of(STARTED, batch(10))
    history.apply(EpochEnd(1, 10, 0.5, 0.5, 0.5, 12.0, preparing=10.0))
    assert history.seconds_left == pytest.approx(30 * 2.0 / 10)


def test_resumed_run_has_the_predictions_of_its_checkpoint() -> None:
    history = RunHistory()
    history.apply(RunStarted(1, "r", ("a", "b"), 8, 2, 10, 10, "CPU", "float32", 9))
    for epoch in (1, 2, 3):
        history.apply(EpochEnd(epoch, 4 * epoch, 1.0, 1.0, 0.5, 1.0))
        history.apply(Predictions(epoch, (PredictedPicture("x.png", 0, (0.5, 0.5)),)))
        if epoch == 2:
            history.apply(CheckpointSaved(8))
    history.apply(CheckpointSaved(8, best=True))  # a run that failed wrote its best network, and no checkpoint
    history.apply(RunResumed(8))
    assert history.predictions is not None
    assert history.predictions.epoch == 2
    history.apply(RunResumed(4))
    assert history.predictions is None
