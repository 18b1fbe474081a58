"""Asking about what a camera sees: a small window beside the Use room, and installing what it needs."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.pip_install import install, obstacle, requirements
from resnet_studio.gui.rooms.use.paste import keep_in_background
from resnet_studio.gui.theme.tokens import BODY, MARGIN, RADIUS_BUTTON, REGULAR
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.paint import paint_box
from resnet_studio.gui.widgets.text import Label

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.camera_frames import CameraFrames

_EXTRA, _PACKAGE, _MODULE = "camera", "PySide6-Addons", "PySide6.QtMultimedia"  # not a text
_SIZE: Final = QSize(480, 360)
_INSTALL: Final = "install"
_NEEDS: Final = message(
    "For the camera, Qt's multimedia library has to be installed. It takes about 440 MB on the disk."
)
_NONE: Final = message("No camera is connected. Connect one, and its picture is here.")


def is_installed() -> bool:
    """Whether cameras can be used."""
    return importlib.util.find_spec(_MODULE) is not None


def is_offered() -> bool:
    """Whether there is something to offer: a package has it, or will never have it."""
    return is_installed() or not is_packaged()


def open_frames() -> CameraFrames:
    """The cameras of this computer."""
    from resnet_studio.gui.rooms.use.camera_frames import CameraFrames

    return CameraFrames()


class CameraDialog(QDialog):
    """Not modal. The camera is on while it shows; each press of the button asks about one picture."""

    def __init__(self, ask: Callable[[list[Path]], None], window: QWidget) -> None:
        super().__init__(window)
        self._ask = ask
        self._frames: CameraFrames | None = None
        self._background = Background(self)
        self.setWindowTitle(tr("Camera"))
        self.view, self.problem = _View(), ErrorPanel()
        self.said = self.view.said
        self.cameras = ComboBox()
        self.cameras.setAccessibleName(tr("Camera"))
        self.install = Button(tr("Install"), "main")
        self.take = Button(tr("Take picture"), "main", "picture", tip=tr("Ask about what the camera sees now"))
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(12)
        row.setSpacing(12)
        row.addWidget(self.cameras)
        row.addStretch(1)
        for button in (self.install, self.take):
            row.addWidget(button)
        column.addWidget(self.view, 1)
        column.addWidget(self.problem)
        column.addLayout(row)
        self.install.clicked.connect(self._install)
        self.take.clicked.connect(self._take)
        self.cameras.activated.connect(lambda _: self._start())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._open()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._frames is not None:
            self._frames.stop()

    # The camera ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Show what there is: a picture, or why there is none."""
        if self._background.busy(_INSTALL):
            self._say_installing()
            return
        if not is_installed():
            why = obstacle()
            self._say(why or _NEEDS, may_install=not why)
            return
        if self._frames is None:
            try:
                self._frames = open_frames()
            except ImportError as error:  # it is installed, but a library of the system that it needs is not
                self._say(
                    message("Qt's multimedia library cannot be loaded: {problem}. Install what is missing.",
                            problem=str(error).rstrip("."))
                )  # fmt: skip
                return
            self._frames.setParent(self)
            self._frames.came.connect(self._see)
            self._frames.failed.connect(self._fail)
            self._frames.found.connect(self._find)
        self._find()

    def _find(self) -> None:
        """Use the camera that was chosen, where it is still there, else the system's usual one."""
        assert self._frames is not None
        chosen, there = self.cameras.currentData(), self._frames.cameras()
        self.cameras.clear()
        for key, name in there.items():
            self.cameras.addItem(name, key)
        if chosen in there:
            self.cameras.setCurrentIndex(list(there).index(chosen))
        if self.isVisible():
            self._start()

    def _start(self) -> None:
        assert self._frames is not None
        self._say(message("The camera starts …") if self.cameras.count() else _NONE)
        self._frames.start(self.cameras.currentData() or "")

    def _see(self, image: QImage) -> None:
        self.view.show_picture(image)
        self.said.hide()
        self.take.set_available(True)

    def _fail(self, reason: str) -> None:
        self._say(
            message(
                "The camera gives no picture: {reason}. Another program may be using it.", reason=reason.rstrip(".")
            )
        )

    def _take(self) -> None:
        self.problem.clear()
        if self.view.image is not None:
            keep_in_background(
                self.view.image.copy(), self._background, lambda path: self._ask([path]), self._not_kept, "Camera"
            )

    def _not_kept(self, error: Exception) -> None:
        self.problem.show_error(tr("The picture cannot be kept."), show(text_of(error)))

    def _say(self, text: Message, *, may_install: bool = False) -> None:
        """A sentence in the place of the picture."""
        self.view.show_picture(None)
        self.said.setText(show(text))
        self.said.show()
        self.install.setVisible(may_install)
        self.take.setVisible(is_installed())
        self.take.set_available(False, show(text))
        self.cameras.setVisible(self.cameras.count() > 1)

    # Installing ------------------------------------------------------------------------------------------------

    def _install(self) -> None:
        self._say_installing()

        def work(stale: Stale) -> bool:
            def check() -> None:
                if stale():
                    raise InterruptedError

            return all(True for _ in install(requirements(_EXTRA, [_PACKAGE]), check))

        self._background.do(_INSTALL, work, lambda _: self._installed(), self._not_installed)

    def _say_installing(self) -> None:
        self.install.set_available(False, tr("It is being installed"))
        self._say(message("Installing. This can take minutes."), may_install=True)

    def _installed(self) -> None:
        importlib.invalidate_caches()
        self.install.set_available(True)
        self._open()

    def _not_installed(self, error: Exception) -> None:
        self.install.set_available(True)
        self._say(text_of(error), may_install=True)


class _View(QWidget):
    """What the camera sees, whole; without a picture, a sentence in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.setAccessibleName(tr("What the camera sees"))
        self.setMinimumSize(_SIZE)
        self.said = Label("", BODY, REGULAR, "text2", wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.said)

    def show_picture(self, image: QImage | None) -> None:
        """Another picture, or none."""
        self.image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), RADIUS_BUTTON, "surface", "line", 1)
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, 0, 0)
            place.setSize(size)
            painter.drawImage(place, self.image)
