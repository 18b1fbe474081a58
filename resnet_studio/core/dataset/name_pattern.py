"""A pattern that a person types for how file names begin: `patient*_` makes one group of all names of a patient.

Each star stands for at least one character, as few as can be; a group is what its names have up to the pattern's end.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.name_groups import NameGroups, groups_named

STAR: Final = "*"
_LONGEST: Final = 200


def pattern_problem(pattern: str) -> Message | None:
    """What is wrong with a pattern; None where nothing is."""
    if not pattern:
        return message("Write how names begin, with * for what differs between groups, such as patient*_")
    if STAR not in pattern:
        return message("Write * for what differs between groups, such as patient*_")
    if pattern.endswith(STAR):
        return message("Write what comes after the last *, such as _ or -: there a group's name ends.")
    if STAR * 2 in pattern:
        return message("Write one * only: it stands for any number of characters.")
    return message("Write a shorter pattern.") if len(pattern) > _LONGEST else None


def pattern_groups(pattern: str, pictures: Iterable[Picture]) -> NameGroups:
    """The groups that a pattern without a problem makes of pictures; names that do not fit are in none."""
    first, *others = unicodedata.normalize("NFC", pattern).split(STAR)
    named: dict[str, list[str]] = {}
    unfitting = 0
    for picture in pictures:
        name = unicodedata.normalize("NFC", picture.path.rpartition("/")[2])  # as a Mac may not write it
        end = _end(name, first, others)
        if end is None:
            unfitting += 1
        else:
            named.setdefault(name[:end], []).append(picture.path)
    return groups_named(named, unfitting)


def _end(name: str, first: str, others: Iterable[str]) -> int | None:
    """Where the pattern ends in a name; None where it does not fit."""
    if not name.startswith(first):
        return None
    at = len(first)
    for part in others:
        found = name.find(part, at + 1)
        if found < 0:
            return None
        at = found + len(part)
    return at
