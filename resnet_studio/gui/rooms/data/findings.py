"""The findings about a dataset as a list, folded if it is long or the window is small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label

_FOLDED: Final = 2
_TALLEST: Final = 168
_SIGN: Final = 16 + 12  # of a line, and the gap after it


class FindingsCard(Card):
    """The findings about a dataset; hidden without any.

    Attributes:
        signs: names of the icons before the lines that show.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._found: tuple[tuple[str, bool], ...] = ()  # sentences, and whether something may be wrong
        self._narrow, self._open, self._hidden = False, False, False
        self._lines = QGridLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(4)
        self._lines.setColumnStretch(1, 1)
        self._labels: list[Label] = []
        self.signs: list[str] = []
        text = QWidget()
        text.setObjectName("content")
        text.setLayout(self._lines)
        self._area = QScrollArea()
        scroll_down(self._area, text)
        self.fold_button = Button("", "small")
        self.fold_button.clicked.connect(self._toggle)
        self.cross = IconButton("cross", tr("Hide this notice"))
        self.cross.clicked.connect(self._put_away)
        row = QHBoxLayout()
        row.setContentsMargins(14, 9, 12, 9)
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._area, 1)
        row.addWidget(self.fold_button, 0, top)
        row.addWidget(self.cross, 0, top)
        self.layout_.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Findings about this folder"))
        self.hide()

    def set_findings(self, found: Sequence[tuple[str, bool]], *, fold: bool = True) -> None:
        """Show these sentences, first those of what may be wrong; with ``fold``, as for another folder, folded.

        Those that a person has hidden show again with another one, or for another folder.
        """
        before, self._found = self._found, tuple(sorted(found, key=lambda one: not one[1]))
        self._hidden = self._hidden and not fold and self._found == before
        self._open = self._open and not fold
        self._refill()

    def set_narrow(self, narrow: bool) -> None:
        """In a small window several findings fold to one line with their count."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._refill()

    def shown(self) -> list[str]:
        """Return the lines that show."""
        return [label.text() for label in self._labels]

    def _put_away(self) -> None:
        self._hidden = True
        self.hide()

    def _toggle(self) -> None:
        self._open = not self._open
        self._refill()

    def _refill(self) -> None:
        number = len(self._found)
        folds = number > (1 if self._narrow else _FOLDED)
        shown = self._found if self._open or not folds else self._found[:_FOLDED]
        if folds and not self._open and self._narrow:
            count = trn("{count} finding about this folder", "{count} findings about this folder", number)
            shown = ((count, any(odd for _, odd in self._found)),)
        while (item := self._lines.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        self._labels = [Label(sentence, SECONDARY, REGULAR, "text", wrap=True) for sentence, _ in shown]
        self.signs = ["warning" if odd else "picture" for _, odd in shown]
        for place, (label, sign) in enumerate(zip(self._labels, self.signs, strict=True)):
            label.setMinimumHeight(20)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            mark = Icon(sign, 16, "wrong" if sign == "warning" else "text2")
            mark.setFixedHeight(20)
            self._lines.addWidget(mark, place, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(label, place, 1)
        self.fold_button.setVisible(folds)
        self.fold_button.set_words(tr("Show fewer") if self._open else tr("Show all {number}", number=number))
        self.setVisible(bool(self._found) and not self._hidden)
        self._fit()

    def _fit(self) -> None:
        """As high as the lines need, up to a limit beyond which they scroll."""
        width = max(200, self._area.viewport().width() - _SIGN)
        needed = sum(max(20, label.heightForWidth(width)) for label in self._labels) + 4 * (len(self._labels) - 1)
        self._area.setFixedHeight(min(_TALLEST, max(20, needed)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
