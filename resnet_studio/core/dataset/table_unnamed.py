"""Pictures in the folder of a table that it does not name: counted, because they are not used."""

import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.message import plural
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.table_files import is_picture_name
from resnet_studio.core.dataset.table_taken import Taken

_CHECK_EVERY: Final = 500  # entries of folders
_SHOWN: Final = 3


def not_named(root: Path, taken: Taken, table: str, check: Callable[[], object]) -> Iterator[Finding]:
    """How many pictures there are beside those that rows name: in the same folders directly in the root, and below.

    Other folders there may be anything, as where a table is among a person's downloads.
    """
    left_out = taken.left_out
    named = [*taken.entries, *taken.skipped, *left_out.pointers, *left_out.not_pictures]
    known = {_folded(path) for path in named}
    count, first = 0, list[str]()
    for path in _pictures(root, {path.partition("/")[0] for path in taken.entries if "/" in path}, check):
        if _folded(path) not in known:
            count += 1
            if count <= _SHOWN:
                first.append(path)
    if count:
        text = plural(
            "{count} picture beside those of {table} is not in it, and is not used, such as {names}.",
            "{count} pictures beside those of {table} are not in it, and are not used, such as {names}.",
            count,
            table=table,
            names=few(first),
        )
        yield Finding(FindingKind.NOT_IN_TABLE, text)


def without_table(root: Path, folders: Iterable[str], table: str, check: Callable[[], object]) -> Iterator[Finding]:
    """How many pictures are in each of these folders, where no table says their classes."""
    for folder in folders:
        if count := sum(1 for _ in _pictures(root / folder, None, check)):
            text = plural(
                "{count} picture in {folder} is not used: there is no {table} there that says its class.",
                "{count} pictures in {folder} are not used: there is no {table} there that says their classes.",
                count,
                folder=folder,
                table=table,
            )
            yield Finding(FindingKind.NOT_IN_TABLE, text)


def _pictures(root: Path, only: Collection[str] | None, check: Callable[[], object]) -> Iterator[str]:
    """The paths of what is named like a picture in a folder, or below; only in some of the folders directly in it.

    Links to folders are not followed, and no file is looked at.
    """
    waiting, seen = [""], 0
    while waiting:
        folder = waiting.pop()
        with suppress(OSError), os.scandir(root / folder) as entries:
            for entry in entries:
                seen += 1
                if seen % _CHECK_EVERY == 0:
                    check()
                if entry.name.startswith("."):
                    continue
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if folder or only is None or entry.name in only:
                        waiting.append(path)
                elif is_picture_name(entry.name):
                    yield path


def _folded(path: str) -> str:
    """A path in one spelling, as for a file system that does not tell capitals apart."""
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
