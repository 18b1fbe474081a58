"""Pictures that got a class after the split was made, divided as the others were."""

import hashlib
from collections import defaultdict
from dataclasses import replace

from resnet_studio.core.dataset.catalogue import UNLABELLED, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.split import in_part, share


def with_all_divided(contents: Contents) -> Contents:
    """The contents with a part for each picture that had no class when it was split by seed.

    So many of a class's new pictures go into validation that its share is right. Which ones follows from the seed and
    from their paths alone, so that most keep their part while more of them get a class.
    """
    how = contents.split
    if not contents.undivided or how.source not in ("seed", "groups") or how.fraction is None:
        return contents
    members: defaultdict[int, list[Picture]] = defaultdict(list)
    for one in contents.pictures:
        if one.label != UNLABELLED and one.part != "test" and one.path not in contents.left_out:
            members[one.label].append(one)
    chosen: set[str] = set()
    for some in members.values():
        missing = share(len(some), how.fraction) - sum(one.part == "validation" for one in some)
        if missing > 0:
            new = (one.path for one in some if one.path in contents.undivided and one.part == "train")
            free = (path for path in new if path not in contents.pinned)
            chosen.update(sorted(free, key=lambda path: _rank(path, how.seed))[:missing])
    if not chosen:
        return contents
    pictures = tuple(in_part(one, "validation") if one.path in chosen else one for one in contents.pictures)
    return replace(contents, pictures=pictures)


def _rank(path: str, seed: int | None) -> bytes:
    """A place in an order that has nothing to do with names."""
    return hashlib.blake2b(f"{seed} {path}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
