"""Renaming and deleting runs: the questions before, and the work in threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import Message, show
from resnet_studio.core.runs.summary import RunSummary, rename_run, summarise, why_renamed
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.threads.background import Background

Outcome = tuple[list[RunSummary], list[RunSummary], Message | None]
"""Runs that are deleted, those for which there is no bin, and why one could not be deleted."""


class RunChanges(QObject):
    """Changes runs that are not in training. ``is_training`` says what the list knows; the run's lock has the last
    word, because another window may have begun to train it since.

    Signals:
        renamed(object, object): the old path and the new `RunSummary`.
        deleted(object): the path that is gone.
        refused(str): why a run could not be renamed or deleted.
        adjusted(str): that a run has another name than was typed, and why; after `renamed`.
    """

    renamed = Signal(object, object)
    deleted = Signal(object)
    refused = Signal(str)
    adjusted = Signal(str)

    def __init__(self, room: QWidget, background: Background, is_training: Callable[[RunSummary], bool]) -> None:
        super().__init__(room)
        self._room, self._background, self._is_training = room, background, is_training
        self._used: Path | None = None

    def set_used(self, run: RunSummary | None) -> None:
        """Say of this run, before it is deleted, that its model is in use."""
        self._used = run.path if run else None

    def rename(self, run: RunSummary, name: str) -> None:
        """Rename a run."""
        if self._is_training(run):
            return
        self._background.do(
            f"rename {run.path}",
            lambda _: summarise(rename_run(run.path, name)),
            lambda new: self._take_renamed(run, name, new),
            self._refuse,
        )

    def _take_renamed(self, run: RunSummary, typed: str, new: RunSummary) -> None:
        self.renamed.emit(run.path, new)
        if why := why_renamed(typed, new.name):
            self.adjusted.emit(show(why))

    def ask_to_delete(self, runs: Sequence[RunSummary]) -> None:
        """Ask whether these runs may be moved to the bin, and do it; those in training stay."""
        if free := self._free(runs):
            box = runs_storage.bin_question(self._room, free, self._used)
            box.accepted.connect(lambda: self._delete(free, runs_storage.move_to_bin))
            box.open()

    def _ask_for_good(self, runs: Sequence[RunSummary]) -> None:
        box = runs_storage.permanent_question(self._room, runs, self._used)
        box.accepted.connect(lambda: self._delete(runs, runs_storage.delete_for_good))
        box.open()

    def _delete(self, runs: Sequence[RunSummary], way: Callable[[Path], bool]) -> None:
        if not (free := self._free(runs)):  # one may have begun to train while the question was open
            return

        def done(outcome: Outcome) -> None:
            gone, no_bin, problem = outcome
            for run in gone:
                self.deleted.emit(run.path)
            if no_bin:
                self._ask_for_good(no_bin)
            if problem is not None:
                self.refused.emit(show(problem))

        kind = f"delete {free[0].path} {len(free)}"
        self._background.do(kind, lambda _: _delete_each(free, way), done, self._refuse)

    def _free(self, runs: Sequence[RunSummary]) -> list[RunSummary]:
        return [run for run in runs if not self._is_training(run)]

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(show(text_of(error)))


def _delete_each(runs: Sequence[RunSummary], way: Callable[[Path], bool]) -> Outcome:
    """Delete one run after the other; a run that cannot be deleted does not keep the others."""
    gone: list[RunSummary] = []
    no_bin: list[RunSummary] = []
    problem: Message | None = None
    for run in runs:
        try:
            (gone if way(run.path) else no_bin).append(run)
        except Exception as error:  # any error is reported where the result would be
            problem = problem or text_of(error)
    return gone, no_bin, problem
