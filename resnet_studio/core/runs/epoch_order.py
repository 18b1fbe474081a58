"""In which order an epoch takes the training pictures. It follows from seed and epoch, so nothing is recorded."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.runs.config import TrainConfig


def order_of_epoch(config: TrainConfig, labels: NDArray[np.int64] | Sequence[int], epoch: int) -> list[int]:
    """The order that a run with these settings takes its training pictures in, as indices into `labels`, int `[N]`."""
    if config.class_weights == "sampling":
        return balanced_order(np.asarray(labels, np.int64), config.seed, epoch)
    return epoch_order(len(labels), config.seed, epoch)


def epoch_order(count: int, seed: int, epoch: int) -> list[int]:
    """A permutation of `range(count)` that depends only on seed and epoch."""
    order: list[int] = np.random.default_rng([seed, epoch]).permutation(count).tolist()
    return order


def with_repeats(order: Sequence[int], count: int) -> list[int]:
    """The same order with a number of its own for each time that a picture comes.

    The last time has the number of the picture, the time before it `count` more, and so on. So what is left of an order
    has the numbers that it has in the whole one.

    Args:
        order: indices, perhaps repeated.
        count: of pictures that there are.
    """
    later = Counter[int]()
    numbers: list[int] = []
    for index in reversed(order):
        numbers.append(index + count * later[index])
        later[index] += 1
    return numbers[::-1]


def balanced_order(labels: NDArray[np.int64], seed: int, epoch: int) -> list[int]:
    """As many pictures as there are, equally many of each class, in an order that depends only on seed and epoch.

    Of a large class an epoch takes a part, and each epoch another one; each picture of a small class comes several
    times, and all of them equally often up to one.

    Args:
        labels: of the pictures, `[N]`; classes without any are left out.
        seed: of the run.
        epoch: its number.
    """
    random = np.random.default_rng([seed, epoch])
    together = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[together], return_index=True)
    members = dict(zip(names.tolist(), np.split(together, starts[1:]), strict=False))  # no pictures: one empty part
    classes: list[int] = random.permutation(names).tolist()
    taken: list[NDArray[np.int64]] = []
    for place, label in enumerate(classes):
        pictures = members[label]
        wanted = len(labels) // len(classes) + (place < len(labels) % len(classes))
        rounds = [random.permutation(pictures) for _ in range(-(-wanted // len(pictures)))]
        taken.append(np.concatenate([*rounds, pictures[:0]])[:wanted])
    order: list[int] = random.permutation(np.concatenate(taken) if taken else together).tolist()
    return order
