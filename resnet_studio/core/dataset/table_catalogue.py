"""The catalogue of a dataset that a table describes: a file and a class in each row, perhaps a part and a group."""

import stat
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.class_findings import Found, class_findings
from resnet_studio.core.dataset.cloud import is_online_only
from resnet_studio.core.dataset.findings import Finding
from resnet_studio.core.dataset.guess_columns import chosen_or_guessed
from resnet_studio.core.dataset.table_files import Place, find_place, leaves, status_of
from resnet_studio.core.dataset.table_findings import table_findings
from resnet_studio.core.dataset.table_lines import said_class, unusable
from resnet_studio.core.dataset.table_parts import said_parts
from resnet_studio.core.dataset.table_taken import Entry, Taken
from resnet_studio.core.dataset.table_unnamed import not_named
from resnet_studio.core.dataset.walk import FoundFile, is_picture, pointer_kind, suffix_of
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import Form, Table, read_table

_REPORT_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class Scan:
    """How a table is taken: `check` raises to stop, `progress` is called every few hundred rows."""

    check: Callable[[], object]
    progress: Callable[[int], None] | None = None
    measure: bool = False
    unsorted: bool = False


def catalogue_of_table(root: Path, name: str, chosen: Columns | None, scan: Scan) -> Catalogue:
    """The pictures and classes that a table says.

    Args:
        root: the table's folder, absolute.
        name: of the table.
        chosen: columns; None to guess them.
        scan: how it is taken.

    Raises:
        DatasetError: the table, or too much of what it names, cannot be used; the sentence says what to do.
    """
    form = Form() if chosen is None else Form(chosen.header, chosen.delimiter, chosen.encoding)
    table = read_table(root / name, form, should_stop=scan.check)
    columns = chosen_or_guessed(table, chosen)
    place = find_place(table.column(columns.file), root, scan.check)
    if place is None:
        raise DatasetError(root / name, _none_there(table, columns))
    taken = Taken(wrong=dict(table.wrong))
    take(table, columns, place, root, taken, scan)
    note_time(taken, root, name)
    found = [*table_findings(table, columns, place, taken), *not_named(root, taken, name, scan.check)]
    made = catalogue_of_entries(root, taken, found, scan)
    return replace(made, reading=columns.reading, chosen=(name,))


def take(
    table: Table, columns: Columns, place: Place, root: Path, taken: Taken, scan: Scan, only: Part | None = None
) -> None:
    """Add the pictures of a table to what was taken; `only` is the part of them all, where a folder says it."""
    at = {role: table.names.index(name) for role, name in columns.named.items()}
    said = _parts(table, columns)
    for number, (line, row) in enumerate(table.rows, 1):
        if number % _REPORT_EVERY == 0:
            scan.check()
            if scan.progress:
                scan.progress(number)
        text, label = row[at["file"]].strip(), said_class(row[at["label"]])
        if why := unusable(row[at["file"]], row[at["label"]]):
            taken.wrong[line] = why
            taken.skipped.add(place.path(text, str(root)) or "")
        else:
            words = row[at["part"]].strip() if "part" in at else ""
            part = only or said.get(words)
            if part is None:
                taken.no_part[words] += 1
                taken.skipped.add(place.path(text, str(root)) or "")
                continue
            group = row[at["group"]].strip() if "group" in at else ""
            added = _add(taken, place, str(root), text, (label, part, group), line)
            taken.part_unsaid += added and "part" in at and not words


def _add(taken: Taken, place: Place, root: str, text: str, said: tuple[str, Part, str], line: int) -> bool:
    """Add one picture, if its file is there and can be one; whether it is and can."""
    label, part, group = said
    path = place.path(text, root)
    if path is None:
        taken.outside.setdefault(text, line)
        return False
    if (known := taken.entries.get(path)) is None:
        file = _file(taken, root, path, line)
        if file is None:
            if leaves(text, root) and path in taken.missing:
                del taken.missing[path]
                taken.outside.setdefault(text, line)
            return False
        known = taken.entries.setdefault(file.path, Entry(file, label or None, part, set(), line))
    if known.line != line and known.part == part and known.label == (label or None) and group in known.groups | {""}:
        taken.repeated.append(line)
    if group:
        known.groups.add(group)
    if known.label != (label or None):
        if known.label is not None and label:
            taken.two_labels.setdefault(known.file.path, (known.line, line))
        known.label = known.label or label
    if known.part != part:
        taken.two_parts.setdefault(known.file.path, (known.line, line))
    return True


