"""A dataset: a catalogue with edits. `apply` is the one place where it is made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset import edits as edits_module
from resnet_studio.core.dataset.catalogue import Catalogue, DatasetKey, Part, Picture
from resnet_studio.core.dataset.edits import Contents, Edit
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.pictures.value_scale import ValueScale


@dataclass(frozen=True)
class Dataset:
    """Classes and pictures below a folder, as training uses them. Made by `apply`.

    Attributes:
        catalogue: what was found in the folder.
        edits: what was changed since, in order.
        classes: names; a picture's label is an index into them.
        pictures: in the catalogue's order, with the labels and parts that they have after the edits.
        split: where the validation part comes from.
        findings: about the folder, then about the classes in their parts.
    """

    catalogue: Catalogue
    edits: tuple[Edit, ...]
    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    split: Split
    findings: tuple[Finding, ...]

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
        counts = [0] * len(self.classes)
        for picture in self.pictures:
            if part is None or picture.part == part:
                counts[picture.label] += 1
        return tuple(counts)

    def absolute(self, picture: Picture) -> Path:
        """Where a picture's file is."""
        return self.root / picture.path

    def with_edit(self, edit: Edit) -> "Dataset":
        """The dataset with one more edit."""
        return apply(self.catalogue, (*self.edits, edit))

    @property
    def can_undo(self) -> bool:
        """Whether the last edit can be taken back."""
        return edits_module.can_undo(self.catalogue, self.edits)

    def without_last_edit(self) -> "Dataset":
        """The dataset as it was before its last edit, or as it is where that cannot be taken back."""
        return apply(self.catalogue, self.edits[:-1]) if self.can_undo else self


def apply(catalogue: Catalogue, edits: Sequence[Edit] = ()) -> Dataset:
    """The dataset that a catalogue and edits make. The same arguments always give an equal dataset."""
    contents = Contents(catalogue.classes, catalogue.pictures, edits_module.folder_split(catalogue))
    for edit in edits_module.in_force(edits):
        contents = edit.change(contents, catalogue)
    return Dataset(
        catalogue=catalogue,
        edits=tuple(edits),
        classes=contents.classes,
        pictures=contents.pictures,
        split=contents.split,
        findings=(*catalogue.findings, *_split_findings(contents)),
    )


def _split_findings(contents: Contents) -> Iterator[Finding]:
    """Classes that cannot be validated, and why."""
    if contents.split.source == "none":
        return
    validation = Counter(picture.label for picture in contents.pictures if picture.part == "validation")
    missing = [name for label, name in enumerate(contents.classes) if not validation[label]]
    if not missing:
        return
    if contents.split.source == "folder":
        found = plural(
            "{count} class has no validation pictures: {names}.",
            "{count} classes have no validation pictures: {names}.",
            len(missing),
            names=few(missing, 5),
        )
    else:
        found = plural(
            "{count} class has a single picture, which is used for training, so none is left to check the result: "
            "{names}.",
            "{count} classes have a single picture, which is used for training, so none is left to check the result: "
            "{names}.",
            len(missing),
            names=few(missing, 5),
        )
    yield Finding(FindingKind.CLASS_WITHOUT_VALIDATION, found)
