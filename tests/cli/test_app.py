"""The entrance of the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.cli import app
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message

Output = pytest.CaptureFixture[str]
RunProgram = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_window_without_a_display_suggests_the_command_line(colours: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "resnet_studio", str(colours)],
        env=bare, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "resnet-studio train" in done.stderr


def test_help_and_version_import_neither_torch_nor_qt(run_program: RunProgram) -> None:
    for words in (["--help"], ["train", "--help"], ["--version"]):
        done = run_program(*words)
        assert done.returncode == 0
        assert "resnet" in done.stdout.lower()
    probe = "import sys, resnet_studio.cli.app; print({'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_studio_error_exits_with_2_and_one_line(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    monkeypatch.setattr(app, "make_app", lambda: failing(RunError(message("{run} is\nmissing.", run="a\x1b[31m"))))
    assert app.run([]) == 2
    errors = capfd.readouterr().err
    assert errors.count("\n") == 1
    assert "\x1b" not in errors


def test_error_of_the_system_exits_with_1(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    monkeypatch.setattr(app, "make_app", lambda: failing(PermissionError(13, "Permission denied", "runs")))
    assert app.run([]) == 1
    assert "runs" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no folder in which a program works")
def test_deleted_working_folder_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert app.run(["train", "pictures"]) == app.BAD_INPUT
    assert capfd.readouterr().err.startswith("The folder in which the program was started is gone")


def test_wrong_usage_exits_with_2(capfd: Output) -> None:
    assert app.run(["train", "--no-such-option"]) == 2
    assert "--no-such-option" in capfd.readouterr().err


def test_unexpected_error_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "make_app", lambda: failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        app.run([])


def failing(error: Exception) -> Callable[..., int]:
    """A command line that only fails."""

    def command(_: list[str], *, standalone_mode: bool) -> int:
        assert not standalone_mode
        raise error

    return command


def test_option_called_as_in_other_programs_is_answered_with_its_name_here(capfd: Output) -> None:
    assert app.run(["train", "somewhere", "--lr", "0.1"]) == 2
    assert "No such option: --lr (Possible options: --learning-rate)" in " ".join(capfd.readouterr().err.split())
