"""Folders for a moment, and those that killed processes left."""

import os
import subprocess
import sys
import time
from pathlib import Path

from resnet_studio.core.basics.scratch import new_unfinished, scratch

DAY = 86_400


def test_scratch_folder_is_deleted_with_what_is_in_it(tmp_path: Path) -> None:
    with scratch("work-", tmp_path) as folder:
        (folder / "a file").touch()
        assert folder.parent == tmp_path
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_deleted_a_day_later(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from resnet_studio.core.basics.scratch import scratch\n"
        "with scratch('work-', Path(sys.argv[1])) as folder: (folder / 'large').touch(); os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], check=False, timeout=60)
    (left,) = tmp_path.iterdir()
    with scratch("work-", tmp_path):
        assert left.exists(), "its process may be at work"
    yesterday = time.time() - DAY - 60
    (mark,) = (file for file in left.iterdir() if file.name == ".resnet-studio-scratch")
    os.utime(mark, (yesterday, yesterday))
    with scratch("other-", tmp_path):
        assert left.exists(), "it is another kind"
    with scratch("work-", tmp_path):
        assert not left.exists()


def test_folder_of_a_person_or_of_a_process_at_work_stays(tmp_path: Path) -> None:
    """However old it is: a laptop may have been asleep for a day."""
    mine = tmp_path / "work-of mine"
    mine.mkdir()
    yesterday = time.time() - DAY - 60
    os.utime(mine, (yesterday, yesterday))
    with scratch("work-", tmp_path) as at_work:
        for file in at_work.iterdir():
            os.utime(file, (yesterday, yesterday))
        with scratch("work-", tmp_path):
            assert at_work.exists()
            assert mine.exists()


def test_folder_that_a_killed_process_did_not_finish_is_deleted_an_hour_later(tmp_path: Path) -> None:
    left, young = new_unfinished(tmp_path, ".run-"), new_unfinished(tmp_path, ".run-")
    mine, other = tmp_path / ".run-of mine", new_unfinished(tmp_path, ".export-")
    mine.mkdir()
    for folder in (left, mine, other):
        os.utime(folder, (time.time() - 3700, time.time() - 3700))
    made = new_unfinished(tmp_path, ".run-")
    assert set(tmp_path.iterdir()) == {young, mine, other, made}
