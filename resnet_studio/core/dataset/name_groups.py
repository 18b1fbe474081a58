"""What the names of files say of pictures that belong together: `patient12_003.png` is one of several of patient12."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture

_COUNTED: Final = r"(?:frame|ima?ge?|shot|slice|view|crop|page|photo|picture)"
_NUMBERED: Final = tuple(
    re.compile(rf"(?P<group>.*[^\W_]){between}\(?\d{{1,9}}\)?", re.IGNORECASE)
    for between in (rf"[ _.\-]+{_COUNTED}[ _.\-]*", r"[ _.\-]+")
)
"""A name that ends with a number, and what stands before it; a word such as "frame" belongs to the number."""
_FEWEST: Final = 5  # groups
_MOST_OF_ALL: Final = 0.2  # pictures in one group: "image_0001" and "image_0002" say nothing
_LEAST_FITTING: Final = 0.5  # share of the pictures
_LEAST_GROUPED: Final = 0.5  # share of those that fit, in groups of at least two


@dataclass(frozen=True, slots=True)
class NameGroups:
    """Groups that the names of files show.

    Attributes:
        groups: paths, of at least two pictures each.
        number: how many different beginnings there are, also of single pictures.
        largest: pictures of the largest group.
        unfitting: pictures whose names have no number at the end.
        example: the name of a file, and how many of its characters are those of its group.
        largest_ones: up to three groups, by name, with how many pictures they have.
    """

    groups: tuple[tuple[str, ...], ...]
    number: int
    largest: int
    unfitting: int
    example: tuple[str, int]
    largest_ones: tuple[tuple[str, int], ...] = ()


def beginning(path: str) -> str | None:
    """What stands before the number at the end of a file's name; None where there is none."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    found = next(filter(None, (pattern.fullmatch(stem) for pattern in _NUMBERED)), None)
    return found["group"] if found else None


def name_groups(pictures: Sequence[Picture]) -> NameGroups | None:
    """The groups; None where the names do not look as if they said anything of what belongs together."""
    named: dict[str, list[str]] = {}
    for picture in pictures:
        if (name := beginning(picture.path)) is not None:
            named.setdefault(name, []).append(picture.path)
    sizes = Counter({name: len(paths) for name, paths in named.items()})
    fitting, grouped = sizes.total(), sum(size for size in sizes.values() if size > 1)
    if len(sizes) < _FEWEST or fitting < _LEAST_FITTING * len(pictures) or grouped < _LEAST_GROUPED * fitting:
        return None
    found = groups_named(named, len(pictures) - fitting)
    return None if found.largest > _MOST_OF_ALL * len(pictures) else found


def groups_named(named: Mapping[str, list[str]], unfitting: int) -> NameGroups:
    """Groups of paths by what their names begin with; `unfitting` names begin with none of these."""
    largest = Counter({name: len(paths) for name, paths in named.items()}).most_common(3)
    groups = tuple(tuple(paths) for paths in named.values() if len(paths) > 1)
    if not largest:
        return NameGroups((), 0, 0, unfitting, ("", 0))
    name, size = largest[0]
    file = named[name][0].rpartition("/")[2]
    return NameGroups(groups, len(named), size, unfitting, (file, len(name)), tuple(largest))


def folder_groups(pictures: Sequence[Picture], catalogue: Catalogue) -> tuple[tuple[str, ...], ...]:
    """Groups of pictures in the same subfolder of a class's folder; none where classes have no subfolders.

    The folder is that of the class in the catalogue, whatever a person has made of class and picture since.
    """
    classes, read = catalogue.classes, {one.path: one.label for one in catalogue.pictures}
    found: dict[str, list[str]] = {}
    for picture in pictures:
        folders = picture.path.split("/")[:-1]
        label = read.get(picture.path, UNLABELLED)
        own = classes if label == UNLABELLED else (classes[label],)
        last = max((index for index, folder in enumerate(folders) if folder in own), default=len(folders) - 1)
        if below := folders[last + 1 :]:
            found.setdefault("/".join(below), []).append(picture.path)
    return tuple(tuple(paths) for paths in found.values() if len(paths) > 1)
