"""A sorted dataset as folders."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.class_edits import AddClass, RenameClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.several_folders import linked_folder
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.moved_pictures import find_moves
from resnet_studio.core.runs.put_back import put_back
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.sorted_folders import Way, put
from resnet_studio.core.runs.written_out import WritingOut, placements, require_lasting, start_folder
from tests.core.archives.made import made


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


def test_split_that_a_run_has_learned_from_is_kept_in_folders(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / "set" / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / "ab"[number % 2] / f"{number}.jpg").write_bytes(b"%d" % number)
    dataset = scan(tmp_path / "set", seed=7, fraction=0.3)
    runs, parts = tmp_path / "runs", {Path(one.path).name: one.part for one in dataset.pictures}
    for name, again in (("first", True), ("second", False)):
        writing = WritingOut(dataset, tmp_path / name, "copy", runs)
        writing.write(lambda: False)
        written = {Path(one.path).name: one.part for one in scan(tmp_path / name).pictures}
        assert writing.divided_again == (written != parts) == again
        create_run(runs, TrainConfig.build(depth=20), dataset)


@pytest.mark.parametrize("test", [0.0, 0.25])
def test_split_by_groups_is_kept_in_folders(tmp_path: Path, test: float) -> None:
    for name in ("a", "b"):
        for site in range(8):
            (tmp_path / "set" / name / f"site{site}").mkdir(parents=True)
            (tmp_path / "set" / name / f"site{site}" / "1.jpg").write_bytes(b"x")
    dataset = scan(tmp_path / "set", reading="classes")
    out = tmp_path / "out"
    assert {folder.parent for _, folder in placements(dataset, out)} == {out}, "a seed divides again"
    dataset = dataset.with_edit(grouped_split(dataset, "folders", [], Shares(0.25, test), 0))
    parts = Counter(folder.parent.name for _, folder in placements(dataset, out))
    assert parts == {"train": dataset.size("train"), "val": 4} | ({"test": 4} if test else {})


def test_folders_of_parts_are_gone_after_undo_and_what_was_there_stays(tmp_path: Path) -> None:
    for name in ("train/a", "train/b", "val/a", "val/b"):
        (tmp_path / "set" / name).mkdir(parents=True)
        (tmp_path / "set" / name / "1.jpg").write_bytes(b"x")
    out = tmp_path / "out"
    (out / "val").mkdir(parents=True)
    (out / "val" / "notes.txt").touch()
    writing = WritingOut(scan(tmp_path / "set"), out, "move")
    writing.write(lambda: False)
    assert (out / "train" / "a" / "1.jpg").exists()
    back = writing.undo()
    assert (back.left, back.rest) == ([], [])
    assert [path.relative_to(out).as_posix() for path in sorted(out.rglob("*"))] == ["val", "val/notes.txt"]


def test_hard_link_is_the_same_file_and_undo_leaves_the_first_name(heap: Path, tmp_path: Path) -> None:
    source, folder = heap / "0.jpg", tmp_path / "out" / "a"
    placed = put(source, folder, move=False, link=True)
    assert placed is not None
    assert (folder / "0.jpg").samefile(source)
    assert put_back([placed]) == []
    assert source.read_bytes() == b"picture 0"
    assert not folder.exists()


def test_picture_that_could_not_go_back_before_undo_was_cancelled_is_put_back_the_next_time_and_kept_until_then(
    tmp_path: Path, studio_home: Path
) -> None:
    root = tmp_path / "set"
    for name in ("a", "b"):
        (root / name).mkdir(parents=True)
        for number in range(2):
            (root / name / f"{number}.jpg").write_bytes(b"x")
    writing = WritingOut(scan(root), tmp_path / "out", "move")
    writing.write(lambda: False)
    last = Path(writing.placed[-1].source)
    last.write_bytes(b"another")  # its place is taken
    looked_at = iter([False, True])
    back = writing.undo(lambda: next(looked_at))
    assert (len(back.left), len(back.rest)) == (1, 3)
    assert len(writing.undo().left) == 1
    assert find_moves(root) is None, "as long as its place is taken"
    last.unlink()
    assert find_moves(root) is not None
    assert writing.undo().left == []
    assert last.read_bytes() == b"x"
    assert find_moves(root) is None


# Where ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def linked(tmp_path: Path, studio_home: Path) -> Dataset:
    """Folders that are not beside each other, as one dataset of links."""
    for folder in ("there/deep/cats", "here/dogs"):
        (tmp_path / folder).mkdir(parents=True)
        for number in range(2):
            (tmp_path / folder / f"{number}.jpg").touch()
    return scan(linked_folder([tmp_path / "there/deep/cats", tmp_path / "here/dogs"]))


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there; junctions are untried")


def test_choosing_begins_beside_the_folder_or_its_archive(heap: Path, tmp_path: Path, studio_home: Path) -> None:
    assert start_folder(scan(heap, unsorted=True)) == tmp_path
    (tmp_path / "archives").mkdir()
    assert start_folder(scan(made(tmp_path / "archives" / "pets.zip"))) == tmp_path / "archives"


@needs_links
def test_choosing_begins_beside_the_first_of_folders_that_were_opened_together(linked: Dataset, tmp_path: Path) -> None:
    assert start_folder(linked) == (tmp_path / "there" / "deep").resolve()


@pytest.mark.parametrize("way", ["copy", "link", "move"])
def test_folders_that_the_program_may_empty_are_refused_for_every_way(
    heap: Path, tmp_path: Path, studio_home: Path, way: Way
) -> None:
    dataset = scan(heap, unsorted=True)
    require_lasting(dataset, {tmp_path / "out" / "a"}, way)
    for own in (places.cache_folder() / "archives" / "1", places.data_folder() / "together" / "1"):
        with pytest.raises(DatasetError, match="belongs to this program"):
            require_lasting(dataset, {tmp_path / "out" / "a", own / "a"}, way)


@needs_links
def test_copies_into_a_folder_behind_a_link_are_refused(linked: Dataset, tmp_path: Path) -> None:
    require_lasting(linked, {tmp_path / "here" / "out"}, "copy")
    require_lasting(linked, {tmp_path / "here" / "dogs" / "out"}, "move")
    for folder in ("there/deep/cats/out", "here/dogs"):
        with pytest.raises(DatasetError, match="whose pictures are sorted"):
            require_lasting(linked, {tmp_path / folder}, "copy")
