"""The Data room: the welcome page, a folder being read, the dataset, or why a folder cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import Message, tr
from resnet_studio.gui.rooms.data.pages import DataPages
from resnet_studio.gui.rooms.data.veil import Veil
from resnet_studio.gui.rooms.data.welcome import WelcomePage
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.room import show_page
from resnet_studio.gui.work.names import chosen_name, name_of
from resnet_studio.gui.work.recents import Recent

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.core.dataset.edits import Edit
    from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
    from resnet_studio.core.runs.summary import RunSummary
    from resnet_studio.core.tables.columns import Columns
    from resnet_studio.gui.rooms.data.notices import FolderNotices

_FEW: Final = 0.1  # of a dataset's pictures may have no class without its opening for sorting
_CALM_MS: Final = 150  # a folder that is read sooner shows no progress, so that the page does not flicker


class DataRoom(DataPages):
    """What the window shows of data; `DataPages` lists the signals."""

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self._dataset: Dataset | None = None
        self._later: tuple[float, Edit | None] | None = (
            None  # what its page shows after edits that were made in sorting
        )
        self._redoable: Edit | None = None  # what was taken back last
        self._folder = Path()  # the one that was read last, or is
        self._chosen: tuple[str, ...] = ()  # the names in it
        self.welcome = WelcomePage(thumbnails)
        self.stack.addWidget(self.welcome)
        self._veil = Veil(self)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(lambda: self._turn_to(self.scanning))
        self._wire()

    def _wire(self) -> None:
        self.welcome.choose_wanted.connect(self.choose_wanted)
        self.welcome.sample_wanted.connect(self.sample_wanted)
        self.welcome.recent_chosen.connect(self.recent_chosen)
        self.welcome.recent_removed.connect(self.recent_removed)
        self.scan_cancelled.connect(self.go_back)

    # Values ----------------------------------------------------------------------------------------------------

    def show_welcome(self, recents: Sequence[Recent]) -> None:
        """List the recent datasets on the welcome page, which shows until a dataset is open."""
        self.welcome.set_recents(recents)

    def show_scanning(self, folder: Path, found: int, chosen: Sequence[str] | None = None) -> None:
        """Say which folder is being read and how many files were seen; after a moment, so that nothing flickers.

        ``chosen`` are the names in it that are read; None are those that were given last.
        """
        self._folder = folder
        if chosen is not None:
            self._chosen = tuple(chosen)
        self.scanning.set_progress(self._name(), folder, found)
        if self.stack.currentWidget() is not self.scanning:
            if not self._calm.isActive():
                self._calm.start()
        elif chosen is not None:
            self._turn_to(self.scanning)

    def show_awaited(self, folder: Path, chosen: Sequence[str] = ()) -> None:
        """Say at once that a folder, or the ``chosen`` names in it, will be read when the window can do that."""
        self.show_scanning(folder, 0, chosen)
        self._calm.stop()
        self._turn_to(self.scanning)

    def end_awaiting(self) -> None:
        """Show what was there before: what was awaited will not be read."""
        if self._scanning is not None and self.stack.currentWidget() is self._scanning:
            self.go_back()

    def show_dataset(self, dataset: Dataset, seconds: float, redoable: Edit | None = None) -> None:
        """Show what was read, and in how many seconds; ``redoable`` was taken back last."""
        self._calm.stop()
        before, self._dataset = self._dataset, dataset
        if self.is_sorting() and before is not None and before.catalogue is dataset.catalogue:
            self._later = (seconds, redoable)
            self._redoable = redoable
            self.show_sorting()
            return
        self._later, self._redoable = None, redoable
        self.dataset_page.show_dataset(dataset, seconds, redoable)
        another = before is None or before.key != dataset.key
        if (another and _opens_for_sorting(dataset)) or (self.is_sorting() and not another):
            self.show_sorting()
        else:
            self._turn_to(self.dataset_page)

    def show_pictures(self) -> None:
        """Show the page of the open dataset."""
        self._turn_to(self.dataset_page)

    def show_sorting(self) -> None:
        """Sort the pictures of the open dataset."""
        if self._dataset is not None:
            before = self.is_sorting()
            self.sort_page.show_dataset(self._dataset, self._redoable)
            self._turn_to(self.sort_page)
            if not before and self.isVisible():
                self.sort_page.grid.setFocus(Qt.FocusReason.OtherFocusReason)  # what sorts are its keys
            self.sorting.emit(not before)

    def is_sorting(self) -> bool:
        """Return whether pictures are being sorted."""
        return self._sort is not None and self.stack.currentWidget() is self._sort

    def show_best(self, best: RunSummary | None) -> None:
        """Offer the best model for the open dataset; None withdraws the offer."""
        if self._page is None or self._dataset is None:
            return
        if best is None:
            self._page.offer.withdraw()
        else:
            self._page.offer.offer(name_of(self._dataset), best)

    def ask_layout(self, unclear: UnclearLayoutError) -> None:
        """Ask what the folders of a dataset are."""
        self._calm.stop()
        self._folder = unclear.path
        self.question_page.ask(self._name(), unclear, self._back())
        self._turn_to(self.question_page)

    def ask_table(self, file: Path, known: Columns | None) -> None:
        """Ask which columns of a table say what; ``known`` are those that were chosen before."""
        self._calm.stop()
        self._folder, self._chosen = file, ()
        self.table_page.ask(file, known, self._back())
        self._turn_to(self.table_page)

    def show_news(self, news: Message | None) -> None:
        """Say what has changed in the open dataset's folder; None: nothing has."""
        for notices in self._notices():
            notices.show_news(news)

    def offer_folder(self, root: Path) -> None:
        """Let a person say where the open dataset's folder is now, which the news says is gone."""
        if self._page is not None:
            for notices in self._notices():
                notices.offer_folder()
            self.folder_missed.emit(root, root)

    def offer_moved(self, folder: Path) -> None:
        """Offer to open the folder into which the open dataset's pictures were moved, as the news says; where they are
        sorted, another notice does."""
        if self._page is not None:
            self._page.notices.offer_moved(folder)
        if self._sort is not None:
            self._sort.notices.show_news(None)

    def _notices(self) -> list[FolderNotices]:
        found = [self._page.notices] if self._page is not None else []
        return [*found, self._sort.notices] if self._sort is not None else found

    def show_error(self, folder: Path | None, sentence: str, details: str = "") -> None:
        """Say why a folder, or the sample (None), cannot be used."""
        self._calm.stop()
        self._folder = folder or places.sample_folder()
        self.error.show_error(self._name(), folder, sentence, details, self._back())
        self._turn_to(self.error)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page, and tell whether it is about a folder that is not the open dataset."""
        if page is self._page and self._dataset is not None and self._later is not None:
            (seconds, redoable), self._later = self._later, None
            self._page.show_dataset(self._dataset, seconds, redoable)
        show_page(self.stack, page)
        opened = self._dataset is not None and (page in (self._page, self._sort) or self._is_open(self._dataset))
        name = "" if opened or page is self.welcome else self._name()
        self.unopened_changed.emit(name, page is self._scanning)

    def _is_open(self, dataset: Dataset) -> bool:
        """Whether what is being read, or was read last, is this dataset."""
        return (self._folder, self._chosen) == (dataset.root, dataset.catalogue.chosen)

    def _name(self) -> str:
        """The name of what is being read, or could not be."""
        return chosen_name(self._folder, self._chosen)

    def _back(self) -> str:
        """The words that lead back to what was open."""
        return tr("Back to {name}", name=name_of(self._dataset)) if self._dataset else tr("Back")

    def set_drop_hover(self, hover: bool) -> None:
        """Highlight the page while something is dragged over the window."""
        welcome = self.stack.currentWidget() is self.welcome
        self.welcome.drop_zone.set_active(hover and welcome)
        self._veil.setVisible(hover and not welcome)
        self._veil.raise_()

    def forget_failures(self) -> None:
        """Decode again, when they are shown, the pictures that could not be decoded."""
        self._thumbnails.forget_failures()

    # Intents ---------------------------------------------------------------------------------------------------

    def want_folder(self) -> None:
        """Say where the folder of the open dataset is now."""
        if self._dataset is not None:
            self.folder_wanted.emit(self._dataset.root)

    def write_out(self) -> None:
        """Ask, on the page of the open dataset, how it is to be written out as folders."""
        if self._dataset is not None:
            self.sort_page.show_dataset(self._dataset, self._redoable)
            if self._writing is not None:
                self._writing.choose(self.dataset_page.header_actions.write)

    def cancel(self) -> None:
        """Stop reading a folder."""
        self.scan_cancelled.emit()

    def go_back(self) -> None:
        """Show the dataset that is open, or the welcome page."""
        self._calm.stop()
        if self._dataset is not None and _opens_for_sorting(self._dataset):
            self.show_sorting()
        else:
            self._turn_to(self.dataset_page if self._dataset else self.welcome)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_to_view.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._veil.setGeometry(self.rect())


def _opens_for_sorting(dataset: Dataset) -> bool:
    """Whether more than a few pictures have no class, as in a heap."""
    return len(dataset.unlabelled) > _FEW * (len(dataset.pictures) + len(dataset.unlabelled))
