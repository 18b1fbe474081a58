"""Sorting pictures into classes, from a heap or again: by keys, by names, by drag, and by rows of proposals."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.runs.moved_pictures import Moves
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.larger import Among, LargePicture
from resnet_studio.gui.rooms.data.picture_menu import (
    add_edits_of,
    add_ways,
    copy_paths,
    selected,
    show_place,
    turned_out,
)
from resnet_studio.gui.rooms.data.receive import Receive
from resnet_studio.gui.rooms.data.sort.grid import SortGrid
from resnet_studio.gui.rooms.data.sort.hints import words_of_selected
from resnet_studio.gui.rooms.data.sort.keys import sign_of
from resnet_studio.gui.rooms.data.sort.labelling import Labelling
from resnet_studio.gui.rooms.data.sort.nothing import is_class_out
from resnet_studio.gui.rooms.data.sort.order import Mode
from resnet_studio.gui.rooms.data.sort.view import CLASSLESS
from resnet_studio.gui.rooms.data.sort.where import where_files_are
from resnet_studio.gui.rooms.data.undoing import add_undo
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.passing_menu import passing_menu


class SortPage(Labelling):
    """Signals, beside that of `Labelling`: ``undo_wanted()``; ``redo_wanted()``; ``pictures_wanted()``, show the page
    of the dataset; ``model_wanted()``; ``read(object)``, a `Dataset` shows that was just read.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    pictures_wanted = Signal()
    model_wanted = Signal()
    larger_shown = Signal()
    read = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self._redoable: Edit | None = None
        self._done = ""  # what is said in the line above proposals of the edit that was taken back, or made again
        self.undoing.beside = self._say_beside
        self.larger = LargePicture(self)
        self.preview = self.larger.preview
        self.receive = Receive(self, self.side.list, self.class_name)
        self.trouble = NoticeBar()
        receive = self.receive
        self.stack.add(receive.gone, receive.away, receive.notice, self.trouble, self.undoing)
        self._wire()

    def show_dataset(self, dataset: Dataset, redoable: Edit | None = None) -> None:
        """Show a dataset; after an edit of the one that shows, mode and place stay."""
        if just_read := self.known is None or self.known.dataset.catalogue is not dataset.catalogue:
            self.preview.dismiss()
            self.trouble.hide()
            self.said_again.clear()
        elif redoable != self._redoable:
            self.said_again |= self.said_in(redoable)
        super().show_dataset(dataset)
        self.undoing.show_dataset(dataset)
        self._done = ""
        self._say_selected()
        self.receive.show_dataset(dataset)
        self.card.show_redoable(redoable)
        self._redoable = redoable
        self.larger.follow(dataset)
        if just_read:
            self.say_moved(dataset, None)
            self.read.emit(dataset)

    def say_moved(self, dataset: Dataset, moves: Moves | None) -> None:
        """Say where labels and files are; ``moves``, which of these were moved out of the dataset's folder."""
        self.header.set_facts(*where_files_are(dataset, moves))

    def _wire(self) -> None:
        self.model_button.clicked.connect(self.model_wanted)
        self.pictures_button.clicked.connect(self.pictures_wanted)
        self.nothing.acted.connect(self._leave_nothing)
        self.line.accepted.connect(self.accept_class)
        self.next_button.clicked.connect(self._next_open)
        self.rows.accepted.connect(self._accept_row)
        self.grid.current_changed.connect(self.name_row)
        self.grid.drawn_changed.connect(self.say_proposed, Qt.ConnectionType.QueuedConnection)  # not while it paints
        self.modes.changed.connect(lambda key: self.go_to(cast(Mode, key)))
        self.side.list.chosen.connect(self._choose)
        self.side.list.dropped.connect(self._dropped)
        self.side.list.rename_wanted.connect(self.side.ask)
        self.side.list.edit_wanted.connect(self.edit_wanted)
        self.side.new_button.clicked.connect(lambda: self.side.ask(pictures=self.acting().number_selected()))
        self.side.named.connect(self._named)
        self.side.left.connect(lambda: self.acting().setFocus(Qt.FocusReason.OtherFocusReason))
        for grid in (self.grid, self.least.grid):
            self._wire_grid(grid)
        self.grid.resized.connect(self._fit_row)
        self.tile_size.valueChanged.connect(self._size)
        self.trouble.dismissed.connect(self.trouble.hide)
        self.larger.edit_wanted.connect(self.edit_wanted)
        self.larger.shown.connect(self.larger_shown)
        self.card.undo_wanted.connect(self.undoing.undo)
        self.undoing.undo_wanted.connect(self.undo_wanted)
        for part in (self.undoing, self.card):
            part.redo_wanted.connect(self.redo_wanted)

    def _wire_grid(self, grid: SortGrid) -> None:
        grid.typed.connect(self._typed)
        grid.accepted.connect(self.accept)
        grid.cleared.connect(self._clear_labels)
        grid.selected.connect(lambda _number: self._say_selected())
        grid.activated.connect(partial(self._open, grid))
        grid.menu_asked.connect(lambda place, where: self.menu(grid, place).popup(where))
        grid.out_wanted.connect(self._leave_out)
        grid.copy_wanted.connect(self._copy_paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys with a sign are for the pictures, also while a button has the keyboard."""
        if sign_of(event) and self.grid.isVisible() and self.preview.isHidden():
            self.acting().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    # Intents ---------------------------------------------------------------------------------------------------

    def _leave_nothing(self) -> None:
        """Take the class back of which nothing shows, or show the page of the dataset."""
        classes = self.side.list
        if is_class_out(self.mode, classes) and (edit := classes.turned(classes.current())) is not None:
            self.edit_wanted.emit(edit)
        else:
            self.pictures_wanted.emit()

    def _fit_row(self) -> None:
        if not self.fits():
            self.refresh(keep=True)

    def menu(self, grid: SortGrid, place: int) -> QMenu:
        """Return the menu of what is selected in a grid, or of the picture at a place where nothing is."""
        assert self.known is not None  # there are no pictures without
        dataset, path = self.known.dataset, grid.paths[place]
        some, menu = selected(dataset, grid.targets() if grid.selection.places else (path,)), passing_menu(grid)
        file = dataset.root / path
        add_ways(
            menu, dataset, some.paths, "Space", lambda: self._open(grid, place), lambda: show_place(file, self.trouble)
        )  # fmt: skip
        add_edits_of(menu, some, self.want)
        add_undo(menu, dataset, self._redoable, self.undo_wanted.emit, self.redo_wanted.emit)
        return menu

    def _leave_out(self) -> None:
        assert self.known is not None  # there are no pictures without
        if (edit := turned_out(selected(self.known.dataset, self.acting().targets()))) is not None:
            self.edit_wanted.emit(edit)

    def _copy_paths(self) -> None:
        assert self.known is not None  # there are no pictures without
        copy_paths(self.known.dataset, self.acting().targets())

    def _size(self, size: int) -> None:
        self.grid.set_tile(size)
        self._fit_row()

    def _choose(self, label: int) -> None:
        self.one_class, self.all_classes = label != ALL, label == ALL
        self.go_to("labelled" if self.mode in CLASSLESS and label != ALL else self.mode, label)

    def _say_beside(self, done: str) -> bool:
        """Say it in a line that is there, where a notice took the room of proposals: letters stay at their pictures."""
        if beside := self.mode == "proposed":
            self._done = done
            self._say_selected()
        return beside

    def _say_selected(self) -> None:
        number = self.grid.number_selected()
        self.selected.setText(*words_of_selected(number, self.known, self.mode) if number else (self._done,))
        self.least.say_selected(self.least.grid.number_selected(), self.known)
        acting = self.acting()
        self.side.name_for(len(acting.targets()) if self.side.of_pictures else acting.number_selected())
        self.say_proposed()
        self.say_keys()

    # Larger ----------------------------------------------------------------------------------------------------

    def _open(self, grid: SortGrid, place: int) -> None:
        assert self.known is not None  # there are no pictures without
        if path := grid.paths[place]:
            pictures = Among(
                holds=lambda path: grid.place_of(path) >= 0,
                neighbour=grid.beside,
                follow=lambda path: grid.go_to(place) if (place := grid.place_of(path)) >= 0 else None,
                left=lambda: grid.setFocus(Qt.FocusReason.OtherFocusReason),
                says=self._proposed,
            )
            self.larger.open(self.known.dataset, path, pictures)

    def _proposed(self, path: str) -> str:
        """What is proposed for a picture, or was corrected; empty for one that has a class, or no proposal."""
        known = self.known
        if known is None or path not in known.classless:
            return ""
        look = self.look(path)
        if not look.changed:
            look = self.corrections.look(path, known, proposed=False)
        return " ".join((look.words, look.beside)).strip() if look.changed or look.beside else ""
