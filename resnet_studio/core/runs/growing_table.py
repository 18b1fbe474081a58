"""A table of predictions that grows while pictures arrive, also over several starts of the program."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from resnet_studio.core.basics.csv_table import cell
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import cut_torn_line
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.safe_text import encodable
from resnet_studio.core.runs.predictions import Result, open_table, record, writer

_LARGEST_CELL = 10_000_000
csv.field_size_limit(_LARGEST_CELL)


class GrowingTable:
    """A CSV or JSON Lines file that rows are added to, each written at once.

    A row that a killed process left half written is taken away; `catch_up` writes it again.
    """

    def __init__(self, path: Path, classes: Sequence[str]) -> None:
        """Open the file, or make it.

        Raises:
            OSError: it cannot be opened.
            RunError: it is a table of something else.
        """
        self._json = path.suffix.lower() == ".jsonl"
        self._there: Counter[str] = Counter()
        if path.exists():
            self._require_own(path, classes)
            with path.open("rb+") as file:
                cut_torn_line(file, b"\n" if self._json else b"\r\n")  # names may have \n
            self._there.update(self._read(path))
        new = not path.exists() or not path.stat().st_size
        self._file = open_table(path, "a", path.suffix)
        self._write = writer(self._file, path.suffix, classes, head=new)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, result: Result) -> None:
        """Write a row.

        Raises:
            OSError: it cannot be written.
        """
        self._write(result)
        self._file.flush()

    def catch_up(self, results: Iterable[Result]) -> None:
        """Write those of all earlier results that are not there yet."""
        for result in results:
            name = self._name(result)
            if self._there[name]:
                self._there[name] -= 1
            else:
                self.add(result)
        self._there.clear()

    def _name(self, result: Result) -> str:
        return encodable(str(record(result)["path"])) if self._json else cell(result.path)

    def _require_own(self, path: Path, classes: Sequence[str]) -> None:
        """Refuse a file that does not begin as this table does: nothing of it is changed."""
        begins = b'{"path": '
        if not self._json:
            head = io.StringIO(newline="")
            writer(head, path.suffix, classes, head=True)
            begins = head.getvalue().encode("utf-8-sig")
        with path.open("rb") as file:
            found = file.read(len(begins))
        if not begins.startswith(found):
            text = message("{file} is not a table of this model's answers. Choose another file.", file=str(path))
            raise RunError(text)

    def _read(self, path: Path) -> Iterator[str]:
        """The pictures that have rows."""
        if self._json:
            with path.open(encoding="utf-8") as file:
                for line in file:
                    with suppress(ValueError, KeyError, TypeError):  # it was changed by hand
                        yield str(json.loads(line)["path"])
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (row[0] for row in islice(csv.reader(file), 1, None) if row)
