"""Sorting the pictures of the answers into a folder for each class, as copies or moved, and back."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.put_back import PuttingBack, going_back
from resnet_studio.core.runs.sorted_folders import Placed, SortedFolders, SortError, Way, require_apart
from resnet_studio.core.runs.written_out import written
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.passing_menu import passing_menu, pop_up_above

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom

_KIND = "sort"
_DRAW_MS = 100
Events = Sequence[Prediction | PredictionFailed]


class _Job:
    """Pictures that are sorted in a thread; the window reads how far it is, and may end it."""

    def __init__(self, folders: SortedFolders, events: Events, said: Mapping[str, str]) -> None:
        self.folders, self.events, self._said = folders, events, said
        self.placed: list[Placed] = []
        self.problems: list[SortError] = []
        self.done = 0
        self.ended = threading.Event()

    def run(self, stale: Stale) -> None:
        """Sort until all is done, or a person ends it."""
        for event in self.events:
            if stale() or self.ended.is_set():
                return
            try:
                placed = self.folders.place(event, self._said.get(event.path))
            except SortError as error:
                self.problems.append(error)
            else:
                if placed is not None:
                    self.placed.append(placed)
            self.done += 1


class Sorting(QObject):
    """A button below the answers, and a notice that says what was done."""

    def __init__(self, room: UseRoom) -> None:
        super().__init__(room)
        self._room, self._background = room, Background(self)
        self._job: _Job | None = None
        self._back: PuttingBack | None = None  # while it works
        self._moved = False
        self.button = Button(
            tr("Sort into folders…"), icon="folder", tip=tr("Put each picture into a folder of its class")
        )
        room.results.footer.addWidget(self.button)
        self.notice = NoticeBar()
        room.content.insertWidget(room.content.indexOf(room.notice), self.notice)
        self._clock = QTimer(self, interval=_DRAW_MS)
        self._clock.timeout.connect(self._say)
        self.button.clicked.connect(self._choose)
        self.notice.acted.connect(self._act)
        room.drawn.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        why = tr("The answers are still coming") if self._room.busy else ""
        working = self._clock.isActive() or self._background.busy(_KIND)
        self.button.set_available(len(self._room.answers) > 0 and not self._room.busy and not working, why)

    def _choose(self) -> None:
        pop_up_above(self.button, self.menu())

    def menu(self) -> QMenu:
        """Ways to sort: all pictures, and where not all are shown, also those that are."""
        menu, answers = passing_menu(self.button), self._room.answers
        shown = answers.events_shown()
        if len(shown) == len(answers):
            menu.addAction(tr("Copy into folders…"), lambda: self._ask(move=False))
            menu.addAction(tr("Move into folders…"), lambda: self._ask(move=True))
            return menu
        if shown:
            count = len(shown)
            menu.addAction(tr("Copy the {count} shown…", count=count), lambda: self._ask(shown, move=False))
            menu.addAction(tr("Move the {count} shown…", count=count), lambda: self._ask(shown, move=True))
            menu.addSeparator()
        menu.addAction(tr("Copy all {count}…", count=len(answers)), lambda: self._ask(move=False))
        menu.addAction(tr("Move all {count}…", count=len(answers)), lambda: self._ask(move=True))
        return menu

    def _ask(self, events: Events | None = None, *, move: bool) -> None:
        title = tr("Move pictures into folders in") if move else tr("Copy pictures into folders in")
        file_dialogs.choose_folder_to_fill(
            self._room, title, file_dialogs.Last("sorted"), lambda folder: self.sort(folder, events, move=move)
        )

    def sort(self, folder: Path, events: Events | None = None, *, move: bool) -> None:
        """Sort pictures that have answers into folders in this one: those of these events, or all."""
        try:
            require_apart(folder, [self._room.watched] if self._room.watched else [])
        except (StudioError, OSError) as error:
            self._room.problem.show_error(use_words.reason(error))
            return
        answers = self._room.answers
        folders = SortedFolders(folder, answers.classes, move=move)
        self._job, self._moved = _Job(folders, events or answers.events(), dict(answers.corrected)), move
        self._background.do(_KIND, self._job.run, lambda _: self._end(), lambda error: self._end(error))
        self._clock.start()
        self._say()
        self._follow()

    def _say(self) -> None:
        job, back = self._job, self._back
        if job is None:
            return
        if back is not None:
            text = show(going_back(self._way(), back))
            self.notice.say(text, action=tr("Cancel"))
            return
        text = (
            tr("Moving pictures: {done} of {total}", done=job.done, total=len(job.events))
            if self._moved
            else tr("Copying pictures: {done} of {total}", done=job.done, total=len(job.events))
        )
        self.notice.say(text, action=tr("Cancel"))

    def _end(self, error: Exception | None = None) -> None:
        job = self._job
        self._clock.stop()
        self._follow()
        if job is None:
            return
        for one in job.placed if self._moved else ():
            self._room.answers.rename(one.source, one.target)
        where = str(job.folders.root)
        count = len(job.placed)
        text = (
            show(written("move", count, where))
            if self._moved
            else trn("{count} picture was copied into {folder}.", "{count} pictures were copied into {folder}.", count,
                     folder=where)
        )  # fmt: skip
        problems = [show(problem.message) for problem in job.problems[:1]]
        if len(job.problems) > 1:
            more = len(job.problems) - 1
            problems.append(trn("{count} more could not be sorted.", "{count} more could not be sorted.", more))
        if error is not None:
            problems.append(use_words.reason(error))
        look = "warning" if problems else "ok"
        back = self._back_words()
        self.notice.say(text, " ".join(problems), look=look, action=back if count else "", dismissible=True)
        self._room.redraw()

    def _act(self) -> None:
        if self._clock.isActive():
            if self._job is not None:
                self._job.ended.set()
        elif self._job is not None and self._job.placed:
            self.undo()

    def undo(self) -> None:
        """Put back what was sorted last."""
        job = self._job
        if job is None or self._background.busy(_KIND):
            return
        self._back = back = PuttingBack(job.placed)
        job.ended.clear()

        def done(_: None) -> None:
            self._clock.stop()
            self._follow()
            there = {one.target for one in back.there}
            for one in job.placed:
                if one.moved and one.target not in there:
                    self._room.answers.rename(one.target, one.source)
            self._say_put_back(job, back)
            self._room.redraw()

        def failed(error: Exception) -> None:
            self._clock.stop()
            self._back = None
            self.notice.hide()
            self._room.problem.show_error(use_words.reason(error))
            self._follow()

        self._background.do(_KIND, lambda _: back.run(job.ended.is_set), done, failed)
        self._clock.start()
        self._say()
        self._follow()

    def _say_put_back(self, job: _Job, back: PuttingBack) -> None:
        way = self._way()
        detail = show(back.stays(way))
        job.placed, self._back = back.there, None
        action = self._back_words() if back.rest else ""  # a person has ended it, and may go on
        look = "warning" if detail else "info"
        self.notice.say(show(back.said(way)), detail, look=look, action=action, dismissible=True)

    def _way(self) -> Way:
        return "move" if self._moved else "copy"

    def _back_words(self) -> str:
        return tr("Put back") if self._moved else tr("Delete the copies")
