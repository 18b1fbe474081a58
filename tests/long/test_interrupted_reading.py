"""Signals while another process reads a file of weights: the command ends at once, and so does that process."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from tests.engine.weights import hostile
from tests.long.processes import environment

PATIENCE_S = 60.0


def reader_of(program: psutil.Process) -> psutil.Process:
    """The process that reads, as soon as there is one."""
    tick = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        for child in program.children():
            if "resource_tracker" not in " ".join(child.cmdline()):
                return child
        tick.wait(0.01)
    raise TimeoutError("no process was started")


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signal_while_weights_are_read_ends_both_processes(
    sent: signal.Signals, code: int, colours: Path, tmp_path: Path
) -> None:
    slow = hostile.PROTOCOL + b"](" + b"]" * 990_000 + b"e."  # takes two seconds
    (tmp_path / "theirs.pth").write_bytes(hostile.newer(slow))
    command = [
        sys.executable,
        "-m",
        "resnet_studio",
        "train",
        str(colours),
        "--depth",
        "20",
        "--runs",
        tmp_path / "runs",
    ]
    with subprocess.Popen(
        [*command, "--weights", tmp_path / "theirs.pth"],
        stderr=subprocess.PIPE, env=environment(tmp_path / "home"), text=True,
    ) as program:  # fmt: skip
        reader = reader_of(psutil.Process(program.pid))
        program.send_signal(sent)
        _, errors = program.communicate(timeout=5)
    assert program.returncode == code
    assert "Traceback" not in errors
    assert not reader.is_running()
    assert not list((tmp_path / "home" / "cache" / "weights").iterdir())
    assert not (tmp_path / "runs").exists()
