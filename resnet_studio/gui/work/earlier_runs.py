"""What all earlier runs on the open dataset have learned from: read after it is shown, for it may take seconds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.earlier_split import Learned, learned_by_all
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.session import Session

_READ = "read"


class EarlierRunsControl(QObject):
    """Has the session know them, once for each dataset and folder of runs; the newest it knows from the start."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._background = session, Background(self)
        self._known: set[tuple[DatasetKey, Path]] = set()
        self._reading: tuple[DatasetKey, Path] | None = None
        session.dataset_changed.connect(self._follow)
        session.edits.renamed.connect(self._read_again)

    def look(self) -> None:
        """Follow to another folder of runs."""
        if self._session.dataset is not None:
            self._follow(self._session.dataset)

    def _read_again(self) -> None:
        """A run was renamed: where runs are being read, it is found by its new name."""
        if self._reading is not None:
            self._reading = None
            self.look()

    def _follow(self, dataset: Dataset) -> None:
        runs = self._session.runs_folder
        key = dataset.key, runs
        if key in self._known or key == self._reading:
            return

        def done(found: list[Learned]) -> None:
            self._known.add(key)
            self._reading = None
            self._session.edits.know(*found)

        def failed(_: Exception) -> None:
            self._reading = None  # what the newest run has learned from is known

        self._reading = key
        self._background.do(_READ, lambda stale: learned_by_all(dataset, runs, stale), done, failed)
