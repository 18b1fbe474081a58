"""The Data room while a folder is read, and when one cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel, Icon
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import Label, title

_WIDTH: Final = 420


class ScanningPage(QWidget):
    """Which folder is being read, how many files it has shown so far, and Cancel. Signal: ``cancelled()``."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title()
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place = Label("", SECONDARY, REGULAR, "text2", align=Qt.AlignmentFlag.AlignHCenter)
        self._count = Label("", SECONDARY, REGULAR, "text2", align=Qt.AlignmentFlag.AlignHCenter)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setFixedWidth(_WIDTH)
        bar.setAccessibleName(tr("Reading the folder"))
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the first: a second Enter is not to press Cancel
        self.cancel_button = Button(tr("Cancel"), tip=tr("Esc"))
        self.cancel_button.setShortcut(Qt.Key.Key_Escape)
        self.cancel_button.clicked.connect(bar.setFocus)  # which has the keyboard when the page shows again
        self.cancel_button.clicked.connect(self.cancelled)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Icon("folder", 40, "text3"), 0, centre)
        column.addSpacing(8)
        for widget in (self._title, self._place):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(bar, 0, centre)
        column.addWidget(self._count)
        column.addSpacing(8)
        column.addWidget(self.cancel_button, 0, centre)
        column.addStretch(3)

    def set_progress(self, name: str, folder: Path, found: int) -> None:
        """Say what is read, by its name and where it is, and how many files were seen."""
        self._title.setText(tr("Reading {name}", name=safe_text.elide_middle(name, 48)))
        self._place.setText(formatting.place(folder))
        seen = trn("{count} file seen", "{count} files seen", found) if found else tr("Looking for classes")
        self._count.setText(seen)

    def title(self) -> str:
        """Return what is read."""
        return self._title.text()

    def count(self) -> str:
        """Return the words below the bar."""
        return self._count.text()


class ErrorPage(RoomPage):
    """Why a folder cannot be used. Signals: ``choose_wanted()``, ``retry_wanted()``, ``back_wanted()``."""

    choose_wanted = Signal()
    retry_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.panel = ErrorPanel()
        self.panel.retried.connect(self.retry_wanted)
        self.choose_button = Button(tr("Choose another folder…"), "main")
        self.choose_button.clicked.connect(self.choose_wanted)
        self.back_button = Button("", "action")
        self.back_button.clicked.connect(self.back_wanted)
        self.content.addWidget(self.panel)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choose_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        self.content.addLayout(row)
        help_ = tr(
            "A dataset is a folder with a subfolder for each class, or with train and val folders that have them."
        )
        self.content.addWidget(Label(help_, SECONDARY, REGULAR, "text2", wrap=True))
        self.content.addStretch(1)

    def show_error(self, name: str, folder: Path | None, sentence: str, details: str, back: str) -> None:
        """Say what happened with a folder, or with the sample (None); ``back`` are the words that lead back."""
        self.header.set_title(name if folder else tr("Handwritten digits"))
        self.header.set_facts(formatting.place(folder) if folder else tr("The sample"))
        self.panel.show_error(safe_text.printable(sentence), details, retry=True)
        self.back_button.set_words(back)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
