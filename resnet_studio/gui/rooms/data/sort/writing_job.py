"""Files that are written into folders in a thread, or put back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.put_back import PuttingBack
from resnet_studio.core.runs.sorted_folders import Way
from resnet_studio.core.runs.written_out import WritingOut
from resnet_studio.gui.threads.background import Stale

BACK: Final[dict[Way, Message]] = {
    "copy": message("Delete the copies"),
    "link": message("Delete the links"),
    "move": message("Put back"),
}
"""What a button is called that takes it back."""


class WritingJob(WritingOut):
    """Files that are put into folders in a thread, or back; the window reads how far it is, and may end it."""

    def __init__(self, dataset: Dataset, folder: Path, way: Way, runs: Path | None = None) -> None:
        super().__init__(dataset, folder, way, runs)
        self.ended, self.rests = threading.Event(), threading.Event()

    def run(self, stale: Stale) -> None:
        """Work until all is done, or a person ends it; it raises as `write`."""
        try:
            self.write(lambda: stale() or self.ended.is_set())
        finally:
            self.rests.set()

    def put_back(self, _: Stale) -> PuttingBack:
        """Undo, until all is done, or a person ends it."""
        try:
            return self.undo(self.ended.is_set)
        finally:
            self.rests.set()
