"""Pictures that are dropped or pasted onto a class: remembered where they are, and copied only when asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import StudioError, describe_os_error, text_of
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.added_gone import found_again
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.received import Received, copied, received
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.clipboard import clipboard_paths, clipboard_picture, keep_picture
from resnet_studio.gui.work.session import Session

_LOOK, _COPY, _KEEP, _DELETE, _FIND = "look", "copy", "keep", "delete", "find"
_LONGEST_FILE: Final = 60.0  # s that closing waits for one
_CHANGED: Final = message("The dataset was changed since. Drop the pictures again.")
_NOT_ADDED: Final = message("The pictures could not be added.")
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


class _Copying:
    """Pictures that are copied into the folder of their class in a thread; the window may end it."""

    def __init__(self, dataset: Dataset, edit: AddPictures, folder: Path) -> None:
        self.dataset, self.edit, self.folder = dataset, edit, folder
        self._made: AddPictures | None = None
        self.ended, self.rests = threading.Event(), threading.Event()

    def run(self, _: Stale) -> AddPictures:
        """Copy. Returns the edit that adds the copies."""
        try:
            self._made = copied(self.edit, self.dataset, self.folder, self._check)
            return self._made
        finally:
            self.rests.set()

    def _check(self) -> None:
        if self.ended.is_set():
            raise InterruptedError

    def delete(self) -> None:
        """Delete the copies, which no dataset uses."""
        if self._made is not None:
            for original, path in zip(self.edit.paths, self._made.paths, strict=True):
                if path != original:
                    with suppress(OSError):  # whatever cannot be deleted stays, and the next look at the folder says so
                        (self.dataset.root / path).unlink(missing_ok=True)


class Receiving(QObject):
    """Looks at what was dropped, and copies, in threads. Signal: ``said(object)``, a `Said`."""

    said = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._last: tuple[DatasetKey, AddPictures, Path] | None = None
        self._copying: list[_Copying] = []

    @property
    def busy(self) -> bool:
        """Whether pictures are being copied into the folder of their class."""
        return bool(self._copying)

    def end(self) -> None:
        """Stop copying, wait for that, and delete the copies: the edits that were kept name the originals."""
        jobs, self._copying = self._copying, []
        for job in jobs:
            job.ended.set()
        for job in jobs:
            job.rests.wait(_LONGEST_FILE)
            job.delete()

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

        def work(stale: Stale) -> tuple[dict[str, str], dict[str, int]]:
            new = found_again(dataset, folder, stale)
            return new, {path: max(0, (dataset.root / path).stat().st_mtime_ns) for path in new.values()}

        problem = message("The pictures could not be looked for.")
        self._background.do(
            _FIND,
            work,
            lambda found: self._follow(dataset.key, folder, *found),
            lambda error: self._fail(error, problem),
        )

    def _follow(self, key: DatasetKey, folder: Path, new: dict[str, str], times: dict[str, int]) -> None:
        if self._session.dataset is None or self._session.dataset.key != key:
            return
        if not new:
            none = message("None of them is in {folder:place}, with its name and size.", folder=folder)
            self.said.emit(Said(none, look="info"))
            return
        self._session.follow_added(new, times)
        text = plural(
            "{count} picture was found in {folder:place}, and is taken from there from now on.",
            "{count} pictures were found in {folder:place}, and are taken from there from now on.",
            len(new),
            folder=folder,
        )
        self.said.emit(Said(text))

    def copy(self) -> None:
        """Copy what was added last into the class's folder, and use the copies."""
        dataset, last = self._session.dataset, self._last
        if dataset is None or last is None or last[0] != dataset.key or dataset.last_edit != last[1]:
            self.said.emit(Said(_CHANGED, look="info"))
            return
        self._last = None
        job = _Copying(dataset, *last[1:])
        self._copying.append(job)
        self._background.do(
            f"{_COPY} {time.monotonic_ns()}",  # a kind of its own: a copy that was superseded would stay unused
            job.run,
            lambda made: self._replace(job, made),
            lambda error: self._fail_copying(job, error),
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

    def _replace(self, job: _Copying, made: AddPictures) -> None:
        """Use the copies in place of the pictures; delete them where these are not what was added last any more."""
        if job not in self._copying:
            return
        dataset = self._session.dataset
        if dataset is None or dataset.key != job.dataset.key or dataset.last_edit != job.edit:
            self._background.do(
                f"{_DELETE} {time.monotonic_ns()}",
                lambda _: job.delete(),
                lambda _: self._forget(job),
                lambda error: self._fail_copying(job, error),
            )
            self.said.emit(Said(_CHANGED, look="info"))
            return
        self._forget(job)
        self._session.undo_edit()
        self._session.edit_dataset(made)
        text = plural(
            "{count} picture was copied into {folder:place}.",
            "{count} pictures were copied into {folder:place}.",
            len(made.paths),
            folder=job.folder,
        )
        self.said.emit(Said(text, message("Undo takes them out of the dataset; the copies stay in the folder.")))

    def _forget(self, job: _Copying) -> None:
        if job in self._copying:
            self._copying.remove(job)

    def _fail_copying(self, job: _Copying, error: Exception) -> None:
        if job in self._copying:  # it is not where the window has ended it
            self._copying.remove(job)
            self._fail(error)

    def _fail(self, error: Exception, text: Message = _NOT_ADDED) -> None:
        reason = text_of(error)
        if isinstance(error, OSError) and not isinstance(error, StudioError):
            reason = describe_os_error(error)
        self.said.emit(Said(text, reason, "warning"))
