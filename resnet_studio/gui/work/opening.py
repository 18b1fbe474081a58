"""Opening a dataset: scanning in a thread, remembering what was opened, and the bundled sample."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError, text_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.scanner import Scanner
from resnet_studio.gui.work.recents import Recent, Recents
from resnet_studio.gui.work.session import Session

_SAMPLE = "sample"


class Opening(QObject):
    """Reads datasets and gives them to the session.

    Signals:
        begun(Path): a folder is being read.
        progress(Path, int): files seen so far.
        failed(Path, object, str): why a folder cannot be read, a `Message` or text, and details.
        recents_changed(): another folder was removed from the list.
    """

    begun = Signal(object)
    progress = Signal(object, int)
    failed = Signal(object, object, str)
    recents_changed = Signal()

    def __init__(self, session: Session, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._recents = Recents(settings)
        self._scanner = Scanner(self)
        self._background = Background(self)
        self._folder = Path()
        self.seconds = 0.0
        self._scanner.progress.connect(lambda found: self.progress.emit(self._folder, found))
        self._scanner.finished.connect(self._read)
        self._scanner.failed.connect(lambda sentence, details: self.failed.emit(self._folder, sentence, details))

    def open(self, folder: Path) -> None:
        """Scan a folder; the dataset that was open stays until the new one is read."""
        self._background.cancel(_SAMPLE)
        self._folder = folder
        self.begun.emit(folder)
        self._scanner.start(folder, 0.2, self._session.draft.chosen_for(folder).get("seed", 0))

    def open_sample(self) -> None:
        """Open the handwritten digits, written out on first use."""
        folder = places.sample_folder()
        if not self._background.busy(_SAMPLE):
            self._folder = folder
            self.begun.emit(folder)
            self._background.do(_SAMPLE, lambda _: sample_dataset(), self.open, self._report_sample)

    def _report_sample(self, error: Exception) -> None:
        problem = text_of(error)
        if not isinstance(error, StudioError):
            problem = message("The sample could not be written: {reason}", reason=problem)
        self.failed.emit(places.sample_folder(), problem, "")

    def cancel(self) -> None:
        """Stop reading a folder."""
        self._scanner.cancel()
        self._background.cancel(_SAMPLE)

    def recents(self) -> list[Recent]:
        """The datasets that were opened before, newest first."""
        return self._recents.load()

    def remove_recent(self, folder: Path) -> None:
        """Remove a folder from the list of recent datasets."""
        self._recents.remove(folder)
        self.recents_changed.emit()

    def note_result(self, folder: Path, best_top1: float) -> None:
        """Remember the best result on a folder."""
        self._recents.note_result(folder, best_top1)

    def _read(self, dataset: Dataset, seconds: float) -> None:
        self.seconds = seconds
        self._recents.add(dataset, time.time())
        self._session.set_dataset(dataset)
