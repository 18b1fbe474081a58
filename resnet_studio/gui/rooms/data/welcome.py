"""The welcome page: a place to drop a folder, the sample, and the recent datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.sample import PICTURES, sample_digits
from resnet_studio.gui.rooms.data.example import FolderExample
from resnet_studio.gui.rooms.data.recent import RecentList
from resnet_studio.gui.theme.icons import paint_icon
from resnet_studio.gui.theme.tokens import (
    CAPTION,
    LEAD,
    MARGIN,
    MARGIN_NARROW,
    NARROW_WINDOW,
    RADIUS_CARD,
    REGULAR,
    SECONDARY,
    SEMIBOLD,
    TITLE,
    WELCOME,
)  # fmt: skip
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader, to_image
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card, Line
from resnet_studio.gui.widgets.drop_zone import DropZone
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.scrolling import scroll_down
from resnet_studio.gui.widgets.text import Label, heading
from resnet_studio.gui.work.recents import Recent

_WIDTH: Final = 880
_DROP_HEIGHT: Final = 262


class _Emblem(QWidget):
    """A folder on the tint of the accent."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(56, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 14, "tint")
        paint_icon(painter, self.rect(), "folder", "accent", 28)


class _Digits(QWidget):
    """One picture of each digit of the sample, side by side; plain tiles until they are loaded."""

    _SIDE: Final = 30
    _STEP: Final = 34

    def __init__(self) -> None:
        super().__init__()
        self._scans: list[QImage] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The digits 0 to 9, handwritten"))

    def sizeHint(self) -> QSize:
        return QSize(9 * self._STEP + self._SIDE, self._SIDE)

    def set_scans(self, scans: list[QImage]) -> None:
        self._scans = scans
        self.update()

    def has_scans(self) -> bool:
        return len(self._scans) == 10

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(10):
            image = self._scans[number] if number < len(self._scans) else None
            paint_picture(painter, QRectF(number * self._STEP, 0, self._SIDE, self._SIDE), image, radius=4)


def _digit_scans() -> list[QImage]:
    return [to_image(digit[:, :, None].repeat(3, axis=2)) for digit in sample_digits()]


class WelcomePage(QScrollArea):
    """Signals: ``choose_wanted()``, a folder; ``file_wanted()``, a table or an archive; ``sample_wanted()``,
    ``recent_chosen(Recent)``, ``recent_removed(Recent)``.
    """

    choose_wanted = Signal()
    file_wanted = Signal()
    sample_wanted = Signal()
    recent_chosen = Signal(object)
    recent_removed = Signal(object)

    def __init__(self, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scroll_down(self)
        self._background = Background(self)
        self._awake = False
        self.digits = _Digits()
        self.drop_zone = DropZone()
        self.recents = RecentList(thumbnails)
        self.recents.chosen.connect(self.recent_chosen)
        self.recents.removed.connect(self.recent_removed)
        self._recent_title = heading(tr("Recent"))
        self._lay_out()
        self.set_recents(())

    def set_recents(self, recents: Sequence[Recent]) -> None:
        """Show the recent datasets; without any, the heading is hidden."""
        self.recents.set_recents(recents)
        for widget in (self._recent_title, self.recents):
            widget.setVisible(bool(recents))

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("content")
        self._row = QHBoxLayout(content)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(tr("Teach a ResNet your pictures"), WELCOME, SEMIBOLD))
        column.addSpacing(6)
        lead = tr(
            "Drop a folder anywhere on this window. Each subfolder becomes a class, and loose pictures can be sorted."
        )
        column.addWidget(Label(lead, LEAD, REGULAR, "text2", wrap=True))
        column.addSpacing(24)
        column.addWidget(self._fill_drop_zone())
        column.addSpacing(24)
        column.addWidget(self._sample_card())
        column.addSpacing(24)
        column.addWidget(self._recent_title)
        column.addSpacing(8)
        column.addWidget(self.recents)
        column.addStretch(1)
        frame = QWidget()
        frame.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        frame.setMaximumWidth(_WIDTH)
        frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._row.addStretch(1)
        self._row.addWidget(frame, 1000)
        self._row.addStretch(1)
        self.setWidget(content)

    def _fill_drop_zone(self) -> DropZone:
        words = self._drop_words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(_Emblem())
        words.addSpacing(16)
        words.addWidget(Label(tr("Drop a folder here"), TITLE, SEMIBOLD))
        words.addSpacing(4)
        what = tr(
            "With a subfolder for each class, with train and val folders, or with loose pictures to sort. Or a table "
            "of files and classes, a zip or a tar.\nYour files are never changed."
        )
        words.addWidget(Label(what, SECONDARY, REGULAR, "text2", wrap=True))
        words.addSpacing(16)
        action = QHBoxLayout()
        action.setSpacing(12)
        self.choose_button = Button(tr("Choose folder…"), "main")
        self.choose_button.clicked.connect(self.choose_wanted)
        action.addWidget(self.choose_button)
        keys = QKeySequence(QKeySequence.StandardKey.Open).toString(QKeySequence.SequenceFormat.NativeText)
        action.addWidget(Label(keys, CAPTION, REGULAR, "text3"))
        action.addStretch(1)
        words.addLayout(action)
        self.file_button = Button(tr("Choose table or archive…"), "link")
        self.file_button.clicked.connect(self.file_wanted)
        words.addSpacing(8)
        words.addWidget(self.file_button)
        words.addStretch(1)
        self.example = FolderExample()
        self._example_line = Line(vertical=True, inset=28)
        row = QHBoxLayout(self.drop_zone)
        row.setContentsMargins(48, 0, 40, 0)
        row.setSpacing(0)
        row.addLayout(words, 1)
        row.addWidget(self._example_line)
        row.addSpacing(40)
        row.addWidget(self.example)
        return self.drop_zone

    def _sample_card(self) -> Card:
        card = Card(padding=0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 12, 14, 12)
        row.setSpacing(20)
        row.addWidget(self.digits)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(heading(tr("Handwritten digits")))
        about = tr("{number} scans, ten classes. A few minutes to train.", number=PICTURES)
        words.addWidget(Label(about, SECONDARY, REGULAR, "text2", wrap=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        self.sample_button = Button(tr("Open the sample"))
        self.sample_button.clicked.connect(self.sample_wanted)
        row.addWidget(self.sample_button)
        card.layout_.addLayout(row)
        card.setMinimumHeight(72)
        card.setProperty("focusRadius", RADIUS_CARD)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < NARROW_WINDOW
        margin = MARGIN_NARROW if narrow else MARGIN
        self._row.setContentsMargins(margin, 30, margin, margin)
        self._drop_words.setContentsMargins(0, *((22, 0, 22) if narrow else (32, 0, 32)))
        self.drop_zone.setMinimumHeight(0 if narrow else _DROP_HEIGHT)
        self.example.setVisible(not narrow)
        self._example_line.setVisible(not narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._awake:
            # After the first paint, so that the window shows before anything is read for it.
            QTimer.singleShot(0, self, self._wake)

    def _wake(self) -> None:
        if self._awake:
            return
        self._awake = True
        self.recents.wake()
        # If it fails, the card still says what the sample is, and opening the sample reports the error.
        self._background.do("digits", lambda _stale: _digit_scans(), self.digits.set_scans, lambda _error: None)
