"""Dividing pictures so that what belongs together stays in one part: a patient's pictures, or near-duplicates.

The rule is that of scikit-learn's `StratifiedGroupKFold`: the largest groups first, each to where the classes' shares
come nearest to what is wanted. Its folds are of one size, and it would have to be imported by the window; so shares of
any size are divided here (0056). The outcome is kept in the edit, so that no later version changes it.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resnet_studio.core.dataset.catalogue import PARTS, Part, Picture


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of each class's pictures, which together leave more than nothing for training."""

    validation: float
    test: float = 0.0

    def of(self, part: Part) -> float:
        """The share of a part."""
        return {"train": 1 - self.validation - self.test, "validation": self.validation, "test": self.test}[part]


def divide(
    pictures: Sequence[Picture],
    groups: Iterable[Sequence[str]],
    shares: Shares,
    seed: int,
    fixed: Mapping[str, Part] | None = None,
) -> dict[str, Part]:
    """The part of each picture, by its path.

    Args:
        pictures: with their labels, in any order.
        groups: paths of pictures that stay together; groups with one in common do so too.
        shares: that are wanted of each class.
        seed: chooses among groups that fit as well.
        fixed: parts of pictures that stay where they are. Others of their group join them.
    """
    label_of = {one.path: one.label for one in pictures}
    fixed = fixed or {}
    totals: Counter[int] = Counter(label_of.values())
    have: dict[Part, Counter[int]] = {part: Counter() for part in PARTS}
    parts: dict[str, Part] = {}
    units = joined(groups, sorted(label_of))

    def put(unit: Sequence[str], part: Part) -> None:
        for path in unit:
            have[part][label_of[path]] += 1
            parts[path] = part

    free = []
    for unit in units:
        if there := [fixed[path] for path in unit if path in fixed]:
            put(unit, max(PARTS, key=there.count))
        else:
            free.append(unit)
    random.Random(seed).shuffle(free)
    wanted = [
        (part, have[part], {label: (share * total, share * total**2) for label, total in totals.items()})
        for part in PARTS
        if (share := shares.of(part)) > 0
    ]
    for unit in sorted(free, key=len, reverse=True):
        counts = Counter(label_of[path] for path in unit) if len(unit) > 1 else {label_of[unit[0]]: 1}
        costs = [_cost(counts, there, wants) for _, there, wants in wanted]
        put(unit, wanted[costs.index(min(costs))][0])
    return parts | {path: part for path, part in fixed.items() if path in label_of}


def _cost(counts: Mapping[int, int], have: Counter[int], wants: Mapping[int, tuple[float, float]]) -> float:
    """How much further a part is from its shares with these pictures than without: less is better.

    `wants` has, by label, how many pictures the part should have, and what the cost is divided by.
    """
    cost = 0.0
    for label, count in counts.items():
        want, scale = wants[label]
        off = have[label] - want
        cost += ((have[label] + count - want) ** 2 - off**2) / scale
    return cost


def joined(groups: Iterable[Sequence[str]], paths: Sequence[str]) -> list[tuple[str, ...]]:
    """All paths in groups: those of groups that have one in common together, each of the others alone."""
    leader = {path: path for path in paths}

    def find(path: str) -> str:
        while leader[path] != path:
            leader[path] = path = leader[leader[path]]
        return path

    for group in groups:
        known = [path for path in group if path in leader]
        for path in known[1:]:
            one, other = find(known[0]), find(path)
            leader[max(one, other)] = min(one, other)
    units: dict[str, list[str]] = {}
    for path in paths:
        units.setdefault(find(path), []).append(path)
    return [tuple(unit) for unit in units.values()]
