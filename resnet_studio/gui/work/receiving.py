"""Pictures that are dropped or pasted onto a class: remembered where they are, and copied only when asked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.added_gone import found_again, missing_files
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.received import Received, received
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.clipboard import clipboard_paths, clipboard_picture, keep_picture
from resnet_studio.gui.work.copying import Copying, Said, reason_of
from resnet_studio.gui.work.session import Session

_LOOK, _KEEP, _FIND = "look", "keep", "find"
_NOT_ADDED: Final = message("The pictures could not be added.")
STAY: Final = message("The files stay where they are, and must stay there. Undo takes them out again.")


class Receiving(QObject):
    """Looks at what was dropped in threads. Signal: ``said(object)``, a `Said`.

    Attributes:
        copying: what copies it when asked.
    """

    said = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._last: tuple[str, ...] = ()
        self.copying = Copying(session, self)
        self.copying.said.connect(self.said)

    def take(self, name: str, paths: Sequence[Path]) -> None:
        """Add files, and the pictures in folders, to a class."""
        dataset = self._session.dataset
        if dataset is None:
            return
        self._last = ()
        self._background.do(
            f"{_LOOK} {time.monotonic_ns()}",  # a kind of its own: each drop counts, not only the newest
            lambda stale: received(paths, dataset, name, stale),
            lambda found: self._add(dataset.key, name, found),
            self._fail,
        )

    def paste(self, name: str) -> None:
        """Add to a class what is on the clipboard: files, paths as text, or a picture, which is kept in a file.

        That is among the program's own files and not in the cache, because nothing else has the picture.
        """
        mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # nothing at all, where it was cleared
        paths, image = clipboard_paths(mime), clipboard_picture(mime)
        dataset = self._session.dataset
        if dataset is None:
            return
        if paths:
            self.take(name, paths)
        elif image is not None:
            folder = places.data_folder() / "pasted"
            self._background.do(
                f"{_KEEP} {time.monotonic_ns()}",
                lambda _: keep_picture(image, folder),
                lambda file: self._take_kept(dataset.key, name, file),
                self._fail,
            )
        else:
            self.said.emit(Said(message("There is no picture on the clipboard."), look="info"))

    def _take_kept(self, key: DatasetKey, name: str, file: Path) -> None:
        if self._session.dataset is not None and self._session.dataset.key == key:
            self.take(name, [file])
        else:
            self.said.emit(Said(message("Another dataset was opened. The picture was not added to it."), look="info"))

    def find(self, folder: Path) -> None:
        """Look in a folder for the pictures that were added and are gone, and take them from there."""
        dataset = self._session.dataset
        if dataset is None:
            return

        def work(stale: Stale) -> tuple[dict[str, str], dict[str, int], frozenset[str]]:
            new = found_again(dataset, folder, stale)
            times = {path: max(0, (dataset.root / path).stat().st_mtime_ns) for path in new.values()}
            return new, times, missing_files(dataset, new)

        problem = message("The pictures could not be looked for.")
        self._background.do(
            _FIND,
            work,
            lambda found: self._follow(dataset.key, folder, *found),
            lambda error: self._fail(error, problem),
        )

    def _follow(
        self, key: DatasetKey, folder: Path, new: dict[str, str], times: dict[str, int], missing: frozenset[str]
    ) -> None:
        if self._session.dataset is None or self._session.dataset.key != key:
            return
        if not new:
            none = message("None of them is in {folder:place}, with its name and size.", folder=folder)
            self.said.emit(Said(none, look="info"))
            return
        self._session.follow_added(new, times, missing)
        text = plural(
            "{count} picture was found in {folder:place}, and is taken from there from now on.",
            "{count} pictures were found in {folder:place}, and are taken from there from now on.",
            len(new),
            folder=folder,
        )
        self.said.emit(Said(text))

    def copy(self, everything: bool) -> None:
        """Copy what was added last, or all that lies elsewhere, into the folders of the classes, and use the copies."""
        self.copying.copy(None if everything else self._last)
        self._last = ()

    def _add(self, key: DatasetKey, name: str, found: Received) -> None:
        dataset = self._session.dataset
        if dataset is None or dataset.key != key or name not in dataset.all_classes:
            return
        others = plural(
            "{count} other file is not a picture.", "{count} other files are not pictures.", found.others
        ) if found.others else NOTHING  # fmt: skip
        if found.edit is None:
            self.said.emit(Said(message("There is no picture among these files."), others, "info"))
            return
        self._session.edit_dataset(found.edit)
        if found.folder is not None:
            self._last = found.edit.paths
        text = plural(
            "{count} picture is in {name:name} from now on.",
            "{count} pictures are in {name:name} from now on.",
            len(found.edit.paths),
            name=name,
        )
        detail = joined(STAY, others)
        self.said.emit(Said(text, detail, can_copy=found.folder is not None))

    def _fail(self, error: Exception, text: Message = _NOT_ADDED) -> None:
        self.said.emit(Said(text, reason_of(error), "warning"))
