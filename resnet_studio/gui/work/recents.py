"""The datasets that were opened before, kept in the window's settings."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSettings

from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.work.shared_list import SharedList

if TYPE_CHECKING:
    from resnet_studio.core.dataset.catalogue import DatasetKey, Reading
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.core.tables.columns import Columns

KEY: Final = "folders/recent"
MOST: Final = 12
_LONGEST_LOOK_S: Final = 0.25
_OF_FOLDERS: Final = ("names", "parts", "classes")  # readings; those of tables name columns


@dataclass(frozen=True, slots=True)
class Recent:
    """One dataset on the welcome page.

    Attributes:
        best_top1: of the best run on it, as a fraction, or None.
        opened: seconds since 1970.
        available: whether the folder is there now.
        examples: paths of a few of its pictures, for the mosaic.
        scale: of deep pictures among them.
        chosen, reading: which names in the folder it consists of, and how its folders were understood.
    """

    path: Path
    pictures: int
    classes: int
    best_top1: float | None
    opened: float
    available: bool
    examples: tuple[Path, ...] = ()
    scale: ValueScale = UNKNOWN_SCALE
    chosen: tuple[str, ...] = ()
    reading: Reading = "names"


class Recents:
    """Reads and writes the list; a damaged entry is left out, never an error."""

    def __init__(self, settings: QSettings) -> None:
        self._list = SharedList(settings, KEY)

    def load(self) -> list[Recent]:
        """All entries, newest first, with a look at which folders are there."""
        records = self._records()
        there = _there([str(record.get("path", "")) for record in records])
        return [recent for record in records if (recent := _recent(record, there)) is not None]

    def add(self, dataset: Dataset, opened: float) -> None:
        """Put a dataset at the top; its best result, if known, stays while its classes do."""
        path, chosen = str(dataset.root), list(dataset.catalogue.chosen)
        reading = dataset.catalogue.reading
        before = next((record for record in self._records() if _is_of(record, path, chosen, reading)), {})
        same = before.get("classes") == len(dataset.classes) and before.get("reading") == dataset.catalogue.reading
        record = {
            "path": path,
            "chosen": chosen,
            "reading": dataset.catalogue.reading,
            "pictures": len(dataset.pictures) + len(dataset.unlabelled),
            "classes": len(dataset.classes),
            "best_top1": before.get("best_top1") if same else None,
            "weights": before.get("weights", ""),
            "choices": before.get("choices", {}) if before.get("reading") == dataset.catalogue.reading else {},
            "opened": opened,
            "examples": _examples(dataset),
            "scale": dataset.scale.to_record(),
        }
        self._write([record, *(other for other in self._records() if not _is_of(other, path, chosen, reading))])

    def remove(self, recent: Recent) -> None:
        """Forget a dataset; nothing on disk is touched."""
        path, chosen = str(recent.path), list(recent.chosen)
        self._write([record for record in self._records() if not _is_of(record, path, chosen, recent.reading)])

    def move(self, before: Path, root: Path) -> None:
        """Keep what is known of a dataset whose folder is another one now, in place of what is known of that one."""
        if before == root:
            return
        records = self._records()
        chosen = [record.get("chosen", []) for record in records if record.get("path") == str(before)]
        if not chosen:
            return
        kept = [record for record in records if not any(_is_of(record, str(root), names) for names in chosen)]
        for record in kept:
            if record.get("path") == str(before):
                record["path"] = str(root)
        self._write(kept)

    def examples_of(self, folder: Path) -> tuple[str, ...]:
        """Paths in a folder of a few pictures of the dataset that it is, or was."""
        found: list[str] = []
        for record in self._records():
            examples = record.get("examples", [])
            if record.get("path") == str(folder) and isinstance(examples, list):
                found += map(str, examples)
        return tuple(found)

    def columns_of(self, table: Path) -> Columns | None:
        """The columns of a table that were chosen when it was last opened."""
        from resnet_studio.core.tables.columns import columns_of  # here: a first start has no record

        for record in self._records():
            reading = record.get("reading")
            if _is_of(record, str(table.parent), [table.name]) and isinstance(reading, str):
                return columns_of(reading)
        return None

    def note_result(self, dataset: Dataset, top1: float) -> None:
        """Remember a run's result (a fraction, NaN for none) if it is the best on that dataset."""
        path, chosen = str(dataset.root), list(dataset.catalogue.chosen)
        records = self._records()
        for record in records:
            best = record.get("best_top1")
            if _is_of(record, path, chosen, dataset.catalogue.reading) and math.isfinite(top1):
                record["best_top1"] = max(top1, best) if isinstance(best, float) else top1
        self._write(records)

    def note_weights(self, dataset: Dataset, file: str) -> None:
        """Remember a file of weights that goes with a dataset."""
        self._note(dataset, "weights", file)

    def weights_of(self, dataset: Dataset) -> str:
        """The file of weights that was used last with a dataset, or else with any other; empty where there is none."""
        files = (record.get("weights") for record in (self._known(dataset.key), *self._records()))
        return next((file for file in files if isinstance(file, str) and file), "")

    def note_choices(self, dataset: Dataset, choices: Mapping[str, Any]) -> None:
        """Remember the settings that a person chose for a dataset; `choices_of` has them after a restart."""
        self._note(dataset, "choices", dict(choices))

    def choices_of(self, key: DatasetKey) -> dict[str, Any]:
        """The settings that a person chose for a dataset, as they were noted: what they mean is to be checked."""
        record = self._known(key)
        choices = record.get("choices")
        if not isinstance(choices, dict) or record.get("reading") != key[1]:
            return {}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in choices.items()}

    def _known(self, key: DatasetKey) -> dict[str, Any]:
        """The record of a dataset, or an empty one."""
        root, reading, chosen = key
        return next((record for record in self._records() if _is_of(record, str(root), list(chosen), reading)), {})

    def _note(self, dataset: Dataset, name: str, value: Any) -> None:
        records = self._records()
        for record in records:
            if _is_of(record, str(dataset.root), list(dataset.catalogue.chosen), dataset.catalogue.reading):
                record[name] = value
        self._write(records)

    def _records(self) -> list[dict[str, Any]]:
        return [record for record in self._list.read() if isinstance(record, dict)]

    def _write(self, records: list[dict[str, Any]]) -> None:
        self._list.write(records[:MOST])


