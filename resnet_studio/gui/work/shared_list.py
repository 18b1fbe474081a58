"""A list in the window's settings file, which several windows change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSettings


class SharedList:
    """Reads the file each time, and writes at once: a window must not undo what another has added since."""

    def __init__(self, settings: QSettings, key: str) -> None:
        self._settings, self._key = settings, key

    def read(self) -> list[Any]:
        """The items as they are now; none if the file is damaged."""
        self._settings.sync()
        try:
            items = json.loads(str(self._settings.value(self._key, "[]")))
        except ValueError:
            return []
        return items if isinstance(items, list) else []

    def write(self, items: Sequence[Any]) -> None:
        """Replace the items, which are of JSON."""
        self._settings.setValue(self._key, json.dumps(items, ensure_ascii=False))
        self._settings.sync()
