"""The window starts where a home, a bus or a plain path is missing, and under Wayland."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import resnet_studio
from resnet_studio.gui.app import EXIT_WHEN_READY

SOURCE = Path(resnet_studio.__file__).parent
WITHOUT = ("RESNET_STUDIO_HOME", "HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY")


def start(source: Path = SOURCE, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the window from a folder with the package, and end it when it is ready; all that it needs is given."""
    bare = {name: value for name, value in os.environ.items() if name not in WITHOUT and not name.startswith("XDG_")}
    return subprocess.run(
        [sys.executable, "-m", "resnet_studio"],
        env=bare | {"QT_QPA_PLATFORM": "offscreen", EXIT_WHEN_READY: "1", "PYTHONPATH": str(source.parent)} | variables,
        cwd=source.parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds the home by other means")
@pytest.mark.parametrize("home", ["", "gone/away", "a file"])
def test_window_starts_without_a_home_and_without_a_bus(home: str, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    done = start(HOME=str(tmp_path / home) if home else "", DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/gone")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_window_starts_from_a_path_with_spaces_and_letters_of_any_script(tmp_path: Path) -> None:
    folder = tmp_path / "Zoë's  工作室 100% & more"
    folder.mkdir()
    (folder / "resnet_studio").symlink_to(SOURCE)
    done = start(folder / "resnet_studio", RESNET_STUDIO_HOME=str(folder / "my home"))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A compositor without a screen, and the variables that lead to it."""
    if (weston := shutil.which("weston")) is None:
        pytest.skip("weston is not installed")
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    variables = {"XDG_RUNTIME_DIR": str(folder)}
    arguments = ["--backend=headless-backend.so", "--socket=wayland-test", "--width=1400", "--height=900"]
    with subprocess.Popen(
        [weston, *arguments], env=os.environ | variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = threading.Thread(target=lambda: process.stderr and process.stderr.read(), daemon=True)
        try:
            while not (folder / "wayland-test").exists():
                assert process.poll() is None, "weston did not start"
                threading.Event().wait(0.05)
            said.start()
            yield variables | {"WAYLAND_DISPLAY": "wayland-test", "XDG_SESSION_TYPE": "wayland"}
        finally:
            process.kill()


def test_window_starts_under_wayland(wayland: dict[str, str], tmp_path: Path) -> None:
    done = start(QT_QPA_PLATFORM="", RESNET_STUDIO_HOME=str(tmp_path / "home"), **wayland)
    assert done.returncode == 0, done.stderr
