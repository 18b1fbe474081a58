"""A line below a picture that shows where a split has it: the mark and name of its part, and its class."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.checks.crossing import names_of_groups
from resnet_studio.core.checks.kinds import CheckFinding
from resnet_studio.core.dataset.catalogue import UNLABELLED, Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data import words
from resnet_studio.gui.rooms.data.split_parts import LOOKS
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.tokens import CAPTION, SECONDARY
from resnet_studio.gui.widgets.paint import colour, paint_box

LINE: Final = 15
"""Height of a line in small letters, px."""
_MARK: Final = 10


def part_and_class(dataset: Dataset, one: Picture) -> tuple[str, str]:
    """Return both in words; a picture without a class is in no part yet."""
    if one.label == UNLABELLED:
        return "", tr("no class yet")
    return words.part(one.part), printable(dataset.classes[one.label])


def grouped(finding: CheckFinding, dataset: Dataset) -> dict[str, tuple[Picture, str]]:
    """Pictures that a table or their names put into groups, and what the table calls it; a file begins with it."""
    by_table = finding.detail == "column"
    named = zip(finding.groups, names_of_groups(finding, dataset.catalogue), strict=True)
    names = {path: name if by_table else "" for group, name in named for path in group}
    return {one.path: (one, names[one.path]) for one in dataset.pictures if one.path in names}


def words_of(dataset: Dataset, one: Picture, group: str) -> str:
    """Return what `paint_of_group` shows beside the file."""
    return ", ".join(filter(None, (printable(group), *part_and_class(dataset, one))))


def paint_part(painter: QPainter, room: QRect, dataset: Dataset, one: Picture, size: int = SECONDARY) -> None:
    """Paint the mark and name of a picture's part on the left, and its class on the right."""
    part, name = part_and_class(dataset, one)
    left = room.left()
    if part:
        fill, line = LOOKS[one.part]
        paint_box(painter, QRect(left, room.center().y() + 1 - _MARK // 2, _MARK, _MARK), 2, fill, line)
        left += _MARK + 6
    paint_ends(painter, QRect(left, room.top(), room.right() + 1 - left, room.height()), part, name, size)


def paint_of_group(painter: QPainter, room: QRect, dataset: Dataset, one: Picture, group: str) -> None:
    """Paint two small lines: part and class, and what a table calls the group, or else the file."""
    paint_part(painter, QRect(room.left(), room.top(), room.width(), LINE), dataset, one, CAPTION)
    name = printable(group or one.path.rpartition("/")[2])
    paint_ends(painter, QRect(room.left(), room.top() + LINE, room.width(), LINE), name, "", CAPTION)


def paint_ends(painter: QPainter, room: QRect, left: str, right: str, size: int = SECONDARY) -> None:
    """Paint words on the left, and less important ones on the right, which have two thirds of the room at most."""
    painter.setFont(font(size))
    metrics = painter.fontMetrics()
    painter.setPen(colour("text2"))
    right = metrics.elidedText(right, Qt.TextElideMode.ElideMiddle, room.width() * 2 // 3)
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
    painter.setPen(colour("text"))
    free = room.width() - metrics.horizontalAdvance(right) - 8
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(left, Qt.TextElideMode.ElideMiddle, free))