def _is_of(record: dict[str, Any], path: str, chosen: list[str], reading: str = "") -> bool:
    """Whether a record is that of a folder, or of the same names chosen in it.

    Other columns of a table are another dataset; `reading` says which, or that it does not matter.
    """
    of_table = bool(reading) and reading not in _OF_FOLDERS
    there = record.get("path") == path and record.get("chosen", []) == chosen
    return there and (not of_table or record.get("reading") == reading)


def _there(paths: Sequence[str]) -> frozenset[str]:
    """Those of the folders that are there. A network drive that does not answer in time counts as not there."""
    found: set[str] = set()

    def look(path: str) -> None:
        try:
            there = bool(path) and (Path(path).is_dir() or _has_archive(Path(path)))
        except (OSError, ValueError):
            there = False
        if there:
            found.add(path)

    threads = [threading.Thread(target=look, args=(path,), name="window: recent", daemon=True) for path in paths]
    for thread in threads:
        thread.start()
    until = time.monotonic() + _LONGEST_LOOK_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return frozenset(found.copy())


def _has_archive(folder: Path) -> bool:
    """Whether it is the folder of an archive that is there; the cache with the folder may have been emptied."""
    from resnet_studio.core.archives.known import origin  # here: a first start has no record

    archive = origin(folder)
    return archive != folder and archive.is_file()


def _recent(record: dict[str, Any], there: frozenset[str]) -> Recent | None:
    from resnet_studio.core.dataset.catalogue import as_reading  # here: a first start has no record

    try:
        path = Path(record["path"])
        best = record.get("best_top1")
        examples, chosen = record.get("examples", []), record.get("chosen", [])
        return Recent(
            path=path,
            pictures=int(record["pictures"]),
            classes=int(record["classes"]),
            best_top1=float(best) if best is not None else None,
            opened=float(record["opened"]),
            available=record["path"] in there,
            examples=tuple(path / str(name) for name in examples[:4]) if isinstance(examples, list) else (),
            scale=ValueScale.from_record(record.get("scale")),
            chosen=tuple(map(str, chosen)) if isinstance(chosen, list) else (),
            reading=as_reading(record.get("reading")) or "names",
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _examples(dataset: Dataset) -> list[str]:
    """Relative paths of up to four pictures, of different classes where there are as many."""
    by_class: dict[int, list[str]] = {}
    for picture in (*dataset.pictures, *dataset.unlabelled):
        found = by_class.setdefault(picture.label, [])
        if len(found) < 4:
            found.append(picture.path)
    rounds = [found[turn] for turn in range(4) for found in by_class.values() if turn < len(found)]
    return rounds[:4]
