"""The shares of training, validation and test: typed, or dragged on a bar, with how many pictures they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.catalogue import PARTS, Part
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.planned_split import PlannedSplit
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.rooms.data.split_parts import LOOKS, Swatch
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.fields import NumberBox
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

_BOX: Final = 60
_HIGH: Final = 20
_BAR: Final = 12
_HANDLE: Final = 8
_STEPS: Final = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5, Qt.Key.Key_PageUp: 5, Qt.Key.Key_Home: -100, Qt.Key.Key_End: 100,
}  # fmt: skip


class SharesPart(QWidget):
    """Signals: ``changed()``, other shares are asked for; ``typed()``, a person types; ``finished()``, no longer.

    Attributes:
        total: how many pictures are divided.
        counts: of each part, the labels of how many pictures it has now, and would have then.
        groups: in how many groups these would be.
    """

    changed = Signal()
    typed = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.total = 0
        self.bar = SharesBar()
        self.validation = NumberBox(20, unit="%", step=5, decimals=2)
        self.test = NumberBox(0, unit="%", step=5, decimals=2)
        self.counts: dict[Part, tuple[Label, Label]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addLayout(self._grid())
        self.groups = Label("", CAPTION, REGULAR, "text2", wrap=True)
        column.addWidget(self.groups)
        self.bar.moved.connect(self._drag)
        for box in (self.validation, self.test):
            box.lineEdit().textEdited.connect(self.typed)
            box.valueChanged.connect(self._change)
            box.editingFinished.connect(self.finished)

    def _grid(self) -> QGridLayout:
        right = Qt.AlignmentFlag.AlignRight
        grid = QGridLayout()
        grid.setHorizontalSpacing(5)  # names of parts need every pixel
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for column, words in ((2, tr("asked")), (3, tr("now")), (4, tr("then"))):
            grid.addWidget(Label(words, CAPTION, REGULAR, "text2", align=right), 0, column)
        self.rest = Label("", SECONDARY, REGULAR, "text2", align=right)
        asked: dict[Part, QWidget] = {"train": self.rest, "validation": self.validation, "test": self.test}
        for row, part in enumerate(PARTS, 1):
            grid.addWidget(Swatch(part), row, 0)
            grid.addWidget(ElidedLabel(data_words.part(part)), row, 1)
            asked[part].setFixedWidth(_BOX)
            asked[part].setAccessibleName(data_words.part(part))
            grid.addWidget(asked[part], row, 2)
            now = Label("", SECONDARY, SEMIBOLD, align=right)
            then = Label("", SECONDARY, REGULAR, "text2", align=right)
            grid.addWidget(now, row, 3)
            grid.addWidget(then, row, 4)
            self.counts[part] = now, then
        return grid

    def show_shares(self, validation: float, test: float) -> None:
        """Show shares, in percent, without a signal."""
        for box, value in ((self.validation, validation), (self.test, test)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show()

    def asked(self) -> Shares:
        """The shares that are asked for."""
        return Shares(self.validation.value() / 100, self.test.value() / 100)

    def possible(self) -> bool:
        """Whether validation gets a share, and something is left for training."""
        return self.validation.value() > 0 and self.validation.value() + self.test.value() < 100

    def show_now(self, pictures: Mapping[Part, int]) -> None:
        """Show how many pictures each part has in the split that is in force."""
        for part, (now, _) in self.counts.items():
            now.setText(formatting.count(pictures[part]))

    def show_planned(self, planned: PlannedSplit) -> None:
        """Show how many pictures and groups the shares come to."""
        self.show_now(planned.pictures_now)
        for part, (_, then) in self.counts.items():
            then.set_tone("text2")
            then.setText(formatting.count(planned.pictures[part]))
        train, validation, test = (planned.groups[part] for part in PARTS)
        self.groups.setText(
            tr("Then in {train}, {validation} and {test} groups", train=train, validation=validation, test=test)
            if test
            else tr("Then in {train} and {validation} groups", train=train, validation=validation)
        )

    def forget_planned(self) -> None:
        """Show no counts of a split that cannot be made."""
        for _, then in self.counts.values():
            then.setText("")
        self.groups.setText("")

    def _drag(self, validation: int, test: int) -> None:
        self.show_shares(validation, test)
        self.changed.emit()

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Show the rest, the bar, and about how many pictures it will be, until that is computed."""
        shares = self.asked()
        self.rest.setText(tr("{percent} %", percent=max(0, round(100 * shares.of("train"), 2))))
        self.bar.set_shares(100 * shares.validation, 100 * shares.test)
        for part, (_, then) in self.counts.items():
            then.set_tone("text3")
            then.setText(formatting.count(max(0, round(self.total * shares.of(part)))))
        self.groups.setText(" ")  # what is below keeps its place


class SharesBar(QWidget):
    """The shares as a bar with two handles. Signal: ``moved(int, int)``, percent for validation and for test."""

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._validation, self._test = 20.0, 0.0
        self.setFixedHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.handles = (
            _Handle(self, tr("Border between training and validation (arrow keys)")),
            _Handle(self, tr("Border between validation and test (arrow keys)")),
        )

    def set_shares(self, validation: float, test: float) -> None:
        """Show these, in percent."""
        self._validation, self._test = validation, test
        self._place()
        self.update()

    def place_of(self, handle: QWidget) -> float:
        """Where a handle is, in percent from the left."""
        return min(100.0, max(0.0, 100 - self._test - (self._validation if handle is self.handles[0] else 0)))

    def move_to(self, handle: QWidget, percent: float) -> None:
        """Take a handle somewhere, as far as the other one lets it; to whole percent."""
        train, most = self.place_of(self.handles[0]), self.place_of(self.handles[1])
        if handle is self.handles[0]:
            train = min(most - 1, max(1, round(percent)))
        else:
            most = min(100, max(train + 1, round(percent)))
        validation, test = round(most - train), round(100 - most)
        if (validation, test) != (self._validation, self._test) and validation >= 1 and validation + test <= 99:
            self.moved.emit(validation, test)

    def at(self, x: float) -> float:
        """The percent at a place, px."""
        return 100 * (x - _HANDLE / 2) / max(1, self.width() - _HANDLE)

    def sizeHint(self) -> QSize:
        return QSize(120, _HIGH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for handle in self.handles:
            handle.move(round((self.width() - _HANDLE) * self.place_of(handle) / 100), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, top = QPainter(self), (_HIGH - _BAR) / 2
        edges = [0.0, *(handle.x() + _HANDLE / 2 for handle in self.handles), float(self.width())]
        for part, left, right in zip(PARTS, edges, edges[1:], strict=False):
            fill, line = LOOKS[part]
            if right - left > 1:
                paint_box(painter, QRectF(left, top, right - left, _BAR), 3, fill, line)


class _Handle(QWidget):
    """A handle of the bar, which is dragged, or moved by keys."""

    def __init__(self, bar: SharesBar, name: str) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setFixedSize(_HANDLE, _HIGH)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", 4)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._bar.move_to(self, self._bar.at(self.mapToParent(event.position()).x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._bar.move_to(self, self._bar.place_of(self) + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), QRect(0, 1, _HANDLE, _HIGH - 2), 4, "surface", "text2")
