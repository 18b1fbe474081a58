"""Our split by groups beside scikit-learn's `StratifiedGroupKFold`: `python -m tests.bench.grouped_splits` (0056)."""

import os
import random
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from resnet_studio.core.dataset.catalogue import Part, Picture
from resnet_studio.core.dataset.group_split import Shares, divide

SEEDS = 30
SHARES = (Shares(0.2), Shares(0.15, 0.1))
Groups = list[list[Picture]]
Parts = Mapping[str, Part]


class _Maker:
    """Groups of pictures with these labels."""

    def __init__(self) -> None:
        self.groups: Groups = []
        self.random = random.Random(0)

    def add(self, labels: Sequence[int]) -> int:
        number = len(self.groups)
        self.groups.append([Picture(f"{number}_{at}.jpg", label, "train", 1, 1) for at, label in enumerate(labels)])
        return len(labels)

    def fill(self, totals: Sequence[int], size: Callable[[], int]) -> None:
        for label, total in enumerate(totals):
            while total > 0:
                total -= self.add([label] * min(total, size()))


def datasets() -> Iterator[tuple[str, Groups]]:
    """Sets of pictures with what stays together in them."""
    photographs, patients, mixed, uneven, many = (_Maker() for _ in range(5))
    photographs.fill((193, 204), lambda: photographs.random.choice((2, 3)) if photographs.random.random() < 0.05 else 1)
    yield "397 photographs, some with a near-duplicate", photographs.groups
    patients.fill((1000, 100), lambda: patients.random.randint(1, 20))
    yield "1,100 of patients with 1 to 20, classes 10 to 1", patients.groups
    for _ in range(105):
        mixed.add([int(mixed.random.random() < 1 / 11) for _ in range(mixed.random.randint(1, 20))])
    yield "the same, a patient has pictures of both", mixed.groups
    for label in range(3):
        uneven.add([label] * 60)
        for _ in range(70):
            uneven.add([label] * uneven.random.randint(1, 3))
    yield "597, a third of each class is one group", uneven.groups
    for _ in range(6000):
        many.add([many.random.randrange(20)] * many.random.randint(1, 19))
    yield "60,000 in 6,000 groups, 20 classes", many.groups


def ours(groups: Groups, shares: Shares, seed: int) -> Parts:
    """The parts that the program makes."""
    paths = [[one.path for one in group] for group in groups]
    return divide([one for group in groups for one in group], paths, shares, seed)


def theirs(groups: Groups, shares: Shares, seed: int) -> Parts:
    """The parts that folds of scikit-learn make: as many folds, as each share needs, of 5 or of 20."""
    pictures = [one for group in groups for one in group]
    labels = np.array([one.label for one in pictures])
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    count = 20 if shares.test else 5
    validation, test = (round(share * count) for share in (shares.validation, shares.test))
    parts: dict[str, Part] = {one.path: "train" for one in pictures}
    folds = StratifiedGroupKFold(count, shuffle=True, random_state=seed).split(labels, labels, number)
    for at, (_, held) in zip(range(validation + test), folds, strict=False):
        parts.update((pictures[one].path, "validation" if at < validation else "test") for one in held)
    return parts


def off(groups: Groups, parts: Parts, shares: Shares) -> float:
    """By how many points the share of a class is off at most, in validation and test."""
    pictures = [one for group in groups for one in group]
    labels = np.array([one.label for one in pictures])
    found = np.array([parts[one.path] for one in pictures])
    names: tuple[Part, ...] = ("validation", "test") if shares.test else ("validation",)
    return max(
        abs(float((found[labels == label] == name).mean()) - shares.of(name)) * 100
        for label in set(labels.tolist())
        for name in names
    )


def main() -> None:
    """Print a line for each dataset, shares and way."""
    warnings.simplefilter("ignore", UserWarning)  # a class with fewer pictures than folds
    for name, groups in datasets():
        for shares in SHARES:
            for split in (ours, theirs):
                figures, divided, began = [], 0, time.process_time()
                seeds = range(SEEDS if len(groups) < 1000 else 3)
                made = [split(groups, shares, seed) for seed in seeds]
                seconds = (time.process_time() - began) / len(seeds)
                for parts in made:
                    figures.append(off(groups, parts, shares))
                    divided += sum(len({parts[one.path] for one in group}) > 1 for group in groups)
                wanted = f"{shares.validation:.0%} + {shares.test:.0%}"
                how = f"{fmean(figures):.1f} points off, at most {max(figures):.1f}; {divided} groups divided"
                print(f"{name}; {wanted}; {split.__name__}: {how}; {seconds * 1000:.0f} ms", flush=True)
    print("load:", *os.getloadavg())


if __name__ == "__main__":
    main()
