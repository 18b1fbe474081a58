"""Opening a dataset: scanning in a thread, remembering what was opened, and the bundled sample."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QThread, Signal

from resnet_studio.core import places
from resnet_studio.core.dataset import Dataset
from resnet_studio.core.sample import sample_dataset
from resnet_studio.gui.recents import Recent, Recents
from resnet_studio.gui.scanner import Scanner
from resnet_studio.gui.session import Session

SAMPLE_DEPTH = 20


class _SampleWriter(QThread):
    """Writes the sample's pictures on first use, away from the window."""

    ready = Signal(object)
    failed = Signal(str)

    def run(self) -> None:
        try:
            self.ready.emit(sample_dataset())
        except Exception as error:  # a full disk or a broken installation: told in the room
            self.failed.emit(f"The sample could not be written: {error}")


class Opening(QObject):
    """Signals: begun(Path), progress(Path, int), failed(Path, str, str), recents_changed().

    A dataset that was read goes to the session.
    """

    begun = Signal(object)
    progress = Signal(object, int)
    failed = Signal(object, str, str)
    recents_changed = Signal()

    def __init__(self, session: Session, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._recents = Recents(settings)
        self._scanner = Scanner(self)
        self._writer = _SampleWriter(self)
        self._folder = Path()
        self.seconds = 0.0
        self._scanner.progress.connect(lambda found: self.progress.emit(self._folder, found))
        self._scanner.finished.connect(self._read)
        self._scanner.failed.connect(lambda sentence, details: self.failed.emit(self._folder, sentence, details))
        self._writer.ready.connect(self.open)
        self._writer.failed.connect(lambda sentence: self.failed.emit(Path(), sentence, ""))

    def open(self, folder: Path) -> None:
        """Scan a folder; the dataset that was open stays until the new one is read."""
        self._folder = folder
        self.begun.emit(folder)
        self._scanner.start(folder, 0.2, self._session.draft.config.seed)

    def open_sample(self) -> None:
        """Open the handwritten digits, written out on first use."""
        if not self._writer.isRunning():
            self._writer.start()

    def cancel(self) -> None:
        """Stop scanning."""
        self._scanner.cancel()
        self._writer.wait()

    def recents(self) -> list[Recent]:
        """What was opened before, newest first."""
        return self._recents.load()

    def remove_recent(self, folder: Path) -> None:
        """Forget that a folder was opened."""
        self._recents.remove(folder)
        self.recents_changed.emit()

    def note_result(self, folder: Path, best_top1: float) -> None:
        """Remember the best result on a folder."""
        self._recents.note_result(folder, best_top1)

    def _read(self, dataset: Dataset, seconds: float) -> None:
        self.seconds = seconds
        if dataset.root == places.sample_folder():
            # The small network learns these small scans in a minute; a person can still choose another.
            self._session.draft.choose(depth=SAMPLE_DEPTH)
        elif self._session.draft.chosen == {"depth": SAMPLE_DEPTH}:
            self._session.draft.choose(depth=None)  # what the sample proposed is not for other pictures
        self._recents.add(dataset, time.time())
        self._session.set_dataset(dataset)
