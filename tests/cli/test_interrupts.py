"""Signals and closed pipes pause a training, which can be resumed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.run_log import read_events

SMALL = ("--depth", "20", "--batch-size", "8", "--device", "cpu")
RunProgram = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM to a process")
@pytest.mark.long  # as the interrupted run below; what each signal asks for, further down
@pytest.mark.parametrize(("sent", "code"), [pytest.param(15, 143, id="TERM"), pytest.param(1, 129, id="HUP")])
def test_signal_pauses_training_at_the_next_batch(colours: Path, tmp_path: Path, sent: int, code: int) -> None:
    command = [sys.executable, "-m", "resnet_studio", "train", str(colours), *SMALL, "--epochs", "10000", "--json"]
    printed = []
    with subprocess.Popen(
        [*command, "--runs", str(tmp_path)],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            printed.append(json.loads(line))
            if printed[-1]["event"] == "EpochEnd" and printed[-1]["epoch"] == 1:
                process.send_signal(sent)
    assert process.returncode == code
    assert printed[-1]["event"] == "RunPaused"
    assert printed[-2]["event"] == "CheckpointSaved"
    assert (Path(printed[0]["run"]) / "last.safetensors").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_interrupted_run_is_resumed_to_its_end_once(run_here: RunProgram, colours: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "resnet_studio", "train", str(colours), *SMALL, "--epochs", "20", "--name", "mine"]
    with subprocess.Popen(
        [*command, "--runs", str(tmp_path), "--json"],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        printed = []
        for line in process.stdout:
            printed.append(json.loads(line))
            if printed[-1]["event"] == "EpochEnd" and printed[-1]["epoch"] == 1:
                process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    assert [event["event"] for event in printed[-2:]] == ["CheckpointSaved", "RunPaused"]
    assert (tmp_path / "mine" / "last.safetensors").is_file()
    done = run_here("resume", "mine", "--runs", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "Resumed at step" in done.stdout
    assert "Epoch  20" in done.stdout
    again = run_here("resume", "mine", "--runs", str(tmp_path))
    assert again.returncode == 2
    assert "finished" in again.stderr
    nowhere = run_here("resume", "no such run", "--runs", str(tmp_path))
    assert nowhere.returncode == 2


@pytest.mark.parametrize(
    "form", [pytest.param(["--json"], id="json", marks=pytest.mark.long), pytest.param([], id="table")]
)
def test_training_is_paused_without_errors_if_the_reader_closes_the_pipe(
    form: list[str], colours: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "resnet_studio", "train", str(colours), *SMALL, "--epochs", "10000"]
    with subprocess.Popen(
        [*command, "--runs", str(tmp_path), *form],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as studio:  # fmt: skip
        assert studio.stdout is not None
        assert studio.stderr is not None
        studio.stdout.readline()
        studio.stdout.close()
        errors = studio.stderr.read().decode()
    assert studio.returncode == 1
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors
    (folder,) = tmp_path.iterdir()
    assert isinstance(list(read_events(folder))[-1], RunPaused)


def test_first_signal_asks_to_pause_and_gives_the_exit_code() -> None:
    interrupts = Interrupts()
    assert interrupts.should_stop() is None
    signal.raise_signal(signal.SIGTERM)
    assert interrupts.should_stop() is Halt.PAUSE
    assert interrupts.code == 128 + signal.SIGTERM


def test_second_signal_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    Interrupts()
    signal.raise_signal(signal.SIGINT)
    assert codes == []
    signal.raise_signal(signal.SIGINT)
    assert codes == [128 + signal.SIGINT]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_closed_terminal_asks_to_pause_however_often_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    interrupts = Interrupts()
    for sent in (signal.SIGHUP, signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
        signal.raise_signal(sent)
        assert interrupts.should_stop() is Halt.PAUSE
    assert (interrupts.code, codes) == (128 + signal.SIGHUP, [])
    signal.raise_signal(signal.SIGTERM)
    assert codes == [128 + signal.SIGTERM]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
def test_closed_terminal_is_ignored_under_nohup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interrupts = Interrupts()
    signal.raise_signal(signal.SIGHUP)
    assert interrupts.should_stop() is None


def test_output_without_a_reader_asks_to_pause_without_an_exit_code() -> None:
    interrupts = Interrupts()
    interrupts.output_closed = True
    assert interrupts.should_stop() is Halt.PAUSE
    assert interrupts.code == 0
