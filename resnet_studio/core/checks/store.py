"""What was measured of a dataset's files, kept between checks so that only new files are measured.

One SQLite file for each folder, in the cache: it may be deleted at any time. What cannot be read counts as not there.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from resnet_studio.core.basics import json_text, places
from resnet_studio.core.basics.errors import Failure, StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.facts import PRINT_BYTES, Facts, Kept
from resnet_studio.core.checks.facts_table import FactsTable

FORMAT: Final = 4
"""Counted up when something is measured in another way, so that no older facts are taken for new ones."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS facts
    (path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest TEXT, record TEXT, print BLOB);
CREATE TABLE IF NOT EXISTS unpaired (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pairs (one TEXT, other TEXT, alike REAL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_other ON pairs (other);
"""  # not a text: SQL
_ORPHANS: Final = (  # what is compared by way of a file that is the same as it, and stands for both
    "INSERT OR IGNORE INTO unpaired "  # not a text: SQL
    "SELECT other FROM pairs WHERE one = :path AND alike >= 1 "
    "UNION SELECT one FROM pairs WHERE other = :path AND alike >= 1"
)
_ALL_FACTS: Final = (
    "SELECT *, path IN (SELECT one FROM pairs) OR path IN (SELECT other FROM pairs) FROM facts"  # not a text: SQL
)
_UNREADABLE: Final = "SELECT path, size, time, record FROM facts WHERE length(print) = 0"  # not a text: SQL
_WAIT_SECONDS: Final = 30.0  # for another process that writes at the moment


class StoreError(StudioError):
    """What was measured can be neither read nor kept at the moment."""

    kind = Failure.FILE


class StoreDamagedError(StoreError):
    """The file is damaged: remove it, and measure again."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures that are alike.

    Attributes:
        one, other: their paths, in order.
        alike: their correlation, up to 1; 1 for files with the same bytes.
    """

    one: str
    other: str
    alike: float


@dataclass(frozen=True)
class Measured:
    """All that is known of a dataset's files.

    Attributes:
        facts: by path; without the `print` of those that look like no other.
        digests: SHA-256 of those files that have the size and the fingerprint of another one, by path.
        pairs: of pictures that are near-duplicates of each other.
        unpaired: paths of pictures that were not compared with the others yet.
    """

    facts: Mapping[str, Facts]
    digests: Mapping[str, str]
    pairs: tuple[Pair, ...]
    unpaired: frozenset[str] = frozenset()

    def shorter_sides(self) -> dict[str, int]:
        """The shorter side of each picture that can be read, px, by its path."""
        every = FactsTable.of(self.facts).headers()
        return {path: min(header.width, header.height) for path, header in every if header is not None}


@dataclass(frozen=True)
class Printed:
    """Of a dataset's files, what copies and near-duplicates are found by.

    Attributes:
        sizes, prints: as in `Facts`, by path.
        digests, pairs, unpaired: as in `Measured`.
    """

    sizes: Mapping[str, int]
    prints: Mapping[str, bytes]
    digests: Mapping[str, str]
    pairs: tuple[Pair, ...]
    unpaired: frozenset[str]


def store_file(root: Path) -> Path:
    """Where what is known of the files in a folder is kept."""
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
    return places.cache_folder() / "checks" / f"{name}-{FORMAT}.sqlite"


class Store:
    """The file, open. For one thread.

    Raises:
        StoreError: it cannot be opened, read or written; also by its methods.
        OSError: there is no place for it.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        with _explained(file):
            self._base = sqlite3.connect(file, timeout=_WAIT_SECONDS)
        try:
            with _explained(file):
                self._base.executescript(_TABLES)
        except StoreError:
            self._base.close()
            raise

    @classmethod
    def opened(cls, root: Path) -> Self:
        """The store of a folder; one that is damaged is replaced by an empty one."""
        try:
            return cls(store_file(root))
        except StoreDamagedError:
            remove_store(root)
            return cls(store_file(root))

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def add(self, facts: Mapping[str, Kept]) -> None:
        """Keep the facts of files, by path."""
        rows = ((path, one.size, one.mtime_ns, None, one.record, one.print) for path, one in facts.items())
        with _explained(self._file), self._base:
            if self._base.execute("SELECT 1 FROM pairs LIMIT 1").fetchone():
                self._base.executemany(_ORPHANS, ({"path": path} for path in facts))
            self._base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._base.executemany("INSERT OR IGNORE INTO unpaired VALUES (?)", ((path,) for path in facts))

    def add_digests(self, digests: Mapping[str, str]) -> None:
        """Keep the SHA-256 of files, by path."""
        with _explained(self._file), self._base:
            rows = ((digest, path) for path, digest in digests.items())
            self._base.executemany("UPDATE facts SET digest = ? WHERE path = ?", rows)

    def replace_pairs(self, pairs: Iterable[Pair]) -> None:
        """Keep these pairs instead of those that were kept; all pictures are compared with each other by now."""
        with _explained(self._file), self._base:
            self._base.execute("DELETE FROM pairs")
            rows = ((pair.one, pair.other, pair.alike) for pair in pairs)
            self._base.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", rows)
            self._base.execute("DELETE FROM unpaired")

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        gone = [{"path": path} for path in paths]
        with _explained(self._file), self._base:
            self._base.executemany(_ORPHANS, gone)
            self._base.executemany("DELETE FROM facts WHERE path = :path", gone)
            self._base.executemany("DELETE FROM unpaired WHERE path = :path", gone)

    def read(self, paths: Iterable[str] = ()) -> Measured:
        """All that is kept. Equal texts are in memory once, also with these `paths`: those of 60,000 take 5 MB."""
        with _explained(self._file):
            return self._read({path: path for path in paths})

    def read_unreadable(self) -> FactsTable:
        """The files that cannot be read, alone: of 60,000, the others take seconds."""
        found = FactsTable()
        with _explained(self._file):
            for path, size, time, record in self._base.execute(_UNREADABLE):
                with suppress(ValueError, TypeError, OverflowError):
                    found.add(path, Facts.from_record(size, time, _parsed(record), b""))
        return found

    def _read(self, known: dict[str, str]) -> Measured:
        facts = FactsTable()
        digests: dict[str, str] = {}
        for path, size, time, digest, record, fingerprint, alike in self._base.execute(_ALL_FACTS):
            with suppress(ValueError, TypeError, OverflowError):
                path = known.setdefault(path, path)
                found = Facts.from_record(size, time, _parsed(record), bytes(fingerprint))
                # A kilobyte each: of those that look like no other, nothing needs it any more.
                facts.add(path, found if alike or digest is not None else replace(found, print=b""))
                if isinstance(digest, str):
                    digests[path] = known.setdefault(digest, digest)
        there = {path: known[path] for path in facts}
        return Measured(facts, digests, self._pairs(there), self._unpaired(there))

    def read_prints(self) -> Printed:
        """What copies and near-duplicates are found by, which takes a tenth of the time that `read` takes."""
        with _explained(self._file):
            rows = [
                row
                for row in self._base.execute("SELECT path, size, digest, print FROM facts")
                if isinstance(row[1], int) and isinstance(row[3], bytes) and len(row[3]) in (0, PRINT_BYTES)
            ]
            sizes = {path: size for path, size, *_ in rows}
            paths = {path: path for path in sizes}
            return Printed(
                sizes,
                {path: fingerprint for path, _, _, fingerprint in rows if fingerprint},
                {path: digest for path, _, digest, _ in rows if isinstance(digest, str)},
                self._pairs(paths),
                self._unpaired(paths),
            )

    def _pairs(self, known: Mapping[str, str]) -> tuple[Pair, ...]:
        """Those of files that are `known`, by the texts of their paths there; equal numbers are in memory once, too."""
        rows = self._base.execute("SELECT * FROM pairs")
        numbers: dict[float, float] = {}
        return tuple(
            Pair(known[one], known[other], numbers.setdefault(float(alike), float(alike)))
            for one, other, alike in rows
            if one in known and other in known
        )

    def _unpaired(self, known: Mapping[str, str]) -> frozenset[str]:
        rows = self._base.execute("SELECT path FROM unpaired")
        return frozenset(known[path] for (path,) in rows if path in known)


def read_measured(root: Path, paths: Iterable[str] = ()) -> Measured:
    """What is known of the files in a folder; nothing where it was never checked. `paths` as for `Store.read`.

    Raises:
        StoreError: what is known cannot be read.
    """
    file = store_file(root)
    if not file.is_file():
        return Measured({}, {}, ())
    with closing(Store(file)) as store:
        return store.read(paths)


def read_unreadable(root: Path) -> FactsTable:
    """The files in a folder that a check could not read; none where it was never checked.

    Raises:
        StoreError: what is known cannot be read.
    """
    file = store_file(root)
    if not file.is_file():
        return FactsTable()
    with closing(Store(file)) as store:
        return store.read_unreadable()


def remove_store(root: Path) -> None:
    """Forget all that is known of the files in a folder.

    Raises:
        OSError: the file cannot be deleted.
    """
    file = store_file(root)
    for one in (file, file.with_name(file.name + "-journal")):  # which would be put into the next file
        one.unlink(missing_ok=True)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Errors of SQLite in a sentence. Of a file that is only busy or out of reach, nothing is damaged."""
    try:
        yield
    except sqlite3.Error as error:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise StoreDamagedError(
                message("What is known of the pictures is damaged: delete {file}.", file=file)
            ) from error
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            full = StoreError(message("The disk is full. Free some space, and check again."))
            full.kind = Failure.DISK_FULL
            raise full from error
        reason = message(
            "What is known of the pictures cannot be kept in {file}: {problem}. Check again.",
            file=file,
            problem=str(error),
        )
        raise StoreError(reason) from error


def _parsed(record: Any) -> object:
    if not isinstance(record, str):
        raise ValueError("not a record")
    return json_text.parse(record)
