"""Pictures from elsewhere, copied into the folder of their class."""

import os
import sys
from pathlib import Path

import pytest

from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import AddPictures, LeaveOut
from resnet_studio.core.dataset.received import received
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.several_folders import linked_folder
from resnet_studio.core.runs.copied_in import copy_in, elsewhere, kept, take_out
from tests.made_folders import class_folders


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name in ("a.png", "b.png", "c.png"):
        (folder / name).write_bytes(b"12345")
    return folder


def with_added(dataset: Dataset, *files: Path, to: str) -> Dataset:
    edit = received(files, dataset, to).edit
    assert edit is not None
    return dataset.with_edit(edit)


def test_copies_get_free_names_and_only_what_is_asked_for_is_copied(tmp_path: Path, outside: Path) -> None:
    root = class_folders(tmp_path / "set", "cat", "dog")
    (root / "cat" / "a.png").write_bytes(b"mine")
    dataset = with_added(scan(root), outside / "a.png", outside / "b.png", to="cat")
    dataset = dataset.with_edit(RenameClass("cat", "Katze")).with_edit(AddClass("bird"))
    dataset = with_added(dataset, outside / "c.png", to="bird")
    a, b, c = ((outside / name).as_posix() for name in ("a.png", "b.png", "c.png"))
    assert elsewhere(dataset) == {a: root / "cat", b: root / "cat", c: root / "bird"}
    assert set(elsewhere(dataset.with_edit(LeaveOut((b,))))) == {a, c}
    made = copy_in(dataset, {a, c})
    assert made.new == {a: "cat/a (2).png", c: "bird/c.png"}
    assert (root / "cat" / "a.png").read_bytes() == b"mine"
    assert (root / "bird" / "c.png").read_bytes() == b"12345"
    assert made.times["bird/c.png"] == os.stat(outside / "c.png").st_mtime_ns  # noqa: PTH116
    assert set(kept(root)) == {root / "cat" / "a (2).png", root / "bird" / "c.png"}
    (root / "bird" / "c.png").write_bytes(b"changed")
    assert [one.source for one in take_out(root, made.placed)] == [a]
    assert (root / "bird" / "c.png").read_bytes() == b"changed", "what a person has changed is not deleted"
    assert set(kept(root)) == {root / "bird" / "c.png"}


def test_copies_that_were_made_before_one_failed_are_deleted(tmp_path: Path, outside: Path) -> None:
    dataset = scan(class_folders(tmp_path / "set", "cat", "dog"))
    paths = ((outside / "a.png").as_posix(), (outside / "gone.png").as_posix())
    before = sorted((tmp_path / "set" / "cat").iterdir())
    with pytest.raises(FileNotFoundError):
        copy_in(dataset.with_edit(AddPictures(paths, "cat", (5, 5), (0, 0))), paths)
    assert sorted((tmp_path / "set" / "cat").iterdir()) == before
    assert not kept(dataset.root)


def test_copy_that_is_stopped_midway_leaves_nothing(tmp_path: Path, outside: Path) -> None:
    dataset = with_added(scan(class_folders(tmp_path / "set", "cat", "dog")), outside / "a.png", to="cat")
    calls = iter(range(9))

    def check() -> None:
        if next(calls) == 1:  # inside of the file
            raise InterruptedError

    before = sorted((tmp_path / "set" / "cat").iterdir())
    with pytest.raises(InterruptedError):
        copy_in(dataset, elsewhere(dataset), check)
    assert sorted((tmp_path / "set" / "cat").iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there; junctions are untried")
def test_copies_are_put_into_the_persons_own_folder_behind_the_link(
    tmp_path: Path, outside: Path, studio_home: Path
) -> None:
    folders = ("2023/cats", "2024/cats", "2024/dogs")
    class_folders(tmp_path, *folders)
    linked = with_added(scan(linked_folder([tmp_path / folder for folder in folders])), outside / "a.png", to="cats")
    made = copy_in(linked, elsewhere(linked))
    assert list(made.new.values()) == ["cats/1/a.png"]
    assert (tmp_path / "2023" / "cats" / "a.png").read_bytes() == b"12345"
