"""Cards, separator lines, and cards that can be selected."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.tokens import RADIUS_CARD
from resnet_studio.gui.widgets.paint import colour, paint_area, paint_box

_BAR: Final = 3


class Card(QFrame):
    """A surface with a 1 px line and round corners; ``layout_`` is its vertical layout."""

    def __init__(self, padding: int = 16, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(padding, padding, padding, padding)
        self.layout_.setSpacing(spacing)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), RADIUS_CARD, "surface", "line")


class Line(QWidget):
    """A 1 px separator, horizontal unless ``vertical``; ``inset`` px stay free at both ends."""

    def __init__(self, *, vertical: bool = False, inset: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vertical, self._inset = vertical, inset
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if vertical else free, free if vertical else fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        inset = self._inset
        box = self.rect().adjusted(0, inset, 0, -inset) if self._vertical else self.rect().adjusted(inset, 0, -inset, 0)
        paint_area(QPainter(self), box, colour("line"))


class SelectableCard(QAbstractButton):
    """A card that can be selected: 2 px accent border, tint and a check mark at the top right; or, if `marked`
    is false, as in a list where such a mark would say that something is done, a tint and an accent bar at the left.

    Put several into one QButtonGroup and call ``choice.one_tab_stop(group)``. Signal: ``toggled(bool)``,
    and ``idClicked``/``idToggled`` of the group. ``layout_`` takes the content (labels let clicks through).
    """

    def __init__(self, name: str, padding: int = 14, parent: QWidget | None = None, *, marked: bool = True) -> None:
        super().__init__(parent)
        self._marked = marked
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("focusRadius", RADIUS_CARD)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(padding, padding, padding, padding)
        self.layout_.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return self.layout_.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout_.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.isChecked() and not self._marked:
            paint_box(painter, self.rect(), RADIUS_CARD, "tint")
            paint_box(painter, QRect(0, 0, _BAR, self.height()), _BAR / 2, "accent")
            return
        if self.isChecked():
            paint_box(painter, self.rect(), RADIUS_CARD, "tint", "accent", 2)
            paint_icon(painter, QRect(self.width() - 30, 15, 16, 16), "check", "accent", 16)
            return
        now = palette()
        hover = self.isEnabled() and self.underMouse()
        fill = now.step(now.surface, 0.03) if hover else now.surface
        paint_box(painter, self.rect(), RADIUS_CARD, fill, "line2" if hover else "line")
