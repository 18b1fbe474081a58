"""The loop knows nothing of pictures: it trains on any source."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import never
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Notice, Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.training import pace
from resnet_studio.engine.training.loop import Loop
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.training.state import State


@pytest.mark.parametrize("freeze", ["none", "layer1", "layer3"])
def test_training_on_vectors_learns_their_classes(
    vectors: Callable[..., Any],
    colours: Path,
    resnet20_weights: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    freeze: str,
) -> None:
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    monkeypatch.setattr(pace, "BATCH_EVENTS_A_SECOND", 1_000_000)
    config = TrainConfig.build(
        depth=20, weights=str(resnet20_weights), freeze=freeze, epochs=3, batch_size=8, device="cpu",
        precision="float32", learning_rate=1e-3,
    )  # fmt: skip
    setup = replace(set_up(config, scan(colours)), train=vectors(30, broken={4}), validation=vectors(6, "unseen"))
    state = State(tmp_path, setup)
    state.begin(state.phases[0])
    with Loader(setup.compute.device) as loader:
        events = list(Loop(state, never).epochs(loader))
    ends = [event for event in events if isinstance(event, EpochEnd)]
    assert len(ends) == 3
    assert ends[-1].train_loss < ends[0].train_loss
    assert len([event for event in events if isinstance(event, BatchEnd)]) == 12
    assert [event.path for event in events if isinstance(event, Notice)] == [str(Path("vectors/4.txt"))]
    followed = [event for event in events if isinstance(event, Predictions)][-1].pictures
    assert {picture.path for picture in followed} == {f"unseen {index}" for index in range(6)}
