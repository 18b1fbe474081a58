"""A picture from near: each pixel of it is one of the screen, and what a person points at stays in place."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.picture_canvas import PictureCanvas

LEFT = Qt.MouseButton.LeftButton


def coded(width: int, height: int) -> QImage:
    """A picture whose pixels say where they are."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(width):
            image.setPixel(x, y, 0xFF000000 | (x % 256) << 16 | (y % 256) << 8 | (x // 256) * 16 + y // 256)
    return image


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> PictureCanvas:
    """Of 200 x 150 px, with a picture of 400 x 300."""
    install(qapp).choose("light")
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 150)
    canvas.show()
    canvas.show_pixels(coded(400, 300))
    return canvas


def place(canvas: PictureCanvas, x: int, y: int) -> tuple[int, int]:
    """Which pixel of the picture is painted there."""
    found = canvas.grab().toImage().pixelColor(x, y)
    return found.red() + found.blue() // 16 * 256, found.green() + found.blue() % 16 * 256


def test_double_click_shows_each_pixel_there_and_again_all_of_the_picture(canvas: PictureCanvas) -> None:
    assert (canvas.times, canvas.near) == (0.5, False)
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(50, 100))
    assert (canvas.times, canvas.near) == (1.0, True)
    x, y = place(canvas, 50, 100)
    assert abs(x - 100) <= 1
    assert abs(y - 200) <= 1
    assert place(canvas, 90, 120) == (x + 40, y + 20)
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(50, 100))
    assert (canvas.times, canvas.near) == (0.5, False)


def test_wheel_goes_near_to_what_it_points_at(canvas: PictureCanvas) -> None:
    canvas.zoom_to_pixels()
    before = place(canvas, 30, 40)
    for _ in range(8):
        QApplication.sendEvent(
            canvas,
            QWheelEvent(
                QPointF(30, 40),
                QPointF(30, 40),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
    assert canvas.times == pytest.approx(1.25**8)
    after = place(canvas, 30, 40)
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 1
    assert place(canvas, 31, 41) in {after, (after[0] + 1, after[1] + 1), (after[0] + 1, after[1]),
                                     (after[0], after[1] + 1)}, "a pixel is a square"  # fmt: skip
    canvas.zoom_by(-40)
    assert not canvas.near


def test_drag_and_keys_show_other_parts_up_to_the_edge(canvas: PictureCanvas) -> None:
    canvas.zoom_to_pixels()
    x, y = place(canvas, 100, 75)
    QTest.mousePress(canvas, LEFT, pos=QPoint(100, 75))
    to, buttons = QPointF(70, 65), Qt.MouseButton.LeftButton
    moved = QMouseEvent(QEvent.Type.MouseMove, to, to, Qt.MouseButton.NoButton, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, moved)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(70, 65))
    assert place(canvas, 100, 75) == (x + 30, y + 10)
    canvas.pan(-100, -100)
    assert place(canvas, 0, 0) == (0, 0)
    canvas.pan(1, 0)
    assert place(canvas, 0, 0) == (50, 0)
    canvas.pan(100, 100)
    assert place(canvas, 199, 149) == (399, 299)


def test_pixels_are_wanted_once_it_shows_larger_than_it_has(canvas: PictureCanvas, qtbot: QtBot) -> None:
    wanted: list[float] = []
    canvas.pixels_wanted.connect(lambda: wanted.append(canvas.times))
    canvas.set_pixels(QSize(1600, 1200))
    assert canvas.times == 0.125
    canvas.zoom_by(2)
    assert not wanted
    canvas.zoom_by(5)
    assert wanted
    before = canvas.times
    canvas.show_pixels(QImage(1600, 1200, QImage.Format.Format_RGB32), same=True)
    assert (canvas.times, canvas.near) == (before, True)
    wanted.clear()
    canvas.zoom_by(1)
    assert not wanted


def test_what_shows_from_near_stays_in_place_when_the_size_of_the_file_arrives(canvas: PictureCanvas) -> None:
    canvas.zoom_by(6, QPointF(30, 40))
    before, corner = canvas.grab().toImage(), place(canvas, 0, 0)
    canvas.set_pixels(QSize(1600, 1200))
    assert (place(canvas, 0, 0), canvas.near) == (corner, True)
    assert canvas.grab().toImage() == before
    assert canvas.times == pytest.approx(0.125 * 1.25**6)


def test_small_picture_is_enlarged_step_by_step(canvas: PictureCanvas) -> None:
    canvas.show_pixels(coded(20, 15))
    assert canvas.times == 8
    canvas.zoom_to_pixels()
    canvas.zoom_by(1)
    assert canvas.times == pytest.approx(1.25)
    canvas.zoom_by(-9)
    assert (canvas.times, canvas.near) == (1, True)
    canvas.fit()
    canvas.zoom_by(-1)
    assert canvas.times == pytest.approx(8 / 1.25)


def test_another_picture_shows_as_a_whole(canvas: PictureCanvas) -> None:
    canvas.set_pixels(QSize(1600, 1200))
    canvas.zoom_to_pixels()
    canvas.show_pixels(coded(100, 300))
    assert (canvas.times, canvas.near) == (0.5, False)
