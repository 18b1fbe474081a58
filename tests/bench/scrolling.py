"""The first thumbnails of a folder, and scrolling through it, in the real window."""

import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from waiting import wait_for

BEAT = 0.010  # seconds


def scrolled(folder: str, seconds: float) -> dict[str, float]:
    """The first thumbnails of a folder that is opened right after the first paint, then scrolling through it."""
    from resnet_studio.gui.app import FirstPaint
    from resnet_studio.gui.rooms.data.dataset import DatasetPage
    from resnet_studio.gui.shell.window import StudioWindow
    from resnet_studio.gui.theme.manager import install

    install(QApplication([]))
    window = StudioWindow()
    window.resize(1440, 900)
    window.show()
    painted, opened, came = list[float](), list[float](), list[float]()
    first_paint = FirstPaint(window)
    window.windowHandle().installEventFilter(first_paint)

    def start() -> None:
        painted.append(time.perf_counter())
        window.finish_start(Path(folder))
        window.session.dataset_changed.connect(lambda *_: opened.append(time.perf_counter()))

    first_paint.done.connect(start)
    window.thumbnails.loaded.connect(lambda _: came.append(time.perf_counter()))
    wait_for(lambda: opened and came)
    grid = window.data_room.findChild(DatasetPage).grid
    first, last = grid.visible_range()
    wait_for(lambda: len(came) >= last - first)
    result = {
        "open_ms": 1000 * (opened[0] - painted[0]),
        "first_ms": 1000 * (came[0] - opened[0]),
        "all_ms": 1000 * (came[last - first - 1] - opened[0]),
    }
    wait_for(lambda: window.jobs.status.device)  # the engine has imported torch and is quiet
    result |= _scroll(window, seconds)
    result["rate"] = _rate(window, came, folder)
    result["preview_ms"] = _preview(window)
    window.leave()
    return result


def _scroll(window: Any, seconds: float) -> dict[str, float]:
    """A smooth movement, and how late its clock is; counts tiles that are painted without a picture."""
    import resnet_studio.gui.rooms.data.grid as module
    from resnet_studio.gui.rooms.data.dataset import DatasetPage

    grid = window.data_room.findChild(DatasetPage).grid
    bar = grid.verticalScrollBar()
    empty, painted, late, last = [0], [0], list[float](), [time.perf_counter()]
    original = module.paint_picture

    def counted(painter: Any, rect: Any, picture: Any, **how: Any) -> None:
        painted[0] += 1
        empty[0] += picture is None
        original(painter, rect, picture, **how)

    module.paint_picture = counted
    columns, side = grid._layout()
    speed = 60 / columns * grid._pitch(side) * BEAT  # 60 tiles a second, in px a beat
    place = [0.0]

    def beat() -> None:
        now = time.perf_counter()
        late.append(now - last[0] - BEAT)
        last[0] = now
        place[0] += speed
        bar.setValue(round(place[0]))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(round(1000 * BEAT))
    began = time.monotonic()
    wait_for(lambda: time.monotonic() - began > seconds)
    timer.stop()
    module.paint_picture = original
    ordered = sorted(max(0.0, value) for value in late[5:])
    return {
        "p99_ms": 1000 * ordered[int(0.99 * len(ordered))],
        "worst_ms": 1000 * ordered[-1],
        "empty": 100 * empty[0] / painted[0],
    }


def _rate(window: Any, came: list[float], folder: str) -> float:
    """Thumbnails a second, when many are asked for at once."""
    paths = sorted(Path(folder).rglob("*.jpg"))[-400:]
    before, began = len(came), time.perf_counter()
    for path in paths:
        window.thumbnails.pixmap(path, 90)  # a size that the grid did not ask for
    wait_for(lambda: len(came) - before >= len(paths))
    return len(paths) / (came[-1] - began)


def _preview(window: Any) -> float:
    """Milliseconds from opening a picture of twelve megapixels to its pixels, the median of five."""
    from resnet_studio.gui.rooms.data.dataset import DatasetPage

    page = window.data_room.findChild(DatasetPage)
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jpg"
        noise = Image.effect_noise((1000, 750), 40).convert("RGB")
        noise.resize((4000, 3000)).save(path, quality=85)
        for _ in range(5):
            page.preview.dismiss()
            began = time.perf_counter()
            page.preview.show_picture(path, "", first=True, last=True)
            wait_for(lambda: page.preview.image() is not None, look_ms=1)
            taken.append(time.perf_counter() - began)
    page.preview.dismiss()
    return 1000 * sorted(taken)[2]
