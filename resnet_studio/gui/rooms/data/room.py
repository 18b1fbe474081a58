"""The Data room: the welcome page, a folder being read, the dataset, or why a folder cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import Message, tr
from resnet_studio.gui.rooms.data.welcome import WelcomePage
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import RADIUS_DROP, SEMIBOLD, TITLE
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.work.names import chosen_name, name_of
from resnet_studio.gui.work.recents import Recent

if TYPE_CHECKING:
    from resnet_studio.core.dataset.dataset import Dataset
    from resnet_studio.core.dataset.edits import Edit
    from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
    from resnet_studio.core.runs.summary import RunSummary
    from resnet_studio.gui.rooms.data.dataset import DatasetPage
    from resnet_studio.gui.rooms.data.question import QuestionPage
    from resnet_studio.gui.rooms.data.states import ErrorPage, ScanningPage

_CALM_MS: Final = 150  # a folder that is read sooner shows no progress, so that the page does not flicker


class _Veil(QWidget):
    """Says, while something is dragged over an open dataset, what a drop would do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = colour("bg")
        ground.setAlphaF(0.88)
        painter.fillRect(self.rect(), ground)
        paint_box(painter, self.rect().adjusted(12, 12, -12, -12), RADIUS_DROP, None, "accent", 2, dashed=True)
        painter.setFont(font(TITLE, SEMIBOLD))
        painter.setPen(colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Drop a folder to open it instead"))


class DataRoom(QWidget):
    """What the window shows of data.

    Signals:
        recent_chosen(object): open this `Recent`.
        retry_wanted(): try again what has failed.
        reload_wanted(): read the open dataset's folder again.
        layout_answered(str): what the folders are that were asked about, "parts" or "classes".
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
        came_to_view(): the room shows, after another did.
        unopened_changed(str, bool): the name of the folder on show while it is not the open dataset, else empty; and
            whether it is being read.
    """

    recent_chosen = Signal(object)
    retry_wanted = Signal()
    reload_wanted = Signal()
    layout_answered = Signal(str)
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
    unopened_changed = Signal(str, bool)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self._folder = Path()  # the one that was read last, or is
        self._chosen: tuple[str, ...] = ()  # the names in it
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.welcome = WelcomePage(thumbnails)
        # Made when they are needed, so that the window starts sooner.
        self._page: DatasetPage | None = None
        self._question: QuestionPage | None = None
        self._scanning: ScanningPage | None = None
        self._error: ErrorPage | None = None
        self._pages.addWidget(self.welcome)
        self._veil = _Veil(self)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(lambda: self._turn_to(self.scanning))
        self._wire()

    def _wire(self) -> None:
        self.welcome.choose_wanted.connect(self.choose_wanted)
        self.welcome.sample_wanted.connect(self.sample_wanted)
        self.welcome.recent_chosen.connect(self.recent_chosen)
        self.welcome.recent_removed.connect(self.recent_removed)

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
            self._page.notices.folder_wanted.connect(self._want_folder)
            self._page.reading_wanted.connect(self.reading_wanted)
            self._pages.addWidget(self._page)
        return self._page

    @property
    def scanning(self) -> ScanningPage:
        """The page that says which folder is being read."""
        if self._scanning is None:
            from resnet_studio.gui.rooms.data.states import ScanningPage

            self._scanning = ScanningPage()
            self._scanning.cancelled.connect(self._cancel)
            self._pages.addWidget(self._scanning)
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
            self._error.back_wanted.connect(self._go_back)
            self._pages.addWidget(self._error)
        return self._error

    @property
    def question_page(self) -> QuestionPage:
        """The page that asks what the folders of a dataset are."""
        if self._question is None:
            from resnet_studio.gui.rooms.data.question import QuestionPage

            self._question = QuestionPage()
            self._question.answered.connect(self.layout_answered)
            self._question.back_wanted.connect(self._go_back)
            self._pages.addWidget(self._question)
        return self._question

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
        if self._pages.currentWidget() is not self.scanning and not self._calm.isActive():
            self._calm.start()

    def show_dataset(self, dataset: Dataset, seconds: float, redoable: Edit | None = None) -> None:
        """Show what was read, and in how many seconds; ``redoable`` was taken back last."""
        self._calm.stop()
        self._dataset = dataset
        self.dataset_page.show_dataset(dataset, seconds, redoable)
        self._turn_to(self.dataset_page)

    def show_best(self, best: RunSummary | None) -> None:
        """Offer the best model for the open dataset; None withdraws the offer."""
        if self._page is None or self._dataset is None:
            return
        if best is None:
            self._page.offer.withdraw()
        else:
            name = name_of(self._dataset)
            self._page.offer.offer(str(best.path), name, best.best_val_top1, best.created)

    def ask_layout(self, unclear: UnclearLayoutError) -> None:
        """Ask what the folders of a dataset are."""
        self._calm.stop()
        self._folder = unclear.path
        self.question_page.ask(self._name(), unclear, self._back())
        self._turn_to(self.question_page)

    def show_news(self, news: Message | None) -> None:
        """Say what has changed in the open dataset's folder; None: nothing has."""
        if self._page is not None:
            self._page.notices.show_news(news)

    def offer_folder(self, root: Path) -> None:
        """Let a person say where the open dataset's folder is now, which the news says is gone."""
        if self._page is not None:
            self._page.notices.offer_folder()
            self.folder_missed.emit(root, root)

    def show_error(self, folder: Path | None, sentence: str, details: str = "") -> None:
        """Say why a folder, or the sample (None), cannot be used."""
        self._calm.stop()
        self._folder = folder or places.sample_folder()
        self.error.show_error(self._name(), folder, sentence, details, self._back())
        self._turn_to(self.error)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page, and tell whether it is about a folder that is not the open dataset."""
        self._pages.setCurrentWidget(page)
        opened = self._dataset is not None and (page is self._page or self._is_open(self._dataset))
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
        welcome = self._pages.currentWidget() is self.welcome
        self.welcome.drop_zone.set_active(hover and welcome)
        self._veil.setVisible(hover and not welcome)
        self._veil.raise_()

    def forget_failures(self) -> None:
        """Decode again, when they are shown, the pictures that could not be decoded."""
        self._thumbnails.forget_failures()

    # Intents ---------------------------------------------------------------------------------------------------

    def _want_folder(self) -> None:
        if self._dataset is not None:
            self.folder_wanted.emit(self._dataset.root)

    def _cancel(self) -> None:
        self.scan_cancelled.emit()
        self._go_back()

    def _go_back(self) -> None:
        """Show the dataset that is open, or the welcome page."""
        self._calm.stop()
        self._turn_to(self.dataset_page if self._dataset else self.welcome)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_to_view.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._veil.setGeometry(self.rect())
