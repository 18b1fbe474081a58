"""The packaged window starts in the circumstances of tests/end_to_end/test_starts.py, or says why not."""

import os
from pathlib import Path

import pytest

from tests.circumstances import FULL, READ_ONLY, bare_environment, mounted, start, weston, without_home_and_bus
from tests.long.packaging.test_program import BUILT, smoke

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (BUILT / "torch").is_dir(), reason="there is no program: make package comes first"),
]
COMMAND = [BUILT / "resnet-studio"]


@pytest.mark.parametrize("home", ["", "gone/away", "a file"])
def test_window_starts_without_a_home_and_without_a_bus(home: str, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    done = start(COMMAND, tmp_path, **without_home_and_bus(tmp_path / home if home else None, tmp_path))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("script", [FULL, READ_ONLY])
def test_window_starts_where_the_home_cannot_be_written(script: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = start([*mounted(script, home), *COMMAND], tmp_path, HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_display_that_does_not_answer_is_said(tmp_path: Path) -> None:
    done = start(COMMAND, tmp_path, QT_QPA_PLATFORM="", DISPLAY=":9876", RESNET_STUDIO_HOME=str(tmp_path))
    assert done.returncode == 2
    assert "does not answer, so no window can be opened." in done.stderr


def test_full_disk_is_said_where_something_is_written(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    begin = mounted(FULL, home)
    variables = bare_environment(RESNET_STUDIO_HOME=str(home / "studio"), HOME=str(home))
    done = smoke(BUILT, tmp_path / "window.png", *begin, **variables)
    assert done.returncode == 1
    assert "The sample cannot be written to" in done.stdout
    assert "No space left on device" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_program_in_a_folder_that_is_read_only_trains_and_predicts(tmp_path: Path) -> None:
    done = smoke(BUILT, tmp_path / "window.png", *mounted(READ_ONLY, BUILT))
    assert done.returncode == 0, done.stdout + done.stderr


def test_window_starts_under_wayland(tmp_path: Path) -> None:
    with weston(tmp_path / "run") as display:
        done = start(COMMAND, tmp_path, **display, RESNET_STUDIO_HOME=os.fspath(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
