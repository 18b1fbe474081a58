"""The classes of a dataset with their counts; the chosen one filters the pictures; and how balanced they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.class_namer import ClassNamer
from resnet_studio.gui.rooms.data.class_rows import ALL, ClassRows
from resnet_studio.gui.rooms.data.filter import empty_classes, listed, out_classes
from resnet_studio.gui.theme.focus import refresh_ring
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import BODY, RADIUS_BUTTON, REGULAR, ROW_HEIGHT, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

_INDENT: Final = 12
_FEWEST_ROWS: Final = 3
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """Row 0 is all pictures, row n + 1 is class n; the last are those that are left out, and those without pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.counts: tuple[int, ...] = ()
        self.used, self.waiting = 0, 0
        self.out = range(0)  # rows

    def set_classes(self, names: Sequence[str], counts: Sequence[int], used: int, out: int, waiting: int) -> None:
        self.beginResetModel()
        self.names, self.counts, self.used = tuple(map(safe_text.printable, names)), tuple(counts), used
        self.waiting, self.out = waiting, range(used + 1, used + 1 + out)
        self.endResetModel()

    def rowCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(self.names) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            number = self.number(index.row())
            if index.row() in self.out:
                return tr("{name}, left out", name=self.name(index.row()))
            return trn("{name}, {count} picture", "{name}, {count} pictures", number, name=self.name(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:  # the name may be elided
            return plain_tip(str(self.data(index, Qt.ItemDataRole.AccessibleTextRole)))
        return None

    def name(self, row: int) -> str:
        return self.names[row - 1] if row else tr("All pictures")

    def number(self, row: int) -> int:
        return self.counts[row - 1] if row else sum(self.counts[: self.used]) + self.waiting


class _Painter(QStyledItemDelegate):
    """Paints a row: colour or icon, name, count at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)  # the list has no other model
        box, row = QRect(option.rect), index.row()
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if isinstance(option.widget, ClassRows) and option.widget.target == row:
            paint_box(painter, box, RADIUS_BUTTON, "tint", "accent", 2, dashed=True)
        elif chosen:
            paint_box(painter, box, RADIUS_BUTTON, "tint")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint_box(painter, box, RADIUS_BUTTON, palette().step(palette().bg))
        self._paint_sign(painter, box, row, model, chosen)
        painter.setFont(font(BODY, SEMIBOLD if chosen else REGULAR))
        painter.setPen(colour("accent" if chosen else "text2"))
        number = formatting.count(model.number(row))
        taken = painter.fontMetrics().horizontalAdvance(number)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -_INDENT, 0), vertical | Qt.AlignmentFlag.AlignRight, number)
        left = 36 if row == 0 else 32 if model.used <= len(palette().classes) else 30
        room = box.adjusted(left, 0, -_INDENT - taken - 8, 0)
        painter.setPen(colour("accent" if chosen else "text" if row <= model.used else "text3"))
        name = painter.fontMetrics().elidedText(model.name(row), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, vertical, name)

    def _paint_sign(self, painter: QPainter, box: QRect, row: int, model: _Model, chosen: bool) -> None:
        classes = model.used
        if row == 0:
            paint_icon(
                painter, QRect(_INDENT, box.top(), 14, box.height()), "data", "accent" if chosen else "text2", 14
            )
            return
        if row in model.out:
            paint_icon(painter, QRect(_INDENT - 2, box.top(), 14, box.height()), "cross", "text3", 14)
            return
        side = 10 if classes <= len(palette().classes) else 6
        corner = QRect(_INDENT + (10 - side) // 2, box.center().y() - side // 2 + 1, side, side)
        if row > classes:  # it has no pictures
            paint_box(painter, corner, 2, None, "text3")
        else:
            paint_box(painter, corner, 2, palette().class_colour(row - 1, classes))


class ClassList(ClassRows):
    """All pictures, then every class; exactly one is chosen. Signal: ``chosen(int)``, a class or ``ALL``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._model = _Model()
        super().__init__(self._model, parent)
        self.setItemDelegate(_Painter(self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.verticalScrollBar().valueChanged.connect(lambda _: refresh_ring(self))

    def show_dataset(self, dataset: Dataset, chosen: int = ALL) -> None:
        """Show all classes of a dataset, one of them chosen, without emitting ``chosen``."""
        counts, out, empty = dataset.counts(), out_classes(dataset), [0] * len(empty_classes(dataset))
        names, numbers = listed(dataset), (*counts, *out.values(), *empty)
        self.set_names(names, (*counts, *(0 for _ in out), *empty), out)
        self.blockSignals(True)
        self._model.set_classes(names, numbers, len(counts), len(out), len(dataset.unlabelled))
        self.choose(chosen)
        self.blockSignals(False)
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(216, ROW_HEIGHT * self._model.rowCount())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW_HEIGHT * min(_FEWEST_ROWS, self._model.rowCount()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


class Profile(QWidget):
    """The sizes of many classes as columns, in the order of the list; a narrow column shows the largest of several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = np.zeros(0, np.int64)
        self.setFixedHeight(24)

    def set_counts(self, counts: Sequence[int]) -> None:
        """Show one column a class."""
        self._counts = np.asarray(counts, np.int64)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not len(self._counts):
            return
        painter = QPainter(self)
        columns = min(len(self._counts), self.width() // 2)
        edges = np.linspace(0, len(self._counts), columns + 1).astype(int)
        heights = np.maximum.reduceat(self._counts, edges[:-1]) / max(1, self._counts.max())
        step = self.width() / columns
        gap = 1 if step < 6 else 2
        for number, height in enumerate(heights):
            tall = max(1.0, float(height) * self.height())
            painter.fillRect(QRectF(number * step, self.height() - tall, step - gap, tall), colour("line2"))


class ClassesPanel(QWidget):
    """The classes, their balance as a bar and in words.

    Signals: ``chosen(int)``, an index into `listed`, or ``ALL``; ``edit_wanted(object)``, an `Edit` of a class.
    """

    chosen = Signal(int)
    edit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._title = heading(tr("Classes"))
        self.new_button = Button(tr("New class"), "link", "plus", tip=tr("Make a class, for pictures that come to it"))
        self.list, self.namer = ClassList(), ClassNamer()
        self.list.chosen.connect(self.chosen)
        self.list.edit_wanted.connect(self.edit_wanted)
        self.list.rename_wanted.connect(self.namer.ask)
        self.namer.named.connect(self._named)
        self.new_button.clicked.connect(lambda: self.namer.ask())
        self.namer.left.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self.namer.setContentsMargins(_INDENT, 6, _INDENT, 0)
        self._bar = SplitBar(10)
        self._profile = Profile()
        self._sentence = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        top = QHBoxLayout()  # beside the title, because below the list every row of it counts
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.new_button)
        column.addLayout(top)
        column.addSpacing(4)
        column.addWidget(self.list)
        column.addWidget(self.namer)
        below = QVBoxLayout()
        below.setContentsMargins(_INDENT, 10, _INDENT, 0)
        below.setSpacing(6)
        below.addWidget(self._bar)
        below.addWidget(self._profile)
        below.addWidget(self._sentence)
        column.addLayout(below)

    def _named(self, name: str, before: str) -> None:
        """Rename a class that has been called `before`; or make one, or choose the one of that name."""
        if before:
            self.edit_wanted.emit(RenameClass(before, name))
        elif not self.list.choose_name(name):
            self.edit_wanted.emit(AddClass(name))

    def set_dataset(self, dataset: Dataset, chosen: int = ALL) -> None:
        """Show a dataset's classes."""
        counts, names = dataset.counts(), dataset.classes
        many = len(names) > len(palette().classes)
        self._title.setText(trn("{count} class", "{count} classes", len(names)) if many else tr("Classes"))
        self.list.show_dataset(dataset, chosen)
        self.namer.set_names(dataset.all_classes)
        self._bar.setVisible(not many)
        self._profile.setVisible(many)
        if many:
            self._profile.set_counts(counts)
        else:
            self._paint_shares(names, counts)
        self._sentence.setText(data_words.balance(dataset))

    def _paint_shares(self, names: Sequence[str], counts: Sequence[int]) -> None:
        pairs = list(enumerate(zip(names, counts, strict=True)))
        tips = [
            tr("{name} {share:percent}", name=name, share=number / max(1, sum(counts))) for _, (name, number) in pairs
        ]
        self._bar.set_shares(
            [Share(number, palette().class_colour(label, len(names)), tip=tips[label]) for label, (_, number) in pairs]
        )
        self._bar.setToolTip(plain_tip(", ".join(tips)))

    def repaint_colours(self, dataset: Dataset) -> None:
        """Use the class colours of another theme."""
        if len(dataset.classes) <= len(palette().classes):
            self._paint_shares(dataset.classes, dataset.counts())

    def set_titled(self, titled: bool) -> None:
        """Show the title, or leave it to what stands above."""
        self._title.setVisible(titled)

    def least_height(self, width: int) -> int:
        """The height of the top, balance and the fewest rows, px; the title is lower than the button beside it."""
        layout = self.layout()
        assert layout is not None
        return layout.minimumHeightForWidth(width)

    def full_height(self, width: int) -> int:
        """The height that shows every row, px."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def balance(self) -> str:
        """Return the sentence on balance."""
        return self._sentence.text()
