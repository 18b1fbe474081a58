"""Which validation pictures are shown with their predictions after each epoch."""

from collections.abc import Sequence

import numpy as np

from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES


def choose_followed(labels: Sequence[int], seed: int) -> frozenset[int]:
    """Indices of up to `FOLLOWED_PICTURES` items, spread evenly over the classes; `labels` are those of all items."""
    by_class: dict[int, list[int]] = {}
    for index in np.random.default_rng(seed).permutation(len(labels)).tolist():
        by_class.setdefault(labels[index], []).append(index)
    chosen: list[int] = []
    while len(chosen) < min(FOLLOWED_PICTURES, len(labels)):
        chosen += [indices.pop() for indices in by_class.values() if indices]
    return frozenset(chosen[:FOLLOWED_PICTURES])
