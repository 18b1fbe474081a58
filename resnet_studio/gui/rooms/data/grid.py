"""The pictures of a dataset as tiles: only visible ones are loaded and painted, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.by_hand import Change, changes
from resnet_studio.core.dataset.catalogue import PART_NAMES, UNLABELLED, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.gui.rooms.data.changes import change_text, paint_mark, was_text
from resnet_studio.gui.rooms.data.filter import IN_TURN, Filter, Order, Shown, class_name, pictures_of
from resnet_studio.gui.rooms.data.found_marks import FoundMark
from resnet_studio.gui.rooms.data.picture_menu import (
    add_edits_of,
    add_ways,
    copy_paths,
    selected,
    turned_out,
)
from resnet_studio.gui.rooms.data.select_grid import SelectGrid, paint_flag
from resnet_studio.gui.rooms.data.tile_caption import CAPTION_HEIGHT, paint_caption
from resnet_studio.gui.rooms.data.undoing import add_undo
from resnet_studio.gui.rooms.data.words import part_of
from resnet_studio.gui.theme.tokens import NARROW_WINDOW
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.pictures import paint_picture

SMALLEST_TILE, USUAL_TILE, LARGEST_TILE = 72, 140, 320
_NARROW_SCALE: Final = 1.2  # a small window shows four larger columns instead of five


class PictureGrid(SelectGrid):
    """Signals, beside those of ``SelectGrid``: ``opened(int)``, a picture's index in the catalogue, to be shown larger;
    ``place_wanted(int)``, whose folder is to be shown; ``shown_changed(int, int)``, pictures that show and all;
    ``unreadable_changed()``, another picture could not be shown; ``edit_wanted(object)``, an `Edit` of pictures;
    ``undo_wanted()``, ``redo_wanted()``. An index of a picture is one into ``pictures_of(dataset)``.
    """

    opened = Signal(int)
    place_wanted = Signal(int)
    shown_changed = Signal(int, int)
    unreadable_changed = Signal()
    edit_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(self._paint_tile, tile=USUAL_TILE, caption=CAPTION_HEIGHT, tip=self._tip_of, parent=parent)
        self._thumbnails = thumbnails
        self._dataset: Dataset | None = None
        self.redoable: Edit | None = None  # what was taken back last
        self._filter: Filter | None = None
        self._pictures: tuple[Picture, ...] = ()
        self._changes: Mapping[str, Change] = {}
        self._found: Mapping[str, FoundMark] = {}
        self._asked: dict[str, int] = {}  # paths that were painted, and the pictures that they are
        self._unreadable: set[str] = set()
        self._chosen_tile, self._narrow = USUAL_TILE, False
        self.setAccessibleName(tr("Pictures"))
        thumbnails.loaded.connect(self._arrived)
        self.range_changed.connect(thumbnails.scrolled)
        self.activated.connect(lambda position: self.opened.emit(self.picture_at(position)))
        self.menu_asked.connect(lambda position, where: self.menu(self.picture_at(position)).popup(where))
        self.out_wanted.connect(self.leave_out)
        self.copy_wanted.connect(self._copy_paths)
        self.current_changed.connect(self._describe)
        self.selected.connect(lambda _: self._describe(self.current()))

    def set_dataset(self, dataset: Dataset) -> None:
        """Show the pictures of a dataset, all of them."""
        self._take(dataset).choose()
        self._asked.clear()
        self._unreadable.clear()
        self._thumbnails.cancel_pending()
        shown = len(dataset.pictures) + len(dataset.unlabelled)
        self.set_count(shown)
        self.begin(-1)
        self.shown_changed.emit(shown, shown)

    def _take(self, dataset: Dataset) -> Filter:
        made = self._filter = Filter(dataset, self._filter)
        self._dataset, self._pictures, self._changes = dataset, pictures_of(dataset), changes(dataset)
        return made

    def choose(
        self,
        label: int | None,
        part: Shown,
        words: str,
        resplit: Dataset | None = None,
        order: Order = IN_TURN,
        tests: Collection[Callable[[Picture], bool]] = (),
    ) -> None:
        """Show only some pictures, which meet all `tests`; those of them that were selected, or current, stay so.

        With ``resplit``, the same pictures after an edit, the scroll position stays, and what follows a current picture
        that is gone becomes current.
        """
        current, scrolled = self._current_path(), self.verticalScrollBar().value()
        chosen = set(self.targets()) if self.selection.places else set()
        following = self._following() if resplit is not None else None
        if resplit is not None:
            self._take(resplit)
        if self._filter is None or self._dataset is None:
            return
        self._filter.choose(label, part, words, order, tests)
        self._thumbnails.cancel_pending()
        self.set_count(len(self._filter))
        there = self._position_of(current) if current is not None else -1
        if there < 0 and following is not None:
            there = self._position_of(following)
        self.begin(there, self._positions_of(chosen))
        if resplit is not None:
            self.verticalScrollBar().setValue(scrolled)
        self.shown_changed.emit(len(self._filter), len(self._dataset.pictures) + len(self._dataset.unlabelled))

    def show_found(self, found: Mapping[str, FoundMark]) -> None:
        """Mark pictures of which a check has found something, by their paths."""
        self._found = found
        self.viewport().update()

    def set_chosen_tile(self, tile: int) -> None:
        """Choose the largest side of a square, px."""
        self._chosen_tile = tile
        self._fit_tile()

    def picture_at(self, position: int) -> int:
        """Return the index in the catalogue of the picture at a position."""
        assert self._filter is not None  # there are no positions without
        return self._filter.picture(position)

    def unreadable(self) -> int:
        """Return how many pictures of this dataset could not be shown so far."""
        return len(self._unreadable)

    def forget_unreadable(self) -> None:
        """Count from zero again: the folder has been read again, and what was missing may be back."""
        self._unreadable.clear()

    def current_picture(self) -> int | None:
        """Return the index in the catalogue of the current picture, if there is one."""
        return self.picture_at(self.current()) if self.current() >= 0 else None

    def _current_path(self) -> str | None:
        current = self.current_picture()
        return None if current is None else self._pictures[current].path

    def _position_of(self, path: str) -> int:
        """Where the picture of that path shows, or -1."""
        assert self._filter is not None  # there are no pictures without
        found = next((index for index, one in enumerate(self._pictures) if one.path == path), None)
        return -1 if found is None else self._filter.position(found)

    def _following(self) -> str | None:
        """The picture after the current one, or else before it, that is not selected."""
        if (here := self.current()) < 0:
            return None
        places = chain(range(here + 1, self.count()), range(here - 1, -1, -1))
        there = next((place for place in places if place not in self.selection.places), None)
        return None if there is None else self._pictures[self.picture_at(there)].path

    def _positions_of(self, paths: Collection[str]) -> list[int]:
        """Where those of some pictures are that show."""
        assert self._filter is not None  # there are no pictures without
        found = [index for index, one in enumerate(self._pictures) if one.path in paths] if paths else []
        return [position for index in found if (position := self._filter.position(index)) >= 0]

    def targets(self) -> list[str]:
        return [self._pictures[self.picture_at(place)].path for place in self.selection.targets()]

    def make_current(self, picture: int) -> None:
        """Make a picture (its index in the catalogue) current, if it shows; what is selected stays so."""
        if self._filter is not None and (position := self._filter.position(picture)) >= 0:
            self.go_to(position)

    def neighbour(self, picture: int, step: int) -> int | None:
        """Return the picture that shows ``step`` places after another one, or None at the ends."""
        assert self._filter is not None  # there are no pictures without
        position = self._filter.position(picture)
        there = position + step
        return self.picture_at(there) if position >= 0 and 0 <= there < len(self._filter) else None

    def menu(self, picture: int) -> QMenu:
        """Return the menu of what is selected, or of a picture where nothing is."""
        assert self._dataset is not None  # there are no pictures without
        paths = self.targets() if self.selection.places else (self._pictures[picture].path,)
        some = selected(self._dataset, paths)
        menu = passing_menu(self)
        add_ways(
            menu, self._dataset, some.paths, "Return", lambda: self.opened.emit(picture),
            lambda: self.place_wanted.emit(picture),
        )  # fmt: skip
        add_edits_of(menu, some, self.edit_wanted.emit)
        add_undo(menu, self._dataset, self.redoable, self.undo_wanted.emit, self.redo_wanted.emit)
        return menu

    def leave_out(self) -> None:
        """Leave out what is selected; or take it back, where all of it is left out."""
        if self._dataset is not None and (edit := turned_out(selected(self._dataset, self.targets()))) is not None:
            self.edit_wanted.emit(edit)

    def _copy_paths(self) -> None:
        assert self._dataset is not None  # there are no pictures without
        copy_paths(self._dataset, self.targets())

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.window().width() < NARROW_WINDOW
        if narrow != self._narrow:
            self._narrow = narrow
            self._fit_tile()
        super().resizeEvent(event)

    def _fit_tile(self) -> None:
        self.set_tile(round(self._chosen_tile * _NARROW_SCALE) if self._narrow else self._chosen_tile)

    def _arrived(self, path: str) -> None:
        picture = self._asked.get(path)
        if picture is None or self._filter is None:
            return
        if path not in self._unreadable and self._thumbnails.failed(Path(path)):
            self._unreadable.add(path)
            self.unreadable_changed.emit()
        first, last = self.visible_range()
        if first <= (position := self._filter.position(picture)) < last:
            self.update_tile(position)

    def _picture(self, position: int) -> tuple[Dataset, Picture]:
        assert self._dataset is not None  # there are no positions without
        return self._dataset, self._pictures[self.picture_at(position)]

    def _name(self, position: int) -> str:
        assert self._dataset is not None  # there are no positions without
        return class_name(self._dataset, self.picture_at(position))

    def _tip_of(self, position: int) -> str:
        dataset, picture = self._picture(position)
        problem = self._thumbnails.failed(dataset.absolute(picture))
        change = self._changes.get(picture.path)
        names = [printable(self._name(position))] + ([part_of(dataset, picture)] if picture.label != UNLABELLED else [])
        found = self._found.get(picture.path)
        said = change_text(change) if change else "", found.words if found else ""
        lines = (printable(picture.path), *names, printable(problem or ""), *said)
        return "\n".join(filter(None, lines))

    def _describe(self, position: int) -> None:
        if position < 0:
            self.setAccessibleDescription("")
            return
        dataset, picture = self._picture(position)
        values = {"path": picture.path, "name": self._name(position), "number": position + 1, "total": self.count()}
        text = tr("{path}, {name}, {number} of {total}", **values)
        if picture.label != UNLABELLED:
            text = tr("{path}, {name}, {part:plain}, {number} of {total}", part=part_of(dataset, picture), **values)
        change, found = self._changes.get(picture.path), self._found.get(picture.path)
        self.describe(". ".join((text, *([change_text(change)] if change else []), *([found.words] if found else []))))

    def _pixmap(self, path: str, side: int) -> QPixmap | None:
        assert self._dataset is not None  # there are no pictures without
        return self._thumbnails.pixmap(self._dataset.root / path, side, self.devicePixelRatioF(), self._dataset.scale)

    def _paint_tile(self, painter: QPainter, rect: QRect, position: int) -> None:
        assert self._dataset is not None  # there are no positions without
        dataset, index = self._dataset, self.picture_at(position)
        picture = self._pictures[index]
        path = dataset.absolute(picture)
        self._asked[str(path)] = index
        chosen = position in self.selection.places
        strong = chosen or position == self.current()
        pixmap = self._thumbnails.pixmap(path, rect.width(), painter.device().devicePixelRatio(), dataset.scale)
        unreadable = pixmap is None and self._thumbnails.failed(path) is not None
        paint_picture(painter, rect, pixmap, selected=strong, unreadable=unreadable)
        change = self._changes.get(picture.path)
        if change is not None:
            paint_mark(painter, rect, change)
        found = self._found.get(picture.path)
        if chosen or found is not None:
            paint_flag(painter, rect, "check" if chosen or found is None else found.icon, chosen=chosen)
        own = "" if picture.label == UNLABELLED else show(PART_NAMES[picture.part])  # without a class it is in no part
        beside = (was_text(change) if change else "") or own
        paint_caption(painter, rect, printable(class_name(dataset, index)), beside, strong=strong)
