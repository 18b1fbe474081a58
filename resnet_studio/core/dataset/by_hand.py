"""What a person has changed by hand in a dataset: which pictures, and how."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from weakref import ref

from resnet_studio.core.dataset.catalogue import UNLABELLED, Part, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.label_as_new import of_classes
from resnet_studio.core.dataset.picture_edits import AddPictures

_FEW = 1 / 20  # of the pictures; finding a picture takes about as long as a look at 20
_last: dict[str, tuple[ref[Dataset], Mapping[str, "Change"]]] = {}
How = Literal["moved", "out", "kept", "added", "pinned"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a person has done with a picture.

    Attributes:
        how: "moved" to another class, left "out", "added", its label was "kept" although it was suspect, or nothing of
            these, and it was "pinned" to a part.
        was: the class of its folder, as that is called now; empty where it has none.
        part: that it is pinned to, whatever else was done; None for none.
    """

    how: How
    was: str
    part: Part | None = None


def changes(dataset: Dataset) -> Mapping[str, Change]:
    """The pictures whose class, part, or place in the dataset, is what a person says, by their path.

    Pictures whose folder gives them no class are sorted by hand: that is not a change. What was found last is kept,
    because several parts of the window ask after each edit.
    """
    known = _last.get("changes")
    if known is None or known[0]() is not dataset:
        _last["changes"] = known = ref(dataset), _changes(dataset)
    return known[1]


def _changes(dataset: Dataset) -> Mapping[str, Change]:
    pinned = dataset.pinned
    touched = dataset.confirmed | {one.path for one in dataset.left_out} | pinned.keys()
    if not touched:
        return {}
    was = _classes_of_folders(dataset, touched)
    found = {one.path: Change("out", was.get(one.path, ""), pinned.get(one.path)) for one in dataset.left_out}
    for one in _of_paths(dataset, touched):
        part, own = pinned.get(one.path), was.get(one.path, "")
        if one.path not in was:
            found[one.path] = Change("added", "", part)
        elif own and dataset.classes[one.label] != own:
            found[one.path] = Change("moved", own, part)
        elif own and one.path in dataset.confirmed:
            found[one.path] = Change("kept", own, part)
        elif part is not None:
            found[one.path] = Change("pinned", own, part)
    return found


def _of_paths(dataset: Dataset, paths: Collection[str]) -> list[Picture]:
    """The pictures of the dataset with these paths, in order. A few are found without a look at every picture."""
    pictures = dataset.pictures
    if len(paths) > _FEW * len(pictures):
        return [one for one in pictures if one.path in paths]
    places, end = dataset.catalogue.places, len(dataset.catalogue.pictures)

    def position(place: int) -> int:
        return bisect_left(pictures, place, key=lambda one: places.get(one.path, end))

    found = [position(places[path]) for path in paths if path in places]
    last = position(end)  # where those begin that were added
    some = [pictures[at] for at in sorted(set(found)) if at < last and pictures[at].path in paths]
    return some + [one for one in pictures[last:] if one.path in paths]


def _classes_of_folders(dataset: Dataset, paths: Collection[str]) -> dict[str, str]:
    """The class of these pictures of the folder without the edits of pictures, as it is called now; empty for none."""
    contents = Contents(dataset.catalogue.classes, dataset.catalogue.pictures, dataset.split)
    for edit in of_classes(dataset.edits):
        contents = edit.change(contents, dataset.catalogue)
    names = contents.classes
    some = [contents.pictures[place] for place in contents.places(paths, dataset.catalogue)]
    return {one.path: "" if one.label == UNLABELLED else names[one.label] for one in some}


def added_paths(dataset: Dataset) -> tuple[str, ...]:
    """Paths of the pictures that a person has added, and the folder does not have."""
    paths = dict.fromkeys(path for edit in dataset.edits if isinstance(edit, AddPictures) for path in edit.paths)
    there = {one.path for one in dataset.catalogue.pictures} if paths else set()
    return tuple(path for path in paths if path not in there)
