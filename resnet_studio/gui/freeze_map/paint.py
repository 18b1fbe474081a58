"""Paints the freeze map: cold colours and hatching for frozen parts, plain warm colours for trainable ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import HEAD, Architecture, normalise_frozen
from resnet_studio.gui.freeze_map.cells import Cell
from resnet_studio.gui.freeze_map.choice import frozen_count
from resnet_studio.gui.freeze_map.describe import size_text
from resnet_studio.gui.freeze_map.layout import Box, Layout, row_names
from resnet_studio.gui.freeze_map.parts import FROZEN, TRAINS, Look, paint_cell, paint_slab
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, CAPTION, MEDIUM, RADIUS_ACTION, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box, paint_hatch
from resnet_studio.gui.widgets.pictures import paint_picture

_RADIUS: Final = RADIUS_ACTION
_LEFT_OF = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_OF = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is painted: the network and its layout, what is frozen, and what the pointer is over.

    Attributes: units are the names of frozen units; classes is 0 while there is no dataset; hovered is the name
    of a box, hovered_cell a cell that Ctrl-click would select; dragging is True while the handle is held.
    """

    network: Architecture
    layout: Layout
    image_size: int
    classes: int
    units: frozenset[str]
    picture: QPixmap | None = None
    hovered: str = ""
    hovered_cell: Cell | None = None
    dragging: bool = False

    def look(self, names: tuple[str, ...]) -> Look:
        """How blocks look: frozen only if all of them are."""
        return FROZEN if all(name in self.units for name in names) else TRAINS


