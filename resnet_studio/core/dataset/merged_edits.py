"""A few edits of single pictures instead of many that do the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.picture_edits import (
    AddPictures,
    ClearLabels,
    KeepLabels,
    LeaveOut,
    MovePictures,
    PictureEdit,
    PinPictures,
    SortPictures,
    TakeBack,
)
from resnet_studio.core.dataset.set_aside import SetAside

V = TypeVar("V")


class _File(NamedTuple):
    """What is known of a picture that is added."""

    size: int
    time: int
    part: Part


def merged(edits: Iterable[PictureEdit]) -> list[PictureEdit]:
    """A few edits that do the same: what was last said of a picture's class counts, and so for leaving it out.

    A class that is not there any more changes nothing, so the classes that were named before it stay.
    """
    classes: dict[str, tuple[str | None, ...]] = {}
    added: dict[tuple[str, str], _File] = {}

    def move(path: str, name: str) -> None:
        classes[path] = (*(one for one in classes.get(path, ()) if one != name), name)

    out: dict[str, bool] = {}
    kept: dict[str, None] = {}
    edits = list(edits)
    for edit in edits:
        match edit:
            case MovePictures():
                for path in edit.paths:
                    move(path, edit.to)
            case SortPictures():
                for path, name in zip(edit.paths, edit.to, strict=True):
                    move(path, name)
            case AddPictures():
                for path, file in zip(edit.paths, map(_File, edit.sizes, edit.times, edit.part_of_each), strict=True):
                    added.setdefault((path, edit.to), file)
                    move(path, edit.to)
            case ClearLabels():
                classes |= dict.fromkeys(edit.paths, (None,))
                kept = {path: None for path in kept if path not in frozenset(edit.paths)}
            case LeaveOut() | TakeBack():
                out |= dict.fromkeys(edit.paths, isinstance(edit, LeaveOut))
            case KeepLabels():
                kept |= dict.fromkeys(edit.paths)
    made = _with_classes(classes, added)
    made += [LeaveOut(paths) if is_out else TakeBack(paths) for is_out, paths in _by_value(out)]
    if kept:
        made.append(KeepLabels(tuple(kept)))
    return made + _marks(edits)


def _marks(edits: Iterable[PictureEdit]) -> list[PictureEdit]:
    """The edits that pin pictures, set them aside, or keep what a check has found."""
    pinned: dict[str, Part | None] = {}
    accepted: dict[str, dict[str, None]] = {}
    aside: dict[str, bool] = {}
    for edit in edits:
        match edit:
            case PinPictures():
                pinned |= dict.fromkeys(edit.paths, edit.part)
            case SetAside():
                aside |= dict.fromkeys(edit.paths, edit.aside)
            case KeepFinding():
                accepted.setdefault(edit.finding, {}).update(dict.fromkeys(edit.paths))
            case KeepFindings():
                for one in edit.apart():
                    accepted.setdefault(one.finding, {}).update(dict.fromkeys(one.paths))
    made: list[PictureEdit] = [PinPictures(paths, part) for part, paths in _by_value(pinned)]
    made += [SetAside(paths, is_aside) for is_aside, paths in _by_value(aside)]
    return made + [KeepFinding(tuple(paths), finding) for finding, paths in accepted.items()]


def _with_classes(
    classes: Mapping[str, tuple[str | None, ...]], added: Mapping[tuple[str, str], _File]
) -> list[PictureEdit]:
    """The edits that add pictures, and those that give them, one after another, the classes that were named."""
    adding = _adding(added)
    made: list[PictureEdit] = [*adding]
    # Added pictures first, so that merging what is merged already changes nothing.
    in_order = {**{path: classes[path] for edit in adding for path in edit.paths}, **classes}
    moved = {path: names for path, names in in_order.items() if len(names) > 1 or (path, names[0]) not in added}
    for names, paths in _by_value(moved):
        made += [ClearLabels(paths) if name is None else MovePictures(paths, name) for name in names]
    return made


def _by_value(values: Mapping[str, V]) -> list[tuple[V, tuple[str, ...]]]:
    """The paths of each value, in the order in which the values occur first."""
    paths: dict[V, list[str]] = {}
    for path, value in values.items():
        paths.setdefault(value, []).append(path)
    return [(value, tuple(found)) for value, found in paths.items()]


def _adding(added: Mapping[tuple[str, str], _File]) -> list[AddPictures]:
    """The edits that add pictures: one for each class, and later ones for what was added to another class before.

    The first one whose class there is decides the part of a picture.
    """
    times: Counter[str] = Counter()
    turns: dict[tuple[int, str], dict[str, _File]] = {}
    for (path, to), file in added.items():
        turns.setdefault((times[path], to), {})[path] = file
        times[path] += 1
    made = []
    for (_, to), files in sorted(turns.items(), key=lambda turn: turn[0][0]):
        sizes, dates, parts = zip(*files.values(), strict=True)
        made.append(AddPictures(tuple(files), to, sizes, dates, parts if set(parts) != {"train"} else ()))
    return made
