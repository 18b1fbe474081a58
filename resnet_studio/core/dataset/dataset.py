"""A dataset: a catalogue with edits. `apply` is the one place where it is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset import edits as edits_module
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, DatasetKey, Part, Picture
from resnet_studio.core.dataset.class_edits import ClassEdit
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.divided_later import Divided, with_all_divided
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.dataset.findings_after import findings_after
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import (
    ClearLabels,
    KeepLabels,
    LeaveOut,
    MovePictures,
    PictureEdit,
    SortPictures,
    TakeBack,
)
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.dataset.tally import Tally, tallied, without
from resnet_studio.core.dataset.undo import last_made, without_last_made
from resnet_studio.core.pictures.value_scale import ValueScale

LEAST_CLASSES = 2


@dataclass(frozen=True)
class Dataset:
    """Classes and pictures below a folder, as training uses them. Made by `apply`.

    Attributes:
        catalogue: what was found in the folder.
        edits: what was changed since, in order.
        classes: names; a picture's label is an index into them. A class that edits have made, or left, without
            pictures is not here.
        pictures: in the catalogue's order, with the labels and parts that they have after the edits.
        split: where the validation part comes from.
        all_classes: names of all classes, also of those without pictures.
        left_out: pictures that a person has left out; their labels are indices into `all_classes`, or `UNLABELLED`.
        unlabelled: pictures that have no class yet.
        confirmed: paths of pictures whose label a person has confirmed, or chosen.
        pinned: the part that a person has chosen for single pictures, by path; no split changes it.
        aside: paths of pictures that a person is not sure about.
        accepted: findings of checks that are kept as they are; see `Contents`.
        findings: about the folder, then about the classes in their parts.
        contents: what the edits have made of the catalogue, so that one more need not begin with the first; None where
            it is not known.
        divided: how pictures that got a class after the split were divided, for the same reason.
        at_split: the edits up to the split that is in force, and what these have made: of a large dataset, this is what
            takes time when an edit after it is taken back or made again.
        tally: the pictures of the contents, counted, for the same reason.
        used: the pictures that are used, counted, so that they need not be counted again.
    """

    catalogue: Catalogue
    edits: tuple[Edit, ...]
    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    split: Split
    findings: tuple[Finding, ...]
    all_classes: tuple[str, ...] = ()
    left_out: tuple[Picture, ...] = ()
    unlabelled: tuple[Picture, ...] = ()
    confirmed: frozenset[str] = frozenset()
    pinned: Mapping[str, Part] = field(default_factory=dict, hash=False)
    accepted: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    contents: Contents | None = field(default=None, compare=False, repr=False)
    divided: Divided | None = field(default=None, compare=False, repr=False)
    at_split: "AtSplit | None" = field(default=None, compare=False, repr=False)
    tally: Tally | None = field(default=None, compare=False, repr=False)
    used: Tally | None = field(default=None, compare=False, repr=False)

    @property
    def root(self) -> Path:
        """The dataset's folder, absolute."""
        return self.catalogue.root

    @property
    def key(self) -> DatasetKey:
        """What makes it the same dataset when it is opened again, perhaps with other pictures and edits."""
        return self.catalogue.key

    @property
    def scale(self) -> ValueScale:
        """Which values of pictures with more than 8 bits become black and white."""
        return self.catalogue.scale

    def part(self, name: Part) -> tuple[Picture, ...]:
        """The pictures of one part, in order."""
        return tuple(picture for picture in self.pictures if picture.part == name)

    def counts(self, part: Part | None = None) -> tuple[int, ...]:
        """Number of pictures in each class, of one part or of all."""
        return self._counts[part]

    def size(self, part: Part) -> int:
        """Number of pictures in one part."""
        return sum(self.counts(part))

    @cached_property
    def _counts(self) -> Mapping[Part | None, tuple[int, ...]]:
        counted = tallied(self.pictures, self.used).counts
        labels = range(len(self.classes))
        counts: dict[Part | None, tuple[int, ...]] = {
            part: tuple(counted.get((part, one), 0) for one in labels) for part in PARTS
        }
        return counts | {None: tuple(map(sum, zip(*counts.values(), strict=True)))}

    def absolute(self, picture: Picture) -> Path:
        """Where a picture's file is."""
        return self.root / picture.path

    def in_folder(self, root: Path) -> "Dataset":
        """The same dataset in another folder: the paths of its pictures are relative to it."""
        return replace(self, catalogue=replace(self.catalogue, root=root))

    def same_as(self, other: "Dataset") -> bool:
        """Whether it has the same pictures and edits as another reading of its folder."""
        return self.catalogue.same_pictures(other.catalogue) and self.edits == other.edits

    def with_edit(self, edit: Edit) -> "Dataset":
        """The dataset with one more edit."""
        if self.contents is None or not _by_itself(edit, self.contents):
            return self.with_edits((*self.edits, edit))
        made = edit.change(self.contents, self.catalogue)
        return _made(self.catalogue, (*self.edits, edit), made, self.at_split, self)

    def with_edits(self, edits: Sequence[Edit]) -> "Dataset":
        """The dataset with these edits in place of its own, as `apply` makes it; soon where the split is the same."""
        return _applied(self.catalogue, edits, self.at_split, self)

    @cached_property
    def last_edit(self) -> Edit | None:
        """The edit that was made last, if it can be taken back."""
        return last_made(self.catalogue, self.edits)

    @property
    def can_undo(self) -> bool:
        """Whether the last edit can be taken back."""
        return self.last_edit is not None

    def without_last_edit(self) -> "Dataset":
        """The dataset as it was before its last edit, or as it is where that cannot be taken back."""
        return self.with_edits(without_last_made(self.edits)) if self.can_undo else self


