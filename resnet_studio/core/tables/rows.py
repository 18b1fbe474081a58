"""The rows of a table: CSV and its like, or a JSON object in each line. What is wrong is said by line."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.tables.columns import DELIMITERS, LINES, LONGEST_NAME
from resnet_studio.core.tables.comments import names_no_picture, without_comments
from resnet_studio.core.tables.text import read_text

MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 1000
_SNIFFED: Final = 4096  # characters; what the sniffer does may take the square of the time
_CUT: Final = LONGEST_NAME - len(" (1000)")  # characters of a name that are taken
_LOOKED_AT: Final = 20  # rows from which a delimiter and a header are found
_STOP_EVERY: Final = 2000
_MOST_VALUES: Final = 10_000  # in one line of JSON
_LINE: Final = 1_000_000  # characters of one line of JSON
_SEPARATOR_SAID: Final = re.compile(r"\Asep=([,;|\t])(?=\r?\n|\r)", re.IGNORECASE)


class _Known(str):
    """An empty text that is known from others."""

    __slots__ = ()


SEVERAL: Final = _Known()
"""The text of a list or an object in a line of JSON: it says no class and no path."""
CUT_OFF: Final = _Known()
"""The text of a column before which a line ends. An object without a name has an empty text: such files are written so.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is read, as in `Columns`; None and empty texts where it is found by looking."""

    header: bool | None = None
    delimiter: str = ""
    encoding: str = ""


@dataclass
class Table:
    """What is in a table's file.

    Attributes:
        names: of the columns; each is there once.
        rows: the number of the line in which each begins, and a text for each column.
        form: how it was read.
        wrong: lines that were left out, by number, and why.
        in_lines: whether each line is a JSON object.
    """

    file: Path
    names: tuple[str, ...]
    rows: list[tuple[int, Sequence[str]]]
    form: Form
    wrong: dict[int, Message] = field(default_factory=dict)
    in_lines: bool = False

    def column(self, name: str) -> list[str]:
        """The texts of one column."""
        place = self.names.index(name)
        return [row[place] for _, row in self.rows]


def read_table(
    file: Path, form: Form = Form(), *, most: int | None = None, should_stop: Callable[[], object] = lambda: None
) -> Table:
    """The rows of a table.

    Args:
        file: its ending says of which kind it is.
        form: what is known of how it is read.
        most: rows that are wanted, for a preview; None for all.
        should_stop: called every few thousand rows; it raises to stop.

    Raises:
        DatasetError: the file is not a table that can be read; the sentence names the line.
    """
    text, encoding = read_text(file, form.encoding)
    if file.name.lower().endswith(LINES):
        return _lines(file, text, encoding, most, should_stop)
    if said := _SEPARATOR_SAID.match(text):  # for Excel; what is left is a blank line, so that all keep their numbers
        text = text[said.end() :]
    text = without_comments(text)
    delimiter = form.delimiter or (said[1] if said else _delimiter(file, text))
    rows = _delimited(file, text, delimiter, should_stop)
    first = list(islice(rows, 1))
    if not first:
        raise DatasetError(file, message("{file} is empty.", file=file))
    header = names_no_picture(first[0][1]) if form.header is None else form.header
    names = _names(first[0][1], header=header)
    if len(names) > MOST_COLUMNS:
        raise DatasetError(file, _too_many_columns(file))
    table = Table(file, names, [], Form(header, delimiter, encoding))
    for line, row in rows if header else _again(first, rows):
        if most is not None and len(table.rows) >= most:
            break
        _add(table, line, row)
    return table


def _again(first: Sequence[tuple[int, list[str]]], rows: Iterator[tuple[int, list[str]]]) -> Iterator[Any]:
    yield from first
    yield from rows


def _add(table: Table, line: int, row: list[str]) -> None:
    """Keep a row: what is missing at its end is `CUT_OFF`, but a text too many means that columns have moved."""
    if len(table.rows) >= MOST_ROWS:
        sentence = message(
            "{file} has more than {count} rows, the most that is read.", file=table.file, count=MOST_ROWS
        )
        raise DatasetError(table.file, sentence)
    width = len(table.names)
    if len(row) > width and any(row[width:]):
        table.wrong[line] = message("it has more columns than the first line")
        return
    table.rows.append((line, [*row[:width], *[CUT_OFF] * (width - len(row))]))


# Text with delimiters ------------------------------------------------------------------------------------------


def _delimited(
    file: Path, text: str, delimiter: str, should_stop: Callable[[], object]
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, and the line in which each begins."""
    reader = _reader(text, delimiter)
    line = 1
    while True:
        if reader.line_num % _STOP_EVERY == 0:
            should_stop()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DatasetError(file, _csv_problem(file, line, str(error))) from error
        if any(row):
            yield line, row
        line = reader.line_num + 1


