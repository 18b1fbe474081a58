"""A source whose items may come several times in an epoch, each time seen otherwise."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.engine.inputs.source import Item, Source


class Repeated:
    """The items of a source under the numbers that `core.runs.epoch_order.with_repeats` gives; see `Source`.

    Random changes follow from an item's number, so an item that comes again is changed otherwise.
    """

    def __init__(self, source: Source, most: int) -> None:
        """`most` is one more than the largest number that is asked for."""
        self._source, self._count = source, len(source)
        self.labels: NDArray[np.int64] = np.tile(source.labels, -(-most // self._count))

    @property
    def shape(self) -> tuple[int, ...]:
        """As of the source."""
        return self._source.shape

    @property
    def is_random(self) -> bool:
        """As of the source."""
        return self._source.is_random

    @property
    def facts(self) -> dict[str, Any]:
        """As of the source."""
        return self._source.facts

    def __len__(self) -> int:
        return len(self.labels)

    def item(self, number: int) -> int:
        """The index of an item in the source."""
        return number % self._count

    def name(self, index: int) -> str:
        """As of the item."""
        return self._source.name(self.item(index))

    def identity(self, index: int) -> bytes:
        """As of the item."""
        return self._source.identity(self.item(index))

    def is_reachable(self, error: DecodeError) -> bool:
        """As of the source."""
        return self._source.is_reachable(error)

    def load(self, index: int, random: Generator, *, again: bool = True) -> Item:
        """The item, seen as `random` says."""
        return self._source.load(self.item(index), random, again=again)

    def late(self, index: int, seconds: int) -> DecodeError:
        """As of the item."""
        return self._source.late(self.item(index), seconds)

    def collate(self, items: Sequence[Item]) -> Tensor:
        """As of the source."""
        return self._source.collate(items)

    def to_input(self, batch: Tensor, device: torch.device) -> Tensor:
        """As of the source."""
        return self._source.to_input(batch, device)
