"""The record of a dataset, `dataset.json`: its catalogue and its edits. Records may be untrusted.

Format 2 is what `to_record` writes. `columns` names the fields of a picture's row, of which the path is the last, so
that a later version can add fields. Format 1, of which the parts were the outcome of the split, is read too.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.errors import ConfigError, DatasetError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset import edits
from resnet_studio.core.dataset.catalogue import (
    PARTS,
    READINGS,
    UNLABELLED,
    Catalogue,
    Picture,
    Reading,
    as_reading,
)
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.pictures.value_scale import ValueScale

FORMAT = 2
COLUMNS = ("part", "label", "size", "time", "path")
MOST_PATHS = 100
"""Paths of a finding that are written."""
MOST_EDITS = 20_000
"""Edits that are written and read: more than a person makes, who may label one picture after the other."""
MOST_FINDINGS = 1000

_LARGEST = 2**63  # what systems keep sizes and times in
# On Windows these in a path would name a drive or another folder.
_FORBIDDEN = ("\0", "\\", ":") if os.name == "nt" else ("\0",)


def to_record(dataset: Dataset) -> dict[str, Any]:
    """A JSON-ready record, the inverse of `from_record`.

    A picture is one string, so that 60,000 of them stay one short line each. The root comes first, because a list of
    runs reads only the beginning of the file.
    """
    catalogue = dataset.catalogue
    # A spin box that is held down makes an edit for each number, and a record with so many would not be read.
    kept = dataset.edits if len(dataset.edits) <= MOST_EDITS else edits.in_force(dataset.edits)
    return {
        "root": str(catalogue.root),
        "format": FORMAT,
        "reading": catalogue.reading,
        "chosen": list(catalogue.chosen),
        "classes": list(catalogue.classes),
        "edits": [edits.to_record(edit) for edit in kept],
        "findings": [
            {"kind": str(one.kind), "message": one.message.to_record(), "paths": list(one.paths[:MOST_PATHS])}
            for one in catalogue.findings[:MOST_FINDINGS]
        ],
        "scale": catalogue.scale.to_record(),
        "columns": list(COLUMNS),
        "pictures": [f"{p.part} {p.label} {p.size} {p.mtime_ns} {p.path}" for p in catalogue.pictures],
    }


def from_record(record: Mapping[str, Any], file: Path = Path("dataset.json")) -> Dataset:
    """The dataset in a record of format 1 or 2; `file` is named in errors.

    Raises:
        DatasetError: a field is missing, of the wrong type, contradicts another, or a path leaves the root.
    """
    version = _field(record, "format", int, file)
    if version not in (1, FORMAT):
        raise _damaged(
            file, "format", message("this version of the program reads 1 and 2, not {value:value}", value=version)
        )
    root = _field(record, "root", str, file)
    if not _is_path(root):
        raise _damaged(file, "root", message("it must be the path of a folder"))
    classes = tuple(_texts(record, "classes", file))
    if not all(classes) or len(set(classes)) < len(classes):
        raise _damaged(file, "classes", message("names must not be empty, and each must be there once"))
    columns = COLUMNS if version == 1 else _columns(record, file)
    pictures = _pictures(record, columns, len(classes), file)
    if version == 1:
        return _from_format_1(record, Catalogue(Path(root), classes, pictures), file)
    how_read = _how_read(record, file)
    catalogue = Catalogue(Path(root), classes, pictures, _findings(record, file), _scale(record, file), *how_read)
    return apply(catalogue, _edits(record, file))


def _how_read(record: Mapping[str, Any], file: Path) -> tuple[Reading, tuple[str, ...]]:
    """How the folder was understood, and which names in it make the dataset; a record without these is older."""
    reading = as_reading(record.get("reading", "names"))
    if reading is None:
        raise _damaged(file, "reading", message("it must be one of {names}", names=READINGS))
    chosen = tuple(_texts(record, "chosen", file)) if "chosen" in record else ()
    if any(_leads_out(name) or "/" in name for name in chosen):
        raise _damaged(file, "chosen", message("it must be a list of names in the dataset's folder"))
    return reading, chosen


def _from_format_1(record: Mapping[str, Any], recorded: Catalogue, file: Path) -> Dataset:
    """The dataset in a record that has the outcome of the split instead of the edits."""
    edit = _split_of_format_1(_field(record, "split", dict, file), file)
    notices = _texts(record, "notices", file)
    dataset = apply(recorded)
    if edit is not None:
        pooled = tuple(replace(p, part="test" if p.part == "test" else "train") for p in recorded.pictures)
        again = apply(replace(recorded, pictures=pooled), (edit,))
        if again.pictures == recorded.pictures:  # else the parts were changed by hand; they are what counts
            dataset = again
    known = {str(finding.message) for finding in dataset.findings}
    findings = tuple(Finding(FindingKind.OTHER, Message.from_record(text)) for text in notices if text not in known)
    return apply(replace(dataset.catalogue, findings=findings), dataset.edits)


def _split_of_format_1(record: dict[str, Any], file: Path) -> SplitBySeed | None:
    source, seed, fraction = record.get("source"), record.get("seed"), record.get("fraction")
    if source == "folder" and seed is None and fraction is None:
        return None
    if source != "seed":
        raise _damaged(file, "split.source", message('it must be "seed", or "folder" without seed and fraction'))
    if isinstance(seed, int) and seed >= _LARGEST:
        raise _damaged(file, "split.seed", message("it is too large"))
    try:
        return SplitBySeed(fraction, seed)  # type: ignore[arg-type]  # it checks what it gets
    except ConfigError as error:
        raise _damaged(file, f"split.{error.field}", message("it must be {allowed}", allowed=error.allowed)) from error


def _edits(record: Mapping[str, Any], file: Path) -> list[Edit]:
    items = _objects(record, "edits", MOST_EDITS, file)
    made = []
    for index, item in enumerate(items):
        try:
            made.append(edits.from_record(item))
        except edits.UnknownEditError as error:
            raise DatasetError(
                file,
                message(
                    "{file} in {folder} was made by a newer ResNet Studio. Update to open it.",
                    file=file.name,
                    folder=file.parent.name,
                ),
            ) from error
        except ValueError as error:
            raise _damaged(file, f"edits[{index}]", Message.from_record(str(error))) from error
    return made


def _findings(record: Mapping[str, Any], file: Path) -> tuple[Finding, ...]:
    made = []
    for index, item in enumerate(_objects(record, "findings", MOST_FINDINGS, file)):
        paths = item.get("paths", [])
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise _damaged(file, f"findings[{index}].paths", message("it must be a list of texts"))
        try:
            sentence = Message.from_record(item.get("message"))
        except ValueError as error:
            raise _damaged(file, f"findings[{index}].message", Message.from_record(str(error))) from error
        inside = tuple(path for path in paths[:MOST_PATHS] if not _leads_out(path))
        made.append(Finding(FindingKind.of(item.get("kind")), sentence, inside))
    return tuple(made)


def _scale(record: Mapping[str, Any], file: Path) -> ValueScale:
    try:
        return ValueScale.from_record(record.get("scale"))
    except ValueError as error:
        raise _damaged(file, "scale", message("it must name the values that become black and white")) from error


def _columns(record: Mapping[str, Any], file: Path) -> tuple[str, ...]:
    columns = tuple(_texts(record, "columns", file))
    if not set(COLUMNS) <= set(columns) or len(set(columns)) < len(columns) or columns[-1] != "path":
        raise _damaged(file, "columns", message("it must name part, label, size and time once each, and path last"))
    return columns


def _pictures(record: Mapping[str, Any], columns: Sequence[str], classes: int, file: Path) -> tuple[Picture, ...]:
    where = [columns.index(name) for name in COLUMNS]
    pictures = []
    for index, row in enumerate(_texts(record, "pictures", file)):
        fields = row.split(" ", len(columns) - 1)
        if len(fields) < len(columns):
            raise _damaged(file, f"pictures[{index}]", _row_form(columns))
        part, label, size, time, path = (fields[position] for position in where)
        if part not in PARTS or not (_is_whole(label) and _is_whole(size) and _is_whole(time)):
            raise _damaged(file, f"pictures[{index}]", _row_form(columns))
        picture = Picture(path, int(label), part, int(size), int(time))
        if problem := _problem(picture, classes):
            raise _damaged(file, f"pictures[{index}]", problem)
        pictures.append(picture)
    if len({picture.path for picture in pictures}) < len(pictures):
        raise _damaged(file, "pictures", message("a file is listed twice"))
    return tuple(pictures)


def _row_form(columns: Sequence[str]) -> Message:
    return message('it must read "{columns:plain}"', columns=" ".join(columns))


def _problem(picture: Picture, classes: int) -> Message | None:
    """Why a row cannot be a picture of this dataset."""
    if picture.label != UNLABELLED and not 0 <= picture.label < classes:
        return message("there is no class {label:plain}", label=picture.label)
    if picture.size < 0:
        return message("the size is negative")
    if picture.size >= _LARGEST or not -_LARGEST < picture.mtime_ns < _LARGEST:
        return message("no file has such a size and time")
    if _leads_out(picture.path):
        return message("the path {path:value} leads out of the dataset's folder", path=picture.path)
    return None


def _leads_out(path: str) -> bool:
    """Whether a path could lead to files that were never in the dataset's folder."""
    return any(sign in path for sign in _FORBIDDEN) or any(step in {"", ".", ".."} for step in path.split("/"))


