"""Steps between which the window answers."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell import loading


def numbered(done: list[int], count: int, seconds: float = 0.0) -> Iterator[None]:
    for number in range(count):
        time.sleep(seconds)
        done.append(number)
        yield


def test_events_are_answered_between_steps(qtbot: QtBot) -> None:
    done, seen = list[int](), list[int]()
    parent = QObject()
    QTimer.singleShot(0, parent, lambda: seen.append(len(done)))
    steps = loading.Steps(numbered(done, 10, seconds=loading._SLICE_S), parent)
    qtbot.waitUntil(lambda: len(done) == 10)
    assert seen[0] < 10
    qtbot.waitUntil(lambda: not steps._timer.isActive())


def test_rest_of_the_steps_is_done_at_once_in_order() -> None:
    done, parent = list[int](), QObject()
    loading.Steps(numbered(done, 5), parent).do_rest()
    assert done == [0, 1, 2, 3, 4]


def test_module_is_imported_after_each_of_ours_that_it_imports() -> None:
    """In a process of its own, where nothing is imported yet."""
    code = (
        "import sys; from resnet_studio.gui.shell import loading\n"
        "name, before = 'resnet_studio.gui.rooms.train.room', set(sys.modules)\n"
        "def ours(): return {one for one in sys.modules if one.startswith('resnet_studio.')} - before\n"
        "counts, most = [0], 0\n"
        "for _ in loading.module(name):\n"
        "    made = [one for one in ours() if not hasattr(sys.modules[one], '__path__')]\n"
        "    most, counts = max(most, len(made) - counts[-1]), [*counts, len(made)]\n"
        "print(name in sys.modules, len(counts) > 50, most)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "True True 1\n", done.stderr


def test_modules_of_a_package_are_imported_one_in_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "a_package_of_three"
    for file in ("__init__.py", "one.py", "two.py", "inner/__init__.py"):
        (package / file).parent.mkdir(exist_ok=True)
        (package / file).touch()
    monkeypatch.syspath_prepend(tmp_path)
    steps = loading.modules("a_package_of_three")
    next(steps)
    assert "a_package_of_three.two" not in sys.modules
    assert sum(1 for _ in steps) == 2
    assert {"a_package_of_three.one", "a_package_of_three.two"} <= sys.modules.keys()
