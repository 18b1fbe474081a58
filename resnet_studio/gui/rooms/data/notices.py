"""What there is to know about the folder of the open dataset: what has changed in it, and what its folders are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.gui.widgets.feedback import CHOOSE_ITS_FOLDER, NoticeBar


class FolderNotices(QObject):
    """Signals: ``reload_wanted()``, read the folder again; ``reading_wanted(str)``, take its folders as "parts" or
    "classes" instead; ``open_wanted(object)``, open the table or folder at this `Path` instead; ``folder_wanted()``,
    say where the folder is now.

    Attributes:
        bars: the notices, for a page to place.
    """

    reload_wanted = Signal()
    reading_wanted = Signal(str)
    open_wanted = Signal(object)
    folder_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.news, self.reading, self.table, self.kept = NoticeBar(), NoticeBar(), NoticeBar(), NoticeBar()
        self.bars = (self.kept, self.news, self.reading, self.table)
        self._table = Path()
        self._other = ""
        self._gone, self._moved = False, Path()
        self.news.acted.connect(self._act_on_news)
        self.reading.acted.connect(lambda: self.reading_wanted.emit(self._other))
        self.table.acted.connect(lambda: self.open_wanted.emit(self._table))

    def show_dataset(self, dataset: Dataset) -> None:
        """Say how the folders were understood, if it is not certain; earlier changes are in it now."""
        catalogue = dataset.catalogue
        said = next((one.message for one in catalogue.findings if one.kind == FindingKind.LAYOUT), None)
        self._other = "parts" if catalogue.reading == "classes" else "classes"
        action = tr("Take them as parts") if catalogue.reading == "classes" else tr("Take them as classes")
        self.reading.say(show(said) if said else "", action=action, dismissible=True)
        self.show_found(dataset)
        self.show_news(None)

    def show_found(self, dataset: Dataset) -> None:
        """Offer a table beside pictures without a class; say what is wrong with the file of a person's changes."""
        kept = next((one for one in dataset.catalogue.findings if one.kind == FindingKind.KEPT_CHANGES), None)
        self.kept.say(show(kept.message) if kept else "", look="warning", dismissible=True)
        found = dataset.catalogue.findings if dataset.unlabelled else ()
        beside = next((one for one in found if one.kind == FindingKind.TABLE_BESIDE), None)
        self._table = dataset.root / beside.paths[0] if beside and beside.paths else Path()
        self.table.say(show(beside.message) if beside else "", action=tr("Open the table"), dismissible=True)

    def show_news(self, news: Message | None) -> None:
        """Say what has changed in the folder; None: nothing has."""
        self._gone, self._moved = False, Path()
        self.news.say(show(news) if news else "", look="warning", action=tr("Read it again"), dismissible=True)

    def offer_folder(self) -> None:
        """Let a person say where the folder is now, which the news says is gone."""
        self._gone = True
        self.news.button.set_words(show(CHOOSE_ITS_FOLDER))

    def offer_moved(self, folder: Path) -> None:
        """Offer to open the folder into which the pictures were moved, as the news says."""
        self._moved = folder
        sentence = self.news.sentence()
        self.news.say(sentence, look="info", action=tr("Open as a dataset"), dismissible=True)

    def _act_on_news(self) -> None:
        if self._gone:
            self.folder_wanted.emit()
        elif self._moved != Path():
            self.open_wanted.emit(self._moved)
        else:
            self.reload_wanted.emit()
