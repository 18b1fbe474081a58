"""The loader of thumbnails: what it returns at once, what comes later, in which order, and what it keeps."""

import gc
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.gui.threads import thumbnails
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader


def colour_at_centre(loader: ThumbnailLoader, path: Path, side: int) -> tuple[int, int, int]:
    pixmap = loader.pixmap(path, side, 1.0)
    assert pixmap is not None
    colour = pixmap.toImage().pixelColor(pixmap.width() // 2, pixmap.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def test_thumbnail_is_loaded_in_a_thread_and_kept(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "grün & blau.png"
    Image.new("RGB", (300, 200), (10, 200, 30)).save(path)
    loader = ThumbnailLoader()
    assert loader.pixmap(path, 90, 1.0) is None
    with qtbot.waitSignal(loader.loaded) as came:
        pass
    assert came.args == [str(path)]
    pixmap = loader.pixmap(path, 90, 1.0)
    assert pixmap is not None
    assert pixmap.width() == pixmap.height() >= 90
    assert colour_at_centre(loader, path, 90) == (10, 200, 30)
    assert loader.failed(path) is None


def test_smaller_thumbnail_is_shown_until_the_larger_one_is_loaded(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (800, 800)).save(path)
    loader = ThumbnailLoader()
    with qtbot.waitSignal(loader.loaded):
        assert loader.pixmap(path, 40, 1.0) is None
    small = loader.pixmap(path, 40, 1.0)
    assert small is not None
    with qtbot.waitSignal(loader.loaded):
        meanwhile = loader.pixmap(path, 100, 2.0)
        assert meanwhile is not None
        assert meanwhile.width() == small.width()
    sharp = loader.pixmap(path, 100, 2.0)
    assert sharp is not None
    assert sharp.width() >= 200


def test_deep_picture_is_shown_on_each_scale_that_is_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((60, 60), 2048, np.uint16)).save(path)
    loader = ThumbnailLoader()
    grey = {}
    for scale in (UNKNOWN_SCALE, ValueScale((0, 4095)), ValueScale((2000, 3000))):
        with qtbot.waitSignal(loader.loaded):
            assert loader.pixmap(path, 48, 1.0, scale) is None
        pixmap = loader.pixmap(path, 48, 1.0, scale)
        assert pixmap is not None
        grey[scale.integers] = pixmap.toImage().pixelColor(20, 20).red()
    assert grey == {None: 8, (0, 4095): 128, (2000, 3000): 12}
    assert loader.pixmap(path, 48, 1.0, UNKNOWN_SCALE) is not None


