"""A grid of pictures of which several can be selected, by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.dragged_picture import DRAGGED, drag_of
from resnet_studio.gui.rooms.data.selection import Selection
from resnet_studio.gui.theme.held_keys import is_delete, is_repeat
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.pictures import TileGrid

_FLAG: Final = 22
_ADDS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
"""With Space: on a Mac these are Cmd and Ctrl, and the system may keep Cmd+Space for itself."""
_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class SelectGrid(TileGrid):
    """Arrow keys move; with Shift they select a range, with Ctrl they keep what is selected. Ctrl+Space adds, Ctrl+A
    selects all, Escape selects nothing; so do clicks with Shift, with Ctrl, and beside the pictures.

    Signals, beside those of ``TileGrid``: ``selected(int)``, how many are; ``out_wanted()``, Delete;
    ``copy_wanted()``, Ctrl+C. ``menu_asked`` comes after what the menu is of was selected.

    Attributes:
        dragged: the pictures that are dragged, or were last: others may be current when they are dropped.
    """

    selected = Signal(int)
    out_wanted = Signal()
    copy_wanted = Signal()
    dragged: tuple[str, ...] = ()
    _pressed: QPoint | None = None
    _later: int | None = None  # what a click selects when it is not the beginning of a drag

    @cached_property
    def selection(self) -> Selection:
        """Which places are selected."""
        return Selection()

    def set_count(self, count: int) -> None:
        """As of ``TileGrid``; nothing is selected then."""
        self.selection.start(-1)
        super().set_count(count)

    def begin(self, current: int, places: Iterable[int] = ()) -> None:
        """Make a tile of another list current, and select some; one of these is current where no other is."""
        chosen = set(places)
        current = min(chosen, default=-1) if current < 0 else current
        self.selection.start(current, chosen)
        self.set_current(current)
        self.changed()

    def select(self, place: int, *, extend: bool = False, add: bool = False) -> None:
        """Make a picture current; select the range up to it, or add it alone."""
        if add:
            self.selection.toggle(place)
        else:
            self.selection.move(place, extend=extend)
        self.set_current(place)
        self.changed()

    def go_to(self, place: int) -> None:
        """Make a picture current; what is selected stays so."""
        self.selection.current = place
        self.set_current(place)

    def clear(self) -> None:
        """Select nothing."""
        self.selection.clear()
        self.changed()

    def changed(self) -> None:
        """Show and say that something else is selected."""
        self.viewport().update()
        self.selected.emit(self.number_selected())

    def number_selected(self) -> int:
        """How many pictures are selected."""
        return len(self.selection.places)

    def targets(self) -> list[str]:
        """The paths of the pictures that are selected, or of the current one."""
        raise NotImplementedError

    def _pixmap(self, path: str, side: int) -> QPixmap | None:
        """A picture by its path; None where it is not decoded yet."""
        raise NotImplementedError

    def describe(self, text: str) -> None:
        """Say to those who do not see it what the current picture is, and whether it is selected."""
        chosen = self.current() in self.selection.places
        self.setAccessibleDescription(tr("{what:plain}, selected", what=text) if chosen else text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Held keys go on through the pictures, and do nothing else: an edit is of pictures that a person looks at."""
        if not is_repeat(event) or self.place_after(event.key()) is not None:
            self.key_pressed(event)

    def key_pressed(self, event: QKeyEvent) -> None:
        """Do what a key does."""
        key, modifiers = event.key(), event.modifiers()
        if (place := self.place_after(key)) is not None:
            if modifiers & _CONTROL:
                self.go_to(place)
            else:
                self.select(place, extend=bool(modifiers & _SHIFT))
        elif key == Qt.Key.Key_Escape and self.selection.places:
            self.clear()
        elif key == Qt.Key.Key_A and modifiers & _CONTROL:
            self.selection.all(self.count())
            self.changed()
        elif self.current() < 0:
            event.ignore()
        elif key == Qt.Key.Key_Space and modifiers & _ADDS:
            self.select(self.current(), add=True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.current())
        elif is_delete(event):
            self.out_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.index_at(event.position().toPoint())
        self._pressed = self._later = None
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if place < 0:
            self.clear()
            return
        extend, add = bool(event.modifiers() & _SHIFT), bool(event.modifiers() & _CONTROL)
        self._pressed = event.position().toPoint()
        if place in self.selection.places and not extend and not add:
            self._later = place  # all that is selected may be dragged from here
        else:
            self.select(place, extend=extend, add=add)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._later is not None:
            self.select(self._later)
        self._pressed = self._later = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance() and self.targets():
            self._pressed = self._later = None
            self.drag().exec(Qt.DropAction.CopyAction)

    def drag(self) -> QDrag:
        """A drag of what is selected."""
        self.dragged = tuple(self.targets())
        return drag_of(self, self._pixmap(self.dragged[0], DRAGGED), len(self.dragged))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.index_at(event.pos())
        if event.reason() != QContextMenuEvent.Reason.Keyboard and place >= 0:
            if place in self.selection.places:
                self.go_to(place)
            else:
                self.select(place)
        super().contextMenuEvent(event)


def paint_flag(painter: QPainter, rect: QRect, name: str, *, chosen: bool) -> None:
    """Paint an icon into the upper right corner of a tile, which is selected or not."""
    flag = QRect(rect.right() - _FLAG, rect.top() + 1, _FLAG, _FLAG)
    paint_box(painter, flag, 6, "accent" if chosen else "surface", None if chosen else "line2")
    paint_icon(painter, flag, name, "on_accent" if chosen else "text", 14)
