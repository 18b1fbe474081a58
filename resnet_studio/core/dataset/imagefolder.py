"""A folder of pictures with `metadata.csv` or `metadata.jsonl`, as Hugging Face's `imagefolder` has it, by itself.

The columns are `file_name` and `label`; the paths are relative to the file. A folder for each part may have its own.
Where the file says no class, as with captions, the folder is read as any other.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.dataset.catalogue import Catalogue, Part
from resnet_studio.core.dataset.findings import Finding
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
from resnet_studio.core.tables.rows import Form, read_table

_NAMES: Final = ("metadata.csv", "metadata.jsonl")
_FILE, _LABEL = "file_name", "label"
_MOST_FOLDERS: Final = 1000


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table beside pictures: its folder in the dataset's folder, or "", its name, and the part of its pictures."""

    folder: str
    name: str
    part: Part | None


def metadata_in(root: Path) -> list[Metadata]:
    """The tables with files and classes in a folder, or in the folders in it that are parts; none in any other."""
    if name := _table(root):
        return [Metadata("", name, None)]
    with suppress(OSError), os.scandir(root) as entries:
        folders = [entry.name for entry in islice(entries, _MOST_FOLDERS) if entry.is_dir()]
        found = [(folder, part, _table(root / folder)) for folder, part in recognise(folders).items()]
        tables = [Metadata(folder, name, part) for folder, part, name in found if name]
        return tables if any(one.part == "train" for one in tables) else []
    return []


def _table(folder: Path) -> str:
    """The name of the table in a folder that says a class for each file; empty where there is none."""
    for name in _NAMES:
        if is_file(folder / name):
            with suppress(DatasetError):  # a broken one of another program's is not in the way of class folders
                if {_FILE, _LABEL} <= set(read_table(folder / name, Form(True), most=1).names):
                    return name
    return ""


def catalogue_of_imagefolder(root: Path, tables: list[Metadata], scan: Scan) -> Catalogue:
    """The pictures and classes that the tables say.

    Raises:
        DatasetError: a table, or too much of what it names, cannot be used.
    """
    columns, taken, findings = Columns(_FILE, _LABEL), Taken(), list[Finding]()
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
