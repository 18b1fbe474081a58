"""The loop knows nothing of pictures: it trains on any source."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, never
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Event, Notice, Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.loop import Loop
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.training.state import State

Train = Callable[..., list[Event]]


@pytest.fixture
def train_on_vectors(
    vectors: Callable[..., Any],
    colours: Path,
    resnet20_weights: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Train:
    """A function that trains three epochs of four steps on vectors, and returns the events.

    After a pause it goes on where `away`, seconds that are added to the time of the epoch under way, is given.
    """
    monkeypatch.setattr(inputs, "STORES", FeatureStores())

    def run(freeze: str, should_stop: ShouldStop = never, away: float = 0) -> list[Event]:
        config = TrainConfig.build(
            depth=20, weights=str(resnet20_weights), freeze=freeze, epochs=3, batch_size=8, device="cpu",
            precision="float32", learning_rate=1e-3,
        )  # fmt: skip
        setup = replace(set_up(config, scan(colours)), train=vectors(30, broken={4}), validation=vectors(6, "unseen"))
        state = State(tmp_path, setup)
        state.begin(state.phases[0])
        events: list[Event] = []
        with Loader(setup.compute.device) as loader, suppress(Halted):
            events.extend(Loop(state, should_stop).epochs(loader))
        if away:
            assert state.at.seconds > 0
            state.at.seconds += away
            with Loader(setup.compute.device) as loader:
                events.extend(Loop(state, never).epochs(loader))
        return events

    return run


@pytest.mark.parametrize("freeze", ["none", "layer1", "layer3"])
def test_training_on_vectors_learns_their_classes(
    train_on_vectors: Train, monkeypatch: pytest.MonkeyPatch, freeze: str
) -> None:
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    events = train_on_vectors(freeze)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert len(ends) == 3
    assert ends[-1].train_loss < ends[0].train_loss
    assert len([event for event in events if isinstance(event, BatchEnd)]) == 12
    assert [event.path for event in events if isinstance(event, Notice)] == [str(Path("vectors/4.txt"))]
    followed = [event for event in events if isinstance(event, Predictions)][-1].pictures
    assert {picture.path for picture in followed} == {f"unseen {index}" for index in range(6)}


def test_last_step_of_each_epoch_is_reported_however_short_the_epoch_is(
    train_on_vectors: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the curve of a quick run would end before the run does."""
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1e-9)
    events = train_on_vectors("layer3")
    ends = [event for event in events if isinstance(event, BatchEnd | EpochEnd)]
    assert [type(event) for event in ends] == [BatchEnd, EpochEnd] * 3
    assert [(event.epoch, event.step) for event in ends] == [(1, 4), (1, 4), (2, 8), (2, 8), (3, 12), (3, 12)]


def test_last_step_before_a_pause_is_reported(train_on_vectors: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1e-9)
    asked = count()
    events = train_on_vectors("none", lambda: Halt.PAUSE if next(asked) >= 2 else None)
    batches = [event for event in events if isinstance(event, BatchEnd)]
    assert batches
    assert batches[-1].step % 4, "it was paused within an epoch"


@pytest.mark.parametrize("looks", [2, 4])  # between two steps, and during the validation
def test_time_of_a_paused_epoch_is_the_sum_of_the_time_trained(train_on_vectors: Train, looks: int) -> None:
    asked = count()
    events = train_on_vectors("none", lambda: Halt.PAUSE if next(asked) >= looks else None, away=1000)
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert [end.epoch for end in ends] == [1, 2, 3]
    assert [end.seconds > 1000 for end in ends] == [True, False, False]
