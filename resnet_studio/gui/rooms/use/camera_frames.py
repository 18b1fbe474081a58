"""Pictures of the cameras that are connected, where QtMultimedia is installed."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QVideoFrame


class CameraFrames(QObject):
    """One camera at a time, on from `start` to `stop`.

    Signals:
        came(QImage): a picture, upright.
        failed(str): why the camera gives none, in the system's words.
        found(): other cameras are connected than before.
    """

    came = Signal(QImage)
    failed = Signal(str)
    found = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt: Any = importlib.import_module("PySide6.QtMultimedia")
        self._devices = self._qt.QMediaDevices(self)
        self._session, self.sink = self._qt.QMediaCaptureSession(self), self._qt.QVideoSink(self)
        self._session.setVideoSink(self.sink)
        self._camera: QCamera | None = None
        self._devices.videoInputsChanged.connect(self.found)
        self.sink.videoFrameChanged.connect(self._take)

    def cameras(self) -> dict[str, str]:
        """The name of each camera by its key; the system's usual one first."""
        usual = self._devices.defaultVideoInput().id()
        found = sorted(self._devices.videoInputs(), key=lambda device: device.id() != usual)
        return {_key(device.id()): device.description() for device in found}

    def start(self, key: str) -> None:
        """Let this camera send pictures; nothing happens where it is gone."""
        self.stop()
        for device in self._devices.videoInputs():
            if _key(device.id()) == key:
                self._camera = self._qt.QCamera(device, self)
                self._camera.errorOccurred.connect(self._fail)
                self._session.setCamera(self._camera)
                self._camera.start()

    def stop(self) -> None:
        """Switch the camera off."""
        if self._camera is not None:
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None

    def _take(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if not image.isNull():
            self.came.emit(image)

    def _fail(self, error: QCamera.Error, text: str) -> None:
        if error is not self._qt.QCamera.Error.NoError:
            self.failed.emit(text)


def _key(name: QByteArray) -> str:
    return name.toStdString()
