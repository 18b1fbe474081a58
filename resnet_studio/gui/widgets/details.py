"""What is known of one thing, as a column of names and values that can be selected and copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import ElidedLabel, Label

WIDTH: Final = 248
_PAGE: Final = 0.8  # of the height


@dataclass(frozen=True, slots=True)
class Detail:
    """One value with its name, as they show.

    Attributes:
        name, value: texts.
        long: whether the value is one word that may be long, such as a path: its middle is left out.
        copied: whether there is a button that copies it.
        tone: a text token.
    """

    name: str
    value: str
    long: bool = False
    copied: bool = False
    tone: str = "text"


class Details(Card):
    """A column of details, which scrolls where it is higher than its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self.setFixedWidth(WIDTH)
        self._shown: tuple[Detail, ...] = ()
        self._area = QScrollArea()
        scroll_down(self._area)
        self.layout_.addWidget(self._area)

    def show_details(self, details: Sequence[Detail]) -> None:
        """Show these instead of those before."""
        if tuple(details) == self._shown:
            return
        self._shown = tuple(details)
        scrolled = self._area.verticalScrollBar().value()
        inside = QWidget()
        inside.setObjectName("content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(2)
        for detail in self._shown:
            column.addWidget(Label(detail.name, CAPTION, REGULAR, "text3"))
            column.addLayout(_value(detail))
            column.addSpacing(7)
        column.addStretch(1)
        self._area.setWidget(inside)  # which deletes the one before
        self._area.verticalScrollBar().setValue(scrolled)

    def shown(self) -> dict[str, str]:
        """Return the values by their names."""
        return {detail.name: detail.value for detail in self._shown}

    def turn_page(self, pages: int) -> None:
        """Scroll by so many pages."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * self.height() * _PAGE))


def _value(detail: Detail) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    text = printable(detail.value)
    if detail.long:
        row.addWidget(ElidedLabel(text, SECONDARY, REGULAR, detail.tone), 1)
    else:
        label = Label(text, SECONDARY, REGULAR, detail.tone, wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(label, 1)
    if detail.copied:
        button = IconButton("copy", tr("Copy: {name}", name=detail.name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(detail.value))
        row.addWidget(button)
    return row
