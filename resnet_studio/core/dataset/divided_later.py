"""Pictures that got a class after the split was made, divided as the others were: by share, or with their group."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache, partial

from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.split import in_part, share


def with_all_divided(contents: Contents) -> Contents:
    """The contents with a part for each picture that had no class when it was split by seed.

    One whose group was divided joins it. Of a class's other new pictures so many go into validation that its share is
    right. Which ones follows from the seed and from their paths alone, so that most keep their part while more of them
    get a class; those of one group go together.
    """
    how = contents.split
    if not contents.undivided or how.source not in ("seed", "groups") or how.fraction is None:
        return contents
    moved = _joining(contents) if contents.together else {}
    divided = contents.pictures
    if moved:
        divided = tuple(in_part(one, moved.get(one.path, one.part)) for one in divided)
    leader = {path: min(group) for group in contents.together for path in group}
    members: defaultdict[int, list[Picture]] = defaultdict(list)
    for one in divided:
        if one.label != UNLABELLED and one.part != "test" and one.path not in contents.left_out:
            members[one.label].append(one)
    free = contents.undivided
    if moved or contents.pinned:
        free = free.difference(moved, contents.pinned)
    # A group may begin with a picture that is gone, and is in no order.
    rank = partial(_rank, seed=how.seed) if leader else _order(contents.undivided, how.seed).__getitem__
    chosen: set[str] = set()
    for some in members.values():
        missing = share(len(some), how.fraction)
        missing -= sum(one.part == "validation" or leader.get(one.path, one.path) in chosen for one in some)
        if missing > 0:
            new = {leader.get(one.path, one.path) for one in some if one.path in free and one.part == "train"} - chosen
            chosen.update(sorted(new, key=rank)[:missing])
    if leader:
        chosen = {one.path for one in divided if one.path in free and leader.get(one.path, one.path) in chosen}
    pictures = (
        tuple(in_part(one, "validation") if one.path in chosen else one for one in divided) if chosen else divided
    )
    return replace(contents, pictures=pictures)


def _joining(contents: Contents) -> dict[str, Part]:
    """The part of each picture whose group was in it when the split was made."""
    part_of = {one.path: one.part for one in contents.pictures if one.path not in contents.undivided}
    found: dict[str, Part] = {}
    for group in contents.together:
        there = Counter(part_of[path] for path in group if path in part_of)
        if there:
            part = max(PARTS, key=lambda part: there[part])
            found |= {path: part for path in group if path in contents.undivided and path not in contents.pinned}
    return found


@lru_cache(maxsize=2)
def _order(paths: frozenset[str], seed: int | None) -> dict[str, int]:
    """The place of each of the paths, kept from one label to the next."""
    return {path: place for place, path in enumerate(sorted(paths, key=lambda path: _rank(path, seed)))}


def _rank(path: str, seed: int | None) -> bytes:
    """A place in an order that has nothing to do with names."""
    return hashlib.blake2b(f"{seed} {path}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
