"""Looking at the large picture from near: its zoom, all of its pixels, and the details beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.near.file_facts import FileFacts
from resnet_studio.gui.theme.tokens import CONTROL_HEIGHT
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.threads.thumbnails import to_image
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.details import Detail, Details
from resnet_studio.gui.widgets.picture_canvas import PictureCanvas

_MOST_PIXELS: Final = 50_000_000
"""That are kept of a picture that a person looks at from near; a larger one is averaged."""
_PAN: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ZOOM: Final = {Qt.Key.Key_Plus: 2, Qt.Key.Key_Equal: 2, Qt.Key.Key_Minus: -2}


class LookNear(QObject):
    """What a person uses on one canvas, for the picture that shows there.

    Attributes:
        zoom_button, info: buttons for a place above the canvas.
        details: for a place beside it; hidden for ever without `details`.
    """

    def __init__(self, canvas: PictureCanvas, parent: QWidget, *, details: bool) -> None:
        super().__init__(parent)
        self._canvas, self._window, self._with_details = canvas, parent, details
        self._background = Background(self)
        self._facts = FileFacts(self)
        self._path, self._scale = Path(), UNKNOWN_SCALE
        self._known: tuple[Detail, ...] = ()
        self._painted = self._asked = False
        self.details = Details()
        self.zoom_button = Button("", "small", tip=tr("Each pixel of the picture, or all of it (Z, double click)"))
        self.info = IconButton("info", tr("Details of the picture (I)"), CONTROL_HEIGHT)
        self.zoom_button.hide()
        if not details:  # and without a parent nothing is shown: it would be a window
            self.details.hide()
            self.info.hide()
        self.info.setCheckable(True)
        self.info.setChecked(details)
        self.info.toggled.connect(self.details.setVisible)
        self.zoom_button.clicked.connect(lambda: canvas.zoom_to_pixels())
        canvas.zoomed.connect(self._say_zoom)
        canvas.pixels_wanted.connect(self._read_pixels)
        self._facts.changed.connect(self._show)

    def begin(self, path: Path, scale: ValueScale, known: Sequence[Detail]) -> None:
        """Another picture is about to show, of which this is known."""
        self.clear()
        self._path, self._scale = path, scale
        self.set_known(known)

    def read(self, *, painted: bool, reduced: bool) -> None:
        """Read what its file says, where that is shown, or the picture that shows may have fewer pixels than the file.

        It is called when the picture is there, so that it has not waited for this.
        """
        self._painted = painted
        if self._with_details or reduced:
            self._facts.read(self._path, whole=self._with_details)

    def clear(self) -> None:
        """Read nothing any more."""
        self._painted = self._asked = False
        self._background.cancel("pixels")
        self._facts.clear()

    def set_known(self, known: Sequence[Detail]) -> None:
        """Show what is known of the picture, above what its file says."""
        self._known = tuple(known)
        self._show()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means: plus and minus zoom, Z shows each pixel, I the details, which Page keys scroll; with
        Shift, arrows show other parts of a picture that is seen from near."""
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and key in _PAN and self._canvas.near:
            self._canvas.pan(*_PAN[key])
        elif key in _ZOOM:
            self._canvas.zoom_by(_ZOOM[key])
        elif key == Qt.Key.Key_Z:
            self._canvas.zoom_to_pixels()
        elif self._with_details and key == Qt.Key.Key_I:
            self.info.toggle()
        elif self._with_details and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.details.turn_page(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            return False
        return True

    def _show(self) -> None:
        if self._painted and self._facts.pixels is not None:
            self._canvas.set_pixels(self._facts.pixels)
        if not self._with_details:
            return
        focused = QApplication.focusWidget()
        if focused is not None and self.details.isAncestorOf(focused):
            self._window.setFocus(Qt.FocusReason.OtherFocusReason)  # the button in there is made again
        self.details.show_details((*self._known, *self._facts.details))
        for button in self.details.findChildren(IconButton):
            button.installEventFilter(self._window)  # arrow keys go on to another picture there too

    def _say_zoom(self) -> None:
        self.zoom_button.setVisible(self._canvas.image is not None)
        percent, parts = str(round(100 * self._canvas.times)), self._parts()
        words = tr("{percent:plain} %", percent=percent)
        if parts > 1 and self._canvas.near and self._canvas.times > 1 / parts:  # finer than what is kept of it
            words = tr("{percent:plain} %, {parts} × {parts} pixels averaged", percent=percent, parts=parts)
        self.zoom_button.set_words(words)

    def _parts(self) -> int:
        """How many pixels of the file, in a row, are averaged to one where a person looks at it from near."""
        size = self._facts.pixels
        return math.ceil(math.sqrt(size.width() * size.height() / _MOST_PIXELS)) if size is not None else 1

    def _read_pixels(self) -> None:
        """Read all pixels of a picture that shows larger than those that were read, once: a file that is averaged, or
        cannot be read again, would be asked for at each movement."""
        path, scale, size = self._path, self._scale, self._facts.pixels
        if self._asked or size is None:
            return
        self._asked = True
        longest = max(size.width(), size.height()) // self._parts()

        def work(stale: Stale) -> QImage:
            from resnet_studio.core.pictures import decoder  # here, because the first paint does not need it

            return to_image(decoder.shared().reduced(path, longest, scale, stale))

        def taken(image: QImage) -> None:
            shown = self._canvas.image
            if self._painted and path == self._path and shown is not None and image.width() > shown.width():
                self._canvas.show_pixels(image, same=True)

        self._background.do("pixels", work, taken, lambda _error: None)
