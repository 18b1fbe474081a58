"""A sorted dataset as folders."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.sorted_folders import put, put_back
from resnet_studio.core.runs.written_out import placements


@pytest.fixture
def heap(tmp_path: Path) -> Path:
    folder = tmp_path / "heap"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.jpg").write_bytes(b"picture %d" % number)
    return folder


def test_each_class_gets_a_folder_and_what_has_none_stays(heap: Path, tmp_path: Path) -> None:
    dataset = scan(heap, unsorted=True)
    for name, numbers in (("a/b", "012"), ("A?B", "345")):
        dataset = dataset.with_edit(AddClass(name)).with_edit(MovePictures(tuple(f"{n}.jpg" for n in numbers), name))
    dataset = dataset.with_edit(LeaveOut(("2.jpg",)))
    found = list(placements(dataset, tmp_path / "out"))
    assert {source.name for source, _ in found} == {"0.jpg", "1.jpg", "3.jpg", "4.jpg", "5.jpg"}
    folders = {folder for _, folder in found}
    assert len({folder.name.casefold() for folder in folders}) == 2
    assert {folder.parent for folder in folders} == {tmp_path / "out"}


def test_split_that_the_folder_brings_is_kept_in_folders(tmp_path: Path) -> None:
    for part in ("train", "val"):
        for name in ("a", "b"):
            (tmp_path / "set" / part / name).mkdir(parents=True)
            (tmp_path / "set" / part / name / "1.jpg").write_bytes(b"x")
    dataset = scan(tmp_path / "set").with_edit(RenameClass("a", "c"))
    found = {folder.relative_to(tmp_path / "out").as_posix() for _, folder in placements(dataset, tmp_path / "out")}
    assert found == {"train/c", "train/b", "val/c", "val/b"}


def test_hard_link_is_the_same_file_and_undo_leaves_the_first_name(heap: Path, tmp_path: Path) -> None:
    source, folder = heap / "0.jpg", tmp_path / "out" / "a"
    placed = put(source, folder, move=False, link=True)
    assert placed is not None
    assert (folder / "0.jpg").samefile(source)
    assert put_back([placed]) == []
    assert source.read_bytes() == b"picture 0"
    assert not folder.exists()
