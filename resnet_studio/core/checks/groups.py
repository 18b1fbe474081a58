"""Groups of pictures that are alike, from pairs of them; without chains, in which the ends have nothing in common."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from resnet_studio.core.checks.store import Pair

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
        pairs: that are alike.
        least: how much they must be alike.
        pictures: how many there are in all.
    """
    steps = [least, *(step for step in _STEPS if step > least)]
    for step in steps:
        found = list(_joined(pair for pair in pairs if pair.alike >= step))
        chained = sum(len(paths) for paths, inside in found if _is_chain(paths, inside))
        if chained <= _MOST_CHAINED * pictures:
            break
    groups = [group for paths, inside in found for group in _without_chains(paths, inside)]
    return sorted(groups)


def _joined(pairs: Iterable[Pair]) -> Iterator[tuple[tuple[str, ...], list[Pair]]]:
    """The pictures that pairs connect, and the pairs among them."""
    leader: dict[str, str] = {}

    def find(path: str) -> str:
        leader.setdefault(path, path)
        while leader[path] != path:
            leader[path] = path = leader[leader[path]]
        return path

    kept = list(pairs)
    for pair in kept:
        one, other = find(pair.one), find(pair.other)
        leader[max(one, other)] = min(one, other)
    paths: dict[str, list[str]] = defaultdict(list)
    inside: dict[str, list[Pair]] = defaultdict(list)
    for path in sorted(leader):
        paths[find(path)].append(path)
    for pair in kept:
        inside[find(pair.one)].append(pair)
    for first, members in paths.items():
        yield tuple(members), inside[first]


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
