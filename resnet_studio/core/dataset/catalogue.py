"""The catalogue of a dataset: its classes, its files, and which part each picture is in. No pixels."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.safe_text import printable

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = get_args(Part)
FORMAT = 1
"""Version of the record that `Dataset.to_json` makes."""

_LARGEST = 2**63  # what systems keep sizes and times in
# On Windows these in a path would name a drive or another folder.
_FORBIDDEN = ("\0", "\\", ":") if os.name == "nt" else ("\0",)


@dataclass(frozen=True, slots=True)
class Picture:
    """One file of a dataset.

    Attributes:
        path: relative to the dataset's root, with forward slashes.
        label: index into the dataset's classes.
        part: what it is used for.
        size: in bytes, when it was scanned.
        mtime_ns: time of its last change in nanoseconds since 1970, when it was scanned.
    """

    path: str
    label: int
    part: Part
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Split:
    """How the validation part came about.

    Attributes:
        source: "folder" if the dataset brings its validation part, "seed" if it was split off.
        seed: of the split, or None.
        fraction: share of each class that was split off, or None.
    """

    source: Literal["folder", "seed"]
    seed: int | None = None
    fraction: float | None = None


@dataclass(frozen=True)
class Dataset:
    """Classes and pictures below a folder.

    Attributes:
        root: the folder, absolute.
        classes: names in natural order; a picture's label is an index into them.
        pictures: in natural order within each class.
        split: where the validation part comes from.
        notices: sentences about what was left out or looks odd.
    """

    root: Path
    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    split: Split
    notices: tuple[str, ...] = ()

    def part(self, name: Part) -> tuple[Picture, ...]:
        """The pictures of one part, in the catalogue's order."""
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

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready record, the inverse of `from_json`.

        A picture is one string, "part label size mtime_ns path", so that 60,000 of them stay one short line
        each. The root comes first, because a list of runs reads only the beginning of the file.
        """
        return {
            "root": str(self.root),
            "format": FORMAT,
            "classes": list(self.classes),
            "split": {"source": self.split.source, "seed": self.split.seed, "fraction": self.split.fraction},
            "notices": list(self.notices),
            "pictures": [f"{p.part} {p.label} {p.size} {p.mtime_ns} {p.path}" for p in self.pictures],
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any], file: Path = Path("dataset.json")) -> Self:
        """The dataset in a record that `to_json` made; `file` is named in errors.

        Raises:
            DatasetError: a field is missing, of the wrong type, contradicts another, or a path leaves the root.
        """
        if _field(record, "format", int, file) != FORMAT:
            raise _wrong(file, "format", f"this version of the program reads {FORMAT}, not {record['format']}")
        root = _field(record, "root", str, file)
        if not _is_path(root):
            raise _wrong(file, "root", "it must be the path of a folder")
        classes = _texts(record, "classes", file)
        if not all(classes) or len(set(classes)) < len(classes):
            raise _wrong(file, "classes", "names must not be empty, and each must be there once")
        pictures = tuple(
            _picture(row, len(classes), f"pictures[{index}]", file)
            for index, row in enumerate(_texts(record, "pictures", file))
        )
        if len({picture.path for picture in pictures}) < len(pictures):
            raise _wrong(file, "pictures", "a file is listed twice")
        return cls(
            root=Path(root),
            classes=tuple(classes),
            pictures=pictures,
            split=_split(_field(record, "split", dict, file), file),
            notices=tuple(_texts(record, "notices", file)),
        )


def _split(record: dict[str, Any], file: Path) -> Split:
    source, seed, fraction = record.get("source"), record.get("seed"), record.get("fraction")
    if source == "folder" and seed is None and fraction is None:
        return Split("folder")
    if source != "seed":
        raise _wrong(file, "split.source", 'it must be "seed", or "folder" without seed and fraction')
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < _LARGEST:
        raise _wrong(file, "split.seed", "it must be a whole number from 0")
    if isinstance(fraction, bool) or not isinstance(fraction, int | float) or not 0 < fraction < 1:
        raise _wrong(file, "split.fraction", "it must be a number between 0 and 1")
    return Split("seed", seed, float(fraction))


def _picture(row: str, classes: int, field: str, file: Path) -> Picture:
    part, *numbers, path = row.split(" ", 4) if row.count(" ") >= 4 else [""] * 5
    if part not in PARTS or not all(_is_whole(number) for number in numbers):
        raise _wrong(file, field, 'it must read "part label size time path"')
    label, size, mtime_ns = map(int, numbers)
    if not 0 <= label < classes:
        raise _wrong(file, field, f"there is no class {label}")
    if not 0 <= size < _LARGEST or not -_LARGEST < mtime_ns < _LARGEST:
        raise _wrong(file, field, "the size is negative" if size < 0 else "no file has such a size and time")
    # Records come from other people too: a path may not lead to files that were never in the dataset's folder.
    if any(sign in path for sign in _FORBIDDEN) or any(step in {"", ".", ".."} for step in path.split("/")):
        raise _wrong(file, field, f"the path {printable(path)!r} leads out of the dataset's folder")
    return Picture(path, label, part, size, mtime_ns)


def _is_path(text: str) -> bool:
    """Whether the system can be asked for it at all."""
    try:
        return bool(text) and "\0" not in text and bool(os.fsencode(text))
    except UnicodeEncodeError:
        return False


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= 20


def _field(record: Mapping[str, Any], name: str, kind: type, file: Path) -> Any:
    value = record.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {int: "a whole number", str: "a text", list: "a list", dict: "an object"}
        raise _wrong(file, name, f"it must be {words[kind]}" if name in record else "it is missing")
    return value


def _texts(record: Mapping[str, Any], name: str, file: Path) -> Sequence[str]:
    values: list[str] = _field(record, name, list, file)
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise _wrong(file, f"{name}[{index}]", "it must be a text")
    return values


def _wrong(file: Path, field: str, problem: str) -> DatasetError:
    return DatasetError(file, f"{file.name} is damaged at {field}: {problem}.")
