"""The datasets that were opened before, kept in the window's settings."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from resnet_studio.core.dataset import Dataset

KEY = "folders/recent"
MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """One dataset on the welcome page.

    Attributes:
        best_top1: of the best run on it, as a fraction, or None.
        opened: seconds since 1970.
        available: whether the folder is there now.
        examples: paths of a few of its pictures, for the mosaic.
    """

    path: Path
    pictures: int
    classes: int
    best_top1: float | None
    opened: float
    available: bool
    examples: tuple[Path, ...] = ()


class Recents:
    """Reads and writes the list; a damaged entry is left out, never an error."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def load(self) -> list[Recent]:
        """All entries, newest first, with a look at which folders are there."""
        return [recent for record in self._records() if (recent := _recent(record)) is not None]

    def add(self, dataset: Dataset, opened: float) -> None:
        """Put a dataset at the top; its best result, if known, stays."""
        path = str(dataset.root)
        before = next((record for record in self._records() if record.get("path") == path), {})
        record = {
            "path": path,
            "pictures": len(dataset.pictures),
            "classes": len(dataset.classes),
            "best_top1": before.get("best_top1"),
            "opened": opened,
            "examples": _examples(dataset),
        }
        self._write([record, *(other for other in self._records() if other.get("path") != path)])

    def remove(self, folder: Path) -> None:
        """Forget a folder; nothing on disk is touched."""
        self._write([record for record in self._records() if record.get("path") != str(folder)])

    def note_result(self, folder: Path, top1: float) -> None:
        """Remember a run's result if it is the best on that folder."""
        records = self._records()
        for record in records:
            best = record.get("best_top1")
            if record.get("path") == str(folder) and math.isfinite(top1):
                record["best_top1"] = max(top1, best) if isinstance(best, float) else top1
        self._write(records)

    def _records(self) -> list[dict[str, Any]]:
        try:
            records = json.loads(str(self._settings.value(KEY, "[]")))
        except ValueError:
            return []
        return [record for record in records if isinstance(record, dict)] if isinstance(records, list) else []

    def _write(self, records: list[dict[str, Any]]) -> None:
        self._settings.setValue(KEY, json.dumps(records[:MOST], ensure_ascii=False))


def _recent(record: dict[str, Any]) -> Recent | None:
    try:
        path = Path(record["path"])
        best = record.get("best_top1")
        return Recent(
            path=path,
            pictures=int(record["pictures"]),
            classes=int(record["classes"]),
            best_top1=float(best) if best is not None else None,
            opened=float(record["opened"]),
            available=path.is_dir(),
            examples=tuple(path / str(name) for name in record.get("examples", [])),
        )
    except (KeyError, TypeError, ValueError, OSError):
        return None


def _examples(dataset: Dataset) -> list[str]:
    """Relative paths of up to four pictures, of different classes where there are as many."""
    by_class: dict[int, list[str]] = {}
    for picture in dataset.pictures:
        found = by_class.setdefault(picture.label, [])
        if len(found) < 4:
            found.append(picture.path)
    rounds = [found[turn] for turn in range(4) for found in by_class.values() if turn < len(found)]
    return rounds[:4]
