"""Thumbnails of pictures that crash, hang or fill the memory: the others come, and the window goes on."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decoder import Decoder
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from tests.core.pictures import decoder_hooks

TOO_LONG = "Decoding it takes longer than 0.9 s."  # filling the memory has to take less, also beside other tests


@pytest.fixture(scope="module")
def hooked() -> Iterator[Decoder]:
    one = Decoder(3, memory=200_000_000, seconds=0.9, also=decoder_hooks.prepare)
    yield one
    one.close()


@pytest.fixture
def hostile(hooked: Decoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes pictures, of which the names say what decoding them does: see `decoder_hooks`."""
    monkeypatch.setattr(decoder, "shared", lambda: hooked)

    def write(*names: str) -> list[Path]:
        paths = [tmp_path / f"{name}.png" for name in names]
        for path in paths:
            Image.new("RGB", (20, 20), "red").save(path)
        return paths

    return write


def test_files_that_crash_hang_or_fill_the_memory_are_named_and_the_others_come(
    qtbot: QtBot, hostile: Callable[..., list[Path]]
) -> None:
    bad = hostile("crash", "hold", "loop", "grow")
    good = hostile(*(f"good {number}" for number in range(40)))
    loader, came, late = ThumbnailLoader(), list[str](), [time.monotonic()]
    loader.loaded.connect(came.append)
    clock = QTimer(interval=10)
    clock.timeout.connect(lambda: late.append(time.monotonic()))
    clock.start()
    for path in (*good[:20], *bad, *good[20:]):
        loader.pixmap(path, 48)
    qtbot.waitUntil(lambda: len(came) == 44, timeout=60_000)
    assert sorted(came) == sorted(map(str, (*bad, *good)))
    assert all(loader.pixmap(path, 48) for path in good)
    assert [loader.failed(path) for path in bad] == [
        "Decoding it crashed the process that decodes pictures. The file is not tried again until it changes.",
        *[TOO_LONG] * 2,
        "It needs more than 200 MB of memory to decode.",
    ]
    assert max(np.diff(late)) < 1.5  # seconds; a busy machine is not the file's fault
    seen = [decoder_hooks.times_seen(path) for path in bad]
    loader.forget_failures()  # as when the folder is opened again
    came.clear()
    for path in bad:
        loader.pixmap(path, 48)
    qtbot.waitUntil(lambda: len(came) == 4)
    assert [decoder_hooks.times_seen(path) for path in bad] == seen == [2, 1, 1, 1]


def test_process_that_is_killed_while_pictures_scroll_is_replaced_and_all_in_view_come(
    qtbot: QtBot, hooked: Decoder, hostile: Callable[..., list[Path]]
) -> None:
    paths, came = hostile(*(f"good {number}" for number in range(60))), set[str]()
    loader = ThumbnailLoader()
    loader.loaded.connect(came.add)
    for first in range(0, 60, 20):
        came.clear()
        loader.cancel_pending()
        for path in paths[first : first + 20]:
            loader.pixmap(path, 48)
        qtbot.waitUntil(lambda: len(came) > 0, timeout=20_000)
        for pid in hooked.pids():
            with suppress(psutil.NoSuchProcess):
                psutil.Process(pid).kill()
        qtbot.waitUntil(lambda: len(came) == 20, timeout=20_000)
    assert not any(loader.failed(path) for path in paths)


def test_slow_picture_that_scrolled_away_does_not_hold_up_those_in_view(
    qtbot: QtBot, hostile: Callable[..., list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, again, good = hostile("wait away", "wait again", "good")
    one, came = Decoder(2, seconds=60, also=decoder_hooks.prepare), list[str]()
    monkeypatch.setattr(decoder, "shared", lambda: one)
    loader = ThumbnailLoader(threads=2)
    loader.loaded.connect(came.append)
    for path in (slow, again):
        loader.pixmap(path, 48)
    qtbot.waitUntil(lambda: decoder_hooks.times_seen(slow) + decoder_hooks.times_seen(again) == 2, timeout=20_000)
    loader.cancel_pending()
    loader.pixmap(again, 48)
    loader.pixmap(good, 48)
    qtbot.waitUntil(lambda: came == [str(good)], timeout=20_000)
    assert decoder_hooks.times_seen(again) == 1  # it is wanted, so that it goes on
    assert loader.failed(slow) is None
    loader.cancel_pending()
    one.close()


def test_slow_picture_in_two_sizes_is_tried_once_and_holds_up_one_thread(
    qtbot: QtBot, hooked: Decoder, hostile: Callable[..., list[Path]]
) -> None:
    slow, good = hostile("loop twice", "good")
    with ExitStack() as both:  # both processes are there, so that neither picture waits for the start of one
        for _ in range(2):
            both.enter_context(hooked._pool.use(lambda: False)).limited.wait_ready()
    loader, came = ThumbnailLoader(threads=2), list[str]()
    loader.loaded.connect(came.append)
    loader.pixmap(slow, 48)
    qtbot.waitUntil(lambda: decoder_hooks.times_seen(slow) == 1, timeout=20_000)
    loader.pixmap(good, 48)
    loader.pixmap(slow, 96)
    qtbot.waitUntil(lambda: len(came) == 3, timeout=20_000)
    assert came == [str(good), str(slow), str(slow)]
    assert decoder_hooks.times_seen(slow) == 1
