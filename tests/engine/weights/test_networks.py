"""Which networks a file holds, and what they are called."""

from typing import Any

import pytest
import torch
from torch import Tensor

from resnet_studio.engine.weights.networks import ANCHOR, find_networks

State = dict[str, Tensor]


def network(mark: float = 0.0, prefix: str = "") -> State:
    """The few names that make a network; `mark` tells them apart."""
    return {f"{prefix}{name}": torch.full((1,), mark) for name in ("conv1.weight", ANCHOR, "fc.weight")}


def marks(content: object) -> dict[str, float]:
    found = find_networks(content)
    assert all(state.keys() >= {"conv1.weight", ANCHOR} for state in found.values())
    return {name: float(state[ANCHOR]) for name, state in found.items()}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"student": network(1), "teacher": network(2)}, {"teacher": 2, "student": 1}),
        ({"state_dict": network(1), "state_dict_ema": network(2)}, {"state_dict_ema": 2, "state_dict": 1}),
        ({"model": network(1), "model_ema": network(2), "epoch": 3}, {"model_ema": 2, "model": 1}),
        ({"net": {"state_dict": network(1)}, "ema": {"state_dict": network(2)}}, {"ema": 2, "net": 1}),
        ({"state_dict": network(1, "student.") | network(2, "teacher.")}, {"teacher": 2, "student": 1}),
        ({"state_dict": network(1, "model.") | network(2, "ema_model.")}, {"ema_model": 2, "model": 1}),
        (
            network(1, "student.backbone.") | network(2, "teacher.backbone.") | {"teacher.head.weight": torch.ones(1)},
            {"teacher": 2, "student": 1},
        ),
        (network(1) | network(2, "ema."), {"ema": 2, ".": 1}),
        (network(1, "module.") | network(2, "module.ema."), {"module.ema": 2, "module": 1}),
        ({"state_dict": network(1, "module."), "optimizer": {"momentum": network(9)}}, {"": 1}),
        ({"optimizer_states": [network(9)], "model": network(1)}, {"": 1}),
        ({"epoch": torch.tensor(3)}, {}),
        ([network(1)], {}),
    ],
)
def test_networks_are_found_with_averaged_ones_first(content: Any, expected: dict[str, float]) -> None:
    found = marks(content)
    assert found == expected
    assert list(found) == list(expected)


def test_network_takes_no_tensors_of_another_one() -> None:
    pair = network(1, "student.backbone.") | network(2, "teacher.backbone.")
    pair |= {"student.head.weight": torch.ones(1), "teacher.head.weight": torch.full((1,), 2.0)}
    found = find_networks(pair)
    assert {name: float(state["head.weight"]) for name, state in found.items()} == {"student": 1.0, "teacher": 2.0}
    assert all(len(state) == 4 for state in found.values())
    inner = find_networks(network(1) | network(2, "ema."))
    assert all(len(state) == 3 for state in inner.values())


def test_one_dictionary_under_two_keys_is_one_network() -> None:
    shared = network(1)
    assert marks({"model": shared, "state_dict": shared}) == {"": 1}
