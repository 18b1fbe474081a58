"""What is worth knowing about a table: which columns were taken, and what was left out, by line and by file."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.table_files import Place
from resnet_studio.core.dataset.table_taken import Taken
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import Table

_MOST_PATHS: Final = 1000
_MOST_SHOWN: Final = 3  # names in a sentence, as `few` has them


def table_findings(table: Table, columns: Columns, place: Place, taken: Taken) -> Iterator[Finding]:
    """The findings about a table and the files that it names."""
    yield Finding(FindingKind.TABLE, _columns_taken(table, columns))
    if place.stripped:
        text = plural(
            "The first step of each path in {table} is left out, and the rest is looked for in this folder.",
            "The first {count} steps of each path in {table} are left out, and the rest is looked for in this folder.",
            place.stripped,
            table=table.file.name,
        )
        yield Finding(FindingKind.TABLE, text)
    yield from left_out(taken, table.file.name)
    yield from contradictions(taken)


def _columns_taken(table: Table, columns: Columns) -> Message:
    values = {"table": table.file.name, "file": columns.file, "label": columns.label}
    if columns.part and columns.group:
        return message(
            "Of {table}, the column {file:name} has the files, {label:name} the classes, {part:name} the parts, and "
            "{group:name} what stays together.",
            part=columns.part, group=columns.group, **values,
        )  # fmt: skip
    if columns.part:
        return message(
            "Of {table}, the column {file:name} has the files, {label:name} the classes, and {part:name} the parts.",
            part=columns.part, **values,
        )  # fmt: skip
    if columns.group:
        return message(
            "Of {table}, the column {file:name} has the files, {label:name} the classes, and {group:name} what stays "
            "together.",
            group=columns.group, **values,
        )  # fmt: skip
    return message("Of {table}, the column {file:name} has the files, and {label:name} the classes.", **values)


def wrong_lines(taken: Taken, table: str) -> Iterator[Finding]:
    """Lines that are not used."""
    if taken.wrong:
        lines = [message("{line}: {why}", line=line, why=why) for line, why in sorted(taken.wrong.items())]
        text = plural(
            "{count} line of {table} was left out: {lines}.",
            "{count} lines of {table} were left out: {lines}.",
            len(lines),
            table=table,
            lines=few(lines),
        )
        yield Finding(FindingKind.WRONG_LINE, text)


def left_out(taken: Taken, table: str) -> Iterator[Finding]:
    """Rows and files that are not used."""
    yield from wrong_lines(taken, table)
    yield from _parts(taken, table)
    if taken.missing:
        text = plural(
            "{count} file of {table} is not there: {names}.",
            "{count} files of {table} are not there: {names}.",
            len(taken.missing),
            table=table,
            names=few(with_lines(taken.missing)),
        )
        yield _about(FindingKind.MISSING_FILE, text, taken.missing)
    if taken.outside:
        text = plural(
            "{count} file of {table} is outside of its folder, and was left out: {names}. Put the table into a folder "
            "that has them all.",
            "{count} files of {table} are outside of its folder, and were left out: {names}. Put the table into a "
            "folder that has them all.",
            len(taken.outside),
            table=table,
            names=few(with_lines(taken.outside)),
        )
        yield Finding(FindingKind.OUTSIDE_FOLDER, text)
    yield from repeated_rows(taken, table)


def repeated_rows(taken: Taken, table: str) -> Iterator[Finding]:
    """Rows that say what others say."""
    if taken.repeated:
        text = plural(
            "{count} row of {table} says again what another one says, and changes nothing: line {lines}.",
            "{count} rows of {table} say again what others say, and change nothing: lines {lines}.",
            len(taken.repeated),
            table=table,
            lines=few([message("{line:plain}", line=line) for line in taken.repeated]),
        )
        yield Finding(FindingKind.REPEATED_ROW, text)


def _parts(taken: Taken, table: str) -> Iterator[Finding]:
    """Rows that say no part, or one that is not known."""
    if taken.no_part:
        text = plural(
            "{count} row of {table} was left out, because its part is none that is known: {names}. Write train, val or "
            "test there to use it.",
            "{count} rows of {table} were left out, because their parts are none that are known: {names}. Write train, "
            "val or test there to use them.",
            taken.no_part.total(),
            table=table,
            names=few(sorted(taken.no_part)),
        )
        yield Finding(FindingKind.UNUSED_PART, text)
    if taken.part_unsaid:
        text = plural(
            "{count} row of {table} says no part, and is for training.",
            "{count} rows of {table} say no part, and are for training.",
            taken.part_unsaid,
            table=table,
        )
        yield Finding(FindingKind.NO_PART, text)


def contradictions(taken: Taken) -> Iterator[Finding]:
    """Files of which rows say different things, and groups that parts divide."""
    if taken.two_labels:
        text = plural(
            "{count} file has more than one class, and counts as one without: {names}.",
            "{count} files have more than one class, and count as ones without: {names}.",
            len(taken.two_labels),
            names=few(with_lines(taken.two_labels)),
        )
        yield _about(FindingKind.TWO_CLASSES, text, taken.two_labels)
    if taken.two_parts:
        text = plural(
            "{count} file is in more than one part; the first counts: {names}.",
            "{count} files are in more than one part; the first counts: {names}.",
            len(taken.two_parts),
            names=few(with_lines(taken.two_parts)),
        )
        yield _about(FindingKind.TWO_PARTS, text, taken.two_parts)
    parts: dict[str, set[str]] = {}
    paths: dict[str, list[str]] = {}
    for path, entry in taken.entries.items():
        for group in entry.groups:
            parts.setdefault(group, set()).add(entry.part)
            paths.setdefault(group, []).append(path)
    if divided := [group for group, found in parts.items() if len(found) > 1]:
        text = plural(
            "{count} group is in more than one part of the table: {names}. Figures will be better than they are on new "
            "pictures.",
            "{count} groups are in more than one part of the table: {names}. Figures will be better than they are on "
            "new pictures.",
            len(divided),
            names=few(divided),
        )
        yield _about(FindingKind.DIVIDED_GROUP, text, dict.fromkeys(path for group in divided for path in paths[group]))


def with_lines(found: Mapping[str, int | tuple[int, int]]) -> list[str | Message]:
    """Names of files, the first with the line that they are in, or with two lines that contradict each other."""
    shown = [
        message("{name} (line {line:plain})", name=name, line=at)
        if isinstance(at, int)
        else message("{name} (lines {one:plain} and {other:plain})", name=name, one=at[0], other=at[1])
        for name, at in islice(found.items(), _MOST_SHOWN)
    ]
    return [*shown, *islice(found, _MOST_SHOWN, None)]


def _about(kind: FindingKind, text: Message, paths: Iterable[str]) -> Finding:
    return Finding(kind, text, tuple(paths)[:_MOST_PATHS])
