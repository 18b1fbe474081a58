"""A table beside loose pictures, or those of one folder, which may say their classes: offered to a person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.table_files import find_place
from resnet_studio.core.dataset.table_preview import preview
from resnet_studio.core.tables.columns import is_table
from resnet_studio.core.tables.rows import Form

_MOST: Final = 5  # tables that are looked into


def of_heap(
    root: Path, findings: Iterable[Finding], others: Iterable[str], check: Callable[[], object]
) -> list[Finding]:
    """The findings about loose pictures that a person will sort: that they are in no class folder is none of them.

    Args:
        root: the folder.
        findings: as of a folder of classes.
        others: paths of the files that are not pictures.
        check: called while tables are looked into; it raises to stop.
    """
    found = [one for one in findings if one.kind != FindingKind.NO_CLASS_FOLDER]
    return [*found, *beside(root, others, check)]


def beside(root: Path, others: Iterable[str], check: Callable[[], object]) -> Iterator[Finding]:
    """The finding about the first table that names pictures of the folder; see `of_heap`."""
    name = next((one for one in tables_in(others)[:_MOST] if _names_pictures(root, one, check)), "")
    if name:
        said = message("The table {table} beside these pictures may say their classes.", table=name)
        yield Finding(FindingKind.TABLE_BESIDE, said, (name,))


def tables_in(paths: Iterable[str]) -> Sequence[str]:
    """Those of the paths that are tables directly in the folder, in order."""
    return sorted(path for path in paths if "/" not in path and is_table(Path(path)))


def _names_pictures(root: Path, name: str, check: Callable[[], object]) -> bool:
    """Whether a table has a column of files that are there, and one that may be of classes."""
    check()
    with suppress(DatasetError):  # a broken one of another program's
        found = preview(root / name, Form(), check)
        return found.guess is not None and find_place(found.named(found.guess.file), root, check) is not None
    return False
