"""Pictures that got a class after the split was made, divided as the others were: by share, or with their group."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.split import Split, in_part, share


@dataclass(frozen=True, slots=True)
class Divided:
    """How the new pictures of each class were divided: after the next edit, only classes that it changed are again.

    Attributes:
        how: the split.
        free: the pictures that could be moved to validation.
        of_class: of each class's label, its pictures as they were, and by path those that are in validation since.
    """

    how: Split
    free: frozenset[str]
    of_class: Mapping[int, tuple[list[Picture], Mapping[str, Picture]]]


def with_all_divided(contents: Contents, last: Divided | None = None) -> tuple[Contents, Divided | None]:
    """The contents with a part for each picture that had no class when it was split by seed.

    One whose group was divided joins it. Of a class's other new pictures so many go into validation that its share is
    right. Which ones follows from the seed and from their paths alone, so that most keep their part while more of them
    get a class; those of one group go together.

    Args:
        contents: in which they have no part yet.
        last: what this returned before the last edit. It saves time, and changes nothing.
    """
    how = contents.split
    if not contents.undivided or how.source not in ("seed", "groups") or how.fraction is None:
        return contents, None
    moved = _joining(contents) if contents.together else {}
    divided = contents.pictures
    if moved:
        divided = tuple(in_part(one, moved.get(one.path, one.part)) for one in divided)
    members: defaultdict[int, list[Picture]] = defaultdict(list)
    for one in divided:
        if one.label != UNLABELLED and one.part != "test" and one.path not in contents.left_out:
            members[one.label].append(one)
    free = contents.undivided
    if moved or contents.pinned:
        free = free.difference(moved, contents.pinned)
    if contents.together:
        chosen = _of_groups(contents, divided, members, free)
        return replace(contents, pictures=tuple(chosen.get(one.path, one) for one in divided)), None
    before = last.of_class if last is not None and (last.how, last.free) == (how, free) else {}
    rank = _order(contents.undivided, how.seed).__getitem__
    of_class: dict[int, tuple[list[Picture], Mapping[str, Picture]]] = {}
    validated: dict[str, Picture] = {}
    for label, some in members.items():
        known = before.get(label)
        if known is None or known[0] != some:
            missing = share(len(some), how.fraction) - sum(one.part == "validation" for one in some)
            new = [one for one in some if one.path in free and one.part == "train"] if missing > 0 else []
            new.sort(key=lambda one: rank(one.path))
            known = some, {one.path: in_part(one, "validation") for one in new[: max(0, missing)]}
        of_class[label] = known
        validated |= known[1]
    pictures = tuple([validated.get(one.path, one) for one in divided]) if validated else divided
    return replace(contents, pictures=pictures), Divided(how, free, of_class)


def _of_groups(
    contents: Contents, divided: Sequence[Picture], members: Mapping[int, Sequence[Picture]], free: frozenset[str]
) -> dict[str, Picture]:
    """The pictures that go into validation, by path, where those of one group go together."""
    leader = {path: min(group) for group in contents.together for path in group}
    rank = partial(_rank, seed=contents.split.seed)  # a group may begin with a picture that is gone
    chosen: set[str] = set()
    for some in members.values():
        missing = share(len(some), contents.split.fraction or 0.0)
        missing -= sum(one.part == "validation" or leader.get(one.path, one.path) in chosen for one in some)
        if missing > 0:
            new = {leader.get(one.path, one.path) for one in some if one.path in free and one.part == "train"} - chosen
            chosen.update(sorted(new, key=rank)[:missing])
    return {
        one.path: in_part(one, "validation")
        for one in divided
        if one.path in free and leader.get(one.path, one.path) in chosen
    }


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
