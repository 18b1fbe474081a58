"""What a person sees of pip where it cannot draw bars."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pipe is passed on as POSIX does")
LINES = """\
Collecting torch>=2.8 (from resnet-studio==0.1.0)
  Downloading torch-2.9.1-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (30 kB)
  Downloading torch-2.9.1-cp311-cp311-manylinux_2_28_x86_64.whl (899.8 MB)
  Downloading filelock-3.20.0-py3-none-any.whl (16 kB)
  Using cached nvidia_cublas_cu12-12.8.4.1-py3-none-manylinux_2_27_x86_64.whl (1.2 GB)
Installing collected packages: a, b, c
"""


@pytest.fixture
def pip(load) -> ModuleType:
    return load("pip_progress")


def of_python(code: str) -> list[str]:
    """A command that behaves as pip does; it takes the options that pip is given."""
    return [sys.executable, "-c", code]


def test_large_downloads_and_the_step_that_writes_are_said(pip, tmp_path: Path) -> None:
    said: list[str] = []
    assert pip.run_pip(of_python(f"print({LINES!r}, end='')"), tmp_path, said.append) == 0
    assert said == [
        "  Downloading torch 2.9.1, 899.8 MB",
        "  Using cached nvidia-cublas-cu12 12.8.4.1, 1.2 GB",
        "  Writing 3 packages to disk, some minutes",
    ]


def test_silence_is_broken_by_what_is_under_way(pip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip, "SILENCE_S", 0.05)
    read, write = os.pipe()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if "still downloading" in line:
            os.write(write, b"\n")  # only now pip goes on

    os.set_inheritable(read, True)
    code = f"print({LINES.splitlines()[2]!r}, flush=True); import os; os.read({read}, 1)"
    original = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **more: original(*args, pass_fds=(read,), **more))
    assert pip.run_pip(of_python(code), tmp_path, say) == 0
    assert any(line.endswith("so far: still downloading torch 2.9.1, 899.8 MB") for line in said)
    for end in (read, write):
        os.close(end)


def test_exit_code_and_errors_are_those_of_pip(pip, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = "import sys; print('ERROR: no network', file=sys.stderr); sys.exit(3)"
    assert pip.run_pip(of_python(code), tmp_path) == 3
    assert "ERROR: no network" in capfd.readouterr().err
