"""Giving pictures their classes while they are sorted: by keys, names and drags, and by accepting proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import ClearLabels, MovePictures, SortPictures
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.gui.rooms.data.picture_menu import moved_to, selected
from resnet_studio.gui.rooms.data.sort.keys import NEW, NEXT_OPEN, NOT_SURE, class_of
from resnet_studio.gui.rooms.data.sort.view import SortView
from resnet_studio.gui.rooms.data.undoing import Undoing
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader


class Labelling(SortView):
    """The page with what gives labels. Signal: ``edit_wanted(object)``, an `Edit`.

    Attributes:
        renewing: says whether proposals are about to change, so that no row is accepted that a person has not seen.
        undoing: says what was taken back, or replaced.
    """

    edit_wanted = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(thumbnails, parent)
        self.renewing: Callable[[], bool] = lambda: False
        self.undoing = Undoing(self)
        self.undoing.first = self._take_back
        self._said_in: dict[Edit, dict[str, str]] = {}  # what was corrected of the proposals that an edit accepted

    def want(self, edit: Edit) -> None:
        """Have an edit made. Where it takes labels from pictures for those of others, say so, with Undo."""
        number = self.known.replaced(edit) if self.known is not None else 0
        self.edit_wanted.emit(edit)  # which shows the dataset with it
        self.undoing.say_replaced(edit, number)

    def accept(self) -> None:
        """Accept the proposals that are selected, or those of the row in focus, with what was corrected; elsewhere, go
        on to the proposals.
        """
        if self.mode != "proposed":
            if self.known is not None and any(self.known.proposed_counts):
                self.go_to("proposed")
        else:
            self._accept(self.acting().chosen() or self._row(self.grid.row()))

    def accept_class(self) -> None:
        """Accept the proposals of the one class that shows, or those of them that are selected."""
        self._accept(self.grid.chosen() or self.grid.paths)

    def _accept_row(self, row: int) -> None:
        """Accept what is selected in a row, or all of it. It gets the focus: the next pictures may follow there."""
        paths = self._row(row)
        self.grid.go_to(self.grid.place_of(paths[0]))
        self._accept(self.grid.chosen(paths) or paths)

    def _row(self, row: int) -> Sequence[str]:
        """The proposals of a row; where those of one class show, all of them."""
        return self.grid.in_row(row) if self.by_rows else self.grid.paths

    def _accept(self, paths: Sequence[str]) -> None:
        """Accept these proposals, if a person can have seen them: all are drawn, and no others are about to come."""
        grid = self.grid if not paths or self._in_rows(paths) else self.least.grid
        if not grid.drawn(paths):
            grid.viewport().update()  # which asks again for those that are missing
        elif not self.renewing():
            self._decide(self.corrections.decided(paths))

    def _decide(self, found: Sequence[tuple[int, list[str]]]) -> None:
        """Give pictures these classes, by one edit."""
        assert self.known is not None  # there are no proposals without
        decided = [(path, self.class_name(label)) for label, some in found for path in some]
        paths, names = tuple(path for path, _ in decided), tuple(name for _, name in decided)
        if names:
            edit = MovePictures(paths, names[0]) if len(set(names)) == 1 else SortPictures(paths, names)
            said = self.corrections.said_of(paths)
            self._said_in[edit] = {path: self.class_name(label) for path, label in said.items()}
            self.want(edit)
        if not self.known.dataset.unlabelled:
            self.go_to("open")

    def _take_back(self) -> bool:
        """Take the last correction of proposals back; whether there was one."""
        if found := self.mode == "proposed" and self.corrections.take_back():
            self.say_proposed()
            self.grid.viewport().update()
        return found

    def said_in(self, undone: Edit | None) -> dict[str, str]:
        """The classes that a person gave pictures instead of the proposed ones, where this edit accepted these."""
        return self._said_in.get(undone, {}) if isinstance(undone, MovePictures | SortPictures) else {}

    def _typed(self, key: str) -> None:
        assert self.known is not None  # there are no pictures without
        if key == NEW:
            self.side.ask(pictures=len(self.acting().targets()))
        elif key == NOT_SURE:
            self._put_aside()
        elif key == NEXT_OPEN:
            self._next_open()
        elif self.mode == "proposed" and key.isalpha() and self.acting() is self.grid:
            if self.corrections.turn(key):
                self.say_proposed()
                self.grid.viewport().update()
        elif (label := class_of(key)) is not None and label < len(self.known.dataset.all_classes):
            self._label(label, self.acting().targets())

    def _label(self, label: int, paths: Sequence[str]) -> None:
        """Give the class to pictures; of a row of proposals, only when the row is accepted."""
        if not paths:
            return
        if self._in_rows(paths):
            self.corrections.set(dict.fromkeys(paths, label))
            self.grid.clear()
            self.say_proposed()
        else:
            self.want(MovePictures(tuple(paths), self.class_name(label)))

    def _in_rows(self, paths: Sequence[str]) -> bool:
        """Whether pictures are among the proposals, which are corrected before they are accepted."""
        return self.mode == "proposed" and self.corrections.proposed(paths[0]) is not None

    def _dropped(self, label: int) -> None:
        assert self.known is not None  # there are no pictures without
        dragged = self.acting().dragged
        if moved_to(selected(self.known.dataset, dragged), self.class_name(label)) is not None:
            self._label(label, dragged)

    def _clear_labels(self) -> None:
        assert self.known is not None  # there are no pictures without
        if paths := tuple(path for path in self.acting().targets() if path not in self.known.classless):
            self.want(ClearLabels(paths))

    def _put_aside(self) -> None:
        """Leave what is selected for later; typed again there, it is no longer left."""
        assert self.known is not None  # there are no pictures without
        if there := tuple(path for path in self.acting().targets() if path in self.known.classless):
            self.want(SetAside(there, not self.known.dataset.aside.issuperset(there)))

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

    def _named(self, name: str, before: str) -> None:
        """Rename a class that has been called `before`; or give pictures the class of that name, also a new one."""
        assert self.known is not None  # the field is shown after that
        classes = self.known.dataset.all_classes
        if before:
            if before in classes:  # it may be gone since the field was shown
                self.want(RenameClass(before, name))
            return
        paths = self.acting().targets() if self.side.of_pictures else self.acting().chosen()
        if not paths:
            if not self.side.list.choose_name(name):
                self.want(AddClass(name))
        elif name in classes:
            self._label(classes.index(name), paths)
        elif self._in_rows(paths):
            self.want(AddClass(name))
            self._label(len(classes), paths)
        else:
            self.want(LabelAsNew(tuple(paths), name))
