"""Scrolling through 60,000 thumbnails: all in view come, and neither memory nor processes grow."""

from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures import decoder
from resnet_studio.core.pictures.decoder import Decoder
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

PICTURES, SCREEN, STEP = 60_000, 60, 20
BUDGET = 32_000_000
REST = 50  # screens between two at which the person stops and looks


@pytest.mark.long
def test_sixty_thousand_thumbnails_scroll(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    for number in range(20):
        pixels = random.integers(0, 255, (150, 200, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.jpg")
    for number in range(20, PICTURES):
        (tmp_path / f"{number}.jpg").hardlink_to(tmp_path / f"{number % 20}.jpg")
    paths = [tmp_path / f"{number}.jpg" for number in range(PICTURES)]
    one = Decoder(3)
    monkeypatch.setattr(decoder, "shared", lambda: one)
    loader, came, used, process = ThumbnailLoader(budget=BUDGET), set[str](), list[int](), psutil.Process()
    loader.loaded.connect(came.add)
    for screen, first in enumerate(range(0, PICTURES - SCREEN, STEP)):
        came.clear()
        loader.cancel_pending()
        in_view = paths[first : first + SCREEN]
        for path in in_view:
            loader.pixmap(path, 140)
        if screen % REST == 0:
            missing = {str(path) for path in in_view if loader.pixmap(path, 140) is None}
            qtbot.waitUntil(lambda wanted=missing: came >= wanted, timeout=20_000)
            used.append(process.memory_info().rss)
            assert len(one.pids()) <= 3
        else:
            qtbot.wait(1)  # the events of a screen's time
    pids = one.pids()
    one.close()
    qtbot.waitUntil(lambda: not one.pids(), timeout=10_000)  # a thread was still at work
    assert not any(loader.failed(path) for path in paths)
    assert max(used) - used[0] < 3 * BUDGET  # QPixmaps, and what is on its way
    assert not any(psutil.pid_exists(pid) for pid in pids)
