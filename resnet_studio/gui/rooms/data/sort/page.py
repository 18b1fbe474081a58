"""Sorting pictures into classes, from a heap or again: by keys, by names, by drag, and by rows of proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import ClearLabels, MovePictures, SortPictures
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.runs.moved_pictures import Moves
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.larger import Among, LargePicture
from resnet_studio.gui.rooms.data.picture_menu import (
    add_edits_of,
    add_ways,
    copy_paths,
    moved_to,
    selected,
    show_place,
    turned_out,
)
from resnet_studio.gui.rooms.data.receive import Receive
from resnet_studio.gui.rooms.data.sort.hints import words_of_selected
from resnet_studio.gui.rooms.data.sort.keys import NEW, NEXT_OPEN, NOT_SURE, class_of, sign_of
from resnet_studio.gui.rooms.data.sort.nothing import is_class_out
from resnet_studio.gui.rooms.data.sort.order import Mode
from resnet_studio.gui.rooms.data.sort.view import CLASSLESS, SortView
from resnet_studio.gui.rooms.data.sort.where import where_files_are
from resnet_studio.gui.rooms.data.undoing import Undoing, add_undo
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.passing_menu import passing_menu


class SortPage(SortView):
    """Signals: ``edit_wanted(object)``, an `Edit`; ``undo_wanted()``; ``redo_wanted()``; ``pictures_wanted()``, show
    the page of the dataset; ``model_wanted()``; ``read(object)``, a `Dataset` shows that was just read.

    Attributes:
        renewing: says whether proposals are about to change, so that no row is accepted that a person has not seen.
    """

    edit_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    pictures_wanted = Signal()
    model_wanted = Signal()
    larger_shown = Signal()
    read = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.renewing: Callable[[], bool] = lambda: False
        self._redoable: Edit | None = None
        self.larger = LargePicture(self)
        self.preview = self.larger.preview
        self.receive = Receive(self, self.side.list, self.class_name)
        self.undoing, self.trouble = Undoing(self), NoticeBar()
        receive = self.receive
        self.stack.add(receive.gone, receive.away, receive.notice, self.trouble, self.undoing)
        self._wire()

    def show_dataset(self, dataset: Dataset, redoable: Edit | None = None) -> None:
        """Show a dataset; after an edit of the one that shows, mode and place stay."""
        if just_read := self.known is None or self.known.dataset.catalogue is not dataset.catalogue:
            self.preview.dismiss()
            self.trouble.hide()
        super().show_dataset(dataset)
        self.undoing.show_dataset(dataset)
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
        self.line.accepted.connect(self.accept)
        self.next_button.clicked.connect(self._next_open)
        self.rows.accepted.connect(self._accept_row)
        self.grid.current_changed.connect(self.name_row)
        self.grid.drawn_changed.connect(self.say_proposed, Qt.ConnectionType.QueuedConnection)  # not while it paints
        self.modes.changed.connect(lambda key: self.go_to(cast(Mode, key)))
        self.side.list.chosen.connect(self._choose)
        self.side.list.dropped.connect(self._dropped)
        self.side.list.rename_wanted.connect(self.side.ask)
        self.side.list.edit_wanted.connect(self.edit_wanted)
        self.side.named.connect(self._named)
        self.side.left.connect(lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason))
        self.grid.typed.connect(self._typed)
        self.grid.accepted.connect(self.accept)
        self.grid.cleared.connect(self._clear_labels)
        self.grid.selected.connect(self._say_selected)
        self.grid.activated.connect(self._open)
        self.grid.resized.connect(self._fit_row)
        self.grid.menu_asked.connect(lambda place, where: self.menu(place).popup(where))
        self.grid.out_wanted.connect(self._leave_out)
        self.grid.copy_wanted.connect(self._copy_paths)
        self.tile_size.valueChanged.connect(self._size)
        self.trouble.dismissed.connect(self.trouble.hide)
        self.larger.edit_wanted.connect(self.edit_wanted)
        self.larger.shown.connect(self.larger_shown)
        for part in (self.undoing, self.card):
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys with a sign are for the pictures, also while a button has the keyboard."""
        if sign_of(event) and self.grid.isVisible() and self.preview.isHidden():
            self.grid.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    # Intents ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Accept the proposals that show, with what was corrected; elsewhere, go on to the proposals."""
        if self.mode != "proposed":
            if self.known is not None and any(self.known.proposed_counts):
                self.go_to("proposed")
        else:
            self._accept(self.grid.in_row(self.grid.row()) if self.by_rows else self.grid.paths)

    def _accept_row(self, row: int) -> None:
        """Accept one of the rows, which gets the focus: the next pictures of its class may follow there."""
        self.grid.select(row * self.grid.columns())
        self._accept(self.grid.in_row(row))

    def _accept(self, paths: Sequence[str]) -> None:
        """Accept these proposals, if a person can have seen them: all are drawn, and no others are about to come."""
        if not self.grid.drawn(paths):
            self.grid.viewport().update()  # which asks again for those that are missing
        elif not self.renewing():
            self._decide(self.corrections.decided(paths))

    def _decide(self, found: Sequence[tuple[int, list[str]]]) -> None:
        """Give pictures these classes, by one edit."""
        assert self.known is not None  # there are no proposals without
        decided = [(path, self.class_name(label)) for label, some in found for path in some]
        paths, names = tuple(path for path, _ in decided), tuple(name for _, name in decided)
        if len(set(names)) == 1:
            self.edit_wanted.emit(MovePictures(paths, names[0]))
        elif names:
            self.edit_wanted.emit(SortPictures(paths, names))
        if not self.known.dataset.unlabelled:
            self.go_to("open")

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

    def _typed(self, key: str) -> None:
        assert self.known is not None  # there are no pictures without
        if key == NEW:
            self.side.ask()
        elif key == NOT_SURE:
            self._put_aside()
        elif key == NEXT_OPEN:
            self._next_open()
        elif self.mode == "proposed" and key.isalpha():
            if self.corrections.turn(key):
                self.say_proposed()
                self.grid.viewport().update()
        elif (label := class_of(key)) is not None and label < len(self.known.dataset.all_classes):
            self._label(label, self.grid.targets())

    def _label(self, label: int, paths: Sequence[str]) -> None:
        """Give the class to pictures; of a row of proposals, only when the row is accepted."""
        if not paths:
            return
        if self.mode == "proposed":
            self.corrections.set(paths, label)
            self.grid.clear()
            self.say_proposed()
        else:
            self.edit_wanted.emit(MovePictures(tuple(paths), self.class_name(label)))

    def _dropped(self, label: int) -> None:
        assert self.known is not None  # there are no pictures without
        if moved_to(selected(self.known.dataset, self.grid.dragged), self.class_name(label)) is not None:
            self._label(label, self.grid.dragged)

    def _clear_labels(self) -> None:
        assert self.known is not None  # there are no pictures without
        if paths := tuple(path for path in self.grid.targets() if path not in self.known.classless):
            self.edit_wanted.emit(ClearLabels(paths))

    def menu(self, place: int) -> QMenu:
        """Return the menu of what is selected, or of the picture at a place where nothing is."""
        assert self.known is not None  # there are no pictures without
        dataset, path, grid = self.known.dataset, self.grid.paths[place], self.grid
        some, menu = selected(dataset, grid.targets() if grid.selection.places else (path,)), passing_menu(grid)
        file = dataset.root / path
        add_ways(
            menu, dataset, some.paths, "Space", lambda: self._open(place), lambda: show_place(file, self.trouble)
        )  # fmt: skip
        add_edits_of(menu, some, self.edit_wanted.emit)
        add_undo(menu, dataset, self._redoable, self.undo_wanted.emit, self.redo_wanted.emit)
        return menu

    def _leave_out(self) -> None:
        assert self.known is not None  # there are no pictures without
        if (edit := turned_out(selected(self.known.dataset, self.grid.targets()))) is not None:
            self.edit_wanted.emit(edit)

    def _copy_paths(self) -> None:
        assert self.known is not None  # there are no pictures without
        copy_paths(self.known.dataset, self.grid.targets())

    def _size(self, size: int) -> None:
        self.grid.set_tile(size)
        self._fit_row()

    def _put_aside(self) -> None:
        """Leave what is selected for later; typed again there, it is no longer left."""
        assert self.known is not None  # there are no pictures without
        if there := tuple(path for path in self.grid.targets() if path in self.known.classless):
            self.edit_wanted.emit(SetAside(there, not self.known.dataset.aside.issuperset(there)))

    def _next_open(self) -> None:
        """Go to the next picture without a class."""
        assert self.known is not None  # there are no pictures without
        waiting = self.known.classless
        paths, here = self.grid.paths, self.grid.current()
        later = [place for place in range(here + 1, len(paths)) if paths[place] in waiting]
        if later:
            self.grid.select(later[0])
        elif self.mode != "open":
            self.go_to("open")
        else:
            self.grid.select(next((place for place, path in enumerate(paths) if path in waiting), here))

    def _choose(self, label: int) -> None:
        self.one_class, self.all_classes = label != ALL, label == ALL
        self.go_to("labelled" if self.mode in CLASSLESS and label != ALL else self.mode)

    def _named(self, name: str, before: str) -> None:
        """Rename a class that has been called `before`; or make one, and label with it what is selected."""
        assert self.known is not None  # the field is shown after that
        classes = self.known.dataset.all_classes
        if before:
            if before in classes:  # it may be gone since the field was shown
                self.edit_wanted.emit(RenameClass(before, name))
            return
        paths = self.grid.targets()
        chosen = name in classes or bool(self.grid.selection.places)
        if name not in classes:
            self.edit_wanted.emit(AddClass(name))
        if chosen and name in self.known.dataset.all_classes:
            self._label(self.known.dataset.all_classes.index(name), paths)

    def _say_selected(self, number: int) -> None:
        self.selected.setText(*words_of_selected(number, self.known, self.mode) if number else ("",))

    # Larger ----------------------------------------------------------------------------------------------------

    def _open(self, place: int) -> None:
        assert self.known is not None  # there are no pictures without
        if path := self.grid.paths[place]:
            pictures = Among(
                holds=lambda path: self.grid.place_of(path) >= 0,
                neighbour=self.grid.beside,
                follow=lambda path: self.grid.go_to(place) if (place := self.grid.place_of(path)) >= 0 else None,
                left=lambda: self.grid.setFocus(Qt.FocusReason.OtherFocusReason),
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
