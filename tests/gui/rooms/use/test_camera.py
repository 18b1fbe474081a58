"""Asking about what a camera sees. Cameras are made up, but for one test, with QtMultimedia where it is installed."""

import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import InstallError
from resnet_studio.core.basics.message import NOTHING, message
from resnet_studio.gui.rooms.use import camera
from resnet_studio.gui.rooms.use.camera import CameraDialog
from resnet_studio.gui.rooms.use.room import UseRoom

IN_THE_WAY = message("This Python belongs to the system.")


class Cameras(QObject):
    """Stands for the cameras of a computer."""

    came = Signal(QImage)
    failed = Signal(str)
    found = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.there: dict[str, str] = {}
        self.on = ""

    def cameras(self) -> dict[str, str]:
        return self.there

    def start(self, key: str) -> None:
        self.on = key

    def stop(self) -> None:
        self.on = ""


def red() -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    return image


@pytest.fixture
def cameras(monkeypatch: pytest.MonkeyPatch, qapp: object) -> Cameras:
    cameras = Cameras()
    monkeypatch.setattr(camera, "is_installed", lambda: True)
    monkeypatch.setattr(camera, "open_frames", lambda: cameras)
    return cameras


@pytest.fixture
def opened(ready: UseRoom, qtbot: QtBot) -> Callable[[], CameraDialog]:
    def opened() -> CameraDialog:
        qtbot.mouseClick(ready.zone.camera_button, Qt.MouseButton.LeftButton)
        (dialog,) = ready.findChildren(CameraDialog)
        assert dialog.isVisible()
        return dialog

    return opened


def test_picture_of_a_camera_is_asked_about(
    opened: Callable[[], CameraDialog], cameras: Cameras, asked: list[list[Path]], qtbot: QtBot
) -> None:
    cameras.there = {"one": "Front", "two": "Microscope"}
    dialog = opened()
    assert cameras.on == "one"
    dialog.cameras.setCurrentIndex(1)
    dialog.cameras.activated.emit(1)
    assert cameras.on == "two"
    assert not dialog.take.isEnabled()
    cameras.came.emit(red())
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked))
    ((kept,),) = asked
    assert kept.name.startswith("Camera ")
    assert QImage(str(kept)).pixelColor(5, 5) == Qt.GlobalColor.red
    dialog.close()
    assert not cameras.on


def test_computer_without_a_camera_says_so_until_one_is_connected(
    opened: Callable[[], CameraDialog], cameras: Cameras
) -> None:
    dialog = opened()
    assert dialog.said.text() == "No camera is connected. Connect one, and its picture is here."
    assert not dialog.take.isEnabled()
    cameras.there = {"one": "Front"}
    cameras.found.emit()
    assert cameras.on == "one"
    cameras.failed.emit("Device is busy.")
    assert dialog.said.text().startswith("The camera gives no picture: Device is busy. ")


@pytest.mark.parametrize("why", [NOTHING, IN_THE_WAY])
def test_what_a_camera_needs_is_installed_where_that_is_possible(
    why: object, opened: Callable[[], CameraDialog], cameras: Cameras, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    installed: list[object] = []
    monkeypatch.setattr(camera, "is_installed", lambda: len(installed) > 1)
    monkeypatch.setattr(camera, "obstacle", lambda: why)

    def install(wanted: list[str], _: object) -> list[object]:
        installed.append(wanted)
        if len(installed) == 1:
            raise InstallError(message("The disk is full."))
        return []

    monkeypatch.setattr(camera, "install", install)
    dialog = opened()
    assert dialog.install.isVisible() is not bool(why)
    if why:
        assert dialog.said.text() == str(why)
        return
    assert "440 MB" in dialog.said.text()
    dialog.install.click()
    qtbot.waitUntil(lambda: dialog.said.text() == "The disk is full.")
    dialog.install.click()
    qtbot.waitUntil(lambda: dialog.said.text().startswith("No camera is connected."))
    assert not dialog.install.isVisible()
    assert "pyside6-addons" in str(installed[-1]).lower()


def test_camera_whose_library_cannot_be_loaded_says_what_is_missing(
    opened: Callable[[], CameraDialog], cameras: Cameras, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Cameras:
        raise ImportError("libpulse.so.0: cannot open shared object file")

    monkeypatch.setattr(camera, "open_frames", fail)
    dialog = opened()
    assert "libpulse.so.0" in dialog.said.text()
    assert not dialog.take.isEnabled()


def test_dialog_that_is_opened_again_says_that_it_still_installs(
    opened: Callable[[], CameraDialog], cameras: Cameras, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    goes_on, ended = threading.Event(), list[bool]()
    monkeypatch.setattr(camera, "is_installed", lambda: bool(ended))
    monkeypatch.setattr(camera, "obstacle", lambda: NOTHING)

    def install(_wanted: list[str], _: object) -> list[object]:
        goes_on.wait(30)
        ended.append(True)
        return []

    monkeypatch.setattr(camera, "install", install)
    dialog = opened()
    dialog.install.click()
    dialog.close()
    dialog.show()
    assert dialog.said.text() == "Installing. This can take minutes."
    assert not dialog.install.isEnabled()
    goes_on.set()
    qtbot.waitUntil(lambda: dialog.said.text().startswith("No camera is connected."))


def test_package_without_it_offers_no_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "is_installed", lambda: False)
    monkeypatch.setattr(camera, "is_packaged", lambda: True)
    assert not camera.is_offered()


@pytest.mark.skipif(importlib.util.find_spec("PySide6.QtMultimedia") is None, reason="QtMultimedia is not installed")
def test_pictures_of_qt_arrive_upright(qtbot: QtBot) -> None:
    from PySide6.QtMultimedia import QVideoFrame

    frames = camera.open_frames()
    assert isinstance(frames.cameras(), dict)
    frames.start("a camera that is gone")
    with qtbot.waitSignal(frames.came) as came:
        frames.sink.setVideoFrame(QVideoFrame(red()))
    assert came.args is not None
    assert came.args[0].pixelColor(5, 5) == Qt.GlobalColor.red
    frames.stop()
