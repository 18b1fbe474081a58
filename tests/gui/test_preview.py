"""One picture, large: it is decoded in another process, and what goes wrong there is said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decoder import Decoder
from resnet_studio.gui.preview import Preview
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
