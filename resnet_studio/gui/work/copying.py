"""Pictures that were added from elsewhere, copied into the folder of their class when asked; undo deletes copies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import StudioError, describe_os_error, text_of
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.added_gone import missing_files
from resnet_studio.core.dataset.by_hand import added_paths
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.runs.copied_in import Copies, copy_in, elsewhere, kept, take_out
from resnet_studio.core.runs.sorted_folders import Placed
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.work.session import Session

_R = TypeVar("_R")
_COPY, _DELETE, _LOOK = "copy", "delete", "away"
_LONGEST_FILE: Final = 60.0  # s that closing waits for one
NOT_COPIED: Final = message("The pictures could not be copied.")
_ANOTHER: Final = message("Another dataset was opened. The copies are deleted again.")
_UNDO: Final = message("Undo takes them out of the dataset, and deletes the copies.")


@dataclass(frozen=True, slots=True)
class Said:
    """What to say of pictures that were dropped, or copied.

    Attributes:
        look: as of a `NoticeBar`.
        can_copy: whether they can be copied into the class's folder.
    """

    text: Message
    detail: Message = NOTHING
    look: str = "ok"
    can_copy: bool = False


class _Job:
    """Pictures that are copied in a thread; the window may end it."""

    def __init__(self, dataset: Dataset, paths: Collection[str]) -> None:
        self.dataset, self.paths = dataset, paths
        self._made: Copies | None = None
        self.missing: frozenset[str] = frozenset()
        self.ended, self.rests = threading.Event(), threading.Event()

    def run(self, _: Stale) -> Copies:
        """Copy."""
        try:
            self._made = copy_in(self.dataset, self.paths, self._check)
            self.missing = missing_files(self.dataset, self._made.new)
            return self._made
        finally:
            self.rests.set()

    def _check(self) -> None:
        if self.ended.is_set():
            raise InterruptedError

    def delete(self) -> None:
        """Delete the copies, which no dataset uses."""
        if self._made is not None:
            take_out(self.dataset.root, self._made.placed)


class Copying(QObject):
    """Copies in threads.

    Signals: ``said(object)``, a `Said`; ``away(int)``, so many pictures of the open dataset lie elsewhere, and can be
    copied.
    """

    said = Signal(object)
    away = Signal(int)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._jobs: list[_Job] = []
        self._deleting: list[threading.Event] = []  # set when copies are deleted
        session.dataset_changed.connect(self._look)
        session.edit_undone.connect(self._delete_copies)

    @property
    def busy(self) -> bool:
        """Whether pictures are being copied."""
        return bool(self._jobs)

    def end(self) -> None:
        """Stop copying, and delete the copies: the edits that were kept name the originals. Waits for it."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.ended.set()
        for job in jobs:
            job.rests.wait(_LONGEST_FILE)
            job.delete()
        for deleted in self._deleting:
            deleted.wait(_LONGEST_FILE)

    def copy(self, paths: Collection[str] | None = None) -> None:
        """Copy these pictures, or all that lie elsewhere, into the folders of their classes, and use the copies."""
        dataset = self._session.dataset
        if dataset is None:
            return
        under_way = {path for job in self._jobs for path in job.paths}
        wanted = frozenset(_added(dataset) if paths is None else paths) - under_way
        if not wanted:  # it was asked for twice
            return
        job = _Job(dataset, wanted)
        self._jobs.append(job)
        self._background.do(
            f"{_COPY} {time.monotonic_ns()}",  # a kind of its own: a copy that was superseded would stay unused
            job.run,
            lambda made: self._use(job, made),
            lambda error: self._fail(job, error),
        )

    def _use(self, job: _Job, made: Copies) -> None:
        """Use the copies in place of the originals; delete those whose originals were taken out meanwhile."""
        if job not in self._jobs:
            return
        self._jobs.remove(job)
        dataset = self._session.dataset
        there = dataset is not None and dataset.key == job.dataset.key
        named = _added(dataset) if dataset is not None and there else frozenset[str]()
        new = {old: path for old, path in made.new.items() if old in named}
        unused = [one for one in made.placed if one.source not in new]
        if unused:
            self._delete(lambda: take_out(job.dataset.root, unused), lambda _: None)
        if new:
            self._session.follow_added(new, made.times, job.missing)
        self.said.emit(_said(made, new.keys(), len(job.paths)) if there else Said(_ANOTHER, look="info"))

    def _delete(self, work: Callable[[], _R], done: Callable[[_R], None]) -> None:
        deleted = threading.Event()
        self._deleting = [*(one for one in self._deleting if not one.is_set()), deleted]

        def delete(_: Stale) -> _R:
            try:
                return work()
            finally:
                deleted.set()

        self._background.do(f"{_DELETE} {time.monotonic_ns()}", delete, done, self._say_failed)

    def _delete_copies(self, edit: Edit | None) -> None:
        """The pictures of an edit were taken out: the copies go, and what can be made again names the originals."""
        dataset = self._session.dataset
        if not isinstance(edit, AddPictures) or dataset is None:
            return
        named = {path for one in dataset.edits if isinstance(one, AddPictures) for path in one.paths}
        paths = [path for path in edit.paths if not Path(path).is_absolute() and path not in named]
        if not paths:
            return

        def work() -> tuple[dict[str, Placed], frozenset[str]]:
            of_path = {path: (dataset.root / path).resolve() for path in paths}
            known = {where.resolve(): one for where, one in kept(dataset.root).items()}
            found = {path: known[where] for path, where in of_path.items() if where in known}
            deleted = take_out(dataset.root, found.values())
            gone = {path: one for path, one in found.items() if one in deleted}
            return gone, missing_files(dataset, {path: one.source for path, one in gone.items()})

        def done(result: tuple[dict[str, Placed], frozenset[str]]) -> None:
            (gone, missing), now = result, self._session.dataset
            if gone and now is not None and now.key == dataset.key:
                times = {one.source: max(0, one.mtime_ns) for one in gone.values()}
                new = {path: one.source for path, one in gone.items()}
                self._session.follow_added(new, times, missing, gone.keys())

        self._delete(work, done)

    def _look(self, dataset: Dataset) -> None:
        """Count in a thread which pictures lie elsewhere: where a class's folder is, is looked up on the drive."""
        if not any(isinstance(edit, AddPictures) for edit in dataset.edits):
            self._background.cancel(_LOOK)
            self.away.emit(0)
            return

        def done(found: dict[str, Path]) -> None:
            if self._session.dataset is dataset:
                self.away.emit(len(found))

        self._background.do(_LOOK, lambda _: elsewhere(dataset), done, lambda _: None)

    def _fail(self, job: _Job, error: Exception) -> None:
        if job in self._jobs:  # it is not where the window has ended it
            self._jobs.remove(job)
            self._say_failed(error)

    def _say_failed(self, error: Exception) -> None:
        self.said.emit(Said(NOT_COPIED, reason_of(error), "warning"))