def paint_map(painter: QPainter, scene: Scene) -> None:
    """Paint the whole map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for box in scene.layout.boxes:
        _paint_ground(painter, scene, box)
    _paint_input(painter, scene)
    for box in scene.layout.boxes:
        _paint_trunk(painter, scene, box)
        for cell in box.cells:
            frozen = len(scene.units.intersection(cell.units))
            paint_cell(painter, cell, scene.look(cell.units), scene.layout.axis, frozen)
        _paint_texts(painter, scene, box)
    _paint_stem(painter, scene)
    _paint_head(painter, scene)
    if scene.hovered_cell is not None:
        paint_box(painter, scene.hovered_cell.rect.adjusted(1, 2, -1, -2), 6, None, "accent", 1, dashed=True)
    _paint_boundary(painter, scene)


def _box_look(scene: Scene, box: Box) -> Look:
    frozen, total = frozen_count(scene.network, box.name, scene.units)
    return FROZEN if total and frozen == total else TRAINS


def _paint_ground(painter: QPainter, scene: Scene, box: Box) -> None:
    look = _box_look(scene, box)
    now = palette()
    fill = now.token(look.fill)
    hover = box.name == scene.hovered and scene.hovered_cell is None
    paint_box(painter, box.rect, _RADIUS, QColor(now.step(fill, 0.025) if hover else fill))
    if look is FROZEN:
        paint_hatch(painter, box.zone, "ice_line", 11)
    else:
        for cell in box.cells:
            if scene.look(cell.units) is FROZEN:
                _paint_ice(painter, cell.rect.adjusted(1, 2, -1, -2))
    line = now.step(now.token(look.line), 0.15) if hover else now.token(look.line)
    paint_box(painter, box.rect, _RADIUS, None, QColor(line))


def _paint_ice(painter: QPainter, rect: QRectF) -> None:
    """The background of a frozen block in a stage that is not frozen as a whole."""
    paint_box(painter, rect, 6, "ice")
    outline = QPainterPath()
    outline.addRoundedRect(rect, 6, 6)
    paint_hatch(painter, outline, "ice_line", 11)
    paint_box(painter, rect, 6, None, "ice_line")


def _paint_input(painter: QPainter, scene: Scene) -> None:
    layout, first = scene.layout, scene.layout.boxes[0]
    paint_picture(painter, layout.picture, scene.picture)
    painter.setFont(font(CAPTION))
    painter.setPen(colour("text2"))
    below = QRectF(layout.picture.left() - 10, layout.picture.bottom() + 4, layout.picture.width() + 20, 16)
    painter.drawText(below, _CENTRE, tr("{side:plain} px", side=scene.image_size))
    for row, name in enumerate(row_names()):
        where = QRectF(layout.picture.left(), first.foot(row).top(), first.rect.left() - layout.picture.left(), 16)
        painter.drawText(where, _LEFT_OF, name)
    painter.setPen(QPen(colour("text3"), 1.5))
    painter.drawLine(QPointF(layout.picture.right() + 8, layout.axis), QPointF(first.rect.left(), layout.axis))


def _paint_trunk(painter: QPainter, scene: Scene, box: Box) -> None:
    """The horizontal line through a box and to the next one, in the colours of its parts."""
    axis, boxes = scene.layout.axis, scene.layout.boxes
    index = boxes.index(box)
    end = boxes[index + 1].rect.left() if index + 1 < len(boxes) else scene.layout.head_slab.left()
    whole = _box_look(scene, box)
    painter.setPen(QPen(colour(whole.ink), 1.5))
    painter.drawLine(QPointF(box.rect.left(), axis), QPointF(end, axis))
    for cell in box.cells:
        look = scene.look(cell.units)
        if look is not whole:
            painter.setPen(QPen(colour(look.ink), 1.5))
            painter.drawLine(QPointF(cell.rect.left(), axis), QPointF(cell.rect.right(), axis))


def _paint_texts(painter: QPainter, scene: Scene, box: Box) -> None:
    look, title = _box_look(scene, box), box.title
    painter.setFont(font(BODY, SEMIBOLD))
    painter.setPen(colour("text"))
    painter.drawText(title, _LEFT_OF, box.name)
    _paint_state(painter, scene, box, title.left() + painter.fontMetrics().horizontalAdvance(box.name) + 6)
    head = box.name == HEAD
    parameters = formatting.parameters(scene.network.parameters(box.name, scene.classes))
    output = f"{scene.network.features} → {scene.classes or '?'}" if head else ""
    painter.setFont(font(CAPTION, MEDIUM))
    painter.setPen(colour("text"))
    painter.drawText(box.foot(0), _CENTRE, tr("by classes") if head and not scene.classes else parameters)
    painter.setFont(font(CAPTION))
    painter.setPen(colour(look.ink))
    painter.drawText(box.foot(1), _CENTRE, output or size_text(scene.network, box.name, scene.image_size))


def _paint_state(painter: QPainter, scene: Scene, box: Box, free_from: float) -> None:
    """The symbol for frozen or training at the right of the title, with its word where that fits."""
    frozen, total = frozen_count(scene.network, box.name, scene.units)
    right, middle = box.title.right(), box.title.center().y()
    painter.setFont(font(CAPTION))
    metrics = painter.fontMetrics()
    if frozen:
        word = tr("frozen") if frozen == total else tr("{frozen} of {total}", frozen=frozen, total=total)
        ink = "ice_text"
    else:
        word, ink = tr("trains"), "warm_text"
    width = metrics.horizontalAdvance(word)
    if right - width - 26 >= free_from:
        painter.setPen(colour(ink))
        painter.drawText(QRectF(right - width - 1, box.title.top(), width + 1, box.title.height()), _RIGHT_OF, word)
        right -= width + 7
    if frozen:
        paint_icon(painter, QRectF(right - 16, middle - 8, 16, 16), "snowflake", ink, 16)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("warm_slab"))
        painter.drawEllipse(QPointF(right - 5, middle), 4, 4)


def _paint_stem(painter: QPainter, scene: Scene) -> None:
    look = _box_look(scene, scene.layout.boxes[0])
    for index, slab in enumerate(scene.layout.stem_slabs):
        paint_slab(painter, slab, "surface" if index else look.slab, look.ink)


def _paint_head(painter: QPainter, scene: Scene) -> None:
    layout = scene.layout
    slab = layout.head_slab
    painter.setFont(font(CAPTION))
    for number, (label, point) in enumerate(layout.names):
        more = layout.more > 0 and number == len(layout.names) - 1
        painter.setPen(QPen(colour("warm_text"), 1.3))
        painter.drawLine(QPointF(slab.right(), layout.axis), point)
        painter.setBrush(colour("warm" if more else "warm_slab"))
        painter.drawEllipse(point, 4.5, 4.5)
        room = layout.boxes[-1].rect.right() - point.x() - 13
        if more and painter.fontMetrics().horizontalAdvance(label) > room:
            label = f"+ {formatting.count(layout.more)}"
        shown = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, int(room))
        painter.setPen(colour("text"))
        painter.drawText(QRectF(point.x() + 9, point.y() - 8, room + 2, 16), _LEFT_OF, shown)
    paint_slab(painter, slab, "warm_slab", "warm_text")


def _paint_boundary(painter: QPainter, scene: Scene) -> None:
    """The handle between the frozen and the trainable part, and the text on both sides of it."""
    layout = scene.layout
    left, bottom = layout.boxes[0].rect.left(), layout.boxes[0].rect.bottom()
    row = QRectF(left, bottom + 6, layout.boxes[-1].rect.right() - left, 16)
    painter.setFont(font(SECONDARY))
    knob = layout.handle
    if layout.handle_at is None or knob is None:
        painter.setPen(colour("ice_text" if scene.units else "warm_text"))
        painter.drawText(row, _LEFT_OF, _scattered(scene) if scene.units else tr("everything trains in every epoch"))
        return
    x = layout.boundaries[layout.handle_at]
    line = colour("accent")
    painter.fillRect(QRectF(x - 1.25, 0, 2.5, bottom + 9), line)
    fill = palette().step(palette().accent, 0.12) if scene.dragging else palette().accent
    paint_box(painter, knob, 7, QColor(fill))
    for icon, side in (("chevron-left", -6.5), ("chevron-right", 6.5)):
        place = QRectF(knob.center().x() + side - 6, knob.center().y() - 6, 12, 12)
        paint_icon(painter, place, icon, "on_accent", 12)
    if layout.handle_at > 0:
        painter.setPen(colour("ice_text"))
        _paint_first_that_fits(painter, QRectF(row.left(), row.top(), x - 12 - row.left(), 16), _RIGHT_OF,
                        (tr("frozen, computed once"), tr("frozen")))  # fmt: skip
    painter.setPen(colour("warm_text"))
    right = QRectF(x + 12, row.top(), row.right() - x - 12, 16)
    _paint_first_that_fits(painter, right, _LEFT_OF, (tr("trains in every epoch"), tr("trains")))


def _paint_first_that_fits(painter: QPainter, room: QRectF, side: Qt.AlignmentFlag, choices: tuple[str, ...]) -> None:
    for choice in choices:
        if painter.fontMetrics().horizontalAdvance(choice) <= room.width():
            painter.drawText(room, side, choice)
            return


def _scattered(scene: Scene) -> str:
    """What is frozen, by name, where there is no single boundary."""
    names = formatting.listed(normalise_frozen(scene.network, scene.units), 6)
    return tr("frozen, keep their weights: {names}", names=names)
