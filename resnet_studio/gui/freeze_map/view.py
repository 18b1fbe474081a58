"""The freeze map: a drawing of the network in which the user selects the layers to freeze."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import HEAD, Architecture, architecture, frozen_units
from resnet_studio.gui.freeze_map import describe
from resnet_studio.gui.freeze_map.cells import Cell
from resnet_studio.gui.freeze_map.choice import boundary, toggled, up_to
from resnet_studio.gui.freeze_map.layout import Box, Layout, lay_out
from resnet_studio.gui.freeze_map.paint import Scene, paint_map
from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.theme.tokens import RADIUS_ACTION
from resnet_studio.gui.widgets.text import plain_tip

HEIGHT: Final = 286
LEAST_HEIGHT: Final = 220  # a window on a screen of 1366 x 768 then has room for it without scrolling
LOW_HEIGHT: Final = 200  # in the smallest window: 70 %
SHORT_HEIGHT: Final = 190  # in a short one, so that it is seen as a whole
MOST_HEIGHT: Final = 720
_GRAB = 6.0  # px beside the boundary's line that still grab it


class FreezeMap(QWidget):
    """The drawn network. It shows what it is given and requests changes by a signal; it changes nothing itself.

    Tab goes from stage to stage, Down and Up into its blocks. Space freezes or unfreezes the focused part, Return
    freezes everything before it, Left and Right move the boundary.

    Signals:
        frozen_wanted(object): the names to freeze, in canonical form.
    """

    frozen_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Architecture = architecture(18)
        self._classes: tuple[str, ...] = ()
        self._image_size = 224
        self._frozen: tuple[str, ...] = ()
        self._why_not = ""
        self._picture: QPixmap | None = None
        self._layout: Layout | None = None
        self._hovered: Box | None = None
        self._hovered_cell: Cell | None = None
        self._dragging = False
        self._focused = (0, -1)  # number of the box, number of the cell in it or -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setProperty("focusRadius", RADIUS_ACTION)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_low(False)

    # What is shown ----------------------------------------------------------------------------------------------

    def show_network(
        self,
        network: Architecture,
        image_size: int,
        classes: tuple[str, ...],
        frozen: tuple[str, ...] = (),
        why_not: str = "",
    ) -> None:
        """Draw a network with its frozen part.

        Args:
            network: what is drawn.
            image_size: side of its square input, px.
            classes: names at the head; none while there is no dataset.
            frozen: stages and blocks in canonical form (`normalise_frozen`).
            why_not: why nothing can be frozen now, in a sentence; empty if it can.
        """
        if network is not self._network:
            self._focused = (min(self._focused[0], len(network.stage_names)), -1)
        self._network, self._image_size, self._classes = network, image_size, classes
        self._frozen, self._why_not = frozen, why_not
        self._layout = None
        self._hovered = self._hovered_cell = None  # the next move of the pointer finds them in the new layout
        self._update_accessible_name()
        self.setAccessibleDescription(describe.summary(network, frozen, len(classes)))
        self.update()
        refresh_ring(self)

    def set_picture(self, picture: QPixmap | None) -> None:
        """Show a picture where the network takes its input."""
        self._picture = picture
        self.update()

    def set_low(self, low: bool, *, short: bool = False, crowded: bool = False) -> None:
        """Take 70 % of the usual height, for the smallest windows; a little less where these are short, too.

        ``crowded``, it does without the height that it can spare, for a notice above it.
        """
        least = (SHORT_HEIGHT if short or crowded else LOW_HEIGHT) if low or crowded else LEAST_HEIGHT
        self.setMinimumHeight(least)
        self.setMaximumHeight(MOST_HEIGHT)
        self._height = least if low or crowded else HEIGHT
        self.updateGeometry()

    def layout_now(self) -> Layout:
        """The layout at the current size; computed only after a change."""
        if self._layout is None:
            handle_at = None if self._why_not else boundary(self._network, self._frozen)
            size = QSizeF(self.size())
            self._layout = lay_out(self._network, self._image_size, self._classes, size, handle_at)
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(1030, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        scene = Scene(
            self._network, self.layout_now(), self._image_size, len(self._classes),
            frozen_units(self._network, self._frozen), self._picture,
            self._hovered.name if self._hovered else "", self._hovered_cell, self._dragging,
        )  # fmt: skip
        painter = QPainter(self)
        paint_map(painter, scene)

    # Pointer ----------------------------------------------------------------------------------------------------

    def _box_at(self, point: QPointF) -> Box | None:
        return next((box for box in self.layout_now().boxes if box.rect.contains(point)), None)

    def _on_handle(self, point: QPointF) -> bool:
        layout = self.layout_now()
        if layout.handle is None or layout.handle_at is None:
            return False
        near = abs(point.x() - layout.boundaries[layout.handle_at]) <= _GRAB
        return layout.handle.contains(point) or (near and point.y() <= layout.boxes[0].rect.bottom() + 9)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._on_handle(event.position()):
            self._dragging = True
            self.update()
            return
        box = self._box_at(event.position())
        if box is None:
            return
        number = self.layout_now().boxes.index(box)
        cell = _cell_at(box, event.position())
        only_this = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._focused = (number, box.cells.index(cell) if only_this and cell is not None else -1)
        if only_this:
            self._toggle(box, cell)
        else:
            self._want(up_to(self._network, number))
        self._hover(event.position(), only_this)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._want(up_to(self._network, self.layout_now().nearest_boundary(event.position().x())))
        else:
            self._hover(event.position(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self._hover(event.position(), False)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = self._hovered_cell = None
        self.update()

    def _hover(self, point: QPointF, only_this: bool) -> None:
        on_handle = self._on_handle(point)
        box = None if on_handle or self._why_not else self._box_at(point)
        cell = _cell_at(box, point) if only_this and box is not None else None
        if (box, cell) != (self._hovered, self._hovered_cell):
            self._hovered, self._hovered_cell = box, cell
            self.update()
        shape = Qt.CursorShape.SplitHCursor if on_handle else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape if on_handle or box is not None else Qt.CursorShape.ArrowCursor)

    # Keyboard ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number, cell = self._focused
        box = self.layout_now().boxes[number]
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                at = boundary(self._network, self._frozen)
                if at is not None:
                    self._want(up_to(self._network, at + (1 if event.key() == Qt.Key.Key_Right else -1)))
            case Qt.Key.Key_Down:
                self._focus_on(number, min(cell + 1, len(box.cells) - 1))
            case Qt.Key.Key_Up:
                self._focus_on(number, max(cell - 1, -1))
            case Qt.Key.Key_Space:
                self._toggle(box, box.cells[cell] if cell >= 0 else None)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._want(up_to(self._network, number))
            case _:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        number = self._focused[0] + (1 if next else -1)
        if self.hasFocus() and 0 <= number < len(self.layout_now().boxes):
            self._focus_on(number, -1)
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._focus_on(0, -1)
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._focus_on(len(self.layout_now().boxes) - 1, -1)

    def focus_rect(self) -> QRect:
        """The focused part: a stage or one of its blocks."""
        number, cell = self._focused
        box = self.layout_now().boxes[number]
        rect = box.rect if cell < 0 else box.cells[cell].rect.adjusted(3, 4, -3, -4)
        return rect.toAlignedRect()

    def _focus_on(self, number: int, cell: int) -> None:
        self._focused = (number, cell)
        self._update_accessible_name()
        refresh_ring(self)

    def _update_accessible_name(self) -> None:
        """Name the focused part for screen readers."""
        number, cell = self._focused
        box = self.layout_now().boxes[number]
        words = self._tip(box, box.cells[cell] if cell >= 0 else None).replace("\n", ", ")
        self.setAccessibleName(tr("Freeze map, {part}", part=words))

    # Choices ----------------------------------------------------------------------------------------------------

    def _toggle(self, box: Box, cell: Cell | None) -> None:
        if box.name != HEAD:
            self._want(toggled(self._network, self._frozen, cell.units if cell is not None else (box.name,)))

    def _want(self, frozen: tuple[str, ...]) -> None:
        if not self._why_not and frozen != self._frozen:
            self.frozen_wanted.emit(frozen)

    # Tooltips ---------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.tip_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tip_at(self, point: QPointF) -> str:
        """The tooltip at a place: a block's in the drawing, a stage's around it."""
        if self._on_handle(point):
            return tr("Drag to choose how much trains")
        box = self._box_at(point)
        if box is None:
            return ""
        text = self._tip(box, _cell_at(box, point))
        return f"{text}\n{self._why_not}" if self._why_not and box.name != HEAD else text

    def _tip(self, box: Box, cell: Cell | None) -> str:
        units = frozen_units(self._network, self._frozen)
        if cell is None:
            return describe.stage_tip(self._network, box.name, self._image_size, len(self._classes), units)
        return describe.block_tip(self._network, cell.units, self._image_size, len(self._classes), units)


def _cell_at(box: Box, point: QPointF) -> Cell | None:
    return next((cell for cell in box.cells if cell.rect.contains(point)), None)