def reason_of(error: Exception) -> Message:
    """Why something that a person asked for did not work."""
    if isinstance(error, OSError) and not isinstance(error, StudioError):
        return describe_os_error(error)
    return text_of(error)


def _added(dataset: Dataset) -> frozenset[str]:
    """Paths of all pictures from elsewhere that edits add."""
    return frozenset(path for path in added_paths(dataset) if Path(path).is_absolute())


def _said(made: Copies, used: Collection[str], asked: int) -> Said:
    if not used:
        none = message("None of the pictures was copied: they were taken out, or their classes have no folder.")
        return Said(none, look="info")
    folders = {Path(one.target).parent for one in made.placed if one.source in used}
    if len(folders) == 1:
        text = plural(
            "{count} picture was copied into {folder:place}.",
            "{count} pictures were copied into {folder:place}.",
            len(used),
            folder=folders.pop(),
        )
    else:
        text = plural(
            "{count} picture was copied into the folder of its class.",
            "{count} pictures were copied into the folders of their classes.",
            len(used),
        )
    others = plural(
        "{count} other stays where it is: it is left out, or its class has no folder.",
        "{count} others stay where they are: they are left out, or their classes have no folder.",
        asked - len(used),
    ) if len(used) < asked else NOTHING  # fmt: skip
    return Said(text, joined(_UNDO, others), look="ok" if len(used) == asked else "info")
