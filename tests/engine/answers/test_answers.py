"""Answers of a network, batch after batch."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.answers import BATCH_SIZE, answered, answers
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import build

MakeSource = Callable[..., Any]


@pytest.fixture
def model() -> Model:
    """A ResNet-20 with random weights."""
    torch.manual_seed(0)
    info = ModelInfo(20, True, ("a", "b", "c"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    return Model(info, build(20, 3).eval(), choose("cpu", "float32"))


def test_answered_keeps_the_batch_and_needs_no_gradients() -> None:
    batch = Batch(torch.ones(2, 4), torch.tensor([1, 0]), (5, 3))
    (answer,) = answered([batch], lambda values: values * torch.ones(4, requires_grad=True))
    assert (answer.indices, answer.labels.tolist()) == ((5, 3), [1, 0])
    assert not answer.logits.requires_grad
    assert len(answer) == 2


def test_each_item_is_answered_once_in_order(model: Model, vectors: MakeSource) -> None:
    count = 2 * BATCH_SIZE + 3
    found = list(answers(model, vectors(count)))
    assert [index for some in found for index in some.indices] == list(range(count))
    assert [label for some in found for label in some.labels.tolist()] == [index % 3 for index in range(count)]
    assert all(some.logits.shape == (len(some), 3) and some.logits.dtype == torch.float32 for some in found)
    assert not any(some.failures for some in found)


def test_failures_come_with_the_batch_that_follows_them(model: Model, vectors: MakeSource) -> None:
    broken = {0, 7, BATCH_SIZE + 4, 2 * BATCH_SIZE + 5}
    count = 2 * BATCH_SIZE + 6  # the last item cannot be read
    order: list[int] = []
    for some in answers(model, vectors(count, broken=broken)):
        failed = [index for index, _ in some.failures]
        assert not some.indices or max(failed, default=-1) < some.indices[-1]
        order += sorted([*failed, *some.indices])
        assert not set(some.indices) & broken
    assert order == list(range(count))


def test_source_without_readable_items_gives_failures_only(model: Model, vectors: MakeSource) -> None:
    found = list(answers(model, vectors(3, broken={0, 1, 2})))
    assert [index for some in found for index, _ in some.failures] == [0, 1, 2]
    assert not any(some.indices for some in found)
