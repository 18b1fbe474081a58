"""What the loop asks of its inputs, and where they come from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.protocol.events import Progress
from resnet_studio.engine.inputs.batches import Batch
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.machine.devices import Compute


class Inputs(Protocol):
    """Batches for the units after the first `done`."""

    done: int

    def prepare(self, epoch: int) -> Iterator[Progress]:
        """Compute what this epoch (from 1) needs beforehand."""
        ...

    def training(self, epoch: int, order: Sequence[int]) -> Iterator[Batch]:
        """Batches of the training items in this order."""
        ...

    def validation(self, order: Sequence[int]) -> Iterator[Batch]:
        """Batches of the validation items in this order."""
        ...

    def on_device(self, values: Tensor) -> Tensor:
        """A batch's `inputs`, or a part of them, on the device as the next unit takes them."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """The items of all folds of a cross-validation: what frozen layers make of them is computed once for all folds.

    Attributes:
        train, validation: all items, as training and as validation see them; one source where that is the same.
        train_places, validation_places: where in them the items of the fold's two parts are, int64 `[N]`.
    """

    train: Source
    validation: Source
    train_places: NDArray[np.int64]
    validation_places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Feed:
    """Where inputs come from: two sources, and how they are loaded.

    Attributes:
        damage: where damaged files of caches are noted.
        at_once: gives the most items that the network may compute at once, or None for a whole batch.
        apply: gives a function the items of a batch, perhaps shares of them side by side.
        whole: the items of all folds, where these are the parts of one.
    """

    train: Source
    validation: Source
    loader: Loader
    unreadable: Unreadable
    damage: CacheDamage
    compute: Compute
    batch_size: int
    seed: int
    at_once: Callable[[], int | None]
    apply: Callable[[Callable[[Tensor], Tensor], Tensor], Tensor]
    whole: Whole | None = None
