"""Where the pictures of a dataset are, once their folder is gone: it comes back, or a person says where it is now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.files import holds_something
from resnet_studio.core.basics.message import Message
from resnet_studio.core.runs.moved_dataset import Moved, move_dataset
from resnet_studio.core.runs.summary import run_folders
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.session import Session

LOOK_MS = 3000


class Whereabouts(QObject):
    """Looks in a thread whether folders that are gone are back, and has runs and settings follow one that was moved.

    Signals:
        back(object): a folder of a dataset is there again.
        moved(object): a `Moved`: a dataset was found where a person said, and what names it has followed.
        refused(object): why a folder is not the one that is missed, a `Message`.
    """

    back = Signal(object)
    moved = Signal(object)
    refused = Signal(object)

    def __init__(self, session: Session, opening: Opening, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._opening = session, opening
        self._missed: dict[Path, Path] = {}  # by the dataset's folder: the folder that has to be there again
        self._background = Background(self)
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        opening.begun.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._note_state)

    def watch(self, root: Path, missed: Path) -> None:
        """Look from now on whether a dataset's folder is back: `missed`, the folder itself or one in or above it."""
        self._missed[root] = missed
        self._clock.start()

    def look(self) -> None:
        """Look now."""
        asked = dict(self._missed)
        if asked and not self._background.busy("look"):
            self._background.do("look", lambda _: _those_there(asked), self._take_there, lambda _error: None)

    def choose(self, before: Path, folder: Path) -> None:
        """Take a folder as the one that a dataset's was moved to; `moved` or `refused` answers."""
        session = self._session
        listed = [run.path for run in session.runs]
        known = (session.dataset,) if session.dataset is not None and session.dataset.root == before else ()
        examples = self._opening.examples_of(before)
        runs_folder = session.runs_folder

        def work(stale: Stale) -> Moved:
            runs = dict.fromkeys((*listed, *run_folders(runs_folder)))
            return move_dataset(before, folder, runs, known=known, examples=examples, should_stop=stale)

        self._background.do(f"move {before}", work, self._take_moved, lambda error: self.refused.emit(text_of(error)))

    def _take_there(self, there: list[Path]) -> None:
        for root in there:
            if self._missed.pop(root, None) is not None:
                self.back.emit(root)
        if not self._missed:
            self._clock.stop()

    def _take_moved(self, moved: Moved) -> None:
        self._missed.pop(moved.before, None)
        self.moved.emit(moved)

    def _note_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()


def missed_folder(error: Message, root: Path) -> Path:
    """The folder that an error says is gone; that of the dataset where it names none."""
    folder = error.values.get("folder")
    return Path(folder) if isinstance(folder, str) else root


def _those_there(missed: dict[Path, Path]) -> list[Path]:
    """The datasets whose folder is there again."""
    return [root for root, folder in missed.items() if holds_something(root) and holds_something(folder)]
