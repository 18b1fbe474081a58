"""A small window that lists keyboard shortcuts and what they do, or terms and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.theme.tokens import BODY, MARGIN, MEDIUM, REGULAR
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Label

_FRAME: Final = 40
"""Height of what the system draws around a window, px; generously."""
_SCROLL_BAR: Final = 12


class KeysDialog(QDialog):
    """Keys at the left, what they do at the right. Not modal; Close or Esc closes and deletes it.

    It scrolls where the screen is too low for it. With a ``width``, in px, the texts at the right are broken into lines
    of that width.

    Attributes:
        grid: the rows, a key in the first column of each.
    """

    def __init__(
        self, title: str, keys: Sequence[tuple[str, str]], parent: QWidget | None = None, *, width: int = 0
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        rows = QWidget()
        rows.setObjectName("content")
        self.grid = QGridLayout(rows)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(MARGIN)
        self.grid.setVerticalSpacing(8)
        for row, (key, what) in enumerate(keys):
            text = Label(what, BODY, REGULAR, "text2", wrap=width > 0)
            if width:
                text.setFixedWidth(width)
            self.grid.addWidget(Label(key, BODY, MEDIUM), row, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(text, row, 1)
        self.close_button = Button(tr("Close"), "action")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self._lay_out(rows)

    def _lay_out(self, rows: QWidget) -> None:
        self._rows, self._area = rows, QScrollArea()
        self._area.setWidget(rows)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(16)
        column.addWidget(self._area)
        column.addLayout(buttons)
        self.fit(self.screen().availableGeometry().height() - _FRAME)
        self.close_button.setFocus()

    def fit(self, most: int) -> None:
        """Take the size of all rows, but at most so much height, in px."""
        rows = self._rows.sizeHint()
        others = 2 * MARGIN + 16 + self.close_button.sizeHint().height()
        height = min(rows.height(), most - others)
        scrolls = height < rows.height()
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self._area.setFixedSize(rows.width() + (_SCROLL_BAR if scrolls else 0), height)
        self.setFixedSize(self._area.width() + 2 * MARGIN, height + others)
