"""Digests of weights."""

import torch
from torch import Tensor

from resnet_studio.engine.weights.digest import weights_digest


def digest(**tensors: Tensor) -> str:
    return weights_digest(tensors.items())


def test_digest_depends_on_names_shapes_types_and_values() -> None:
    values = torch.arange(6.0)
    digests = [
        digest(a=values),
        digest(b=values),
        digest(a=values.view(2, 3)),
        digest(a=values.to(torch.int32)),
        digest(a=values + 1),
        digest(a=values, b=values),
    ]
    assert len(set(digests)) == len(digests)


def test_digest_depends_on_the_order() -> None:
    one, two = torch.ones(2), torch.zeros(2)
    assert digest(a=one, b=two) != weights_digest([("b", two), ("a", one)])


def test_digest_does_not_depend_on_the_memory_layout() -> None:
    values = torch.randn(2, 3, 4, 4)
    assert digest(a=values) == digest(a=values.to(memory_format=torch.channels_last))
    assert digest(a=values.clone().requires_grad_()) == digest(a=values)


def test_scalar_and_bfloat16_have_a_digest() -> None:
    assert len(digest(a=torch.tensor(3), b=torch.ones(2, dtype=torch.bfloat16))) == 64
