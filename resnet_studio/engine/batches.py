"""Pictures become batches: decoded and changed in threads ahead of the network, in an order that is fixed."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.decode import decode
from resnet_studio.core.errors import DecodeError
from resnet_studio.engine.augment import Pixels, View

# ImageNet's statistics of RGB in 0..1, as torchvision normalises; kept for every network, so that any weights fit.
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures ready for the network.

    Attributes:
        images: uint8 `[B, 3, H, W]`, RGB, channels last in memory.
        labels: int64 `[B]`.
        indices: which of the pictures given these are.
    """

    images: Tensor
    labels: Tensor
    indices: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.indices)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Files with their labels, and how far they may be shrunk while they are decoded."""

    paths: Sequence[Path]
    labels: Sequence[int]
    smallest_side: int

    def __len__(self) -> int:
        return len(self.paths)


def epoch_order(count: int, seed: int, epoch: int) -> list[int]:
    """A permutation of `range(count)` that depends on seed and epoch alone."""
    order: list[int] = np.random.default_rng([seed, epoch]).permutation(count).tolist()
    return order


def batch_count(pictures: int, batch_size: int) -> int:
    """How many batches `batches` makes: a trailing single picture joins the one before it."""
    full, rest = divmod(pictures, batch_size)
    return max(1, full + (rest > 1))


def batches(
    pictures: Pictures,
    order: Iterable[int],
    batch_size: int,
    view: View,
    *,
    seed: int = 0,
    epoch: int = 0,
    failed: Callable[[int, DecodeError], None],
) -> Iterator[Batch]:
    """Batches of `batch_size` pictures in the given order.

    Each picture's changes are drawn from (seed, epoch, picture), so they are the same whatever the number of
    threads. A picture that cannot be decoded is told to `failed` and left out. One that would be alone in the last
    batch joins the batch before, because BatchNorm cannot take a batch of one.
    """

    def load(index: int) -> Pixels | DecodeError:
        try:
            pixels = decode(pictures.paths[index], smallest_side=pictures.smallest_side)
        except DecodeError as error:
            return error
        return view(pixels, np.random.default_rng([seed, epoch, index]))

    ready: list[tuple[int, Pixels]] = []
    for index, loaded in _ahead(load, order, depth=3 * batch_size):
        if isinstance(loaded, DecodeError):
            failed(index, loaded)
            continue
        ready.append((index, loaded))
        if len(ready) >= batch_size + 2:
            yield _batch(pictures, ready[:batch_size])
            del ready[:batch_size]
    if ready:
        yield _batch(pictures, ready)


def _ahead(
    load: Callable[[int], Pixels | DecodeError], order: Iterable[int], depth: int
) -> Iterator[tuple[int, Pixels | DecodeError]]:
    """Load in threads, at most `depth` pictures ahead, and give them back in order.

    Threads, not processes: Pillow gives up the interpreter's lock while it works, and worker processes are a known
    trouble in frozen applications.
    """
    pool = ThreadPoolExecutor(min(8, os.cpu_count() or 1), thread_name_prefix="decode")
    waiting: deque[tuple[int, Future[Pixels | DecodeError]]] = deque()
    try:
        for index in order:
            waiting.append((index, pool.submit(load, index)))
            if len(waiting) > depth:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _batch(pictures: Pictures, ready: Sequence[tuple[int, Pixels]]) -> Batch:
    # Stacked as [B, H, W, 3] and seen as [B, 3, H, W]: channels last without a copy.
    images = torch.from_numpy(np.stack([pixels for _, pixels in ready])).permute(0, 3, 1, 2)
    indices = tuple(index for index, _ in ready)
    return Batch(images, torch.tensor([pictures.labels[index] for index in indices]), indices)


def normalise(images: Tensor, device: torch.device, mean: Sequence[float] = MEAN, std: Sequence[float] = STD) -> Tensor:
    """uint8 `[B, 3, H, W]` to float32 on `device`, less the mean and divided by the deviation of RGB in 0..1.

    It is done on the device, so that a quarter of the bytes travel there.
    """
    on_device = images.to(device, non_blocking=True).float()
    shift = torch.tensor(mean, device=device).mul_(255).view(3, 1, 1)
    scale = torch.tensor(std, device=device).mul_(255).view(3, 1, 1)
    return on_device.sub_(shift).div_(scale)