def test_unreadable_file_has_a_reason_and_is_retried_on_request(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    loader = ThumbnailLoader()
    with qtbot.waitSignal(loader.loaded):
        loader.pixmap(path, 64, 1.0)
    sentence = loader.failed(path)
    assert sentence is not None
    assert sentence.endswith(".")
    assert loader.pixmap(path, 64, 1.0) is None
    Image.new("RGB", (20, 20), "red").save(path)
    loader.forget_failures()
    with qtbot.waitSignal(loader.loaded):
        loader.pixmap(path, 64, 1.0)
    assert loader.failed(path) is None
    assert loader.pixmap(path, 64, 1.0) is not None


class Gate:
    """Stands in for decoding: notes the order, and lets nothing through before it is opened."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.entered, self.opened = threading.Event(), threading.Event()

    def thumbnail(self, path: Path, side: int, _scale: ValueScale, _should_stop: object) -> Pixels:
        self.order.append(path.name)
        self.entered.set()
        assert self.opened.wait(10)
        return np.zeros((side, side, 3), np.uint8)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    one = Gate()
    monkeypatch.setattr(thumbnails, "thumbnail", one.thumbnail)
    return one


def test_newest_request_is_decoded_first(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    came: list[str] = []
    loader.loaded.connect(came.append)
    loader.pixmap(Path("first"), 50)
    assert gate.entered.wait(10)
    for name in ("second", "third", "fourth", "second"):
        loader.pixmap(Path(name), 50)
    gate.opened.set()
    qtbot.waitUntil(lambda: len(came) == 4)
    assert gate.order == ["first", "second", "fourth", "third"]


def test_cancelled_requests_are_not_decoded(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    came: list[str] = []
    loader.loaded.connect(came.append)
    loader.pixmap(Path("first"), 50)
    assert gate.entered.wait(10)
    loader.pixmap(Path("scrolled away"), 50)
    loader.cancel_pending()
    loader.pixmap(Path("in view"), 50)
    gate.opened.set()
    qtbot.waitUntil(lambda: came == ["first", "in view"])
    assert gate.order == ["first", "in view"]


def test_what_flies_past_is_not_decoded_and_what_rests_is(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    gate.opened.set()
    for first in (0, 30, 60):
        loader.scrolled(first, first + 35)
        if first:  # one far step alone may be the last
            loader.pixmap(Path(f"from {first}"), 50)
    with qtbot.waitSignal(loader.loaded, timeout=10_000):
        pass
    assert gate.order == ["from 60"]


def test_what_scrolls_by_rows_is_decoded_at_once(gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    for first in (0, 7, 14):
        loader.scrolled(first, first + 35)
    loader.pixmap(Path("in sight"), 50)
    assert gate.entered.wait(10)
    gate.opened.set()


def test_requests_return_at_once(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    asked = time.monotonic()
    for number in range(300):
        loader.pixmap(Path(str(number)), 50)
    assert time.monotonic() - asked < 5  # the gate would hold a caller that decodes for 10 s
    loader.cancel_pending()
    gate.opened.set()


@pytest.mark.parametrize(("in_sight", "kept"), [(0.0, 3), (1000.0, 10)])
def test_budget_removes_old_thumbnails_but_no_visible_ones(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, in_sight: float, kept: int
) -> None:
    monkeypatch.setattr(thumbnails, "_IN_SIGHT_S", in_sight)
    monkeypatch.setattr(thumbnails, "thumbnail", lambda _path, side, *_: np.zeros((side, side, 3), np.uint8))
    paths = [Path(str(number)) for number in range(10)]
    loader = ThumbnailLoader(budget=3 * 48 * 48 * 4, threads=1)
    came: list[str] = []
    loader.loaded.connect(came.append)
    for path in paths:
        loader.pixmap(path, 48)
    qtbot.waitUntil(lambda: len(came) == 10)
    assert sum(loader.pixmap(path, 48) is not None for path in paths) == kept


def test_error_in_the_decoder_affects_one_tile(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(path: Path, side: int, *_: object) -> Pixels:
        if path.name == "bad":
            raise ZeroDivisionError("by design")
        if path.name == "cut":
            raise DecodeError(path, "The file is cut off.")
        return np.zeros((side, side, 3), np.uint8)

    monkeypatch.setattr(thumbnails, "thumbnail", breaks)
    loader = ThumbnailLoader(threads=1)
    came: list[str] = []
    loader.loaded.connect(came.append)
    for name in ("good", "bad", "cut"):
        loader.pixmap(Path(name), 50)
    qtbot.waitUntil(lambda: len(came) == 3)
    assert loader.pixmap(Path("good"), 50) is not None
    assert "by design" in (loader.failed(Path("bad")) or "")
    assert loader.failed(Path("cut")) == "The file is cut off."


def test_threads_end_when_nothing_waits(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    loader = ThumbnailLoader()
    with qtbot.waitSignal(loader.loaded):
        loader.pixmap(path, 40)
    mine = "window: thumbnails"
    qtbot.waitUntil(lambda: not any(thread.name == mine for thread in threading.enumerate()))


def test_deleted_loader_drops_its_requests(qtbot: QtBot, gate: Gate) -> None:
    loader = ThumbnailLoader(threads=1)
    loader.pixmap(Path("at work"), 50)
    assert gate.entered.wait(10)
    loader.pixmap(Path("waits"), 50)
    requests = loader._shared
    del loader
    gc.collect()
    gate.opened.set()
    assert not requests.waiting
    for number in range(200):  # made and gone again and again: freed in an order that Qt may mind
        ThumbnailLoader().pixmap(Path(str(number)), 50)
    gc.collect()
