"""Fixtures of the tests of the command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from resnet_studio.cli.app import run as studio
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.predictions import Result
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.watched import Watched
from resnet_studio.engine.network.resnet import build

RunProgram = Callable[..., subprocess.CompletedProcess[str]]
Records = Callable[[str], list[dict[str, Any]]]


_CAUGHT = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Handle signals as in a terminal, and restore the handlers, which the command line replaces and pytest needs.

    Programs inherit signals that are ignored: SIGHUP under nohup, SIGINT in a shell's background job.
    """
    before = {name: signal.getsignal(name) for name in _CAUGHT}
    for name in _CAUGHT:
        signal.signal(name, signal.default_int_handler if name == signal.SIGINT else signal.SIG_DFL)
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.fixture(scope="session")
def of_one_class() -> Callable[..., Path]:
    """Makes a folder with one class folder of plain pictures, and returns it."""
    return _of_one_class


def _of_one_class(folder: Path, name: str = "red", count: int = 3) -> Path:
    (folder / name).mkdir(parents=True)
    for number in range(count):
        Image.new("RGB", (40, 40), (200, number, 0)).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of runs, caches and settings of `run_program`."""
    return tmp_path_factory.mktemp("cli home")


@pytest.fixture(scope="session")
def run_program(home: Path) -> RunProgram:
    """Runs the program with some words in a separate process, and waits for its end."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "resnet_studio", *map(str, words)],
            capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, stdin=subprocess.DEVNULL,
            env=os.environ | {"RESNET_STUDIO_HOME": str(home), "PYTHONUTF8": "1"},
        )  # fmt: skip

    return run


@pytest.fixture
def run_here(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> RunProgram:
    """As `run_program`, but in this process, which has imported torch already."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("RESNET_STUDIO_HOME", str(home))
        code = studio([str(word) for word in words])
        return subprocess.CompletedProcess(words, code, *capfd.readouterr())

    return run


@pytest.fixture(scope="session")
def records() -> Records:
    """Reads lines of strict JSON: NaN and infinity fail the test."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return lambda text: [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


@pytest.fixture(scope="session")
def trained(home: Path, records: Records, colours: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A run that the command line trained, and what it printed; in this process, which has imported torch already."""
    small = ("--depth", "20", "--batch-size", "8", "--device", "cpu", "--epochs", "5")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as output:
        patch.setenv("RESNET_STUDIO_HOME", str(home))
        assert studio(["train", str(colours), *small, "--name", "my rün", "--json"]) == 0
    printed = records(output.getvalue())
    return Path(printed[0]["run"]), printed


@pytest.fixture(scope="session")
def untrained_run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a model of random weights, for tests to which its predictions do not matter."""
    config = TrainConfig.build(depth=20, device="cpu")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    torch.manual_seed(0)
    torch.save(build(20, 3).state_dict(), folder / "best.pt")
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    ModelInfo(20, True, ("blue", "green", "red"), 32, mean, std).write(folder)
    return folder


class Interrupt:
    """Ctrl-C for `predict --watch`, after so many answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    @contextmanager
    def after(self, count: int) -> Iterator[None]:
        """Within this, the command is interrupted once so many pictures more are answered."""
        left = [count]
        take, look = Watched.take, Watched.look

        def counted(watched: Watched, result: Result) -> bool:
            left[0] -= (taken := take(watched, result))
            return taken

        def looked(watched: Watched) -> list[str]:
            found = look(watched)
            if left[0] <= 0:
                signal.raise_signal(signal.SIGINT)
            return found

        with self._patch.context() as patch:
            patch.setattr(Watched, "take", counted)
            patch.setattr(Watched, "look", looked)
            patch.setattr("resnet_studio.core.runs.watched.SETTLE", 0.1)
            yield


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Interrupt:
    """Interrupts a command that watches a folder."""
    return Interrupt(monkeypatch)