def _reader(text: str, delimiter: str) -> Any:
    """A reader of the rows; spaces before texts are left out where the first lines have one before a quoted text."""
    lines = islice(filter(str.strip, io.StringIO(text, newline="")), _LOOKED_AT)
    end = re.escape(delimiter)
    spaced = any(re.search(rf'{end} +"[^"]*"\s*(?:{end}|$)', line) for line in lines)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced)


def _csv_problem(file: Path, line: int, reason: str) -> Message:
    """What the reader says of a line, in a person's words."""
    if "unexpected end" in reason or "field larger" in reason:  # not a text
        return message(
            "In line {line} of {file} a quotation mark opens a text that does not end. Close or remove it.",
            line=line,
            file=file,
        )
    return message(
        'In line {line} of {file} something follows a closing quotation mark. Write a quotation mark in a text as "".',
        line=line,
        file=file,
    )


def _delimiter(file: Path, text: str) -> str:
    """What separates the columns: the sniffer of the standard library says it, or the one that divides rows alike."""
    if file.name.lower().endswith(".tsv"):
        return "\t"
    beginning = text[:_SNIFFED]
    if len(text) > _SNIFFED:
        beginning = beginning[: max(beginning.rfind("\n"), beginning.rfind("\r")) + 1] or beginning
    read = {one: _widths(beginning, one) for one in DELIMITERS}
    alike = [one for one, (widths, _) in read.items() if len(set(widths)) == 1 and widths[0] > 1]
    alike = [one for one in alike if read[one][1]] or alike
    if len(alike) == 1:
        return alike[0]
    try:
        found = csv.Sniffer().sniff(beginning, "".join(DELIMITERS)).delimiter
    except csv.Error:
        found = ""
    if found in (alike or [one for one, (widths, _) in read.items() if widths[0] > 1]):
        return found
    return max(alike or DELIMITERS, key=lambda one: read[one][0][0])


def _widths(text: str, delimiter: str) -> tuple[list[int], bool]:
    """The number of columns of the first rows, at least of one, and whether all of them can be read so.

    A line that cannot be read does not say that the ones before it are of another kind.
    """
    rows = _reader(text, delimiter)
    widths: list[int] = []
    try:
        widths.extend(len(row) for row in islice(rows, _LOOKED_AT) if row)
    except csv.Error:
        return widths or [text.partition("\n")[0].count(delimiter) + 1], False
    return widths or [0], True


def _names(row: Sequence[str], *, header: bool) -> tuple[str, ...]:
    """A name for each column, each once; numbers from 1 without a header, and where there is no name."""
    names: dict[str, None] = {}
    for number, text in enumerate(row, 1):
        value = text.strip()[:_CUT]
        name = (value if header else "") or str(number)
        tries = 2
        while name in names:
            name = f"{value or number} ({tries})"
            tries += 1
        names[name] = None
    return tuple(names)


def _too_many_columns(file: Path) -> Message:
    return message("{file} has more than {count} columns, the most that is read.", file=file, count=MOST_COLUMNS)


# JSON Lines ----------------------------------------------------------------------------------------------------


def _lines(file: Path, text: str, encoding: str, most: int | None, should_stop: Callable[[], object]) -> Table:
    """A table of JSON objects; a column for each name that one of them has."""
    table = Table(file, (), [], Form(True, "", encoding), in_lines=True)
    columns: dict[str, int] = {}
    found: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(io.StringIO(text), 1):
        if number % _STOP_EVERY == 0:
            should_stop()
        if not line.strip():
            continue
        if len(found) >= (MOST_ROWS if most is None else most):
            if most is not None:
                break
            sentence = message("{file} has more than {count} rows, the most that is read.", file=file, count=MOST_ROWS)
            raise DatasetError(file, sentence)
        values = _object(line)
        if isinstance(values, Message):
            table.wrong[number] = values
            continue
        for name in values:
            columns.setdefault(name, len(columns))
        if len(columns) > MOST_COLUMNS:
            raise DatasetError(file, _too_many_columns(file))
        found.append((number, values))
    if not found:
        why = next(iter(table.wrong.items()), None)
        if why is None:
            raise DatasetError(file, message("{file} is empty.", file=file))
        problem = message("In line {line} of {file}: {reason}.", line=why[0], file=file, reason=why[1])
        raise DatasetError(file, joined(problem, message("Write an object with a file and a class in each line.")))
    table.names = tuple(columns)
    table.rows = [(number, [values.get(name, "") for name in columns]) for number, values in found]
    return table


def _object(line: str) -> dict[str, str] | Message:
    """The texts in a line, by the names of their columns; or what is wrong with it."""
    if len(line) > _LINE:
        return message("it is too long")
    try:
        record = json_text.parse(line, _MOST_VALUES)
    except ValueError:
        return message("it is not valid JSON")
    if not isinstance(record, dict):
        return message("it is not a JSON object")
    return {str(name)[:_CUT]: _text(value) for name, value in record.items()}


def _text(value: Any) -> str:
    """A value as the text of a class or a path; nothing for null, and `SEVERAL` for what holds several."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return SEVERAL
    return json.dumps(value)
