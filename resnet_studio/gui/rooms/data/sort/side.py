"""The left column while pictures are sorted: classes, a field for the name of one, what proposals are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.rooms.data.class_namer import ClassNamer
from resnet_studio.gui.rooms.data.sort.classes import SortClassList
from resnet_studio.gui.rooms.data.sort.keys import NEW, KeyCap
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Line
from resnet_studio.gui.widgets.interval_axis import IntervalAxis
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import ElidedLabel, Label, heading

if TYPE_CHECKING:
    from resnet_studio.core.dataset.propose import Proposals

_WIDTH = 232


class SortSide(QWidget):
    """Signals: ``named(str, str)``, a class's name, and the one that it had, or empty for a class to be made or given
    to pictures; ``left()``, the field for a name was left.

    Attributes:
        of_pictures: whether a key of the pictures asked for the name, so that it is for the one in focus too.
    """

    named = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list, self.namer = SortClassList(), ClassNamer()
        self.of_pictures = False
        self.field = self.namer.field
        self.new_button = Button(tr("New class"), "link", "plus", tip=tr("Make a class ({key})", key=NEW.upper()))
        self.new_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sources = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.right = IntervalAxis()
        self.right.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Classes")))
        top.addStretch(1)
        self._columns = ElidedLabel(tr("labelled, proposed"), CAPTION, REGULAR, "text2", elide="right")
        top.addWidget(self._columns)
        column.addLayout(top)
        column.addWidget(self.list, 100)  # what is left is for the classes until all of them show
        column.addWidget(self.namer)
        new = QHBoxLayout()
        new.setSpacing(8)
        new.addWidget(self.new_button)
        new.addWidget(KeyCap(NEW.upper()))
        new.addStretch(1)
        column.addLayout(new)
        self._titles = Line(), heading(tr("Proposals"))
        for widget in self._titles:
            column.addWidget(widget)
        self._area, self._said = self._scrolling()
        column.addWidget(self._area, 1)
        self.setFixedWidth(_WIDTH)
        self.namer.named.connect(self.named)
        self.namer.left.connect(self.left)

    def _scrolling(self) -> tuple[QScrollArea, QWidget]:
        """What proposals are made from, which scrolls where a small window has no room for it; and what is inside."""
        inside, area = QWidget(), QScrollArea()
        inside.setObjectName("content")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.right)
        column.addWidget(self._sources)
        column.addStretch(1)
        scroll_down(area, inside)
        return area, inside

    def _fit(self) -> None:
        """Keep room for what is said of proposals, or for a part where it would take more than a fifth."""
        self._area.setMinimumHeight(max(0, min(self._said.heightForWidth(_WIDTH), self.height() // 5)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ask(self, renamed: str = "", *, pictures: int = 0) -> None:
        """Ask for the name of a class: of so many pictures, of none as yet, or another one of the class ``renamed``."""
        self.of_pictures = pictures > 0
        self.name_for(pictures)
        self.namer.ask(renamed)

    def name_for(self, pictures: int) -> None:
        """Say in the field of how many pictures the class is, whose name is typed there."""
        several = trn("Class of {count} picture", "Class of {count} pictures", pictures)
        of = tr("Class of this picture") if pictures == 1 else several
        self.field.setPlaceholderText(of if pictures else tr("Name of a class"))

    def set_classes(
        self, names: Sequence[str], counts: Sequence[int], proposed: Sequence[int], chosen: int, out: Mapping[str, int]
    ) -> None:
        """Show classes with their numbers."""
        self.list.set_classes(names, counts, proposed, chosen, out)
        self._columns.setText(tr("labelled, proposed") if any(proposed) else tr("labelled"))
        self.namer.set_names(names)

    def say(self, text: str, proposals: Proposals | None = None) -> None:
        """Say what proposals are made from, and show how right they are; without words, there is no such part."""
        self._sources.setText(text)
        for widget in self._titles:
            widget.setVisible(bool(text))
        self.right.setVisible(proposals is not None)
        if proposals is not None:
            self.right.setAccessibleName(text)
            self.right.show_figure(Figure(proposals.right / proposals.labelled, *proposals.interval))
        self._fit()

    def said(self) -> str:
        """Return what is said of proposals."""
        return self._sources.text()

    def why(self) -> str:
        """Return why a name was refused; empty where none was."""
        return self.namer.why()
