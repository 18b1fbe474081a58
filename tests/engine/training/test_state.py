"""The state of a training: sums, checkpoints, and refusal of numbers that are not finite."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import CheckpointSaved, EpochEnd
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.training.checkpoint import read_last
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.training.state import State

MakeState = Callable[[], State]


@pytest.fixture
def make_state(tmp_path: Path, colours: Path) -> MakeState:
    """Makes the state of a new ResNet-20 that begins its only phase."""
    config = TrainConfig.build(depth=20, weights="scratch", batch_size=8, device="cpu", precision="float32")

    def make() -> State:
        state = State(tmp_path, set_up(config, scan(colours)))
        state.begin(state.phases[0])
        return state

    return make


def after_a_step(state: State) -> State:
    """One real optimiser step, with sums as the loop adds them."""
    state.start_sums()
    state.optimizer.set_learning_rate(1, 10)
    state.optimizer.backward(state.setup.network(torch.randn(4, 3, 32, 32)).square().mean())
    state.optimizer.step()
    state.add(torch.tensor(0.5), torch.tensor(3.0), 4)
    return state


def test_nothing_is_saved_before_the_first_step(make_state: MakeState, tmp_path: Path) -> None:
    assert list(make_state().save()) == []
    assert list(tmp_path.iterdir()) == []


def test_sums_count_items_and_weigh_losses_by_them(make_state: MakeState) -> None:
    state = after_a_step(make_state())
    state.add(torch.tensor(2.0), torch.tensor(1.0), 2)
    state.end_sums()
    assert state.at.sums == (0.5 * 4 + 2.0 * 2, 4.0, 6.0)
    assert state.at.step == 2


def test_restored_state_equals_the_saved_one(make_state: MakeState, tmp_path: Path) -> None:
    saved = after_a_step(make_state())
    saved.at.best = EpochEnd(1, 1, 0.5, 0.4, 0.75, 2.0, 0.8, 0.1)
    saved.unreadable.names.add("red/1.png")
    saved.saver.keep_best(saved.setup.network, saved.at.best)
    assert list(saved.save()) == [CheckpointSaved(1, best=True)]
    checkpoint = read_last(tmp_path)
    assert checkpoint is not None

    restored = make_state()
    restored.restore(checkpoint)
    assert restored.at == saved.at
    assert restored.at.best is not None
    assert (restored.best_epoch, restored.at.best.val_top1) == (1, 0.75)
    assert restored.unreadable.names == {"red/1.png"}
    one, other = saved.setup.network.state_dict(), restored.setup.network.state_dict()
    assert all(torch.equal(value, other[name]) for name, value in one.items())
    moments = [each.optimizer.moments() for each in (saved, restored)]
    assert moments[0].keys() == moments[1].keys()
    assert all(torch.equal(moments[0][name], moments[1][name]) for name in moments[0])


MISFITS: dict[str, tuple[str, dict[str, Any]]] = {
    "phase": ("progress.phase is 7", {"phase": 7}),
    "step": ("progress.step is", {"step": "many"}),
    "pieces": ("progress.pieces is", {"pieces": None}),
    "no pieces": ("progress.pieces is 0", {"pieces": 0}),
    "sums": ("progress.sums is", {"sums": []}),
    "threads": ("progress.threads is", {"threads": -2}),
    "unreadable": ("progress.unreadable is", {"unreadable": [3]}),
    "precision": ("progress.precision is", {"precision": "float8"}),
    "device": ("progress.device is", {"device": "abacus"}),
}


@pytest.mark.parametrize("kind", MISFITS)
def test_progress_that_does_not_fit_is_refused(make_state: MakeState, tmp_path: Path, kind: str) -> None:
    expected, change = MISFITS[kind]
    list(after_a_step(make_state()).save())
    checkpoint = read_last(tmp_path)
    assert checkpoint is not None
    assert isinstance(checkpoint.progress, dict)
    checkpoint.progress.update(change)
    with pytest.raises(RunError, match=f"does not fit the run's settings: {expected}"):
        make_state().restore(checkpoint)


def test_model_that_does_not_fit_is_refused_and_nothing_is_taken_over(make_state: MakeState, tmp_path: Path) -> None:
    list(after_a_step(make_state()).save())
    checkpoint = read_last(tmp_path)
    assert checkpoint is not None
    fresh = make_state()
    before = {name: value.clone() for name, value in fresh.setup.network.state_dict().items()}
    for name, value, expected in (
        ("fc.weight", checkpoint.model["fc.weight"].double(), "fc.weight is float64"),
        ("bn1.running_var", -checkpoint.model["bn1.running_var"], "bn1.running_var has negative values"),
        ("fc.bias", torch.full((3,), math.inf), "fc.bias has values that are not"),
        ("conv1.weight", torch.zeros(1), "conv1.weight is"),
    ):
        forged = replace(checkpoint, model=checkpoint.model | {name: value})
        with pytest.raises(RunError, match=expected):
            fresh.restore(forged)
    assert all(torch.equal(value, before[name]) for name, value in fresh.setup.network.state_dict().items())
    assert fresh.at.step == 0


def test_loss_that_is_not_finite_is_refused_with_advice(make_state: MakeState) -> None:
    state = make_state()
    state.require_finite(0.5)
    with pytest.raises(RunError, match="no longer a number after step 0") as caught:
        state.require_finite(math.nan)
    assert "Try a learning rate lower than" in str(caught.value)
    assert "best model" not in str(caught.value)
    state.at.best = EpochEnd(3, 30, 0.5, 0.4, 0.75, 2.0)
    with pytest.raises(RunError, match="The best model so far, of epoch 3, is kept"):
        state.require_finite(math.inf)


def test_weights_that_are_not_finite_are_not_saved(make_state: MakeState, tmp_path: Path) -> None:
    state = after_a_step(make_state())
    with torch.no_grad():
        state.setup.network.fc.bias[0] = math.inf
    with pytest.raises(RunError, match="no longer a number"):
        list(state.save())
    assert not (tmp_path / "last.safetensors").exists()


def test_run_before_its_first_epoch_has_no_best(make_state: MakeState) -> None:
    state = make_state()
    assert state.best_epoch == 0
    assert state.at.best is None
