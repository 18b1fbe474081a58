"""Scanning beside the window: results, refusals, a newer wish, a scan that hangs, and one that is cancelled."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.cli.check import check
from resnet_studio.core.basics.formatting import place
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import ScanStopped
from resnet_studio.core.dataset.scan import scan as real_scan
from resnet_studio.core.runs.written_out import WritingOut
from resnet_studio.gui.threads import scanner as scanner_module
from resnet_studio.gui.threads.scanner import Scanner
from tests.made_folders import class_folders

WAIT = 20_000


class Recorder:
    """A scanner and everything that it reported."""

    def __init__(self) -> None:
        self.scanner = Scanner()
        self.finished: list[Dataset] = []
        self.failed: list[tuple[str, str]] = []
        self.progress: list[int] = []
        self.scanner.finished.connect(lambda dataset, _seconds: self.finished.append(dataset))
        self.scanner.failed.connect(lambda sentence, details: self.failed.append((sentence, details)))
        self.scanner.progress.connect(self.progress.append)


@pytest.fixture
def recorder(qtbot: QtBot) -> Recorder:
    return Recorder()


def test_folder_is_scanned(qtbot: QtBot, recorder: Recorder, colours: Path) -> None:
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT) as signal:
        recorder.scanner.start(colours, 0.25, 3)
    dataset, seconds = signal.args
    assert dataset == real_scan(colours, fraction=0.25, seed=3)
    assert seconds > 0
    assert not recorder.scanner.busy()


def test_problem_with_a_folder_is_a_sentence(qtbot: QtBot, recorder: Recorder, tmp_path: Path) -> None:
    with qtbot.waitSignal(recorder.scanner.failed, timeout=WAIT) as signal:
        recorder.scanner.start(tmp_path / "not there", 0.2, 0)
    sentence, details = signal.args
    assert "not there" in str(sentence)
    assert details == ""


def test_move_that_was_cut_short_is_said_wherever_the_folder_is_read(
    qtbot: QtBot, recorder: Recorder, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, out = class_folders(tmp_path / "data", "a", "b", each=4), tmp_path / "out"
    writing = WritingOut(real_scan(root), out, "move")
    writing.write(lambda: writing.done == 3)
    said = f"3 pictures were moved from {place(root)} into {place(out)}. Sort, in the window, can put back"
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT):
        recorder.scanner.start(root, 0.2, 0)
    assert [str(one.message).startswith(said) for one in recorder.finished[-1].findings].count(True) == 1
    assert check([root], reading="names", limits=(), json=False) == 0
    assert said in capfd.readouterr().out
    writing.undo()
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT):
        recorder.scanner.start(root, 0.2, 0, before=recorder.finished[-1])
    assert not any(str(one.message).startswith(said) for one in recorder.finished[-1].findings)


def test_an_unexpected_error_has_details(
    qtbot: QtBot, recorder: Recorder, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> Dataset:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(scanner_module, "scan", breaks)
    with qtbot.waitSignal(recorder.scanner.failed, timeout=WAIT) as signal:
        recorder.scanner.start(colours, 0.2, 0)
    sentence, details = signal.args
    assert colours.name in str(sentence)
    assert "by design" in str(sentence)
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


def test_scan_reports_progress_and_can_be_cancelled(
    qtbot: QtBot, recorder: Recorder, held: Held, colours: Path, tmp_path: Path
) -> None:
    recorder.scanner.start(tmp_path / "slow", 0.2, 0)
    qtbot.waitUntil(lambda: recorder.progress == [500], timeout=WAIT)
    assert recorder.scanner.busy()
    recorder.scanner.cancel()
    assert not recorder.scanner.busy()
    assert held.stopped.wait(20)
    qtbot.waitUntil(no_scan_runs, timeout=WAIT)
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT):
        recorder.scanner.start(colours, 0.2, 0)
    assert [dataset.root for dataset in recorder.finished] == [colours]  # and nothing of the one before
    assert recorder.failed == []


def test_newer_folder_replaces_a_scan_that_hangs(
    qtbot: QtBot, recorder: Recorder, held: Held, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = threading.Event()

    def hangs_on_slow(folder: Path, **rest: Any) -> Dataset:
        if folder.name == "slow":
            hangs.wait(30)
            return real_scan(colours)
        return real_scan(folder, **rest)

    monkeypatch.setattr(scanner_module, "scan", hangs_on_slow)
    recorder.scanner.start(tmp_path / "slow", 0.2, 0)
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT):
        recorder.scanner.start(colours, 0.2, 1)
    hangs.set()
    qtbot.waitUntil(no_scan_runs, timeout=WAIT)
    with qtbot.waitSignal(recorder.scanner.finished, timeout=WAIT):
        recorder.scanner.start(colours, 0.2, 2)
    assert [dataset.split.seed for dataset in recorder.finished] == [1, 2]
    assert recorder.failed == []
