"""How a picture looks that a person has changed: a mark on its tile, and words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.by_hand import Change, How
from resnet_studio.core.dataset.catalogue import PART_NAMES
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.widgets.paint import paint_box

MARKS: Final[dict[How, str]] = {"moved": "swap", "out": "cross", "kept": "check", "added": "plus", "pinned": "pin"}
"""The icon of each kind of change."""
_SIDE: Final = 22


def change_text(change: Change) -> str:
    """What a person did with a picture, in a sentence or two."""
    pinned = tr("Pinned to {part} by you.", part=PART_NAMES[change.part]) if change.part is not None else ""
    return " ".join(filter(None, (_of_class(change), pinned)))


def _of_class(change: Change) -> str:
    match change.how:
        case "moved":
            return tr("Moved by you: its folder says {name:name}.", name=change.was)
        case "out":
            return tr("Left out by you.")
        case "added":
            return tr("Added by you.")
        case "kept":
            return tr("You kept its label, which was suspect.")
        case "pinned":
            return ""


def was_text(change: Change) -> str:
    """The same in two words, below a tile; empty where the mark says it."""
    match change.how:
        case "moved":
            return tr("was {name:plain}", name=printable(change.was))
        case "out":
            return tr("left out")
        case "added":
            return tr("added")
        case _:
            return ""


def paint_mark(painter: QPainter, tile: QRect, change: Change) -> None:
    """Paint the mark into the upper left corner of a tile, and a pin beside it where the picture is pinned, too."""
    names = dict.fromkeys((MARKS[change.how], *((MARKS["pinned"],) if change.part is not None else ())))
    for number, name in enumerate(names):
        box = QRectF(tile.left() + 5 + number * (_SIDE + 4), tile.top() + 5, _SIDE, _SIDE)
        paint_box(painter, box, 6, "surface", "line2")
        paint_icon(painter, box, name, "text", 14)
