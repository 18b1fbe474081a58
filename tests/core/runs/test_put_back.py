"""Undo of pictures that were put into folders."""

from pathlib import Path

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
