"""Renaming and deleting runs: the questions before, and the work in threads."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.summary import RunSummary, rename_run, summarise
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.threads.background import Background


class RunChanges(QObject):
    """Changes runs that are not in training. ``is_training`` says what the list knows; the run's lock has the last
    word, because another window may have begun to train it since.

    Signals:
        renamed(object, object): the old path and the new `RunSummary`.
        deleted(object): the path that is gone.
        refused(str): why a run could not be renamed or deleted.
    """

    renamed = Signal(object, object)
    deleted = Signal(object)
    refused = Signal(str)

    def __init__(self, room: QWidget, background: Background, is_training: Callable[[RunSummary], bool]) -> None:
        super().__init__(room)
        self._room, self._background, self._is_training = room, background, is_training

    def rename(self, run: RunSummary, name: str) -> None:
        """Rename a run."""
        if self._is_training(run):
            return
        self._background.do(
            f"rename {run.path}",
            lambda _: summarise(rename_run(run.path, name)),
            lambda new: self.renamed.emit(run.path, new),
            self._refuse,
        )

    def ask_to_delete(self, run: RunSummary | None) -> None:
        """Ask whether a run may be moved to the bin, and do it."""
        if run is None or self._is_training(run):
            return
        box = runs_storage.bin_question(self._room, run)
        box.accepted.connect(lambda: self._move_to_bin(run))
        box.open()

    def _move_to_bin(self, run: RunSummary) -> None:
        if self._is_training(run):  # begun while the question was open
            return

        def done(moved: bool) -> None:
            if moved:
                self.deleted.emit(run.path)
            else:
                self._ask_for_good(run)

        self._background.do(f"delete {run.path}", lambda _: runs_storage.move_to_bin(run.path), done, self._refuse)

    def _ask_for_good(self, run: RunSummary) -> None:
        box = runs_storage.permanent_question(self._room, run)
        box.accepted.connect(lambda: self._delete_for_good(run))
        box.open()

    def _delete_for_good(self, run: RunSummary) -> None:
        if self._is_training(run):
            return
        self._background.do(
            f"delete {run.path}",
            lambda _: runs_storage.delete_for_good(run.path),
            lambda _: self.deleted.emit(run.path),
            self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(show(text_of(error)))
