"""Pictures that are dropped or pasted onto a class: remembered where they are, and copied only when asked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError, describe_os_error, text_of
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.received import Received, copied, received
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets.clipboard import clipboard_paths, clipboard_picture, keep_picture
from resnet_studio.gui.work.session import Session

_LOOK, _COPY, _KEEP = "look", "copy", "keep"
STAY: Final = message("The files stay where they are, and must stay there. Undo takes them out again.")


@dataclass(frozen=True, slots=True)
class Said:
    """What to say of pictures that were dropped.

    Attributes:
        look: as of a `NoticeBar`.
        can_copy: whether they can be copied into the class's folder.
    """

    text: Message
    detail: Message = NOTHING
    look: str = "ok"
    can_copy: bool = False


class Receiving(QObject):
    """Looks at what was dropped, and copies, in threads. Signal: ``said(object)``, a `Said`."""

    said = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._last: tuple[DatasetKey, AddPictures, Path] | None = None

    def take(self, name: str, paths: Sequence[Path]) -> None:
        """Add files, and the pictures in folders, to a class."""
        dataset = self._session.dataset
        if dataset is None:
            return
        self._last = None
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
        if paths:
            self.take(name, paths)
        elif image is not None:
            folder = places.data_folder() / "pasted"
            self._background.do(
                f"{_KEEP} {time.monotonic_ns()}",
                lambda _: keep_picture(image, folder),
                lambda file: self.take(name, [file]),
                self._fail,
            )
        else:
            self.said.emit(Said(message("There is no picture on the clipboard."), look="info"))

    def copy(self) -> None:
        """Copy what was added last into the class's folder, and use the copies."""
        dataset, last = self._session.dataset, self._last
        if dataset is None or last is None or last[0] != dataset.key or dataset.last_edit != last[1]:
            self.said.emit(Said(message("The dataset was changed since. Drop the pictures again."), look="info"))
            return
        _, edit, folder = last
        self._last = None
        self._background.do(
            _COPY, lambda _: copied(edit, dataset, folder), lambda made: self._replace(edit, made, folder), self._fail
        )

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
            self._last = (key, found.edit, found.folder)
        text = plural(
            "{count} picture is in {name:name} from now on.",
            "{count} pictures are in {name:name} from now on.",
            len(found.edit.paths),
            name=name,
        )
        detail = joined(STAY, others)
        self.said.emit(Said(text, detail, can_copy=found.folder is not None))

    def _replace(self, before: AddPictures, made: AddPictures, folder: Path) -> None:
        dataset = self._session.dataset
        if dataset is not None and dataset.last_edit == before:
            self._session.undo_edit()
            self._session.edit_dataset(made)
        text = plural(
            "{count} picture was copied into {folder:place}.",
            "{count} pictures were copied into {folder:place}.",
            len(made.paths),
            folder=folder,
        )
        self.said.emit(Said(text, message("Undo takes them out of the dataset; the copies stay in the folder.")))

    def _fail(self, error: Exception) -> None:
        reason = text_of(error)
        if isinstance(error, OSError) and not isinstance(error, StudioError):
            reason = describe_os_error(error)
        self.said.emit(Said(message("The pictures could not be added."), reason, "warning"))
