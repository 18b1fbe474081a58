"""Keeping what a person changes in the open dataset, for when it is opened again."""

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import StudioError, describe_os_error, text_of
from resnet_studio.core.basics.message import joined, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.joined_edits import joined_edits
from resnet_studio.core.dataset.undone import States
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.work.session import Session

_SAVE = "save"


class Keeping(QObject):
    """Writes each change in a thread, and takes over what another window has changed meanwhile.

    Signals:
        refused(object): why a change cannot be kept, a `Message`.
        joined(object): that changes of another window are here, a `Message`.
    """

    refused = Signal(object)
    joined = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._unsaved: tuple[Dataset, States] | None = None
        self._both: tuple[Dataset, Dataset] | None = None  # what was kept, and with another window's changes
        self._writing = threading.Lock()
        session.dataset_edited.connect(self._save)

    @property
    def busy(self) -> bool:
        """Whether a change is still to be written."""
        return self._unsaved is not None

    def finish(self) -> None:
        """Keep what was changed in the last moment."""
        self._background.cancel(_SAVE)  # or what was the last moment's would be replaced by what was before it
        if self._unsaved is not None:
            with suppress(OSError, StudioError), self._writing:  # the window is closing: no person would read about it
                write_edited(*self._with_both(*self._unsaved))

    def _save(self, dataset: Dataset) -> None:
        undone = self._session.undone

        def work(stale: Callable[[], bool]) -> None:
            with self._writing:
                # kept here, because what a newer change makes stale returns nothing
                if (both := write_edited(*self._with_both(dataset, undone), stale)) is not None:
                    self._both = dataset, both

        def done(_: object) -> None:
            self._unsaved = None
            if self._both is not None:
                found, self._both = self._both, None
                self._take_over(*found)

        self._unsaved = dataset, undone
        self._background.do(_SAVE, work, done, self._report_unsaved)

    def _with_both(self, dataset: Dataset, undone: States) -> tuple[Dataset, States]:
        """What is written: also what another window has changed, while the session does not have it yet."""
        if self._both is None or self._both[0].key != dataset.key:
            return dataset, undone
        kept, both = self._both
        return joined_edits(dataset, kept.edits, both.edits), ()

    def _take_over(self, kept: Dataset, both: Dataset) -> None:
        """Go on with what was kept with another window's changes, and with what was changed here since `kept`."""
        now = self._session.dataset
        if now is None or now.key != kept.key:
            return
        joint = joined_edits(now, kept.edits, both.edits)
        self._session.set_dataset(joint)
        if joint.edits != both.edits:
            self._save(joint)
        self.joined.emit(
            message("Another window has changed this dataset. Its changes are here now, and yours follow them.")
        )

    def _report_unsaved(self, error: Exception) -> None:
        self._unsaved = None
        reason = describe_os_error(error) if isinstance(error, OSError) else text_of(error)
        self.refused.emit(joined(message("Your changes of the dataset will be lost when the program closes."), reason))
