"""The open dataset: its classes and split at the left, its pictures at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import trn
from resnet_studio.core.dataset.class_edits import name_now
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.actions import Actions
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.classes import ClassesPanel
from resnet_studio.gui.rooms.data.filter import index_of, listed, pictures_of
from resnet_studio.gui.rooms.data.filter_bar import FilterBar
from resnet_studio.gui.rooms.data.findings import FindingsCard
from resnet_studio.gui.rooms.data.found_marks import found_marks
from resnet_studio.gui.rooms.data.grid import PictureGrid
from resnet_studio.gui.rooms.data.larger import Among, LargePicture
from resnet_studio.gui.rooms.data.nothing import NothingShown
from resnet_studio.gui.rooms.data.notices import FolderNotices
from resnet_studio.gui.rooms.data.picture_menu import moved_to, selected, show_place
from resnet_studio.gui.rooms.data.receive import Receive
from resnet_studio.gui.rooms.data.selection_bar import SelectionBar
from resnet_studio.gui.rooms.data.side import SideColumn
from resnet_studio.gui.rooms.data.split import SplitPanel
from resnet_studio.gui.rooms.data.undoing import Undoing
from resnet_studio.gui.theme.manager import theme
from resnet_studio.gui.theme.tokens import MARGIN
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.notice_stack import NoticeStack
from resnet_studio.gui.widgets.offer import ModelOffer
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.names import name_of


class DatasetPage(RoomPage):
    """Signals: ``model_wanted()``; ``edit_wanted(object)``, an `Edit`; ``undo_wanted()``, take the last edit back;
    ``redo_wanted()``, make it again; ``best_wanted()``, use the model that is offered; ``reload_wanted()``, read the
    folder again; ``reading_wanted(str)``, take its folders as something else; ``sort_wanted()``,
    sort pictures into classes; ``write_wanted()``, write them out as folders; ``check_opened()``, what a check has
    found is about to be shown; ``larger_shown()``, a picture shows large."""

    model_wanted = Signal()
    edit_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    best_wanted = Signal()
    reload_wanted = Signal()
    reading_wanted = Signal(str)
    sort_wanted = Signal()
    write_wanted = Signal()
    check_opened = Signal()
    larger_shown = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self.header_actions = Actions(self.header)
        self.model_button, self.undo_buttons = self.header_actions.model, self.header_actions.undo
        self.offer, self.notices = ModelOffer(), FolderNotices()
        self.findings = FindingsCard()
        self.trouble, self.undoing = NoticeBar(), Undoing(self)
        self.classes, self.split = ClassesPanel(), SplitPanel()
        self.receive = Receive(self, self.classes.list, self._class_name)
        self.filters = FilterBar()
        self.search, self.parts, self.tile_size = self.filters.search, self.filters.parts, self.filters.tile_size
        self.grid = PictureGrid(thumbnails)
        self.selection = SelectionBar(self.grid)
        self.nothing = NothingShown()
        self._right = QStackedWidget()
        self._lay_out()
        self.larger = LargePicture(self)
        self.preview = self.larger.preview
        self._wire()

    # Layout ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        receive = self.receive
        above = (self.offer, self.trouble, receive.gone, receive.away, receive.notice, self.undoing)
        self.content.addWidget(NoticeStack(*self.notices.bars, *above))
        self.content.addWidget(self.findings)
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        self.side = SideColumn(self.classes, self.split)
        row.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.filters)
        right.addWidget(self.filters.chips)
        self._right.addWidget(self.grid)
        self._right.addWidget(self.nothing)
        right.addWidget(self._right, 1)
        right.addWidget(self.selection)
        row.addLayout(right, 1)
        self.content.addLayout(row, 1)

    def _wire(self) -> None:
        self.model_button.clicked.connect(self.model_wanted)
        self.offer.acted.connect(self.best_wanted)
        self.header_actions.reload.clicked.connect(self.reload_wanted)
        self.header_actions.sort.clicked.connect(self.sort_wanted)
        self.header_actions.write.clicked.connect(self.write_wanted)
        self.header_actions.add.clicked.connect(lambda: self.receive.choose(self.header_actions.add))
        self.receive.class_wanted.connect(lambda: self.classes.namer.ask())
        self.notices.reload_wanted.connect(self.reload_wanted)
        self.notices.reading_wanted.connect(self.reading_wanted)
        self.split.edit_wanted.connect(self.edit_wanted)
        self.grid.edit_wanted.connect(self.edit_wanted)
        self.classes.chosen.connect(self._choose)
        self.classes.edit_wanted.connect(self.edit_wanted)
        self.classes.list.dropped.connect(self._dropped)
        self.filters.changed.connect(self._choose)
        self.filters.more.renewed.connect(lambda: self.grid.show_found(found_marks(self.filters.more.findings)))
        self.tile_size.valueChanged.connect(self.grid.set_chosen_tile)
        self.grid.shown_changed.connect(self._say_shown)
        self.grid.unreadable_changed.connect(self._show_findings)
        self.grid.opened.connect(self.open_larger)
        self.grid.place_wanted.connect(lambda picture: self.show_place(self._path(picture)))
        self.nothing.all_wanted.connect(self.show_all)
        self.nothing.add_wanted.connect(self.classes.list.add_wanted)
        self.larger.edit_wanted.connect(self.edit_wanted)
        self.larger.shown.connect(self.larger_shown)
        self.width_class_changed.connect(self._fit)
        self.trouble.dismissed.connect(self.trouble.hide)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        for part in (self.undoing, self.undo_buttons, self.grid):
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.reload_wanted.emit)
        theme().changed.connect(self._recolour)

    # What is shown ---------------------------------------------------------------------------------------------

    def show_dataset(self, dataset: Dataset, seconds: float, redoable: Edit | None = None) -> None:
        """Show a dataset; after an edit of the one that shows, filters, size and position stay."""
        before, self._dataset = self._dataset, dataset
        same = before is not None and _same_pictures(before, dataset)
        self.header.set_title(name_of(dataset))
        if before is None or before.catalogue is not dataset.catalogue:
            self.notices.show_dataset(dataset)
            self.grid.forget_unreadable()
        self.header.set_facts(*data_words.facts(dataset, seconds))
        self.split.set_dataset(dataset)
        self.undoing.show_dataset(dataset)
        self.header_actions.show_dataset(dataset, redoable)
        self.receive.show_dataset(dataset)
        self.grid.redoable = redoable
        self.filters.show_dataset(dataset)
        if before is not None and same:
            self._keep_class(before, dataset)
            self._choose(resplit=dataset)
            self._show_findings()
            self.larger.follow(dataset)
            return
        self.preview.dismiss()
        self.trouble.hide()
        self.classes.set_dataset(dataset)
        self.filters.show_all()
        self._thumbnails.forget_failures()
        self.grid.set_dataset(dataset)
        self._show_findings(another=True)

    def _class_name(self, label: int) -> str:
        return listed(self._dataset)[label] if self._dataset is not None else ""

    def _dropped(self, label: int) -> None:
        """Give the class to the pictures that were dragged onto it."""
        if self._dataset is not None:
            some = selected(self._dataset, self.grid.dragged)
            if (edit := moved_to(some, self._class_name(label))) is not None:
                self.edit_wanted.emit(edit)

    def _keep_class(self, before: Dataset, dataset: Dataset) -> None:
        """Show the counts after an edit; the chosen class stays chosen while it is listed."""
        names = listed(dataset)
        if _numbers(before) == _numbers(dataset) and listed(before) == names:
            return
        label = self.classes.list.current()
        name = name_now(listed(before)[label], before.edits, dataset.edits) if label != ALL else None
        self.classes.set_dataset(dataset, names.index(name) if name in names else ALL)

    def show_all(self) -> None:
        """Take every filter away."""
        self.filters.show_all()
        self.classes.list.choose(ALL)
        self._choose()

    def open_larger(self, picture: int) -> None:
        """Show one picture over the room."""
        if self._dataset is not None:
            pictures = Among(
                holds=lambda path: self._beside(path, 0) == path,
                neighbour=self._beside,
                follow=self._follow_larger,
                left=lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason),
            )
            self.larger.open(self._dataset, self._path(picture), pictures)

    def _follow_larger(self, path: str) -> None:
        if (picture := self._index(path)) >= 0:
            self.grid.make_current(picture)

    def _index(self, path: str) -> int:
        """The index of a picture, which mostly is the current one."""
        if self._dataset is None:
            return -1
        here = self.grid.current_picture()
        return here if here is not None and self._path(here) == path else index_of(self._dataset, path)

    def _path(self, picture: int) -> str:
        assert self._dataset is not None  # there are no pictures without
        return pictures_of(self._dataset)[picture].path

    def _beside(self, path: str, step: int) -> str | None:
        """The path of the picture that shows so many steps from one, if there is one."""
        picture = self._index(path)
        there = self.grid.neighbour(picture, step) if picture >= 0 else None
        return None if there is None else self._path(there)

    def _choose(self, _value: object = None, *, resplit: Dataset | None = None) -> None:
        label = self.classes.list.current()
        words, order = self.search.text(), self.filters.order()
        tests = self.filters.more.tests()
        self.grid.choose(None if label == ALL else label, self.filters.part(), words, resplit, order, tests)

    def _show_findings(self, *, another: bool = False) -> None:
        """List the findings, and first how many pictures were unreadable when they came into view."""
        lines = data_words.findings(self._dataset.findings) if self._dataset else []
        if number := self.grid.unreadable():
            text = trn(
                "{count} picture could not be shown so far.", "{count} pictures could not be shown so far.", number
            )
            lines.insert(0, (text, True))
        self.findings.set_findings(lines, fold=another)

    def _say_shown(self, shown: int, total: int) -> None:
        self.filters.say_shown(shown, total)
        if not shown:
            self.nothing.explain(self._dataset, self.classes.list.current())
        self._right.setCurrentWidget(self.grid if shown else self.nothing)

    def shown(self) -> str:
        """Return how many pictures show, in words; "" if all do."""
        return self.filters.shown()

    def show_place(self, picture: str) -> None:
        """Show the folder of a picture, by its path in the dataset."""
        assert self._dataset is not None  # there are no pictures without
        if show_place(self._dataset.root / picture, self.trouble):
            self.trouble.hide()

    def _fit(self, width_class: str) -> None:
        narrow = width_class == "narrow"
        self.filters.set_narrow(narrow)
        self.findings.set_narrow(narrow)
        self.header_actions.fit(narrow=narrow)

    def _recolour(self) -> None:
        if self._dataset is not None:
            self.classes.repaint_colours(self._dataset)


def _numbers(dataset: Dataset) -> tuple[int, ...]:
    return (*dataset.counts(), len(dataset.unlabelled))


def _same_pictures(one: Dataset, other: Dataset) -> bool:
    """Whether they differ in edits alone, or show the same files."""
    before, now = one.catalogue, other.catalogue
    if before is now:
        return True
    if one.root != other.root or before.classes != now.classes or len(before.pictures) != len(now.pictures):
        return False
    return all(a.path == b.path for a, b in zip(before.pictures, now.pictures, strict=True))
