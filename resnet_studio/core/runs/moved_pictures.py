"""Which pictures were moved when a dataset was written out as folders: kept, so that they can be put back later.

A file for each time, in `moved` in the program's own folder: where from and where to, then a line for each picture,
which is written as soon as it was moved. A process that is killed loses at most the last of them.
"""

import dataclasses
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import json_text, places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import open_file, open_to_append
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.rescan import Look, look
from resnet_studio.core.runs.sorted_folders import Placed

_LONGEST: Final = 100_000  # bytes of a line


class MovesKept:
    """A file that is written while pictures are moved.

    Attributes:
        file: its path.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        """Begin: pictures of the dataset in `root` are moved into `folder`.

        Raises:
            OSError: nothing can be written there.
        """
        place = _place()
        place.mkdir(parents=True, exist_ok=True)
        self.file = place / f"{time.time_ns():020}-{os.getpid()}.jsonl"
        self._opened = open_to_append(self.file)
        self._noted = False
        self._write({"root": str(root), "folder": str(folder)})

    def note(self, placed: Placed) -> None:
        """Keep that a picture was moved; where the disk is full, it can be put back until the program ends."""
        self._noted = True
        with suppress(OSError):
            self._write(dataclasses.asdict(placed))

    def close(self) -> None:
        """All are moved; where none could be, nothing is kept."""
        with suppress(OSError):
            self._opened.close()
            if not self._noted:
                self.file.unlink()

    def _write(self, fields: dict[str, Any]) -> None:
        self._opened.write(json.dumps(fields) + "\n")
        self._opened.flush()


@dataclass(frozen=True, slots=True)
class Moves:
    """Pictures that were moved, and can be put back.

    Attributes:
        file: that says so.
        root, folder: of the dataset that they were in, and where they are.
        placed: those that are there, and whose place is free.
    """

    file: Path
    root: Path
    folder: Path
    placed: tuple[Placed, ...]

    def sentence(self) -> Message:
        """How many were moved, and where they are."""
        return plural(
            "{count} picture was moved from {old:place} into {new:place}.",
            "{count} pictures were moved from {old:place} into {new:place}.",
            len(self.placed),
            old=self.root,
            new=self.folder,
        )

    def forget(self) -> None:
        """They were put back, as far as they could be."""
        with suppress(OSError):
            self.file.unlink()


def find_moves(root: Path) -> Moves | None:
    """What was moved last out of a dataset's folder, or into it; None where nothing can be put back."""
    for file in sorted(_place().glob("*.jsonl"), reverse=True):
        lines = _lines(file)
        head = next(lines, None) or {}
        found = [Path(str(head.get(name, ""))) for name in ("root", "folder")]
        if root in found:
            there = tuple(one for one in map(placed_from, lines) if one is not None and _can_go_back(one))
            if there:
                return Moves(file, found[0], found[1], there)
    return None


def look_for_moves(
    catalogue: Catalogue, last: Look | None, should_stop: Callable[[], bool], own: frozenset[str]
) -> tuple[Look, Moves | None]:
    """A look at a folder, and where this program has moved all pictures that are gone, if nothing else is new.

    The arguments are those of `look`.
    """
    found = look(catalogue, last, should_stop, own)
    moves = find_moves(catalogue.root) if found.lost and found is not last else None
    if moves is None or moves.root != catalogue.root:
        return found, None
    lost = {str(catalogue.root / path) for path in found.lost}
    moved = tuple(one for one in moves.placed if one.source in lost)
    return found, replace(moves, placed=moved) if len(moved) == len(lost) else None


def with_moved_away(dataset: Dataset) -> Dataset:
    """A dataset that was just read, with how many pictures this program has moved out of its folder: all that it was
    asked to, or those up to a power cut."""
    moves = find_moves(dataset.root)
    if moves is None or moves.root != dataset.root:
        return dataset
    said = joined(moves.sentence(), message("Sort, in the window, can put back what was moved."))
    findings = (Finding(FindingKind.MOVED_AWAY, said), *dataset.catalogue.findings)
    return apply(replace(dataset.catalogue, findings=findings), dataset.edits)


def with_moved(error: DatasetError, root: Path) -> DatasetError:
    """Why a folder cannot be read, with where its pictures were moved to, if they were."""
    moves = find_moves(root) if type(error) is DatasetError else None  # others are questions
    if moves is None or moves.root != root:
        return error
    moved = plural(
        "{count} picture was moved from there into {folder}. Open that folder, and Sort can put it back.",
        "{count} pictures were moved from there into {folder}. Open that folder, and Sort can put them back.",
        len(moves.placed),
        folder=str(moves.folder),
    )
    return DatasetError(error.path, joined(error.message, moved))


def _place() -> Path:
    return places.data_folder() / "moved"


def _lines(file: Path) -> Iterator[dict[str, Any] | None]:
    """The objects in the lines of a file, None for one that is damaged."""
    with suppress(OSError), open_file(file) as opened:
        while line := opened.readline(_LONGEST):
            found = None
            with suppress(ValueError):
                found = json_text.parse(line)
            yield found if isinstance(found, dict) else None


def placed_from(fields: dict[str, Any] | None) -> Placed | None:
    """What a record of a file that was placed says; None where it is damaged."""
    kinds = {"source": str, "target": str, "moved": bool, "size": int, "mtime_ns": int, "link": str, "copied": bool}
    if fields is None or fields.keys() != kinds.keys():
        return None
    return Placed(**fields) if all(type(fields[name]) is kind for name, kind in kinds.items()) else None


def _can_go_back(placed: Placed) -> bool:
    try:
        return placed.moved and os.path.lexists(placed.target) and not os.path.lexists(placed.source)
    except ValueError:  # no system has such a name
        return False
