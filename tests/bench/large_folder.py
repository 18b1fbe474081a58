"""A folder with very many pictures in the real window: opened, scrolled from end to end, one picture labelled,
and that taken back.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from waiting import wait_for

BEAT = 0.010  # seconds
LABELS = 9
LONGEST = 3000.0  # seconds that a check can take


def large(folder: str, seconds: float) -> dict[str, float]:
    """How soon a folder is open, how late a clock is while all of it is scrolled through, a label, Undo, and memory."""
    from resnet_studio.core.dataset.picture_edits import MovePictures
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.gui.rooms.data.dataset import DatasetPage

    window = _started()
    window.checks.automatic = False  # it would measure the check
    empty = psutil.Process().memory_full_info()
    began = time.perf_counter()
    window.opening.open(Path(folder))
    wait_for(lambda: window.session.dataset is not None)
    found = {"open_s": time.perf_counter() - began}
    wait_for(lambda: not window.thumbnails.busy)
    page = window.data_room.findChild(DatasetPage)
    found |= _through(page, seconds)
    dataset, taken = window.session.dataset, []
    for number in range(LABELS):
        one = dataset.pictures[number * 97]
        other = dataset.classes[1 - one.label]
        began = time.perf_counter()
        window.session.edit_dataset(MovePictures((one.path,), other))
        taken.append(time.perf_counter() - began)
        wait_for(lambda: not window.thumbnails.busy)
    undone = []
    for act in (window.session.undo_edit, window.session.redo_edit) * (LABELS // 2):
        began = time.perf_counter()
        act()
        undone.append(time.perf_counter() - began)
        wait_for(lambda: not window.thumbnails.busy)
    memory = psutil.Process().memory_full_info()  # after thumbnails, whose caches are full by now
    found |= {"label_ms": _median_ms(taken), "undo_ms": _median_ms(undone)}
    found |= {"memory_mb": _held(memory), "empty_mb": _held(empty)}
    window.leave()
    began = time.perf_counter()
    scan(Path(folder))
    return found | {"scan_s": time.perf_counter() - began}


def checked(folder: str) -> dict[str, float]:
    """How late a clock is while a folder's pictures are scrolled through and checked, until its findings are shown, and
    the memory of the window then."""
    from resnet_studio.gui.rooms.data.dataset import DatasetPage

    window = _started()
    window.checks.automatic = True
    began = time.perf_counter()
    window.opening.open(Path(folder))
    wait_for(lambda: window.session.dataset is not None)
    page = window.data_room.findChild(DatasetPage)
    found = _late(page, lambda beat: beat % 1000 / 1000, lambda _: bool(window.checks.checked))
    found["check_s"] = time.perf_counter() - began
    wait_for(lambda: not window.thumbnails.busy)
    found["memory_mb"] = _held(psutil.Process().memory_full_info())
    window.leave()
    return found


def _started() -> Any:
    """The window, when its engine is ready."""
    from resnet_studio.core.basics.cycles import look_through_seldom
    from resnet_studio.gui.shell.window import StudioWindow
    from resnet_studio.gui.theme.manager import install

    look_through_seldom()  # as the program does
    install(QApplication([]))
    window = StudioWindow()
    window.resize(1440, 900)
    window.show()
    window.finish_start(None)
    wait_for(lambda: window.jobs.status.device)  # the engine has imported torch and is quiet
    return window


def _median_ms(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[len(seconds) // 2]


def _held(memory: Any) -> float:
    """What a process alone uses, and its part of what it shares, in MB."""
    return float(getattr(memory, "pss", memory.uss)) / 1e6


def _through(page: Any, seconds: float) -> dict[str, float]:
    """How late each beat comes while everything is scrolled through."""
    beats = round(seconds / BEAT)
    return _late(page, lambda beat: beat / beats, lambda beat: beat >= beats)


def _late(page: Any, place: Callable[[int], float], done: Callable[[int], bool]) -> dict[str, float]:
    """How late each beat comes until some is the last; `place` says where the grid is then, 0 to 1."""
    bar = page.grid.verticalScrollBar()
    late, last = list[float](), [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        late.append(max(0.0, now - last[0] - BEAT))
        last[0] = now
        bar.setValue(round(bar.maximum() * place(len(late))))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(round(1000 * BEAT))
    wait_for(lambda: done(len(late)), LONGEST)
    timer.stop()
    ordered = sorted(late[5:])
    return {"p99_ms": 1000 * ordered[int(0.99 * len(ordered))], "worst_ms": 1000 * ordered[-1]}
