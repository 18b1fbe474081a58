"""Splitting a validation part off, class by class, so that the same seed always gives the same parts."""

import dataclasses
import math
import zlib
from collections.abc import Sequence

import numpy as np

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import Dataset, Picture, Split


def split(pictures: Sequence[Picture], classes: Sequence[str], fraction: float, seed: int) -> tuple[Picture, ...]:
    """Put a share of each class's pictures into validation and the others into training; test stays as it is.

    The choice depends on the seed, the class's name and the names of its files: neither the order of the files
    nor another class changes it. A class of at least two pictures has at least one in either part; a single
    picture stays in training.

    Args:
        pictures: in any order, which is kept.
        classes: their names.
        fraction: share of each class for validation, between 0 and 1.
        seed: a whole number from 0.

    Raises:
        ConfigError: the fraction or the seed is out of range.
    """
    check(fraction, seed)
    paths: list[list[str]] = [[] for _ in classes]
    for picture in pictures:
        if picture.part != "test":
            paths[picture.label].append(picture.path)
    chosen: set[str] = set()
    for name, members in zip(classes, paths, strict=True):
        members.sort()
        # One stream of random numbers a class: adding a class leaves the split of the others alone.
        rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
        chosen.update(members[index] for index in rng.permutation(len(members))[: _share(len(members), fraction)])
    return tuple(
        p if p.part == "test" else dataclasses.replace(p, part="validation" if p.path in chosen else "train")
        for p in pictures
    )


def resplit(dataset: Dataset, fraction: float, seed: int) -> Dataset:
    """The same dataset with training and validation pictures pooled and split anew; test stays as it is.

    Raises:
        ConfigError: the fraction or the seed is out of range.
    """
    pictures = split(dataset.pictures, dataset.classes, fraction, seed)
    return dataclasses.replace(dataset, pictures=pictures, split=Split("seed", seed, float(fraction)))


def _share(count: int, fraction: float) -> int:
    if count < 2:
        return 0
    return min(max(1, math.floor(count * fraction + 0.5)), count - 1)


def check(fraction: float, seed: int) -> None:
    """Raise `ConfigError` unless both are in range."""
    if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 < fraction < 1:
        raise ConfigError("fraction", fraction, "a number between 0 and 1")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ConfigError("seed", seed, "a whole number from 0")
