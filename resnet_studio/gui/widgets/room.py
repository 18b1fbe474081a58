"""The frame of every room: a header with title, facts and actions, and the content below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.gui.theme.tokens import (
    HEADER_HEIGHT,
    MARGIN,
    MARGIN_NARROW,
    NARROW_WINDOW,
    REGULAR,
    SECONDARY,
    SEMIBOLD,
    TITLE,
    WIDE_WINDOW,
)
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Elide, ElidedLabel


class Header(QWidget):
    """64 px: the room's title over one line of facts, its actions at the right, the main one last.

    Facts are elided in the middle, as paths and names need it; sentences whose beginning counts at the right.
    """

    def __init__(self, title: str, facts: str = "", elide: Elide = "middle", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEADER_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self._row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidedLabel(title, TITLE, SEMIBOLD)
        self._facts = ElidedLabel(facts, SECONDARY, REGULAR, "text2", elide=elide)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        words.addStretch(1)
        self._row.addLayout(words, 1)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def set_facts(self, facts: str) -> None:
        """Change the line of facts."""
        self._facts.setText(facts)

    def title(self) -> str:
        """Return the title."""
        return self._title.text()

    def facts(self) -> str:
        """Return the whole line of facts."""
        return self._facts.text()

    def facts_shown(self) -> str:
        """Return what fits of the line of facts."""
        return self._facts.shown()

    def add_action(self, button: QWidget) -> None:
        """Put an action at the right end; add the main one last."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_main(self, main: Button, other: Button) -> None:
        """Make one of two actions the main one, at the right end, and the other one a usual action to its left."""
        main.set_kind("main")
        other.set_kind("action")
        if self._row.indexOf(main) < self._row.indexOf(other):
            self._row.removeWidget(main)
            self._row.insertWidget(self._row.indexOf(other) + 1, main, 0, Qt.AlignmentFlag.AlignVCenter)
            self.setTabOrder(other, main)

    def set_margin(self, margin: int) -> None:
        """Change the free space at the left and right, px."""
        self._row.setContentsMargins(margin, 12, margin, 12)


class RoomPage(QWidget):
    """Base of the rooms: ``header`` on top, ``content`` (a vertical layout) below, 24 px from the edges, 16 if narrow.

    Signal: ``width_class_changed(str)``: "narrow" (window below 1200 px), "normal" or "wide" (from 1920 px).
    With ``scrolling`` the content scrolls when it does not fit; ``footer`` widgets stay below it.
    """

    width_class_changed = Signal(str)

    def __init__(
        self,
        title: str,
        facts: str = "",
        *,
        scrolling: bool = False,
        elide: Elide = "middle",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = Header(title, facts, elide)
        column.addWidget(self.header)
        body = QWidget()
        body.setObjectName("content")
        self.content = QVBoxLayout(body)
        self.content.setSpacing(12)
        self.scroll_area: QScrollArea | None = None
        if scrolling:
            self.scroll_area = QScrollArea()
            self.scroll_area.setWidgetResizable(True)
            self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.scroll_area.setWidget(body)
        column.addWidget(self.scroll_area or body, 1)
        self._column = column
        self._footer: QHBoxLayout | None = None
        self._width_class = "normal"
        self._lay_margins()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_footer(self, footer: QWidget) -> None:
        """Keep a widget below the (scrolling) content, inside the room's margins."""
        self._footer = QHBoxLayout()
        self._footer.addWidget(footer)
        self._column.addLayout(self._footer)
        self._lay_margins()

    def width_class(self) -> str:
        """Return "narrow", "normal" or "wide"."""
        return self._width_class

    def margin(self) -> int:
        """Return the room's current margin, px."""
        return MARGIN_NARROW if self._width_class == "narrow" else MARGIN

    def _lay_margins(self) -> None:
        margin = self.margin()
        self.header.set_margin(margin)
        self.content.setContentsMargins(margin, 0, margin, 8 if self._footer else 16)
        if self._footer is not None:
            self._footer.setContentsMargins(margin, 0, margin, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.window().width()
        now = "narrow" if width < NARROW_WINDOW else "wide" if width >= WIDE_WINDOW else "normal"
        if now != self._width_class:
            self._width_class = now
            self._lay_margins()
            self.width_class_changed.emit(now)
