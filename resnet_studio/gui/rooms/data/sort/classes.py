"""The classes while pictures are sorted: with the key of each, and how many it has and may get. Drop pictures here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.gui.rooms.data.class_rows import ClassRows
from resnet_studio.gui.rooms.data.sort.keys import KEY_SIDE, key_of, paint_class, paint_key, sign_of
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, RADIUS_BUTTON, REGULAR, ROW_HEIGHT, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import plain_tip

_MARGIN: Final = 10
_NUMBER: Final = 40  # px for the count of proposals
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """Row 0 is all pictures, row n + 1 is class n."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.counts: tuple[int, ...] = ()
        self.proposed: tuple[int, ...] = ()

    def set_classes(self, names: Sequence[str], counts: Sequence[int], proposed: Sequence[int]) -> None:
        self.beginResetModel()
        self.names, self.counts, self.proposed = tuple(map(printable, names)), tuple(counts), tuple(proposed)
        self.endResetModel()

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(self.names) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            number, proposed = self.numbers(row)
            key = key_of(row - 1).upper() if row else ""
            return tr("{name}, {number} labelled, {proposed} proposed, key {key:plain}", name=self.name(row),
                      number=number, proposed=proposed, key=key)  # fmt: skip
        if role == Qt.ItemDataRole.ToolTipRole:  # the name may be elided
            return plain_tip(str(self.data(index, Qt.ItemDataRole.AccessibleTextRole)))
        return None

    def name(self, row: int) -> str:
        return self.names[row - 1] if row else tr("All pictures")

    def numbers(self, row: int) -> tuple[int, int]:
        return (self.counts[row - 1], self.proposed[row - 1]) if row else (sum(self.counts), sum(self.proposed))


class _Painter(QStyledItemDelegate):
    """Paints a row: key, colour, name, what is labelled and what is proposed."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, view, row, box = index.model(), option.widget, index.row(), QRect(option.rect)
        assert isinstance(model, _Model)  # the list has no other model
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if isinstance(view, SortClassList) and view.target == row:
            paint_box(painter, box, RADIUS_BUTTON, "tint", "accent", 2, dashed=True)
        elif chosen:
            paint_box(painter, box, RADIUS_BUTTON, "tint")
        elif option.state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, box, RADIUS_BUTTON, palette().step(palette().bg))
        left = _MARGIN
        middle = box.center().y()
        if row == 0:
            paint_icon(painter, QRect(left + 2, middle - 7, 14, 14), "data", "accent" if chosen else "text2", 14)
        elif isinstance(view, SortClassList) and (key := view.key(row - 1)):
            paint_key(painter, QRect(left, middle - KEY_SIDE // 2, KEY_SIDE, KEY_SIDE), key)
        left += KEY_SIDE + 8
        if row:
            square = QRect(left, middle - 4, 10, 10)
            if isinstance(view, SortClassList) and view.is_out(row - 1):
                paint_icon(painter, square, "cross", "text2", 10)
                left += 18
            elif paint_class(painter, square, row - 1, len(model.names)):
                left += 18
        number, proposed = model.numbers(row)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(SECONDARY))
        painter.setPen(colour("accent" if chosen else "text2"))
        end = box.right() - _MARGIN
        if any(model.proposed):
            painter.drawText(QRect(end - _NUMBER, box.top(), _NUMBER, box.height()), right, formatting.count(proposed))
            end -= _NUMBER
        painter.setFont(font(BODY, SEMIBOLD))
        painter.setPen(colour("accent" if chosen else "text"))
        taken = painter.fontMetrics().horizontalAdvance(formatting.count(number))
        painter.drawText(QRect(end - taken, box.top(), taken, box.height()), right, formatting.count(number))
        painter.setFont(font(BODY, SEMIBOLD if chosen else REGULAR))
        room = QRect(left, box.top(), end - taken - 8 - left, box.height())
        name = painter.fontMetrics().elidedText(model.name(row), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)


class SortClassList(ClassRows):
    """All pictures, then every class; exactly one is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._model = _Model()
        super().__init__(self._model, parent)
        self.setItemDelegate(_Painter(self))
        self.removable = True
        self._letters = True

    def set_classes(
        self, names: Sequence[str], counts: Sequence[int], proposed: Sequence[int], chosen: int, out: Mapping[str, int]
    ) -> None:
        """Show these, one of them chosen, without emitting ``chosen``; as of `ClassRows.set_names`."""
        self.set_names(names, counts, out)
        self.blockSignals(True)
        self._model.set_classes(names, counts, proposed)
        self.choose(chosen)
        self.blockSignals(False)
        self.setMaximumHeight(ROW_HEIGHT * self._model.rowCount() + 2)
        self.updateGeometry()

    def show_letters(self, there: bool) -> None:
        """Show letters as keys of classes, or none, where these do something else."""
        self._letters = there
        self.viewport().update()

    def key(self, label: int) -> str:
        """The key of a class now; empty for none."""
        key = key_of(label)
        return key if self._letters or key.isdigit() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if sign_of(event):
            event.ignore()  # it is the key of a class here, not the beginning of a name
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(216, ROW_HEIGHT * self._model.rowCount() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW_HEIGHT * min(4, self._model.rowCount()))