def _file(taken: Taken, root: str, path: str, line: int) -> FoundFile | None:
    """A picture's file; None where it cannot be used, which is noted."""
    folder = path.rpartition("/")[0]
    if folder not in taken.times:
        note_time(taken, Path(root), folder)
    found = status_of(root, path)
    if found is None or not stat.S_ISREG(found[1].st_mode):
        taken.missing.setdefault(path, line)
        return None
    path, status = found
    if not is_picture(f"{root}/{path}"):
        taken.left_out.not_pictures[path] = suffix_of(path.rpartition("/")[2])
        return None
    if is_online_only(status):
        taken.left_out.online_only[path] = None
    elif kind := pointer_kind(f"{root}/{path}", status.st_size):
        taken.left_out.pointers[path] = kind
        return None
    if status.st_ino:  # one file under two spellings, where the file system does not tell them apart
        folded = unicodedata.normalize("NFC", path).casefold()
        path = taken.same.setdefault((folded, status.st_dev, status.st_ino), path)
    return FoundFile(path, status.st_size, status.st_mtime_ns)


def note_time(taken: Taken, root: Path, path: str) -> None:
    """Remember when a file or folder had last changed."""
    try:
        taken.times[path] = (root / path).stat().st_mtime_ns
    except (OSError, ValueError):
        taken.times[path] = -1


def _parts(table: Table, columns: Columns) -> dict[str, Part]:
    """The part that each text of the column for it says; all pictures are for training where there is none."""
    if not columns.part:
        return {"": "train"}
    texts = {text.strip() for text in table.column(columns.part)}
    return {"": "train", **said_parts(columns.part, texts)}


def catalogue_of_entries(root: Path, taken: Taken, findings: Sequence[Finding], scan: Scan) -> Catalogue:
    """The catalogue of what was taken.

    Raises:
        DatasetError: there are too few classes.
    """
    for path in taken.two_labels:
        taken.entries[path].label = None
    entries = sorted(taken.entries.values(), key=lambda entry: natural_key(entry.file.path))
    used = entries if scan.measure else [entry for entry in entries if entry.part == "train"]
    classes = tuple(sorted({entry.label for entry in used if entry.label is not None}, key=natural_key))
    fewest = 1 if scan.measure else 2
    if len(classes) < fewest and not (scan.unsorted and any(entry.label is None for entry in used)):
        raise DatasetError(root, joined(_too_few(classes), *(finding.message for finding in findings)))
    found: dict[Part, Found] = {}
    for entry in entries:
        if entry.label is not None:
            found.setdefault(entry.part, {}).setdefault(entry.label, []).append(entry.file)
    open_ = [entry for entry in entries if entry.label is None]
    pictures = (
        Picture(file.path, label, part, file.size, file.mtime_ns)
        for part in PARTS
        for label, name in enumerate(classes)
        for file in found.get(part, {}).get(name, ())
    )
    waiting = (Picture(e.file.path, UNLABELLED, e.part, e.file.size, e.file.mtime_ns) for e in open_)
    groups = _groups(entries)
    return Catalogue(
        root,
        classes,
        (*pictures, *waiting),
        (*findings, *taken.left_out.findings(), *(() if scan.measure else class_findings(found, classes))),
        times=taken.times,
        groups=tuple(groups.values()),
        group_names=tuple(groups),
    )


def _groups(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """The paths of at least two pictures that a table puts into one group, by its name there."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        for group in entry.groups:
            found.setdefault(group, []).append(entry.file.path)
    return {name: tuple(paths) for name, paths in found.items() if len(paths) > 1}


def _too_few(classes: Sequence[str]) -> Message:
    if classes:
        return message(
            "All pictures for training have one class, {name:name}. At least two are needed.", name=classes[0]
        )
    return message("No picture for training has a class. At least two classes are needed.")


def _none_there(table: Table, columns: Columns) -> Message:
    names = [text for text in map(str.strip, table.column(columns.file)) if text]
    if not names:
        return message("The column {name:name} of {file} names no file.", name=columns.file, file=table.file)
    return message(
        "None of the files in the column {name:name} of {file} is in {folder} or in a folder there. The first is "
        "{first:name}. Choose another column, or put the table into the folder with its pictures.",
        name=columns.file,
        file=table.file,
        folder=table.file.parent,
        first=names[0],
    )