def _is_path(text: str) -> bool:
    """Whether the system can be asked for it at all."""
    try:
        return bool(text) and "\0" not in text and bool(os.fsencode(text))
    except UnicodeEncodeError:
        return False


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= 20


_KINDS: dict[type, Message] = {
    int: message("it must be a whole number"),
    str: message("it must be a text"),
    list: message("it must be a list"),
    dict: message("it must be an object"),
}


def _field(record: Mapping[str, Any], name: str, kind: type, file: Path) -> Any:
    value = record.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _damaged(file, name, _KINDS[kind] if name in record else message("it is missing"))
    return value


def _texts(record: Mapping[str, Any], name: str, file: Path) -> list[str]:
    return _items(record, name, str, file)


def _objects(record: Mapping[str, Any], name: str, most: int, file: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = _items(record, name, dict, file)
    if len(items) > most:
        raise _damaged(file, name, message("it is too long"))
    return items


def _items(record: Mapping[str, Any], name: str, kind: type, file: Path) -> list[Any]:
    values: list[Any] = _field(record, name, list, file)
    for index, value in enumerate(values):
        if not isinstance(value, kind):
            raise _damaged(file, f"{name}[{index}]", _KINDS[kind])
    return values


def _damaged(file: Path, field: str, problem: Message) -> DatasetError:
    return DatasetError(
        file,
        message("{file} is damaged at {field}: {problem}.", file=file.name, field=field, problem=problem),
    )
