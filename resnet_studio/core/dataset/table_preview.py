"""The first rows of a table, for a person who chooses its columns."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.guess_columns import guessed
from resnet_studio.core.dataset.table_files import find_place
from resnet_studio.core.dataset.table_lines import wrong_and_open
from resnet_studio.core.dataset.table_parts import said_parts
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import Form, Table, read_table

ROWS: Final = 100


@dataclass(frozen=True)
class Preview:
    """What a table begins with.

    Attributes:
        table: the first rows.
        guess: columns that are likely; None where nothing is.
    """

    table: Table
    guess: Columns | None

    @property
    def whole(self) -> bool:
        """Whether these are all rows of the table."""
        return len(self.table.rows) < ROWS

    def named(self, column: str) -> list[str]:
        """The files that a column names."""
        return [text for one in self.table.column(column) if (text := one.strip())]

    def notes(self, columns: Columns) -> list[Message]:
        """What the first rows show of lines that are not used, and of pictures without a class."""
        (wrong, without), notes = wrong_and_open(self.table, columns), list[Message]()
        if wrong:
            lines = few([message("{line:plain}: {why}", line=line, why=why) for line, why in wrong.items()])
            count = len(wrong)
            notes.append(
                plural("{count} line is left out: {lines}.", "{count} lines are left out: {lines}.", count, lines=lines)
            )
        if without:
            notes.append(_open(without))
        texts = self.named(columns.part) if columns.part else []
        if unknown := sorted(set(texts) - said_parts(columns.part, texts).keys()):
            names = few(unknown)
            notes.append(message("Rows are left out whose part is not train, val or test: {names}.", names=names))
        return notes


def _open(without: Counter[str]) -> Message:
    """How many pictures have no class, and by which words, as one may be meant as a class."""
    if words := sorted(filter(None, without)):
        return plural(
            "{count} picture has no class here ({words:list}), and is to be sorted.",
            "{count} pictures have no class here (empty, or {words:list}), and are to be sorted.",
            without.total(),
            words=tuple(words),
        )
    return plural(
        "{count} picture has no class here, and is to be sorted.",
        "{count} pictures have no class here, and are to be sorted.",
        without.total(),
    )


def preview(file: Path, form: Form, check: Callable[[], object]) -> Preview:
    """The first rows of a table, and a guess.

    Raises:
        DatasetError: it cannot be read.
    """
    table = read_table(file, form, most=ROWS, should_stop=check)
    return Preview(table, guessed(table))


def count_there(names: list[str], root: Path, check: Callable[[], object]) -> int:
    """How many of the files that a table names are below its folder."""
    place = find_place(names, root, check)
    if place is None:
        return 0
    paths = [place.path(name, str(root)) for name in names]
    return sum(path is not None and is_file(root / path) for path in paths)
