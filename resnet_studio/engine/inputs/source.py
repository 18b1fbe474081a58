"""What training and prediction need to know of their data: the one place where pictures could be something else."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.errors import DecodeError

Item = NDArray[Any]


class Source(Protocol):
    """Labelled items that become the input of a network, each seen in the same way.

    Pictures are the one kind today (`pictures.PictureSource`). Several threads may call `load` at once.
    """

    @property
    def labels(self) -> NDArray[np.int64]:
        """Index of each item's class, int64 `[N]`."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one item as the network is given it, without the batch: `(3, H, W)` for pictures."""
        ...

    @property
    def is_random(self) -> bool:
        """Whether `load` draws from its generator, so that an item looks different each time."""
        ...

    @property
    def facts(self) -> dict[str, Any]:
        """JSON-ready values that, beside the items themselves, decide what `load` returns."""
        ...

    def __len__(self) -> int:
        """Number of items, N."""
        ...

    def name(self, index: int) -> str:
        """A name for people and checkpoints, different for each item of a dataset."""
        ...

    def identity(self, index: int) -> bytes:
        """What changes when the item changes: part of the keys of caches."""
        ...

    def is_reachable(self, error: DecodeError) -> bool:
        """Whether the folder of a failed item still answers, so that the item itself is at fault."""
        ...

    def load(self, index: int, random: Generator, *, again: bool = True) -> Item:
        """One item as an array; all random changes are drawn from `random`.

        Args:
            index: of the item.
            random: the same state gives the same array.
            again: whether the item is loaded again later, so that keeping it decoded pays.

        Raises:
            DecodeError: the item cannot be read.
        """
        ...

    def late(self, index: int, seconds: int) -> DecodeError:
        """What to say of an item that was not loaded within so many seconds."""
        ...

    def collate(self, items: Sequence[Item]) -> Tensor:
        """Loaded items as one tensor in main memory, `[B, *shape]`, in as few bytes as they take."""
        ...

    def to_input(self, batch: Tensor, device: torch.device) -> Tensor:
        """What `collate` returned, as the network takes it: float32 `[B, *shape]` on `device`."""
        ...
