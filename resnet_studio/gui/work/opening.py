"""Opening a dataset: scanning in a thread, remembering what was opened, and the bundled sample."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from resnet_studio.core.archives.again import known_root
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError, text_of
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import Catalogue, DatasetKey, Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.rescan import Look, copied_into
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.moved_pictures import Moves, look_for_moves
from resnet_studio.core.tables.columns import is_table
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.scanner import Scanner
from resnet_studio.gui.work.keeping import Keeping
from resnet_studio.gui.work.recents import Recent, Recents
from resnet_studio.gui.work.session import Session

_SAMPLE, _LOOK, _TOGETHER = "sample", "look", "together"


class Opening(QObject):
    """Reads datasets and gives them to the session.

    Signals:
        begun(Path): a folder is being read.
        progress(Path, int): files seen so far.
        failed(object, object, str): the `Path` that cannot be read, or None for the sample; why, a `Message` or text;
            and details.
        unclear(object): an `UnclearLayoutError`: `answer` must say what the folders are.
        table_found(Path, object): a table is to be opened, and which of its columns say what is to be asked; with the
            `Columns` that were chosen before, or None.
        refused(object): why a drop cannot be opened, a `Message`.
        joined(object): that changes of another window are here, a `Message`.
        news(object): what has changed in the folder of the open dataset, a `Message`, or None.
        gone(Path): what has failed is a folder that was opened before, and is not there any more.
        missed(Path): the folder of the open dataset is not there any more; after `news`.
        moved(Path): the folder into which this program has moved the pictures of the open dataset; after `news`.
        recents_changed(): another folder was removed from the list, or is somewhere else now.
    """

    begun = Signal(object)
    progress = Signal(object, int)
    failed = Signal(object, object, str)
    unclear = Signal(object)
    table_found = Signal(object, object)
    refused = Signal(object)
    joined = Signal(object)
    gone = Signal(object)
    missed = Signal(object)
    moved = Signal(object)
    news = Signal(object)
    recents_changed = Signal()

    def __init__(self, session: Session, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._recents = Recents(settings)
        self._scanner = Scanner(self)
        self._background = Background(self)
        self._folder = Path()
        self._chosen: tuple[str, ...] = ()
        self._reading: Reading = "names"
        self._failed: Path | None = None
        self._again: Callable[[], None] = self.open_sample
        self._looked: tuple[Catalogue, Look] | None = None
        self._to_read: Path | None = None  # a folder that the next look at it is to read again
        self._began: Dataset | None = None  # what was open when the folder that is being read was begun
        self.seconds = 0.0
        self.keeping = Keeping(session, self)
        self.keeping.refused.connect(self.refused)
        self.keeping.joined.connect(self.joined)
        session.draft.changed.connect(self._note_choices)
        self._scanner.progress.connect(lambda found: self.progress.emit(self._folder, found))
        self._scanner.finished.connect(self._read)
        self._scanner.unclear.connect(self.unclear)
        self._scanner.table_found.connect(self.open)
        self._scanner.failed.connect(self._report_unread)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names in the folder that is being read, or was read last; empty where it is all of it."""
        return self._chosen

    # Opening ---------------------------------------------------------------------------------------------------

    def open(self, folder: Path, *, chosen: tuple[str, ...] = (), reading: Reading = "names") -> None:
        """Scan a folder, or only the chosen names in it; the dataset that was open stays until the new one is read.

        Which columns of a table say what is asked first.
        """
        if not chosen and is_table(folder) and is_file(folder):
            self.cancel()
            self.table_found.emit(folder.absolute(), self._recents.columns_of(folder.absolute()))
            return
        self._start(folder, chosen, reading)

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open what was dropped: a folder or an archive, or several that are parts or classes of one dataset; or loose
        pictures.
        """
        from resnet_studio.core.dataset.several_folders import one_dataset

        def open_(found: tuple[Path, tuple[str, ...]]) -> None:
            self.open(found[0], chosen=found[1])

        if len(paths) > 1:  # there may be thousands, and what is not beside each other is linked
            self._background.do(
                _TOGETHER, lambda _: one_dataset(paths), open_, lambda error: self.refused.emit(text_of(error))
            )
        else:
            open_(one_dataset(paths))

    def open_recent(self, recent: Recent) -> None:
        """Open a dataset of the list as it was opened then."""
        self.open(recent.path, chosen=recent.chosen, reading=recent.reading)

    def answer(self, reading: Reading) -> None:
        """Say what the folders are that were last asked about."""
        self.open(self._folder, chosen=self._chosen, reading=reading)

    def read_as(self, reading: Reading) -> None:
        """Read the open dataset's folder again, with its folders taken as something else."""
        if dataset := self._session.dataset:
            self.open(dataset.root, chosen=dataset.catalogue.chosen, reading=reading)

    def reload(self) -> None:
        """Read the open dataset's folder again; what a person changed in the dataset stays."""
        if dataset := self._session.dataset:
            self._read_again(dataset)

    def follow_moved(self, moved: Moved) -> None:
        """Read the open dataset, which the session has followed to where it is now, or the one that could not be
        opened last.
        """
        dataset = self._session.dataset
        self._recents.move(moved.before, moved.root)
        if dataset is not None and dataset.root == moved.root:
            self._read_again(dataset, announced=False)
        elif self._failed == moved.before:
            self._start(moved.root, self._chosen, self._reading)
        self.recents_changed.emit()

    def examples_of(self, folder: Path) -> tuple[str, ...]:
        """Paths in a folder of a few pictures that it had when it was last opened; none where it never was."""
        return self._recents.examples_of(folder)

    def open_sample(self) -> None:
        """Open the handwritten digits, written out on first use."""
        folder = places.sample_folder()
        if not self._background.busy(_SAMPLE):
            self._again = self.open_sample
            self._folder, self._chosen = folder, ()
            self.begun.emit(folder)
            self._background.do(_SAMPLE, lambda _: sample_dataset(), self.open, self._report_sample)

    def retry(self) -> None:
        """Try again what was tried last."""
        self._again()

    def cancel(self) -> None:
        """Stop reading a folder."""
        self._scanner.cancel()
        self._background.cancel(_SAMPLE)
        self._background.cancel(_TOGETHER)

    def finish(self) -> None:
        """Stop reading, and keep what was changed in the last moment."""
        self.cancel()
        self.keeping.finish()

    # Noticing changes ------------------------------------------------------------------------------------------

    def look(self, *, read: bool = False) -> None:
        """See in a thread whether the open dataset's folder has changed; `news` says what it has now.

        Where this program has put pictures into it, it is to be `read` again instead, unless others are still gone.
        """
        dataset = self._session.dataset
        self._to_read = dataset.root if dataset and read else self._to_read
        if dataset is None or self._scanner.busy():
            return
        catalogue = dataset.catalogue
        last = self._looked[1] if self._looked and self._looked[0] is catalogue else None
        self._background.do(
            _LOOK,
            lambda stale: look_for_moves(catalogue, last, stale, copied_into(dataset)),
            lambda found: self._seen(catalogue, *found),
            lambda _error: None,  # a look is a courtesy; reading the folder would report the error
        )

    def _seen(self, catalogue: Catalogue, found: Look, moves: Moves | None) -> None:
        if (dataset := self._session.dataset) is None or dataset.catalogue is not catalogue:
            return
        known = self._looked is not None and self._looked[1] is found  # and was perhaps put away by a person
        self._looked = (catalogue, found)
        to_read, self._to_read = self._to_read == catalogue.root, None
        if to_read and found.news is not None and not found.lost:
            self._read_again(dataset, announced=False)
        elif not known:
            self.news.emit(found.news if moves is None else moves.sentence())
            if moves is not None:
                self.moved.emit(moves.folder)
            if found.gone:
                self.missed.emit(catalogue.root)

    # The list of recent datasets -------------------------------------------------------------------------------

    def recents(self) -> list[Recent]:
        """The datasets that were opened before, newest first."""
        return self._recents.load()

    def remove_recent(self, recent: Recent) -> None:
        """Remove a dataset from the list of recent ones."""
        self._recents.remove(recent)
        self.recents_changed.emit()

    def note_result(self, dataset: Dataset, best_top1: float) -> None:
        """Remember the best result on a dataset."""
        self._recents.note_result(dataset, best_top1)

    # Results ---------------------------------------------------------------------------------------------------

    def _start(
        self, folder: Path, chosen: tuple[str, ...], reading: Reading, *, again: bool = False, announced: bool = True
    ) -> None:
        """Read a folder: `again`, the open dataset's edits stay; not `announced`, whatever room is on show stays."""
        for kind in (_SAMPLE, _LOOK, _TOGETHER):
            self._background.cancel(kind)
        self._folder, self._chosen, self._reading, self._failed = folder, chosen, reading, None
        self._again = partial(self._start, folder, chosen, reading, again=again)
        if announced:
            self.begun.emit(folder)
        self._began = dataset = self._session.dataset
        key = known_root(folder), reading, chosen
        self._recall(key)
        wishes = self._session.draft.chosen_for(key)
        self._scanner.start(
            folder,
            0.2,
            wishes.get("seed", 0),
            chosen=chosen,
            reading=reading,
            before=dataset if again and dataset is not None and dataset.key == key else None,
            runs=self._session.runs_folder,
            any_split="seed" not in wishes,
        )

    def _read_again(self, dataset: Dataset, *, announced: bool = True) -> None:
        catalogue = dataset.catalogue
        self._start(dataset.root, catalogue.chosen, catalogue.reading, again=True, announced=announced)

    def _report_unread(self, sentence: Message, details: str) -> None:
        self._failed = self._folder
        self.failed.emit(self._folder, sentence, details)
        if self._scanner.gone and self.examples_of(self._folder):
            self.gone.emit(self._folder)

    def _report_sample(self, error: Exception) -> None:
        problem = text_of(error)
        if not isinstance(error, StudioError):
            problem = message("The sample could not be written: {reason}", reason=problem)
        self.failed.emit(None, problem, "")

    def note_weights(self, dataset: Dataset, file: str) -> None:
        """Remember a file of weights that goes with a dataset."""
        self._recents.note_weights(dataset, file)

    def weights_of(self, dataset: Dataset) -> str:
        """The file of weights that was used last with a dataset, or else with any other; empty where there is none."""
        return self._recents.weights_of(dataset)

    def _recall(self, key: DatasetKey) -> None:
        self._session.draft.recall(key, self._recents.choices_of(key))

    def _note_choices(self) -> None:
        draft, dataset = self._session.draft, self._session.dataset
        if dataset is not None and draft.key == dataset.key:
            self._recents.note_choices(dataset, draft.chosen)

    def _read(self, dataset: Dataset, seconds: float) -> None:
        began, now = self._began, self._session.dataset
        if began and now and began.key == now.key == dataset.key and began.edits != now.edits:  # edited meanwhile
            self._start(self._folder, self._chosen, self._reading, again=True, announced=False)
            return
        self.seconds = seconds
        self._recall(dataset.key)
        self._recents.add(dataset, time.time())
        self._session.set_dataset(dataset, self._scanner.undone, self._scanner.learned)
        if self._to_read == dataset.root:  # it may have been listed before the pictures were there
            self.look()
