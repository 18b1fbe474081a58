"""Steps between which the window answers."""

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
