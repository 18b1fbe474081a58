"""A folder of pictures with `metadata.csv` or `metadata.jsonl`, as Hugging Face's `imagefolder` has it, by itself.

The columns are `file_name` and `label`; the paths are relative to the file. A folder for each part may have its own,
and the classes may then be in another column that all have. Where the file says no class, as with captions, the folder
is read as any other.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.dataset.catalogue import Catalogue, Part
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.dataset.guess_columns import label_by_name
from resnet_studio.core.dataset.parts import recognise
from resnet_studio.core.dataset.table_catalogue import Scan, catalogue_of_entries, note_time, take
from resnet_studio.core.dataset.table_files import Place
from resnet_studio.core.dataset.table_findings import (
    contradictions,
    left_out,
    repeated_rows,
    table_findings,
    wrong_lines,
)
from resnet_studio.core.dataset.table_taken import Taken
from resnet_studio.core.dataset.table_unnamed import not_named, without_table
from resnet_studio.core.dataset.walk import is_text
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import Form, Table, read_table

_NAMES: Final = ("metadata.csv", "metadata.jsonl")
_FILE, _LABEL = "file_name", "label"
_MOST_FOLDERS: Final = 1000
_LOOKED_AT: Final = 400  # rows


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table beside pictures: its folder in the dataset's folder, or "", its name, the part of its pictures, and its
    column of classes.
    """

    folder: str
    name: str
    part: Part | None
    label: str = _LABEL


def metadata_in(root: Path) -> list[Metadata]:
    """The tables with files and classes in a folder, or in the folders in it that are parts; none in any other."""
    if name := _table(root):
        return [Metadata("", name, None)]
    with suppress(OSError), os.scandir(root) as entries:
        folders = [entry.name for entry in islice(entries, _MOST_FOLDERS) if entry.is_dir()]
        parts = recognise(folders)
        found = [(folder, part, _table(root / folder)) for folder, part in parts.items()]
        tables = [Metadata(folder, name, part) for folder, part, name in found if name]
        if any(one.part == "train" for one in tables):
            return tables
        return _with_another_label(root, parts)
    return []


def _table(folder: Path) -> str:
    """The name of the table in a folder that says a class for each file; empty where there is none."""
    return next((name for name in _NAMES if (table := _begun(folder / name)) and _LABEL in table.names), "")


def _with_another_label(root: Path, parts: Mapping[str, Part]) -> list[Metadata]:
    """The tables of the parts, if all that have one have the same column of classes, by its name.

    Pictures in folders there have those as their classes.
    """
    begun = [(folder, part, name, _begun(root / folder / name)) for folder, part in parts.items() for name in _NAMES]
    there = [(folder, part, name, table) for folder, part, name, table in begun if table is not None]
    if any("/" in text for *_, table in there for text in table.column(_FILE)):
        return []
    labels = [label_by_name(table, _FILE) for _, part, _, table in there if part == "train"]
    if len(labels) != 1 or not labels[0] or not all(labels[0] in table.names for *_, table in there):
        return []
    return [Metadata(folder, name, part, labels[0]) for folder, part, name, _ in there]


def _begun(file: Path) -> Table | None:
    """The first rows of a table with files; None where there is none, or it cannot be read."""
    if is_file(file):
        with suppress(DatasetError):  # a broken one of another program's is not in the way of class folders
            table = read_table(file, Form(True), most=_LOOKED_AT)
            return table if _FILE in table.names else None
    return None


def catalogue_of_imagefolder(root: Path, tables: list[Metadata], scan: Scan) -> Catalogue:
    """The pictures and classes that the tables say.

    Raises:
        DatasetError: a table, or too much of what it names, cannot be used.
    """
    columns, taken, findings = Columns(_FILE, tables[0].label), Taken(), list[Finding]()
    for one in tables:
        table = read_table(root / one.folder / one.name, Form(True), should_stop=scan.check)
        taken.wrong |= table.wrong
        note_time(taken, root, f"{one.folder}/{one.name}".lstrip("/"))
        take(table, columns, Place(folder=one.folder), root, taken, scan, one.part)
        if not findings:
            findings += [next(table_findings(table, columns, Place(), Taken()))]
        place = f"{one.folder}/{one.name}".lstrip("/")
        findings += [*wrong_lines(taken, place), *repeated_rows(taken, place)]  # each table has a first line
        taken.wrong.clear()
        taken.repeated.clear()
    note_time(taken, root, "")
    name = tables[0].name
    findings += [*left_out(taken, name), *contradictions(taken), *not_named(root, taken, name, scan.check)]
    findings += without_table(root, _folders_without(root, tables), name, scan.check)
    return catalogue_of_entries(root, taken, findings, scan)


def _folders_without(root: Path, tables: list[Metadata]) -> list[str]:
    """The folders that have no table, of parts or others; none where one table says all."""
    if any(not one.folder for one in tables):
        return []
    with suppress(OSError), os.scandir(root) as entries:
        folders = [entry.name for entry in islice(entries, _MOST_FOLDERS) if entry.is_dir()]
        others = {name for name in folders if not name.startswith(".") and is_text(name)}
        return sorted(others - {one.folder for one in tables})
    return []