def apply(catalogue: Catalogue, edits: Sequence[Edit] = ()) -> Dataset:
    """The dataset that a catalogue and edits make. The same arguments always give an equal dataset."""
    return _applied(catalogue, edits, None, None)


AtSplit = tuple[Sequence[Edit], Contents]


def _applied(catalogue: Catalogue, edits: Sequence[Edit], known: AtSplit | None, like: Dataset | None) -> Dataset:
    """See `apply`; `known` and `like`, of the same catalogue."""
    before, after = edits_module.around_split(edits)
    if known is None or known[0] != before:
        contents = Contents(catalogue.classes, catalogue.pictures, edits_module.folder_split(catalogue))
        for edit in before:
            contents = edit.change(contents, catalogue)
        known = before, contents
    contents = known[1]
    for edit in after:
        contents = edit.change(contents, catalogue)
    return _made(catalogue, edits, contents, known, like)


def _by_itself(edit: Edit, contents: Contents) -> bool:
    """Whether an edit does the same after those before it as merged with them.

    Pinned pictures depend on the split before them; a class that there is not takes back what was said before.
    """
    match edit:
        case MovePictures():
            return edit.to in contents.classes
        case SortPictures():
            return set(edit.to) <= set(contents.classes)
        case ClearLabels() | LeaveOut() | TakeBack() | KeepLabels() | KeepFinding() | KeepFindings() | SetAside():
            return True
        case _:
            return isinstance(edit, ClassEdit | LabelAsNew)


