"""One suspect label: its picture, what is suspect about it, and what can be decided."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import elide_middle, printable
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.picture_edits import KeepLabels, LeaveOut, MovePictures
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.jobs.suspects import Suspect
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.pictures import paint_picture
from resnet_studio.gui.widgets.text import Label, plain_tip

_THUMB: Final = 60
_LONGEST: Final = 16


class _Thumb(QWidget):
    """One picture, small. Signal: ``opened()``."""

    opened = Signal()

    def __init__(self, thumbnails: ThumbnailLoader, path: Path, scale: ValueScale) -> None:
        super().__init__()
        self._thumbnails, self._path, self._scale = thumbnails, path, scale
        self.setFixedSize(_THUMB, _THUMB)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(plain_tip(path.name))
        thumbnails.loaded.connect(self._arrived)

    def _arrived(self, path: str) -> None:
        if path == str(self._path):
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        pixmap = self._thumbnails.pixmap(self._path, _THUMB, self.devicePixelRatioF(), self._scale)
        paint_picture(QPainter(self), self.rect(), pixmap)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit()


class SuspectRow(QWidget):
    """One suspect label. Signals: ``edit_wanted(object)``, an `Edit`; ``opened(str)``, its path."""

    edit_wanted = Signal(object)
    opened = Signal(str)

    def __init__(self, suspect: Suspect, thumbnails: ThumbnailLoader, root: Path, scale: ValueScale) -> None:
        super().__init__()
        self.suspect = suspect
        paths = (suspect.path,)
        thumb = _Thumb(thumbnails, root / suspect.path, scale)
        thumb.opened.connect(lambda: self.opened.emit(suspect.path))
        self.words = Label(said(suspect), SECONDARY, REGULAR, "text2", wrap=True)
        to = elide_middle(printable(suspect.predicted), _LONGEST)
        self.move_button = Button(
            tr("Move to {name}", name=to), "small", tip=tr("Give it the label that it looks like")
        )
        self.out_button = Button(tr("Leave out"), "small", tip=tr("Train without this picture; the file stays"))
        self.keep_button = Button(tr("Keep"), "small", tip=tr("The label is right: do not list it again"))
        edits: tuple[tuple[Button, Edit], ...] = (
            (self.move_button, MovePictures(paths, suspect.predicted)),
            (self.out_button, LeaveOut(paths)),
            (self.keep_button, KeepLabels(paths)),
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button, edit in edits:
            button.clicked.connect(lambda _=False, edit=edit: self.edit_wanted.emit(edit))
            buttons.addWidget(button)
        buttons.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.words)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(thumb, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)

    def set_enabled(self, *, enabled: bool) -> None:
        """Let the label be decided, or only be looked at."""
        for button in (self.move_button, self.out_button, self.keep_button):
            button.setVisible(enabled)


def said(suspect: Suspect) -> str:
    """What is suspect about a label: "labelled bees, looks like ants 89.3 %"."""
    return tr(
        "labelled {label:name}, looks like {predicted:name} {probability:percent}",
        label=suspect.label,
        predicted=suspect.predicted,
        probability=suspect.probability,
    )
