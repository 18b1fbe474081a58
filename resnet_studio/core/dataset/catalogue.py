"""The catalogue of a dataset: what a scan found in its folder. No pixels. Edits never change it; see `edits`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, get_args

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.tables.columns import columns_of

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = get_args(Part)
PART_NAMES: Final[dict[Part, Message]] = {
    "train": message("train"),
    "validation": message("validation"),
    "test": message("test"),
}
Reading = str
"""How the folders directly in a dataset's folder are understood: by their names, or as a person said, which are
`READINGS`; of a table, which of its columns say what, see `Columns`."""
READINGS: tuple[Reading, ...] = ("names", "parts", "classes")
UNLABELLED = -1
"""The label of a picture that has no class yet."""
DatasetKey = tuple[Path, Reading, tuple[str, ...]]
"""What makes a dataset the same when it is opened again: its folder, how that is read, and the names chosen in it."""


def as_reading(value: object) -> Reading | None:
    """What a record says of how a dataset is read; None where it is none that is known."""
    if not isinstance(value, str):
        return None
    return value if value in READINGS or columns_of(value) is not None else None


@dataclass(frozen=True, slots=True, init=False)
class Picture:
    """One file of a dataset. Its path is its identity: no edit changes it.

    Attributes:
        path: relative to the dataset's root, with forward slashes; absolute if an edit added it from elsewhere.
        label: index into the classes, or `UNLABELLED`.
        part: what it is used for.
        size: in bytes, when it was scanned.
        mtime_ns: time of its last change in nanoseconds since 1970, when it was scanned.
    """

    path: str
    label: int
    part: Part
    size: int
    mtime_ns: int

    def __init__(self, path: str, label: int, part: Part, size: int, mtime_ns: int) -> None:
        # What `dataclass` writes for a frozen class takes twice as long, which is two seconds for a million.
        _set_path(self, path)
        _set_label(self, label)
        _set_part(self, part)
        _set_size(self, size)
        _set_time(self, mtime_ns)


_set_path, _set_label, _set_part, _set_size, _set_time = (
    vars(Picture)[name].__set__ for name in ("path", "label", "part", "size", "mtime_ns")
)


@dataclass(frozen=True)
class Catalogue:
    """What was found below a folder.

    Attributes:
        root: the folder, absolute.
        classes: names in natural order; a picture's label is an index into them.
        pictures: in natural order within each class, in the parts that the folder has. Where it has no folder for
            validation, no picture is in that part.
        findings: about the folder: what was left out, and what looks wrong.
        scale: which values of pictures with more than 8 bits become black and white, in all of them alike.
        reading: how the folders in the root are understood. Read again, they are understood in the same way.
        chosen: the names in the root that the dataset consists of; empty where it is all of them.
        groups: paths of pictures that must stay together in a split, as a table says; empty for a recorded dataset.
        group_names: what the table calls each of these groups.
        times: when each folder that was read had last changed, by its path, in nanoseconds since 1970; empty for a
            recorded dataset.
    """

    root: Path
    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    findings: tuple[Finding, ...] = ()
    scale: ValueScale = UNKNOWN_SCALE
    reading: Reading = "names"
    chosen: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = field(default=(), compare=False, repr=False)
    group_names: tuple[str, ...] = field(default=(), compare=False, repr=False)
    times: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def key(self) -> DatasetKey:
        """What makes the dataset the same when it is opened again."""
        return self.root, self.reading, self.chosen

    def same_pictures(self, other: "Catalogue") -> bool:
        """Whether it is of the same folder, read in the same way, and has the same classes and pictures."""
        return self is other or (self.key, self.classes, self.pictures) == (other.key, other.classes, other.pictures)

    @cached_property
    def has_validation(self) -> bool:
        """Whether the folder has validation pictures of its own."""
        return any(picture.part == "validation" for picture in self.pictures)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each picture by its path. Kept, because edits that follow each other name a few paths each."""
        return {picture.path: place for place, picture in enumerate(self.pictures)}
