"""Batches: in which order items come, and how many make a batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_studio.engine.inputs.source import Source


@dataclass(frozen=True, slots=True)
class Batch:
    """Items of a source, or what the frozen part of a network computed from them.

    Attributes:
        inputs: what the source collated, or the frozen part's output; `[B, ...]`.
        labels: int64 `[B]`.
        indices: of the items in their source.
    """

    inputs: Tensor
    labels: Tensor
    indices: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.indices)


def labels_of(source: Source, indices: Sequence[int]) -> Tensor:
    """Labels of some items, int64 `[len(indices)]`."""
    return torch.from_numpy(source.labels[list(indices)])


def batch_count(items: int, batch_size: int) -> int:
    """How many batches `items` make: a single one left over joins the batch before it."""
    full, rest = divmod(items, batch_size)
    return max(1, full + (rest > 1))


def in_batches(order: Sequence[int], batch_size: int) -> Iterator[Sequence[int]]:
    """`order` in pieces of `batch_size`, the last one smaller, or larger by one: BatchNorm needs two items."""
    count = batch_count(len(order), batch_size) if order else 0
    for number in range(count):
        yield order[number * batch_size : (number + 1) * batch_size if number < count - 1 else None]
