"""What was measured of a dataset's files, kept between checks so that only new files are measured.

One SQLite file for each folder, in the cache: it may be deleted at any time. What cannot be read counts as not there.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from resnet_studio.core.basics import json_text, places
from resnet_studio.core.checks.facts import Facts

FORMAT: Final = 1
"""Counted up when something is measured in another way, so that no older facts are taken for new ones."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS facts
    (path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest TEXT, record TEXT, print BLOB, paired INTEGER)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pairs (one TEXT, other TEXT, alike REAL, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""  # not a text: SQL
_WAIT_SECONDS: Final = 30.0  # for another process that writes at the moment


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
        facts: by path.
        digests: SHA-256 of those files that have the size of another one, by path.
        pairs: of pictures that are near-duplicates of each other.
        unpaired: paths of pictures that were not compared with the others yet.
    """

    facts: Mapping[str, Facts]
    digests: Mapping[str, str]
    pairs: tuple[Pair, ...]
    unpaired: frozenset[str] = frozenset()


def store_file(root: Path) -> Path:
    """Where what is known of the files in a folder is kept."""
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
    return places.cache_folder() / "checks" / f"{name}-{FORMAT}.sqlite"


class Store:
    """The file, open. For one thread.

    Raises:
        sqlite3.Error, OSError: it cannot be opened.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(file, timeout=_WAIT_SECONDS)
        try:
            self._base.executescript(_TABLES)
        except sqlite3.Error:
            self._base.close()
            raise

    @classmethod
    def opened(cls, root: Path) -> Self:
        """The store of a folder; one that is damaged is replaced by an empty one."""
        file = store_file(root)
        try:
            return cls(file)
        except sqlite3.DatabaseError:
            file.unlink(missing_ok=True)
            return cls(file)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def add(self, facts: Mapping[str, Facts]) -> None:
        """Keep the facts of files, by path."""
        rows = (
            (path, one.size, one.mtime_ns, None, json.dumps(one.to_record()), one.print) for path, one in facts.items()
        )
        with self._base:
            self._base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?, 0)", rows)

    def add_digests(self, digests: Mapping[str, str]) -> None:
        """Keep the SHA-256 of files, by path."""
        with self._base:
            rows = ((digest, path) for path, digest in digests.items())
            self._base.executemany("UPDATE facts SET digest = ? WHERE path = ?", rows)

    def replace_pairs(self, pairs: Iterable[Pair]) -> None:
        """Keep these pairs instead of those that were kept; all pictures are compared with each other by now."""
        with self._base:
            self._base.execute("DELETE FROM pairs")
            rows = ((pair.one, pair.other, pair.alike) for pair in pairs)
            self._base.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", rows)
            self._base.execute("UPDATE facts SET paired = 1")

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self._base:
            self._base.executemany("DELETE FROM facts WHERE path = ?", ((path,) for path in paths))

    def read(self) -> Measured:
        """All that is kept."""
        facts: dict[str, Facts] = {}
        digests: dict[str, str] = {}
        unpaired: set[str] = set()
        for path, size, time, digest, record, fingerprint, paired in self._base.execute("SELECT * FROM facts"):
            with suppress(ValueError, TypeError):
                facts[path] = Facts.from_record(size, time, _parsed(record), bytes(fingerprint))
                if isinstance(digest, str):
                    digests[path] = digest
                if not paired:
                    unpaired.add(path)
        pairs = [
            Pair(one, other, float(alike))
            for one, other, alike in self._base.execute("SELECT * FROM pairs")
            if one in facts and other in facts
        ]
        return Measured(facts, digests, tuple(pairs), frozenset(unpaired))


def read_measured(root: Path) -> Measured:
    """What is known of the files in a folder; nothing where there is no file, or it cannot be read."""
    if not store_file(root).is_file():
        return Measured({}, {}, ())
    try:
        with closing(Store(store_file(root))) as store:
            return store.read()
    except (OSError, sqlite3.Error):
        return Measured({}, {}, ())


def _parsed(record: Any) -> object:
    if not isinstance(record, str):
        raise ValueError("not a record")
    return json_text.parse(record)
