"""Scanning beside the window: results, refusals, a newer wish, a scan that hangs, and one that is cancelled."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import ScanStopped
from resnet_studio.core.dataset.scan import scan as real_scan
from resnet_studio.gui.threads import scanner as scanner_module
from resnet_studio.gui.threads.scanner import Scanner

WAIT = 20_000


class Heard:
    """A scanner and all that it said."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.finished: list[Dataset] = []
        self.failed: list[tuple[str, str]] = []
        self.progress: list[int] = []
        self.scanner.finished.connect(lambda dataset, _seconds: self.finished.append(dataset))
        self.scanner.failed.connect(lambda sentence, details: self.failed.append((sentence, details)))
        self.scanner.progress.connect(self.progress.append)


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    return Heard()


def test_a_folder_is_read(qtbot: QtBot, heard: Heard, colours: Path) -> None:
    with qtbot.waitSignal(heard.scanner.finished, timeout=WAIT) as signal:
        heard.scanner.start(colours, 0.25, 3)
    dataset, seconds = signal.args
    assert dataset == real_scan(colours, fraction=0.25, seed=3)
    assert seconds > 0
    assert not heard.scanner.busy()


def test_what_is_wrong_with_a_folder_is_a_sentence(qtbot: QtBot, heard: Heard, tmp_path: Path) -> None:
    with qtbot.waitSignal(heard.scanner.failed, timeout=WAIT) as signal:
        heard.scanner.start(tmp_path / "not there", 0.2, 0)
    sentence, details = signal.args
    assert "not there" in sentence
    assert details == ""


def test_an_unexpected_error_has_details(
    qtbot: QtBot, heard: Heard, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> Dataset:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(scanner_module, "scan", breaks)
    with qtbot.waitSignal(heard.scanner.failed, timeout=WAIT) as signal:
        heard.scanner.start(colours, 0.2, 0)
    sentence, details = signal.args
    assert colours.name in sentence
    assert "by design" in sentence
    assert "Traceback" in details


class Held:
    """A scan that counts to 500 and then holds until it is stopped or let go."""

    def __init__(self) -> None:
        self.entered, self.let_go = threading.Event(), threading.Event()
        self.stopped = threading.Event()

    def __call__(
        self, folder: Path, *, should_stop: Callable[[], bool], progress: Callable[[int], None], **rest: Any
    ) -> Dataset:
        if folder.name != "slow":
            return real_scan(folder, **rest)
        progress(500)
        self.entered.set()
        while not self.let_go.wait(0.01):
            if should_stop():
                self.stopped.set()
                raise ScanStopped("stopped")
        return real_scan(folder, **rest)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    one = Held()
    monkeypatch.setattr(scanner_module, "scan", one)
    return one


def no_scan_runs() -> bool:
    return not any(thread.name.startswith("window: scan") for thread in threading.enumerate())


def test_progress_and_cancel(qtbot: QtBot, heard: Heard, held: Held, colours: Path, tmp_path: Path) -> None:
    heard.scanner.start(tmp_path / "slow", 0.2, 0)
    qtbot.waitUntil(lambda: heard.progress == [500], timeout=WAIT)
    assert heard.scanner.busy()
    heard.scanner.cancel()
    assert not heard.scanner.busy()
    assert held.stopped.wait(20)
    qtbot.waitUntil(no_scan_runs, timeout=WAIT)
    with qtbot.waitSignal(heard.scanner.finished, timeout=WAIT):
        heard.scanner.start(colours, 0.2, 0)
    assert [dataset.root for dataset in heard.finished] == [colours]  # and nothing of the one before
    assert heard.failed == []


def test_a_newer_folder_supersedes_even_a_scan_that_hangs(
    qtbot: QtBot, heard: Heard, held: Held, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = threading.Event()

    def deaf(folder: Path, **rest: Any) -> Dataset:
        if folder.name == "slow":
            hangs.wait(30)
            return real_scan(colours)
        return real_scan(folder, **rest)

    monkeypatch.setattr(scanner_module, "scan", deaf)
    heard.scanner.start(tmp_path / "slow", 0.2, 0)
    with qtbot.waitSignal(heard.scanner.finished, timeout=WAIT):
        heard.scanner.start(colours, 0.2, 1)
    hangs.set()
    qtbot.waitUntil(no_scan_runs, timeout=WAIT)
    with qtbot.waitSignal(heard.scanner.finished, timeout=WAIT):
        heard.scanner.start(colours, 0.2, 2)
    assert [dataset.split.seed for dataset in heard.finished] == [1, 2]
    assert heard.failed == []
