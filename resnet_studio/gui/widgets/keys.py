"""A small window that lists keyboard shortcuts and what they do, or terms and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from resnet_studio.gui.theme.tokens import BODY, MARGIN, MEDIUM, REGULAR
from resnet_studio.gui.widgets.text import Label


class KeysDialog(QDialog):
    """Keys at the left, what they do at the right. Not modal; Esc closes and deletes it.

    With a ``width``, in px, the texts at the right are broken into lines of that width.
    """

    def __init__(
        self, title: str, keys: Sequence[tuple[str, str]], parent: QWidget | None = None, *, width: int = 0
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(8)
        grid.setSizeConstraint(QGridLayout.SizeConstraint.SetFixedSize)
        for row, (key, what) in enumerate(keys):
            text = Label(what, BODY, REGULAR, "text2", wrap=width > 0)
            if width:
                text.setFixedWidth(width)
            grid.addWidget(Label(key, BODY, MEDIUM), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
