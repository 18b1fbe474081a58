"""The first rows of a table, for a person who chooses its columns."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.files import is_file
from resnet_studio.core.dataset.guess_columns import guessed
from resnet_studio.core.dataset.table_files import find_place
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

    def unknown_parts(self, column: str) -> list[str]:
        """What a column of parts says that is none, as far as the first rows show."""
        texts = self.named(column)
        return sorted(set(texts) - said_parts(column, texts).keys())


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
