"""The left column of a dataset: its classes above its split, or one of them where there is no room for both."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.classes import ClassesPanel
from resnet_studio.gui.rooms.data.split import SplitPanel
from resnet_studio.gui.widgets.card import Line
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.scrolling import scroll_down

_WIDTH: Final = 216
_BETWEEN: Final = 12
_BELOW_SWITCH: Final = 8
_LEAST_HEIGHT: Final = 120


class SideColumn(QWidget):
    """The list of classes scrolls in the room that the split leaves it, so that the split is always in sight.

    Where fewer than a few rows would be left, as on a small screen or while the controls of the split are unfolded, a
    switch at the top shows either the classes or the split.
    """

    def __init__(self, classes: ClassesPanel, split: SplitPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes, self._split = classes, split
        self.switch = Segmented([("classes", tr("Classes")), ("split", tr("Split"))], tr("Classes or split"))
        self._line = QWidget()
        between = QVBoxLayout(self._line)
        between.setContentsMargins(0, _BETWEEN, 0, _BETWEEN)  # as wide as the rows above it
        between.addWidget(Line())
        self._line.setFixedHeight(2 * _BETWEEN + 1)
        self.area = QScrollArea()  # the split alone can be too high, in the smallest window and a longer language
        scroll_down(self.area, split)
        split.setObjectName("content")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.switch)
        column.addWidget(classes)
        column.addWidget(self._line)
        column.addWidget(self.area)
        column.addStretch(1)
        self._column = column
        self.setFixedWidth(_WIDTH)
        for panel in (classes, split):
            panel.installEventFilter(self)
        split.unfolded.connect(lambda: self.switch.set_current("split"))
        self.switch.changed.connect(lambda _: self._fit())

    def _fit(self) -> None:
        """Show both, if the classes keep their fewest rows; else the one that was chosen."""
        width, split = self.width(), self._split.needed_height(self.width())
        room = self.height() - self._column.contentsMargins().top()
        beside = self._line.height() + split
        both = self._classes.least_height(width) + beside <= room
        current = self.switch.current()
        self.switch.setVisible(not both)
        self._column.setSpacing(0 if both else _BELOW_SWITCH)
        for panel in (self._classes, self._split):
            panel.set_titled(both)
        self._classes.setVisible(both or current == "classes")
        self._line.setVisible(both)
        self.area.setVisible(both or current == "split")
        alone = room - self.switch.sizeHint().height() - _BELOW_SWITCH
        self._classes.setFixedHeight(max(0, min(self._classes.full_height(width), room - beside if both else alone)))
        self.area.setFixedHeight(max(0, split if both else min(split, alone)))
        # Else a bar that was needed for a moment would stay: beside it the texts are higher.
        scrolls = not both and split > alone
        never, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.area.setVerticalScrollBarPolicy(needed if scrolls else never)
        for panel in (self._classes, self._split):
            if layout := panel.layout():
                layout.activate()  # not one frame later

    def minimumSizeHint(self) -> QSize:
        """The panels take what there is: the heights that they have now must not keep the window from shrinking."""
        return QSize(_WIDTH, _LEAST_HEIGHT)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Fit again when a panel has other content."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