def _made(
    catalogue: Catalogue, edits: Sequence[Edit], before: Contents, at_split: AtSplit | None, like: Dataset | None
) -> Dataset:
    """The dataset of what edits have made, in which what got its class after a split is still to be divided.

    One of the same catalogue that it is `like` saves time, and changes nothing.
    """
    contents, divided = with_all_divided(before, like.divided if like is not None else None)
    tally = tallied(contents.pictures, like.tally if like is not None else None)
    out = contents.left_out
    left_out = tuple([one for one in contents.pictures if one.path in out]) if out else ()
    there = tuple([one for one in contents.pictures if one.path not in out]) if out else contents.pictures
    counts, unlabelled = without(tally.counts, left_out), tuple[Picture, ...]()
    if any(label == UNLABELLED for _, label in counts):
        unlabelled = tuple([one for one in there if one.label == UNLABELLED])
        there = tuple([one for one in there if one.label != UNLABELLED])
    classes, used = _used(catalogue, contents, Tally(there, without(counts, unlabelled)))
    return Dataset(
        catalogue=catalogue,
        edits=tuple(edits),
        classes=classes,
        pictures=used.pictures,
        split=contents.split,
        findings=tuple(findings_after(catalogue, contents, classes, used.counts, kept=_is_kept(edits))),
        all_classes=contents.classes,
        left_out=left_out,
        unlabelled=unlabelled,
        confirmed=contents.confirmed,
        pinned=contents.pinned,
        accepted=contents.accepted,
        aside=contents.aside,
        contents=before,
        divided=divided,
        at_split=at_split,
        tally=tally,
        used=used,
    )


def _used(catalogue: Catalogue, contents: Contents, labelled: Tally) -> tuple[tuple[str, ...], Tally]:
    """The classes that are left, and the pictures with labels that are indices into these."""
    filled = {label for _, label in labelled.counts}
    left = _classes_left(catalogue, contents, filled)
    places = {name: label for label, name in enumerate(left)}
    label_of = {label: places[contents.classes[label]] for label in filled}
    pictures = labelled.pictures
    if len(left) < len(contents.classes):
        pictures = tuple(
            [one if one.label == (now := label_of[one.label]) else replace(one, label=now) for one in pictures]
        )
    return left, Tally(pictures, {(part, label_of[label]): count for (part, label), count in labelled.counts.items()})


def _classes_left(catalogue: Catalogue, contents: Contents, filled: Collection[int]) -> tuple[str, ...]:
    """The classes that have pictures, whose labels are `filled`, or had none in the folder either."""
    always_empty = {name for label, name in enumerate(catalogue.classes) if label not in filled}
    if always_empty:
        always_empty -= {catalogue.classes[one.label] for one in catalogue.pictures if one.label != UNLABELLED}
    return tuple(name for label, name in enumerate(contents.classes) if label in filled or name in always_empty)


def _is_kept(edits: Sequence[Edit]) -> bool:
    """Whether the split in force is an earlier one, which new pictures were divided by, and no later one."""
    last = edits_module.last_split(edits)
    return last is None or (isinstance(last, edits_module.KeptSplit) and not last.again)


def require_trainable(dataset: Dataset) -> None:
    """Refuse a dataset from which edits have taken too much to train on it.

    Raises:
        DatasetError: it has only one class, no training pictures, or no validation pictures.
    """
    if (problem := why_not_trainable(dataset)) is not None:
        raise DatasetError(dataset.root, problem)


def why_not_trainable(dataset: Dataset) -> Message | None:
    """Why `require_trainable` would refuse a dataset, and what to do; None where it can be trained on."""
    if not dataset.unlabelled and not any(
        isinstance(edit, PictureEdit | ClassEdit | LabelAsNew) for edit in dataset.edits
    ):
        return None  # a scan has looked at the folder
    problem: Message | None = None
    action = message("Undo changes in Data, or split again.")
    if sum(map(bool, dataset.counts("train"))) < LEAST_CLASSES:
        problem = message("Fewer than two classes have training pictures after your changes.")
        if dataset.unlabelled:
            problem = message("Fewer than two classes have training pictures.")
            action = plural(
                "{count} picture has no class yet: sort it in Data.",
                "{count} pictures have no class yet: sort them in Data.",
                len(dataset.unlabelled),
            )
    elif not dataset.size("validation"):
        problem = message("No validation picture is left after your changes.")
    return joined(problem, action) if problem is not None else None
