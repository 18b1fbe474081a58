"""The findings about a dataset as a list, folded if it is long or the window is small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label

_FOLDED: Final = 2
_TALLEST: Final = 168


class FindingsCard(Card):
    """The findings about a dataset; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._sentences: tuple[str, ...] = ()
        self._narrow, self._open = False, False
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self._labels: list[Label] = []
        text = QWidget()
        text.setObjectName("content")
        text.setLayout(self._lines)
        self._area = QScrollArea()
        scroll_down(self._area, text)
        self.fold_button = Button("", "small")
        self.fold_button.clicked.connect(self._toggle)
        row = QHBoxLayout()
        row.setContentsMargins(14, 9, 12, 9)
        row.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        self._sign = Icon("warning", 16, "wrong")
        self._sign.setFixedHeight(20)
        row.addWidget(self._sign, 0, top)
        row.addWidget(self._area, 1)
        row.addWidget(self.fold_button, 0, top)
        self.layout_.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Findings about this folder"))
        self.hide()

    def set_findings(self, sentences: Sequence[str], *, fold: bool = True, odd: bool = True) -> None:
        """Show these; with ``fold``, as for another folder, folded. ``odd``: something may be wrong."""
        self._sign.set_icon(*(("warning", "wrong") if odd else ("picture", "text2")))
        self._sentences, self._open = tuple(sentences), self._open and not fold
        self._refill()

    def set_narrow(self, narrow: bool) -> None:
        """In a small window several findings fold to one line with their count."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._refill()

    def shown(self) -> list[str]:
        """Return the lines that show."""
        return [label.text() for label in self._labels]

    def _toggle(self) -> None:
        self._open = not self._open
        self._refill()

    def _refill(self) -> None:
        number = len(self._sentences)
        folds = number > (1 if self._narrow else _FOLDED)
        shown = self._sentences if self._open or not folds else self._sentences[:_FOLDED]
        if folds and not self._open and self._narrow:
            shown = (trn("{count} finding about this folder", "{count} findings about this folder", number),)
        for label in self._labels:
            self._lines.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = [Label(sentence, SECONDARY, REGULAR, "text", wrap=True) for sentence in shown]
        for label in self._labels:
            label.setMinimumHeight(20)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._lines.addWidget(label)
        self.fold_button.setVisible(folds)
        self.fold_button.set_words(tr("Show fewer") if self._open else tr("Show all {number}", number=number))
        self.setVisible(bool(self._sentences))
        self._fit()

    def _fit(self) -> None:
        """As high as the lines need, up to a limit beyond which they scroll."""
        width = max(200, self._area.viewport().width())
        needed = sum(max(20, label.heightForWidth(width)) for label in self._labels) + 4 * (len(self._labels) - 1)
        self._area.setFixedHeight(min(_TALLEST, max(26 if self.fold_button.isVisibleTo(self) else 20, needed)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
