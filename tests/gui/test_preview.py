"""One picture, large: it is decoded in another process, and what goes wrong there is said."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decoder import Decoder
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.explain import Explained
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.near import look
from resnet_studio.gui.preview import Preview
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.session import Session
from tests.core.pictures import decoder_hooks

Show = Callable[[str, tuple[int, int]], Preview]


@pytest.fixture(scope="module")
def hooked() -> Iterator[Decoder]:
    one = Decoder(2, memory=400_000_000, seconds=30, also=decoder_hooks.prepare)
    yield one
    one.close()


@pytest.fixture
def show(qtbot: QtBot, hooked: Decoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Show:
    """Shows a picture, of which the name says what decoding it does."""
    monkeypatch.setattr(decoder, "shared", lambda: hooked)
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(800, 600)
    room.show()
    preview = Preview(room)

    def write(name: str, size: tuple[int, int]) -> Preview:
        path = tmp_path / f"{name}.png"
        Image.new("RGB", size, "red").save(path)
        preview.show_picture(path, "", first=True, last=True)
        return preview

    return write


@pytest.mark.parametrize(
    ("size", "shown"),
    [((300, 200), (300, 200)), ((4000, 3000), (2560, 1920)), ((20_000, 300), (2560, 38)), ((6000, 6000), (2560, 2560))],
)
def test_picture_is_shown_with_at_most_as_many_pixels_as_a_screen_has(
    qtbot: QtBot, show: Show, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    preview = show("good", size)
    qtbot.waitUntil(lambda: preview.image() is not None, timeout=20_000)
    image = preview.image()
    assert image is not None
    assert (image.width(), image.height()) == shown
    assert image.pixelColor(image.width() - 1, image.height() - 1).name() == "#ff0000"


def test_from_near_a_picture_shows_all_pixels_that_its_file_has(qtbot: QtBot, show: Show) -> None:
    preview = show("good", (4000, 3000))
    qtbot.waitUntil(lambda: preview._canvas.times < 0.2, timeout=20_000)  # the size of the file is known
    qtbot.keyClick(preview, Qt.Key.Key_Z)
    assert preview._canvas.times == 1
    assert preview.near.zoom_button.words() == "100 %"
    qtbot.waitUntil(lambda: (image := preview.image()) is not None and image.width() == 4000, timeout=20_000)
    assert preview._canvas.times == 1
    show("good", (300, 200))
    qtbot.waitUntil(lambda: (image := preview.image()) is not None and image.width() == 300, timeout=20_000)
    assert not preview._canvas.near


def test_picture_that_is_too_large_for_all_of_its_pixels_says_so(
    qtbot: QtBot, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "_MOST_PIXELS", 3_000_000)
    preview = show("good", (4000, 3000))
    qtbot.waitUntil(lambda: preview._canvas.times < 0.2, timeout=20_000)  # the size of the file is known
    qtbot.keyClick(preview, Qt.Key.Key_Z)
    assert preview.near.zoom_button.words() == "100 %, 2 × 2 pixels averaged"
    qtbot.keyClick(preview, Qt.Key.Key_Z)
    assert "averaged" not in preview.near.zoom_button.words()


def test_picture_that_crashes_the_process_says_so_and_the_next_one_shows(qtbot: QtBot, show: Show) -> None:
    preview = show("crash", (20, 20))
    qtbot.waitUntil(lambda: preview.problem() != "", timeout=20_000)
    assert preview.problem().startswith("Decoding it crashed the process that decodes pictures.")
    show("good", (20, 20))
    qtbot.waitUntil(lambda: preview.image() is not None, timeout=20_000)
    assert preview.problem() == ""


def test_next_picture_does_not_wait_for_one_that_takes_long(qtbot: QtBot, show: Show, tmp_path: Path) -> None:
    preview = show("wait", (20, 20))
    qtbot.waitUntil(lambda: decoder_hooks.times_seen(tmp_path / "wait.png") == 1, timeout=20_000)
    show("good", (20, 20))
    qtbot.waitUntil(lambda: preview.image() is not None, timeout=20_000)  # the slow one would take three minutes


@pytest.fixture
def maps(silent_worker: Any) -> Maps:
    """Maps of a ResNet-18 that are switched on; nothing is computed but what a test answers."""
    jobs = JobRunner(silent_worker, silent_worker)
    maps = Maps(ExplainControl(Session(silent_worker), jobs, silent_worker), silent_worker)
    run = RunSummary(Path("/r"), 0.0, None, "ants", RunState.FINISHED, 3, 2, 0.9, 1.0, 1, True)
    maps.set_run(run, ModelInfo(18, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)))
    maps.choice.set_on(True)
    return maps


@pytest.fixture
def explained(qtbot: QtBot, hooked: Decoder, monkeypatch: pytest.MonkeyPatch, maps: Maps) -> Iterator[Preview]:
    """A preview that can show where the network looked."""
    monkeypatch.setattr(decoder, "shared", lambda: hooked)
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(800, 600)
    room.show()
    yield Preview(room, maps=maps)
    assert room is not None  # kept as long as what it owns is used


def tell_map(worker: Any, path: Path) -> None:
    values = np.zeros((7, 7), np.float32)
    values[0, 6] = 1
    worker.tell(Explained.of_map(str(path), "ants", 0.9, "layer4", values, (1.0,) * 8, 0.875))


def write(path: Path, size: tuple[int, int], **options: Any) -> Path:
    Image.new("RGB", size, (90, 90, 90)).save(path, **options)
    return path


def canvas_of(preview: Preview) -> QImage:
    return preview._canvas.grab().toImage()


def yellow(image: QImage, x: float, y: float) -> int:
    found = image.pixelColor(round(x), round(y))
    return found.red() + found.green() - 2 * found.blue()


def test_map_is_painted_over_the_seen_part_of_its_picture_once_both_are_there(
    qtbot: QtBot, explained: Preview, silent_worker: Any, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.png", (400, 200))
    explained.show_picture(path, "", first=True, last=True)
    tell_map(silent_worker, path)
    qtbot.waitUntil(lambda: explained.image() is not None, timeout=20_000)
    image, canvas = canvas_of(explained), explained._canvas
    box = canvas.box(QRectF(0, 0, 400, 200))
    side = box.height() * 0.875
    left, top = box.center().x() - side / 2, box.center().y() - side / 2
    assert yellow(image, left + side * 6.6 / 7, top + side * 0.4 / 7) > 150
    assert yellow(image, left + side * 3.5 / 7, top + side * 3.5 / 7) < 0
    assert image.pixelColor(round(left - 20), round(top + 20)).lightness() > 180, "what is not seen is veiled"


def test_map_is_never_over_another_picture(
    qtbot: QtBot, explained: Preview, silent_worker: Any, tmp_path: Path
) -> None:
    first, second = write(tmp_path / "a.png", (200, 200)), write(tmp_path / "wait.png", (200, 200))
    explained.show_picture(first, "", first=True, last=False)
    tell_map(silent_worker, first)
    qtbot.waitUntil(lambda: explained._canvas.heat_map is not None, timeout=20_000)
    explained.show_picture(second, "", first=False, last=True)
    assert explained._canvas.heat_map is None
    silent_worker.tell(JobFinished(), job=1)
    tell_map(silent_worker, second)
    assert explained.large is not None
    assert explained.large.looked is not None
    assert explained._canvas.heat_map is None, "the second picture is still being decoded"


@pytest.mark.parametrize("size", [(2000, 1), (1, 2000), (3000, 20)])
def test_of_a_panorama_the_seen_square_is_shown_alone(
    qtbot: QtBot, explained: Preview, silent_worker: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = write(tmp_path / "a.png", size)
    explained.show_picture(path, "", first=True, last=True)
    tell_map(silent_worker, path)
    qtbot.waitUntil(lambda: explained._canvas.heat_map is not None, timeout=20_000)
    image, canvas = canvas_of(explained), explained._canvas
    side = min(canvas.width(), canvas.height())
    left, top = (canvas.width() - side) / 2, (canvas.height() - side) / 2
    assert yellow(image, left + side * 6.6 / 7, top + side * 0.4 / 7) > 150
    assert yellow(image, left + side * 0.5, top + side * 0.9) < 0


def test_turned_picture_has_its_map_upright(
    qtbot: QtBot, explained: Preview, silent_worker: Any, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    path = write(tmp_path / "a.jpg", (400, 200), exif=exif)
    explained.show_picture(path, "", first=True, last=True)
    tell_map(silent_worker, path)
    qtbot.waitUntil(lambda: explained._canvas.heat_map is not None, timeout=20_000)
    image = explained.image()
    assert image is not None
    assert (image.width(), image.height()) == (200, 400)
    grabbed, box = canvas_of(explained), explained._canvas.box(QRectF(0, 0, 200, 400))
    side = box.width() * 0.875
    assert yellow(grabbed, box.center().x() + side * 0.44, box.center().y() - side * 0.44) > 150


def test_keys_turn_the_map_off_and_on_and_still_show_the_next_picture(
    qtbot: QtBot, explained: Preview, maps: Maps, tmp_path: Path
) -> None:
    explained.show_picture(write(tmp_path / "a.png", (20, 20)), "", first=True, last=False)
    qtbot.keyClick(explained, Qt.Key.Key_M)
    assert not maps.choice.on
    with qtbot.waitSignal(explained.moved) as signal:
        qtbot.keyClick(explained, Qt.Key.Key_Right)
    assert signal.args == [1]


def test_closed_preview_wants_no_map(explained: Preview, silent_worker: Any, tmp_path: Path) -> None:
    explained.show_picture(write(tmp_path / "a.png", (20, 20)), "", first=True, last=True)
    assert len(silent_worker.submitted) == 1
    explained.dismiss()
    assert silent_worker.stopped == [1]


@pytest.fixture
def among_fields(qtbot: QtBot, explained: Preview, tmp_path: Path) -> Preview:
    """A preview over a field, with the focus."""
    room = explained.parentWidget()
    QLineEdit(room).show()
    explained.show_picture(write(tmp_path / "a.png", (20, 20)), "", first=False, last=False)
    with qtbot.waitActive(room):
        room.activateWindow()
    explained.setFocus()
    return explained


def test_tab_stays_in_the_preview(qtbot: QtBot, among_fields: Preview) -> None:
    reached = []
    for key in [Qt.Key.Key_Tab] * 8 + [Qt.Key.Key_Backtab] * 8:
        qtbot.keyClick(QApplication.focusWidget(), key)
        reached.append(QApplication.focusWidget())
    assert all(one is not None and among_fields.isAncestorOf(one) for one in reached)
    assert {among_fields.before, among_fields.after, among_fields.cross} <= set(reached)


def test_arrow_keys_show_the_next_picture_at_a_button_too(qtbot: QtBot, among_fields: Preview) -> None:
    among_fields.before.setFocus()
    with qtbot.waitSignal(among_fields.moved) as signal:
        qtbot.keyClick(among_fields.before, Qt.Key.Key_Right)
    assert signal.args == [1]


def test_last_picture_leaves_the_focus_at_the_preview_and_not_at_close(among_fields: Preview, tmp_path: Path) -> None:
    among_fields.after.setFocus()
    among_fields.show_picture(write(tmp_path / "b.png", (20, 20)), "", first=False, last=True)
    assert QApplication.focusWidget() is among_fields
