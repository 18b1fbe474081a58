"""The pairs of pictures that a finding is about: what is alike, side by side, and how much so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from resnet_studio.core.checks.find import Group
from resnet_studio.core.checks.groups import between
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.store import Pair
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import joined

_BY_SIDE: Final = (CheckKind.LEAK, CheckKind.TWO_CLASSES)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two pictures of a group.

    Attributes:
        one: the picture that the others of its group are compared with.
        other: one of these.
        group: the place of their group in the finding.
        alike: their correlation, 1 for the same bytes; None where they are alike by way of others only.
    """

    one: Picture
    other: Picture
    group: int
    alike: float | None


def members_of(groups: Sequence[Group], dataset: Dataset) -> dict[str, Picture]:
    """The pictures of these groups that the dataset has, by their path."""
    among = {path for group in groups for path in group}
    return {one.path: one for one in (*dataset.pictures, *dataset.unlabelled) if one.path in among}


def kept_of(group: Group, known: Mapping[str, Picture]) -> str:
    """The picture that stays where the others of its group are left out: one of training, the largest file."""
    return max(group, key=lambda path: (known[path].part == "train", known[path].size, [-ord(sign) for sign in path]))


def pairs_of(finding: CheckFinding, dataset: Dataset, pairs: Sequence[Pair]) -> list[Alike]:
    """The pairs that show what a finding says, each of its pictures: across parts or classes where it is about these.

    Args:
        finding: with groups.
        dataset: that it was found in.
        pairs: all that were found alike.
    """
    known = members_of(finding.groups, dataset)
    inside = [pair for pair in pairs if pair.one in known and pair.other in known]
    same = joined([(pair.one, pair.other) for pair in inside if pair.alike >= 1], sorted(known))
    first = {path: unit[0] for unit in same for path in unit}
    strength = {(pair.one, pair.other): pair.alike for pair in between(inside, first)}

    def alike(one: str, other: str) -> float | None:
        low, high = sorted((first[one], first[other]))
        return 1.0 if low == high else strength.get((low, high))

    found = []
    for number, group in enumerate(finding.groups):
        first_side, other_side = _sides(finding.kind, tuple(path for path in group if path in known), known)
        if not first_side:
            continue
        nearest = _nearest(first_side, first, alike)
        ends = [(nearest(path), path) for path in other_side]
        shown = {one for one, _ in ends}  # a remedy may be about the others, too: each picture shows
        nearest = _nearest(other_side, first, alike)
        ends += [(path, nearest(path)) for path in first_side if path not in shown]
        found += [Alike(known[one], known[other], number, alike(one, other)) for one, other in ends]
    return found


def _nearest(
    side: Sequence[str], first: Mapping[str, str], alike: Callable[[str, str], float | None]
) -> Callable[[str], str]:
    """Which picture of a side a picture is most alike. Of copies one is compared: thousands would take seconds."""
    standing: dict[str, str] = {}
    for path in side:
        standing.setdefault(first[path], path)

    @cache
    def of(same: str) -> str:
        return max(standing.values(), key=lambda path: alike(path, same) or 0.0)

    return lambda path: of(first[path])


def _sides(kind: CheckKind, group: Group, known: Mapping[str, Picture]) -> tuple[list[str], list[str]]:
    """The pictures that stand left, each beside one of those that stand right; none where a group has one side."""
    if kind not in _BY_SIDE:
        kept = kept_of(group, known) if len(group) > 1 else ""
        return ([kept], [path for path in group if path != kept]) if kept else ([], [])

    def side(path: str) -> int:
        one = known[path]
        if kind is CheckKind.LEAK:
            return PARTS.index(one.part)
        return len(known) if one.label == UNLABELLED else one.label  # what has no class comes last

    sides = {path: side(path) for path in group}
    least = min(sides.values(), default=0)
    right = [path for path in group if sides[path] != least]
    return ([path for path in group if sides[path] == least], right) if right else ([], [])
