"""One suspect label: its picture, what is suspect about it, and what can be decided."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

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
_BESIDE: Final = 12
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
            lines = (self._path.name, self._thumbnails.failed(self._path) or "")
            self.setToolTip(plain_tip("\n".join(filter(None, lines))))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        pixmap = self._thumbnails.pixmap(self._path, _THUMB, self.devicePixelRatioF(), self._scale)
        unreadable = self._thumbnails.failed(self._path) is not None
        paint_picture(QPainter(self), self.rect(), pixmap, unreadable=unreadable)

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
        self.thumb = _Thumb(thumbnails, root / suspect.path, scale)
        self.thumb.opened.connect(lambda: self.opened.emit(suspect.path))
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
        self._buttons = [button for button, _ in edits]
        for button, edit in edits:
            button.clicked.connect(lambda _=False, edit=edit: self.edit_wanted.emit(edit))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 12, 12, 12)
        self._grid.setHorizontalSpacing(_BESIDE)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.thumb, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.words, 0, 1)
        self._lines = [QHBoxLayout(), QHBoxLayout()]
        for place, line in enumerate(self._lines, 1):
            line.setSpacing(6)
            self._grid.addLayout(line, place, 1)
        self._in_first = 0
        self._place_buttons(len(self._buttons))

    def _place_buttons(self, in_first: int) -> None:
        """Put so many buttons on the first line, and the others on the second."""
        if in_first == self._in_first:
            return
        self._in_first = in_first
        for line in self._lines:
            while line.takeAt(0) is not None:
                pass
        for place, button in enumerate(self._buttons):
            self._lines[0 if place < in_first else 1].addWidget(button)
        for line in self._lines:
            line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons on two lines where longer words need the room."""
        super().resizeEvent(event)
        margins = self._grid.contentsMargins()
        room = self.width() - margins.left() - margins.right() - _THUMB - _BESIDE
        widths = [button.sizeHint().width() + 6 for button in self._buttons]
        self._place_buttons(max((n for n in (1, 2, 3) if sum(widths[:n]) - 6 <= room), default=1))

    def minimumSizeHint(self) -> QSize:
        margins = self._grid.contentsMargins()
        widest = max(button.sizeHint().width() for button in self._buttons)
        least = margins.left() + margins.right() + _THUMB + _BESIDE + widest
        return QSize(least, super().minimumSizeHint().height())

    def set_enabled(self, *, enabled: bool) -> None:
        """Let the label be decided, or only be looked at."""
        for button in self._buttons:
            button.setVisible(enabled)


def said(suspect: Suspect) -> str:
    """What is suspect about a label: "labelled bees, looks like ants 89.3 %"."""
    return tr(
        "labelled {label:name}, looks like {predicted:name} {probability:percent}",
        label=suspect.label,
        predicted=suspect.predicted,
        probability=suspect.probability,
    )
