"""One optimiser step."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.training import lanes as lanes_module
from resnet_studio.engine.training.mixing import Mix
from resnet_studio.engine.training.optimizer import Optimizer, start_phase
from resnet_studio.engine.training.phases import phases
from resnet_studio.engine.training.setup import Setup, set_up
from resnet_studio.engine.training.step import optimize

LABELS = torch.tensor([0, 1, 2, 0, 1, 2, 0, 0])


class WholeNetwork:
    """Inputs of a network without a frozen part."""

    done = 0

    def on_device(self, values: Tensor) -> Tensor:
        return values


class Pieces:
    """Cuts every batch into so many pieces."""

    def __init__(self, count: int) -> None:
        self.count = count

    def pieces_of(self, _: int) -> int:
        return self.count


@pytest.fixture
def make_setup(colours: Path) -> Callable[..., tuple[Setup, Optimizer]]:
    """Makes a ResNet-20 in evaluation mode, so that BatchNorm does not depend on the pieces, and its optimiser."""

    def make(
        class_weights: Tensor | None = None, smoothing: float = 0.0, rate: float = 0.1, lanes: int = 1
    ) -> tuple[Setup, Optimizer]:
        config = TrainConfig.build(
            depth=20, weights="scratch", optimizer="sgd", learning_rate=rate, label_smoothing=smoothing,
            device="cpu", precision="float32", seed=1,
        )  # fmt: skip
        setup = replace(set_up(config, scan(colours)), class_weights=class_weights)
        optimizer = start_phase(setup.network, config, setup.compute, phases(config)[0], lanes)
        setup.network.eval()
        return setup, optimizer

    return make


def step(setup: Setup, optimizer: Optimizer, pieces: int, mix: Mix | None = None) -> tuple[Any, Batch, Tensor]:
    """The result of a step on 8 random inputs, and the logits before it."""
    torch.manual_seed(0)
    batch = Batch(torch.randn(8, 3, 32, 32), LABELS, tuple(range(8)))
    with torch.no_grad():
        before = setup.network(batch.inputs if mix is None else mix.of(batch.inputs, batch.inputs[mix.partners]))
    optimizer.set_learning_rate(5, 10)
    inputs: Any = WholeNetwork()
    return optimize(setup, optimizer, Pieces(pieces), inputs, batch, mix), batch, before  # type: ignore[arg-type]


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize("share", [0.2, 0.8])
@pytest.mark.parametrize("weights", [None, torch.tensor([0.5, 1.0, 1.5])], ids=["equal classes", "weighted classes"])
def test_mixed_step_asks_for_both_classes_in_their_proportion(
    make_setup: Callable[..., tuple[Setup, Optimizer]], weights: Tensor | None, share: float, pieces: int
) -> None:
    setup, optimizer = make_setup(weights)
    mix = Mix(torch.arange(8).roll(3), share)
    (loss, correct), _, before = step(setup, optimizer, pieces, mix)
    others = LABELS[mix.partners]
    wanted = share * functional.one_hot(LABELS, 3) + (1 - share) * functional.one_hot(others, 3)
    each = torch.ones(3) if weights is None else weights
    expected = -(wanted * each * before.log_softmax(1)).sum() / (wanted * each).sum()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    assert correct.item() == (before.argmax(1) == (LABELS if share > 0.5 else others)).sum().item()


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weights", [None, torch.tensor([0.5, 1.0, 1.5])], ids=["equal classes", "weighted classes"])
def test_step_returns_the_mean_loss_and_the_correct_predictions(
    make_setup: Callable[..., tuple[Setup, Optimizer]], weights: Tensor | None, smoothing: float
) -> None:
    setup, optimizer = make_setup(weights, smoothing)
    (loss, correct), _, before = step(setup, optimizer, 1)
    expected = functional.cross_entropy(before, LABELS, weights, label_smoothing=smoothing)
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    assert correct.item() == (before.argmax(1) == LABELS).sum().item()
    assert not loss.requires_grad


@pytest.mark.parametrize(("cut", "lanes"), [(3, 1), (1, 2), (2, 3)])
@pytest.mark.parametrize("weights", [None, torch.tensor([0.5, 1.0, 1.5])], ids=["equal classes", "weighted classes"])
def test_step_in_pieces_changes_the_weights_like_a_whole_step(
    make_setup: Callable[..., tuple[Setup, Optimizer]],
    monkeypatch: pytest.MonkeyPatch,
    weights: Tensor | None,
    cut: int,
    lanes: int,
) -> None:
    monkeypatch.setattr(lanes_module, "LEAST_SHARE", 1)
    results = []
    for pieces, side_by_side in ((1, 1), (cut, lanes)):
        setup, optimizer = make_setup(weights, lanes=side_by_side)
        (loss, correct), _, _ = step(setup, optimizer, pieces)
        results.append((loss, correct, setup.network.state_dict()))
    (one, right, whole), (other, same, changed) = results
    assert one.item() == pytest.approx(other.item(), rel=1e-5)
    assert right == same
    for name, value in whole.items():
        torch.testing.assert_close(value, changed[name], rtol=1e-4, atol=1e-6)


def test_step_lowers_the_loss_and_changes_the_weights(make_setup: Callable[..., tuple[Setup, Optimizer]]) -> None:
    setup, optimizer = make_setup(rate=1e-4)
    initial = setup.network.fc.weight.detach().clone()
    (loss, _), batch, _ = step(setup, optimizer, 1)
    with torch.no_grad():
        after = functional.cross_entropy(setup.network(batch.inputs), LABELS)
    assert not torch.equal(initial, setup.network.fc.weight)
    assert after < loss
