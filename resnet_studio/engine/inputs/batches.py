"""Pictures and batches: what is loaded, in which order, and how the network is shown it."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

# ImageNet's statistics of RGB in 0..1, as torchvision normalises; kept for every network, so that any weights fit.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class Batch:
    """What the network, or what of it is still to be run, is given.

    Attributes:
        inputs: pictures, uint8 `[B, 3, H, W]`, RGB, channels last in memory; or what a frozen part made of them.
        labels: int64 `[B]`.
        indices: which of the pictures given these are.
    """

    inputs: Tensor
    labels: Tensor
    indices: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.indices)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Files with their labels. They may be 60,000, so that nothing here is an object a picture but its name.

    Attributes:
        root: what `names` are relative to; "" where they are absolute.
        labels: int64 `[N]`.
        smallest_side: how far a picture may be shrunk while it is decoded, in pixels.
        kept: where a cache has the decoded pixels, int64 `[N, 3]`: position, height and width, all zero for none.
    """

    root: str
    names: Sequence[str]
    labels: NDArray[np.int64]
    smallest_side: int
    kept: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", np.zeros((len(self.names), 3), np.int64))

    def __len__(self) -> int:
        return len(self.names)

    def path(self, index: int) -> Path:
        """Where a picture's file is."""
        return Path(self.root, self.names[index])

    def labels_of(self, indices: Sequence[int]) -> Tensor:
        """int64 `[len(indices)]`."""
        return torch.from_numpy(self.labels[list(indices)])


def epoch_order(count: int, seed: int, epoch: int) -> list[int]:
    """A permutation of `range(count)` that depends on seed and epoch alone."""
    order: list[int] = np.random.default_rng([seed, epoch]).permutation(count).tolist()
    return order


def batch_count(pictures: int, batch_size: int) -> int:
    """How many batches `pictures` make: a trailing single one joins the batch before it."""
    full, rest = divmod(pictures, batch_size)
    return max(1, full + (rest > 1))


def in_batches(order: Sequence[int], batch_size: int) -> Iterator[Sequence[int]]:
    """`order` in pieces of `batch_size`, the last one smaller, or larger by one: BatchNorm needs two pictures."""
    count = batch_count(len(order), batch_size) if order else 0
    for number in range(count):
        yield order[number * batch_size : (number + 1) * batch_size if number < count - 1 else None]


def normalise(images: Tensor, device: torch.device, mean: Sequence[float] = MEAN, std: Sequence[float] = STD) -> Tensor:
    """uint8 `[B, 3, H, W]` to float32 on `device`, less the mean and divided by the deviation of RGB in 0..1.

    It is done on the device, so that a quarter of the bytes travel there. Channels last, whole lines of pixels meet
    whole lines of statistics: six times as fast on a CPU as meeting them three values at a time.
    """
    lines = images.to(device, non_blocking=True).permute(0, 2, 3, 1).flatten(2).float()
    shift, scale = _statistics(device, images.shape[3], tuple(mean), tuple(std))
    return lines.sub_(shift).div_(scale).view(*lines.shape[:2], -1, 3).permute(0, 3, 1, 2)


@functools.lru_cache(16)
def _statistics(
    device: torch.device, width: int, mean: tuple[float, ...], std: tuple[float, ...]
) -> tuple[Tensor, Tensor]:
    """Mean and deviation of 0..255 for a line of pixels on a device: float32 `[width * 3]` each."""
    shift, scale = (torch.tensor(values, device=device).mul_(255).repeat(width) for values in (mean, std))
    return shift, scale
