"""The frame of every room: a header with title, facts and actions, and the content below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from resnet_studio.gui.theme.tokens import (
    HEADER_HEIGHT,
    HEADER_HEIGHT_SHORT,
    MARGIN,
    MARGIN_NARROW,
    NARROW_WINDOW,
    REGULAR,
    SCROLL_BAR,
    SECONDARY,
    SEMIBOLD,
    SHORT_WINDOW,
    TITLE,
    WIDE_WINDOW,
)
from resnet_studio.gui.widgets.banners import Banners
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Elide, ElidedLabel


class Header(QWidget):
    """The room's title over one line of facts, its actions at the right, the main one last.

    64 px high, 52 in a short window, where the actions are narrower. Facts are elided in the middle, as paths and names
    need it; sentences whose beginning counts at the right.
    """

    def __init__(self, title: str, facts: str = "", elide: Elide = "middle", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: list[Button] = []
        self._row = QHBoxLayout(self)
        self.fit(MARGIN, short=False)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = ElidedLabel(title, TITLE, SEMIBOLD)
        self._facts = ElidedLabel(facts, SECONDARY, REGULAR, "text2", elide=elide)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        words.addStretch(1)
        self._row.addLayout(words, 1)

    def set_title(self, title: str, *shorter: str) -> None:
        """Change the title; where it does not fit, the first of ``shorter`` that does is shown."""
        self._title.setText(title, *shorter)

    def set_facts(self, facts: str, *shorter: str) -> None:
        """Change the line of facts; where it does not fit, the first of ``shorter`` that does is shown."""
        self._facts.setText(facts, *shorter)

    def title(self) -> str:
        """Return the title."""
        return self._title.text()

    def facts(self) -> str:
        """Return the whole line of facts."""
        return self._facts.text()

    def facts_shown(self) -> str:
        """Return what fits of the line of facts."""
        return self._facts.shown()

    def add_action(self, button: QWidget, before: QWidget | None = None) -> None:
        """Put an action at the right end, or to the left of another one; add the main one last."""
        if isinstance(button, Button):
            self._actions.append(button)
        place = self._row.indexOf(before) if before is not None else self._row.count()
        self._row.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignVCenter)
        if before is not None:  # for Tab too: after it at first, as a place in its order is after another widget
            self.setTabOrder(before, button)
            self.setTabOrder(button, before)

    def set_main(self, main: Button, other: Button) -> None:
        """Make one of two actions the main one, at the right end, and the other one a usual action to its left."""
        main.set_kind("main")
        other.set_kind("action")
        if self._row.indexOf(main) < self._row.indexOf(other):
            self._row.removeWidget(main)
            self._row.insertWidget(self._row.indexOf(other) + 1, main, 0, Qt.AlignmentFlag.AlignVCenter)
            self.setTabOrder(other, main)

    def has_keyboard(self) -> bool:
        """Return whether the keyboard is in the header, or will be when its window is in use."""
        holder = self.window().focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    def fit(self, margin: int, *, short: bool) -> None:
        """Leave ``margin`` px free at the left and right, and be as high as suits a short window or another one."""
        above = 6 if short else 12
        self.setFixedHeight(HEADER_HEIGHT_SHORT if short else HEADER_HEIGHT)
        self._row.setContentsMargins(margin, above, margin, above)
        self._row.setSpacing(8 if short else 12)
        for action in self._actions:
            action.set_compact(short)


def show_page(stack: QStackedWidget, page: QWidget) -> None:
    """Show a page. At first its main action has the keyboard, later what had it when the page was left."""
    first = page.focusWidget() is None
    stack.setCurrentWidget(page)
    if first and isinstance(page, RoomPage):
        page.prefer_main()


class RoomPage(QWidget):
    """Base of the rooms: ``header`` on top, ``body`` with the vertical layout ``content`` below.

    The content is 24 px from the edges, 16 if the window is narrow. A scroll bar is in the margin, so that cards end
    where the header does.

    Signals: ``width_class_changed(str)``: "narrow" (window below 1200 px), "normal" or "wide" (from 1920 px);
    ``short_changed(bool)``: whether the window is lower than 560 px. With ``scrolling`` the content scrolls when it
    does not fit; a banner stays above it and a footer below it. With ``reaching`` the content is 10 px wider, for the
    scroll bar of a pane at its right.
    """

    width_class_changed = Signal(str)
    short_changed = Signal(bool)
    gap_to_footer = 8
    """px below the content, where there is a footer."""

    def __init__(
        self,
        title: str,
        facts: str = "",
        *,
        scrolling: bool = False,
        reaching: bool = False,
        elide: Elide = "middle",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._column = column
        self._banner: QHBoxLayout | None = None
        self._footer: QHBoxLayout | None = None
        self._width_class, self._short, self._reaching = "normal", False, reaching
        self.header = Header(title, facts, elide)
        column.addWidget(self.header)
        self.body = body = QWidget(self)
        body.setObjectName("content")
        self.content = QVBoxLayout(body)
        self.content.setSpacing(12)
        self.scroll_area: QScrollArea | None = None
        if scrolling:
            self.scroll_area = QScrollArea()
            scroll_down(self.scroll_area, body)
            self.scroll_area.verticalScrollBar().rangeChanged.connect(self._lay_content)
        column.addWidget(self.scroll_area or body, 1)
        self._lay_margins()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_footer(self, footer: QWidget) -> None:
        """Keep a widget below the (scrolling) content, inside the room's margins."""
        self._footer = QHBoxLayout()
        self._footer.addWidget(footer)
        self._column.addLayout(self._footer)
        self._lay_margins()

    def set_banner(self, banner: QWidget) -> None:
        """Keep a widget between the header and the content, in sight wherever the content is scrolled to."""
        self._banner = QHBoxLayout()
        self._banner.addWidget(banner)
        # Of a banner that is hidden, Qt would leave the margins.
        Banners(banner, parent=self).changed.connect(self._lay_margins)
        self._column.insertLayout(1, self._banner)
        self._lay_margins()

    def prefer_main(self) -> None:
        """Where the keyboard came to the header with the room, let it be at the main action, there or below: Enter goes
        on."""
        buttons = (one for one in self.findChildren(Button) if one.kind() == "main" and one.isEnabled())
        main = next((one for one in buttons if one.isVisibleTo(self)), None)
        if main is not None and self.header.has_keyboard():
            main.setFocus(Qt.FocusReason.OtherFocusReason)

    def width_class(self) -> str:
        """Return "narrow", "normal" or "wide"."""
        return self._width_class

    def is_short(self) -> bool:
        """Return whether the window is so low that what frames the content has to shrink."""
        return self._short

    def margin(self) -> int:
        """Return the room's current margin, px."""
        return MARGIN_NARROW if self._width_class == "narrow" else MARGIN

    def _lay_margins(self) -> None:
        margin = self.margin()
        self.header.fit(margin, short=self._short)
        self._lay_content()
        if self._banner is not None:
            self._banner.setContentsMargins(margin, 0, margin, 0 if self._banner.isEmpty() else 12)
        if self._footer is not None:
            self._footer.setContentsMargins(margin, 0, margin, self._gap_below())

    def _lay_content(self) -> None:
        scrolls = self.scroll_area is not None and self.scroll_area.verticalScrollBar().maximum() > 0
        right = self.margin() - (SCROLL_BAR if scrolls or self._reaching else 0)
        self.content.setContentsMargins(
            self.margin(), 0, right, self.gap_to_footer if self._footer else self._gap_below()
        )

    def _gap_below(self) -> int:
        return 8 if self._short else 16

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, short = self.window().width(), self.window().height() < SHORT_WINDOW
        now = "narrow" if width < NARROW_WINDOW else "wide" if width >= WIDE_WINDOW else "normal"
        width_changed, short_changed = now != self._width_class, short != self._short
        self._width_class, self._short = now, short
        if width_changed or short_changed:
            self._lay_margins()
        if width_changed:
            self.width_class_changed.emit(now)
        if short_changed:
            self.short_changed.emit(short)
