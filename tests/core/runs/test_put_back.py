"""Undo of pictures that were put into folders."""

import errno
from pathlib import Path

import pytest

from resnet_studio.core.runs.put_back import PuttingBack, put_back
from resnet_studio.core.runs.sorted_folders import Placed, put


def copies(folder: Path, number: int) -> list[Placed]:
    made = []
    for name in map(str, range(number)):
        (folder / name).write_text(f"pixels {name}")
        placed = put(folder / name, folder / "out", move=False)
        assert placed is not None
        made.append(placed)
    return made


def test_what_is_ended_goes_on_where_it_was(tmp_path: Path) -> None:
    made = copies(tmp_path, 4)
    work = PuttingBack(made)
    work.run(lambda: work.back == 3)
    assert (work.back, work.rest, work.left) == (3, made[:1], [])
    assert str(work.stays("copy")) == "1 is left."
    assert put_back(work.rest) == []
    assert not (tmp_path / "out").exists()


def test_copy_that_a_person_has_deleted_is_where_it_was_and_one_that_was_changed_is_named(tmp_path: Path) -> None:
    made = copies(tmp_path, 3)
    Path(made[0].target).unlink()
    Path(made[1].target).write_text("changed")
    work = PuttingBack(made)
    work.run()
    assert (work.back, work.left) == (2, [made[1]])
    assert str(work.said("copy")) == "2 copies were deleted."
    assert str(work.stays("copy")).startswith("1 stays: it or its original was changed since")


def test_the_file_that_the_system_refused_is_the_one_that_is_named_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, unlink = copies(tmp_path, 2), Path.unlink
    Path(made[1].target).write_text("changed")

    def refuse(path: Path, **how: bool) -> None:
        if path == Path(made[0].target):
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", refuse)
    work = PuttingBack(made)
    work.run()
    assert str(work.stays("copy")) == "2 stay, 0 among them: Permission denied."
