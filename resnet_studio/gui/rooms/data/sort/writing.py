"""Writing a sorted dataset out as folders: as copies, as hard links, or by moving the files; with Undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.formatting import place
from resnet_studio.core.basics.message import joined, show, tr
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.moved_pictures import Moves, find_moves
from resnet_studio.core.runs.put_back import PuttingBack, going_back
from resnet_studio.core.runs.sorted_folders import Way
from resnet_studio.core.runs.written_out import about, start_folder, written
from resnet_studio.gui.rooms.data.sort.page import SortPage
from resnet_studio.gui.rooms.data.sort.writing_job import BACK, WritingJob
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.passing_menu import passing_menu

_KIND, _EARLIER = "write", "earlier"
_DRAW_MS: Final = 100
_LONGEST_FILE: Final = 60.0  # s that closing waits for one


class Writing(QObject):
    """A button in the header of the page, and its notice.

    Signals:
        open_wanted(object): the folder as a dataset.
        files_moved(bool): files of a dataset have been moved or put back; whether the open dataset's folder is to be
            read again.
        begun(): pictures are being written, which the notice says.
    """

    begun = Signal()
    open_wanted = Signal(object)
    files_moved = Signal(bool)

    def __init__(self, page: SortPage, runs: Callable[[], Path]) -> None:
        """`runs` says in which folder they are."""
        super().__init__(page)
        self._runs = runs
        self._page, self._background = page, Background(self)
        self._job: WritingJob | None = None
        self._busy: WritingJob | None = None  # the one that a thread works on
        self._root = Path()
        self._about: DatasetKey | None = None  # the dataset of which the notice says something
        self._dismissed = set[Path]()
        self.button = Button(
            tr("Write out as folders…"), "action", "folder", tip=tr("Put each picture into a folder of its class")
        )
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        page.header.add_action(self.button, before=page.pictures_button)
        self.undo_button = page.notice.add_button(Button("", "small", "undo"))
        self.undo_button.hide()
        self._clock = QTimer(self, interval=_DRAW_MS)
        self._clock.timeout.connect(self._say)
        self.button.clicked.connect(lambda: self.choose(self.button))
        self.undo_button.clicked.connect(self.undo)
        page.notice.acted.connect(self._act)
        page.notice.dismissed.connect(self._dismiss)
        page.read.connect(self._look)

    def choose(self, button: QWidget) -> None:
        """Ask below a button in which way the dataset that the page knows is to be written out."""
        menu = passing_menu(button)
        ways: tuple[tuple[Way, str], ...] = (
            ("copy", tr("Copy into folders…")),
            ("link", tr("Hard links in folders, which take no room…")),
            ("move", tr("Move into folders…")),
        )
        if why := self._why_not():  # not a notice, which would take the place of one with a button for undo
            menu.addAction(why).setEnabled(False)
        for way, words in ways:
            menu.addAction(words, partial(self._ask, way)).setEnabled(not why)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _why_not(self) -> str:
        """Return why nothing can be written out now, or ""."""
        if self._busy is not None and self._clock.isActive():
            if self._busy.putting_back is None:
                return tr("Pictures are being written")
            if self._busy.way == "move":
                return tr("Pictures are being put back")
            return tr("What was written is being deleted")
        some = self._page.known is not None and bool(self._page.known.dataset.pictures)
        return "" if some else tr("No picture has a class yet.")

    def _ask(self, way: Way) -> None:
        if self._page.known is not None:
            dataset = self._page.known.dataset
            title = tr("Write folders of classes into")
            start = file_dialogs.Last("written", start_folder(dataset))
            file_dialogs.choose_folder_to_fill(
                self._page, title, start, lambda folder: self.write(dataset, folder, way)
            )

    @property
    def busy(self) -> bool:
        """Whether pictures are being written, or put back."""
        return self._busy is not None and not self._busy.rests.is_set()

    def end(self) -> None:
        """Stop after the picture that is being written, and wait for it: half a file would stay otherwise."""
        if self._busy is not None:
            self._busy.ended.set()
            self._busy.rests.wait(_LONGEST_FILE)

    def write(self, dataset: Dataset, folder: Path, way: Way) -> None:
        """Put all pictures that have a class into folders in this one."""
        self._root, self._about = folder, dataset.key
        self._job = self._busy = WritingJob(dataset, folder, way, self._runs())
        self._background.do(_KIND, self._job.run, lambda _: self._end(), self._refuse)
        self._clock.start()
        self.begun.emit()
        self.button.set_available(False, self._why_not())
        self._say()

    def _say(self) -> None:
        if (job := self._busy) is not None:
            self.undo_button.hide()
            text = tr("Writing pictures: {done} of {total}", done=job.done, total=job.total)
            if job.putting_back is not None:
                text = show(going_back(job.way, job.putting_back))
            self._page.notice.say(text, action=tr("Cancel"))

    def _refuse(self, error: Exception) -> None:
        """Say why nothing could be written."""
        self._clock.stop()
        self.button.set_available(True)
        self._job = None
        why = show(error.message) if isinstance(error, StudioError) else str(error)
        self._page.notice.say(tr("The pictures were not written."), why, look="warning", dismissible=True)

    def _end(self) -> None:
        self._clock.stop()
        self.button.set_available(True)
        job = self._job
        if job is None:
            return
        what = show(written(job.way, len(job.placed), place(self._root)))
        if job.way == "move":
            self._say_where(job.dataset, job.kept if job.placed else None)
            self.files_moved.emit(False)
        look = "warning" if job.failed or job.copied or job.total > job.done else "ok"
        detail = show(joined(*about(job)))
        self._page.notice.say(what, detail, look=look, action=tr("Open as a dataset"), dismissible=True)
        self._offer_or_leave(job, can_undo=bool(job.placed))

    def _offer_undo(self, way: Way) -> None:
        self.undo_button.set_words(show(BACK[way]))
        self.undo_button.setToolTip(
            tr("Each picture goes to where it was before")
            if way == "move"
            else tr("Your pictures stay where they are, and so does what was changed since it was written")
        )
        self.undo_button.show()

    def _act(self) -> None:
        if self._clock.isActive():
            if self._busy is not None:
                self._busy.ended.set()
        else:
            self.open_wanted.emit(self._root)

    def undo(self) -> None:
        """Put back what was written last."""
        job, self._job = self._job, None
        if job is None:
            return
        job.ended.clear()
        job.rests.clear()
        job.putting_back = PuttingBack(job.placed)
        self._busy, self._about = job, job.dataset.key
        self._background.do(_KIND, job.put_back, partial(self._undone, job), self._fail)
        self._clock.start()
        self.button.set_available(False, self._why_not())
        self._say()

    def _undone(self, job: WritingJob, back: PuttingBack) -> None:
        self._clock.stop()
        self.button.set_available(True)
        action = ""
        if job.kept is not None:  # it moved files
            self._say_where(job.dataset, replace(job.kept, placed=tuple(job.placed)) if job.placed else None)
            here = self._page.known is not None and self._page.known.dataset.root == job.kept.root
            self.files_moved.emit(here)
            if not here:
                self._root, action = job.kept.root, tr("Open as a dataset")
        detail = show(back.stays(job.way))
        look = "warning" if detail else "info"
        self._page.notice.say(show(back.said(job.way)), detail, look=look, action=action, dismissible=True)
        self._offer_or_leave(job, can_undo=bool(back.rest))  # a person has ended it, and may go on

    def _offer_or_leave(self, job: WritingJob, *, can_undo: bool) -> None:
        """Where another dataset was opened meanwhile, nothing of this one can be taken back on its page."""
        if (known := self._page.known) is not None and known.dataset.key != job.dataset.key:
            self._job = None
            self._find_earlier(known.dataset)
        elif can_undo:
            self._job = job
            self._offer_undo(job.way)

    def _fail(self, error: Exception) -> None:
        self._clock.stop()
        self.button.set_available(True)
        text = tr("What was written could not be taken back.")
        self._page.notice.say(text, str(error), look="warning", dismissible=True)

    # Earlier moves ---------------------------------------------------------------------------------------------

    def _look(self, dataset: Dataset) -> None:
        """See in a thread what was moved out of a folder that was just read, or into it, and is still there."""
        if not self.busy and self._about not in (None, dataset.key):
            self._job = self._about = None
            self._page.notice.hide()
            self.undo_button.hide()
        self._find_earlier(dataset)

    def _find_earlier(self, dataset: Dataset) -> None:
        self._background.do(_EARLIER, lambda _: find_moves(dataset.root), partial(self._offer, dataset), lambda _: None)

    def _offer(self, dataset: Dataset, moves: Moves | None) -> None:
        if moves is None or self.busy or self._page.known is None or self._page.known.dataset.key != dataset.key:
            return
        self._say_where(dataset, moves)
        if moves.file in self._dismissed:
            return
        self._job, self._about = WritingJob(dataset, moves.folder, "move"), dataset.key
        self._job.placed, self._job.kept, self._root = list(moves.placed), moves, moves.folder
        away = moves.root == dataset.root
        self._page.notice.say(
            show(moves.sentence()), look="info", action=tr("Open as a dataset") if away else "", dismissible=True
        )
        self._offer_undo("move")

    def _dismiss(self) -> None:
        if self._job is not None and self._job.kept is not None:
            self._dismissed.add(self._job.kept.file)

    def _say_where(self, dataset: Dataset, moves: Moves | None) -> None:
        if (known := self._page.known) is not None and known.dataset.key == dataset.key:
            self._page.say_moved(known.dataset, moves)
