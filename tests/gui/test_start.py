"""Where Qt would end the process, a sentence says why no window can be opened."""

import os
import subprocess
import sys
from multiprocessing.spawn import get_preparation_data
from pathlib import Path
from typing import Any

import pytest
from PIL import _imaging

from resnet_studio.core.basics import places
from resnet_studio.gui import start, system_libraries

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lets Qt lack libraries")
LACKS_CURSOR = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP")


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing says where a window could be shown; a test says it."""
    for name in (*DISPLAYS, "XDG_SESSION_DESKTOP", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """A folder with plugins for three kinds of display; each is a library that can be loaded."""
    for name in ("libqxcb.so", "libqoffscreen.so", "libqwayland-generic.so"):
        (tmp_path / name).symlink_to(_imaging.__file__)
    return tmp_path


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Libraries and plugins that cannot be loaded, by the beginning of their names; all others can."""
    lacking: set[str] = set()

    def load(name: str) -> Any:
        if any(Path(name).name.startswith(one) for one in lacking):
            raise OSError(LACKS_CURSOR)

    monkeypatch.setattr(start.ctypes, "CDLL", load)
    return lacking


def problem(plugins: Path) -> str:
    found = start.platform_problem(plugins)
    assert found is not None
    return str(found)


def test_no_display_is_named_before_qt_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.run_window(None) == start.CANNOT_OPEN
    assert capsys.readouterr().err == (
        "There is no display here for a window. In a terminal: resnet-studio train FOLDER\n"
    )


def test_missing_library_of_qt_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loads: set[str]
) -> None:
    def load(name: str) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    loads |= {"libGL", "libEGL"}
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(start, "import_module", load)
    monkeypatch.setattr(system_libraries, "has_apt", lambda: True)
    monkeypatch.setattr(system_libraries.os, "geteuid", lambda: 0)
    assert start.run_window(None) == start.CANNOT_OPEN
    assert capsys.readouterr().err == (
        "Qt cannot show a window here, because the system lacks libEGL.so.1, libGL.so.1. This command installs what is "
        "missing: apt-get update && apt-get install --yes libegl1 libgl1\n"
    )


def test_missing_library_of_the_platform_is_named(
    plugins: Path, loads: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads |= {"libqxcb.so", "libxcb-cursor"}
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(system_libraries, "has_apt", lambda: False)
    assert problem(plugins) == (
        "Qt cannot show a window here, because the system lacks libxcb-cursor.so.0. Install what is missing "
        "with its package manager."
    )


def test_display_that_does_not_answer_is_named(plugins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert problem(plugins).startswith("The display ':987' does not answer, so no window can be opened.")


def test_unknown_platform_is_named_with_those_that_there_are(plugins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "cocoa")
    assert problem(plugins) == (
        "QT_QPA_PLATFORM is 'cocoa', which this Qt does not have. It has offscreen, wayland-generic, xcb."
    )


def test_one_of_several_platforms_is_enough(plugins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "cocoa;offscreen:size=800x600")
    assert start.platform_problem(plugins) is None


@pytest.mark.parametrize(
    ("variables", "order"),
    [
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME"}, ["xcb", "wayland"]),
        ({"XDG_SESSION_TYPE": "wayland"}, ["wayland", "xcb"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl;xcb"}, ["wayland-egl", "xcb"]),
    ],
)
def test_platforms_are_tried_in_qts_order(
    variables: dict[str, str], order: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert list(start._platforms()) == order


def test_program_ends_with_a_sentence_instead_of_an_abort() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "resnet_studio"],
        env=os.environ | {"QT_QPA_PLATFORM": "nowhere"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == start.CANNOT_OPEN
    assert done.stderr.startswith("QT_QPA_PLATFORM is 'nowhere', which this Qt does not have.")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The folders with which a window would have been opened."""
    folders: list[Path | None] = []
    monkeypatch.setattr(start, "_problem", lambda: None)
    monkeypatch.setattr("resnet_studio.gui.app.run_window", lambda folder: folders.append(folder) or 0)
    return folders


def test_window_does_not_work_in_the_folder_where_it_was_started(
    opened: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    started.mkdir()
    monkeypatch.chdir(started)
    monkeypatch.setenv("RESNET_STUDIO_HOME", "mine")
    assert start.run_window(Path("pictures")) == 0
    assert opened == [started / "pictures"]
    assert places.runs_folder() == started / "mine" / "runs"
    started.rmdir()
    assert get_preparation_data("engine")["dir"] == str(Path.home())  # what a new engine is started with


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no folder in which a program works")
def test_window_opens_although_the_folder_where_it_was_started_is_gone(
    opened: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    for folder, expected in ((None, 0), (tmp_path, 0), (Path("pictures"), start.CANNOT_OPEN)):
        gone.mkdir()
        monkeypatch.chdir(gone)
        gone.rmdir()
        assert start.run_window(folder) == expected
    assert opened == [None, tmp_path]
    assert capsys.readouterr().err.startswith("The folder in which the program was started is gone")
