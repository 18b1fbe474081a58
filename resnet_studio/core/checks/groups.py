"""Groups of pictures that are alike, from pairs of them; without chains, in which the ends have nothing in common."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from resnet_studio.core.checks.store import Pair
from resnet_studio.core.dataset.group_split import joined

_LARGE: Final = 10
"""Pictures of a group that may be a chain."""
_DENSE: Final = 0.5
"""Share of the pairs in a large group that must be alike; less is a chain."""
_MOST_CHAINED: Final = 0.05
"""Of all pictures. Where more are in chains, as among handwritten digits, all that is alike must be more so."""
_STEPS: Final = (0.92, 0.94, 0.96, 0.97, 0.98, 0.99, 0.995)


def groups_of(pairs: Sequence[Pair], least: float, pictures: int) -> list[tuple[str, ...]]:
    """Groups of at least two pictures, in order of their first path.

    Args:
        pairs: that are alike; those of pictures that are the same have an `alike` of 1.
        least: how much they must be alike.
        pictures: how many there are in all.
    """
    same = joined(
        _ends(pair for pair in pairs if pair.alike >= 1), sorted({path for pair in _ends(pairs) for path in pair})
    )
    units = {unit[0]: unit for unit in same}
    strongest = between(pairs, {path: unit[0] for unit in same for path in unit})
    distinct = pictures - sum(len(unit) - 1 for unit in same)
    steps = [least, *(step for step in _STEPS if step > least)]
    for step in steps:
        found = _joined(pair for pair in strongest if pair.alike >= step)
        chained = sum(len(paths) for paths, inside in found if _is_chain(paths, inside))
        if chained <= _MOST_CHAINED * distinct:
            break
    groups = [group for paths, inside in found for group in _without_chains(paths, inside)]
    alone = units.keys() - {first for group in groups for first in group}
    groups += [(first,) for first in alone if len(units[first]) > 1]
    return sorted(tuple(sorted(path for first in group for path in units[first])) for group in groups)


def between(pairs: Iterable[Pair], first: Mapping[str, str]) -> list[Pair]:
    """The pairs of pictures that are not the same, each picture by the first that is the same as it.

    Many copies of one picture would look like a chain otherwise: not each of them is a pair with each.
    """
    strongest: dict[tuple[str, str], float] = {}
    for pair in pairs:
        one, other = sorted((first[pair.one], first[pair.other]))
        if one != other:
            strongest[one, other] = max(pair.alike, strongest.get((one, other), 0.0))
    return [Pair(one, other, alike) for (one, other), alike in strongest.items()]


def _ends(pairs: Iterable[Pair]) -> Iterator[tuple[str, str]]:
    return ((pair.one, pair.other) for pair in pairs)


def _joined(pairs: Iterable[Pair]) -> list[tuple[tuple[str, ...], list[Pair]]]:
    """The pictures that pairs connect, and the pairs among them."""
    kept = list(pairs)
    members = joined(_ends(kept), sorted({path for pair in _ends(kept) for path in pair}))
    number = {path: position for position, paths in enumerate(members) for path in paths}
    inside: list[list[Pair]] = [[] for _ in members]
    for pair in kept:
        inside[number[pair.one]].append(pair)
    return list(zip(members, inside, strict=True))


def _is_chain(paths: Sequence[str], inside: Sequence[Pair]) -> bool:
    size = len(paths)
    return size > _LARGE and len(inside) < _DENSE * size * (size - 1) / 2


def _without_chains(paths: tuple[str, ...], inside: list[Pair]) -> Iterator[tuple[str, ...]]:
    """The group, or what is left of it where only the pairs count that are most alike."""
    if not _is_chain(paths, inside):
        yield paths
        return
    weakest = min(pair.alike for pair in inside)
    stronger = [pair for pair in inside if pair.alike > weakest + (1 - weakest) / 4]
    for some, pairs in _joined(stronger):
        yield from _without_chains(some, pairs)
