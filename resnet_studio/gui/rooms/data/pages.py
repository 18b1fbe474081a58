"""The pages of the Data room but for the first: made when they are needed, so that the window starts sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import places
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from resnet_studio.core.dataset.edits import Edit
    from resnet_studio.gui.preview import Preview
    from resnet_studio.gui.rooms.data.dataset import DatasetPage
    from resnet_studio.gui.rooms.data.question import QuestionPage
    from resnet_studio.gui.rooms.data.receive import Receive
    from resnet_studio.gui.rooms.data.sort.page import SortPage
    from resnet_studio.gui.rooms.data.sort.writing import Writing
    from resnet_studio.gui.rooms.data.states import ErrorPage, ScanningPage
    from resnet_studio.gui.rooms.data.table import TablePage


class DataPages(QWidget):
    """The room without what it shows when: the pages, and what a person wants there.

    Signals:
        recent_chosen(object): open this `Recent`.
        retry_wanted(): try again what has failed.
        reload_wanted(): read the open dataset's folder again.
        layout_answered(str): what the folders are that were asked about, "parts" or "classes".
        table_answered(object, str): a table, a `Path`, and its columns as a `Reading`.
        reading_wanted(str): take the open dataset's folders as "parts" or as "classes" instead.
        choose_wanted(): a person wants to choose a folder.
        sample_wanted(): open the bundled sample.
        model_wanted(): go on to the Model room.
        edit_wanted(object): an `Edit` of the dataset.
        undo_wanted(): take the last edit back.
        redo_wanted(): make the edit again that was taken back.
        scan_cancelled(): stop reading the folder.
        recent_removed(object): a `Recent` to remove from the list.
        best_wanted(): use the best model for the open dataset, which is offered.
        folder_wanted(object): a person wants to say where this folder of a dataset, which is gone, is now.
        folder_missed(object, object): a dataset's folder is not there, see `ErrorPanel`.
        sorting(bool): pictures are sorted; whether another page showed before.
        files_given(str, object): the name of a class, and files and folders that were dropped onto it.
        paste_wanted(str): what is on the clipboard is for this class.
        copy_wanted(bool): what was added to a class last, or all that lies elsewhere, is to be copied into the folder.
        found_wanted(object): pictures that were added, and are gone, may be in this folder, a `Path`.
        dropped_elsewhere(object): files and folders that were dropped beside the classes.
        open_wanted(object): a folder, or a table, to open as a dataset, a `Path`.
        came_to_view(): the room shows, after another did.
        files_moved(bool): the program has moved files of a dataset, or put them back; whether the open dataset's folder
            is to be read again.
        unopened_changed(str, bool): the name of the folder on show while it is not the open dataset, else empty; and
            whether it is being read.
        larger_shown(): a picture of the open dataset shows large.
    """

    recent_chosen = Signal(object)
    retry_wanted = Signal()
    reload_wanted = Signal()
    layout_answered = Signal(str)
    table_answered = Signal(object, str)
    reading_wanted = Signal(str)
    choose_wanted = Signal()
    sample_wanted = Signal()
    model_wanted = Signal()
    edit_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    scan_cancelled = Signal()
    recent_removed = Signal(object)
    best_wanted = Signal()
    folder_wanted = Signal(object)
    folder_missed = Signal(object, object)
    came_to_view = Signal()
    files_moved = Signal(bool)
    sorting = Signal(bool)
    files_given = Signal(str, object)
    paste_wanted = Signal(str)
    copy_wanted = Signal(bool)
    found_wanted = Signal(object)
    dropped_elsewhere = Signal(object)
    open_wanted = Signal(object)
    unopened_changed = Signal(str, bool)
    larger_shown = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._page: DatasetPage | None = None
        self._question: QuestionPage | None = None
        self._table: TablePage | None = None
        self._sort: SortPage | None = None
        self._writing: Writing | None = None
        self._away = 0
        self.runs_folder: Callable[[], Path] = places.runs_folder
        self._scanning: ScanningPage | None = None
        self._error: ErrorPage | None = None

    def _follow(self, receive: Receive) -> None:
        """Pass on what is dropped or pasted onto the classes of a page."""
        receive.given.connect(self.files_given)
        receive.elsewhere.connect(self.dropped_elsewhere)
        receive.paste_wanted.connect(self.paste_wanted)
        receive.copy_wanted.connect(self.copy_wanted)
        receive.edit_wanted.connect(self.edit_wanted)
        receive.found_wanted.connect(self.found_wanted)
        receive.say_away(self._away)

    def say_received(self, text: str, detail: str, look: str, *, can_copy: bool) -> None:
        """Say on both pages what was done with pictures that were dropped or pasted."""
        for page in (self._page, self._sort):
            if page is not None:
                page.receive.say(text, detail, look, can_copy=can_copy)

    def say_away(self, count: int) -> None:
        """Say on both pages how many pictures that were added lie elsewhere, and can be copied into the folder."""
        self._away = count
        for page in (self._page, self._sort):
            if page is not None:
                page.receive.say_away(count)

    def say_done(self, edit: Edit, *, again: bool) -> None:
        """Say on the page that shows that an edit was taken back, or made again; what was said of it is over."""
        here = self.stack.currentWidget()
        for page in (self._page, self._sort):
            if page is not None and not again:
                page.receive.forget(edit)
            if page is not None and page is here:
                page.undoing.say_done(edit, again=again)
        if self._sort is not None and self._sort is here and not again:
            self._sort.grid.look_at(getattr(edit, "paths", ()))  # an edit of a class or of the split names no pictures

    def larger(self) -> Preview | None:
        """Return what shows a picture large now."""
        here = self.stack.currentWidget()
        pages = (page for page in (self._page, self._sort) if page is not None and page is here)
        return next((page.preview for page in pages if page.preview.path()), None)

    def show_pictures(self) -> None:
        """Show the open dataset."""
        raise NotImplementedError

    def show_sorting(self) -> None:
        """Sort the pictures of the open dataset."""
        raise NotImplementedError

    def write_out(self) -> None:
        """Ask, on the page of the open dataset, how it is to be written out as folders."""
        raise NotImplementedError

    def go_back(self) -> None:
        """Show what was open before."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop reading a folder."""
        raise NotImplementedError

    def want_folder(self) -> None:
        """Say where the folder of the open dataset is now."""
        raise NotImplementedError

    @property
    def dataset_page(self) -> DatasetPage:
        """The page of the open dataset."""
        if self._page is None:
            from resnet_studio.gui.rooms.data.dataset import DatasetPage

            self._page = DatasetPage(self._thumbnails)
            self._page.model_wanted.connect(self.model_wanted)
            self._page.edit_wanted.connect(self.edit_wanted)
            self._page.undo_wanted.connect(self.undo_wanted)
            self._page.redo_wanted.connect(self.redo_wanted)
            self._page.best_wanted.connect(self.best_wanted)
            self._page.reload_wanted.connect(self.reload_wanted)
            self._page.notices.folder_wanted.connect(self.want_folder)
            self._page.notices.open_wanted.connect(self.open_wanted)
            self._page.reading_wanted.connect(self.reading_wanted)
            self._page.sort_wanted.connect(self.show_sorting)
            self._page.write_wanted.connect(self.write_out)
            self._page.larger_shown.connect(self.larger_shown)
            self._follow(self._page.receive)
            self.stack.addWidget(self._page)
        return self._page

    @property
    def sort_page(self) -> SortPage:
        """The page on which the pictures of the open dataset are sorted."""
        if self._sort is None:
            from resnet_studio.gui.rooms.data.sort.page import SortPage
            from resnet_studio.gui.rooms.data.sort.writing import Writing

            self._sort = SortPage(self._thumbnails)
            self._sort.model_wanted.connect(self.model_wanted)
            self._sort.edit_wanted.connect(self.edit_wanted)
            self._sort.undo_wanted.connect(self.undo_wanted)
            self._sort.redo_wanted.connect(self.redo_wanted)
            self._sort.pictures_wanted.connect(self.show_pictures)
            self._sort.larger_shown.connect(self.larger_shown)
            self._sort.notices.reload_wanted.connect(self.reload_wanted)
            self._sort.notices.folder_wanted.connect(self.want_folder)
            self._sort.notices.open_wanted.connect(self.open_wanted)
            self._writing = Writing(self._sort, lambda: self.runs_folder())
            self._writing.begun.connect(self.show_sorting)  # whose notice says how far it is
            self._writing.open_wanted.connect(self.open_wanted)
            self._writing.files_moved.connect(self.files_moved)
            self._follow(self._sort.receive)
            self.stack.addWidget(self._sort)
        return self._sort

    @property
    def is_writing(self) -> bool:
        """Whether pictures are being written into folders, or put back."""
        return self._writing is not None and self._writing.busy

    def end_writing(self) -> None:
        """Stop that after the picture that is being written."""
        if self._writing is not None:
            self._writing.end()

    @property
    def scanning(self) -> ScanningPage:
        """The page that says which folder is being read."""
        if self._scanning is None:
            from resnet_studio.gui.rooms.data.states import ScanningPage

            self._scanning = ScanningPage()
            self._scanning.cancelled.connect(self.cancel)
            self.stack.addWidget(self._scanning)
        return self._scanning

    @property
    def error(self) -> ErrorPage:
        """The page that says why a folder cannot be used."""
        if self._error is None:
            from resnet_studio.gui.rooms.data.states import ErrorPage

            self._error = ErrorPage()
            self._error.choose_wanted.connect(self.choose_wanted)
            self._error.panel.folder_wanted.connect(self.folder_wanted)
            self._error.panel.folder_missed.connect(self.folder_missed)
            self._error.retry_wanted.connect(self.retry_wanted)
            self._error.back_wanted.connect(self.go_back)
            self.stack.addWidget(self._error)
        return self._error

    @property
    def question_page(self) -> QuestionPage:
        """The page that asks what the folders of a dataset are."""
        if self._question is None:
            from resnet_studio.gui.rooms.data.question import QuestionPage

            self._question = QuestionPage()
            self._question.answered.connect(self.layout_answered)
            self._question.back_wanted.connect(self.go_back)
            self.stack.addWidget(self._question)
        return self._question

    @property
    def table_page(self) -> TablePage:
        """The page that asks which columns of a table say what."""
        if self._table is None:
            from resnet_studio.gui.rooms.data.table import TablePage

            self._table = TablePage()
            self._table.accepted.connect(self.table_answered)
            self._table.back_wanted.connect(self.go_back)
            self.stack.addWidget(self._table)
        return self._table
