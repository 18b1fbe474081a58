"""The window starts where a home, a bus, room on the disk or a plain path is missing, and under Wayland.

The packaged program is tried in the same circumstances by tests/long/packaging/test_program_starts.py.
"""

import sys
from pathlib import Path

import pytest

import resnet_studio
from tests import circumstances
from tests.circumstances import FULL, READ_ONLY, mounted, start, weston

SOURCE = Path(resnet_studio.__file__).parent
COMMAND = [sys.executable, "-m", "resnet_studio"]
PYTHON = {"PYTHONPATH": str(SOURCE.parent)}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds the home by other means")
@pytest.mark.parametrize("home", ["", "gone/away", "a file"])
def test_window_starts_without_a_home_and_without_a_bus(home: str, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    lacking = circumstances.without_home_and_bus(tmp_path / home if home else None, tmp_path)
    done = start(COMMAND, SOURCE.parent, **PYTHON, **lacking)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_window_starts_from_a_path_with_spaces_and_letters_of_any_script(tmp_path: Path) -> None:
    folder = tmp_path / "Zoë's  工作室 100% & more"
    folder.mkdir()
    (folder / "resnet_studio").symlink_to(SOURCE)
    done = start(COMMAND, folder, PYTHONPATH=str(folder), RESNET_STUDIO_HOME=str(folder / "my home"))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_window_starts_where_the_home_is_on_a_full_disk(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "RESNET_STUDIO_HOME": str(tmp_path / "studio")}
    done = start([*mounted(FULL, tmp_path), *COMMAND], SOURCE.parent, **PYTHON, **home)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_window_starts_where_the_home_is_read_only(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "RESNET_STUDIO_HOME": str(tmp_path / "studio")}
    done = start([*mounted(READ_ONLY, tmp_path), *COMMAND], SOURCE.parent, **PYTHON, **home)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_window_starts_under_wayland(tmp_path: Path) -> None:
    with weston(tmp_path / "run") as display:
        done = start(COMMAND, SOURCE.parent, **PYTHON, **display, RESNET_STUDIO_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
