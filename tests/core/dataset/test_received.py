"""Pictures that are dropped onto a class: found, remembered where they are, and copied only when asked."""

import sys
from pathlib import Path

import pytest

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.received import known_as, received
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.several_folders import linked_folder
from tests.made_folders import class_folders

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there; junctions are untried")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.png", "deep/b.png", "notes.txt"):
        (folder / name).write_bytes(b"12345")
    return folder


def test_files_and_pictures_in_folders_are_added_and_others_are_counted(tmp_path: Path, elsewhere: Path) -> None:
    dataset = scan(class_folders(tmp_path / "set", "cat", "dog"))
    found = received([elsewhere / "deep", elsewhere / "a.png", elsewhere / "notes.txt"], dataset, "cat")
    paths = (str(elsewhere / "deep" / "b.png"), str(elsewhere / "a.png"))
    assert found.edit is not None
    assert (found.edit.paths, found.edit.sizes, found.others) == (paths, (5, 5), 1)
    assert found.folder == tmp_path / "set" / "cat"
    edited = dataset.with_edit(found.edit)
    assert len(edited.pictures) == len(dataset.pictures) + 2
    assert edited.without_last_edit() == dataset
    assert not (tmp_path / "set" / "cat" / "a.png").exists()


def test_pictures_of_the_dataset_itself_change_their_class(tmp_path: Path) -> None:
    dataset = scan(class_folders(tmp_path, "cat", "dog"))
    found = received([tmp_path / "dog" / "0.png"], dataset, "cat")
    assert found.edit is not None
    assert (found.edit.paths, found.folder) == (("dog/0.png",), None)
    edited = dataset.with_edit(found.edit)
    assert {edited.classes[one.label] for one in edited.pictures if one.path == "dog/0.png"} == {"cat"}


def test_nothing_that_is_a_picture_makes_no_edit(tmp_path: Path, elsewhere: Path) -> None:
    dataset = scan(class_folders(tmp_path / "set", "cat", "dog"))
    found = received([elsewhere / "notes.txt", elsewhere / "gone.png"], dataset, "cat")
    assert (found.edit, found.others) == (None, 2)


@pytest.fixture
def linked(tmp_path: Path, studio_home: Path) -> Dataset:
    """Folders that were opened together: two of cats, and one of dogs."""
    folders = ("2023/cats", "2024/cats", "2024/dogs")
    class_folders(tmp_path, *folders)
    return scan(linked_folder([tmp_path / folder for folder in folders]))


@needs_links
def test_picture_behind_a_link_is_that_of_the_dataset(linked: Dataset, tmp_path: Path) -> None:
    assert linked.counts() == (6, 3)
    found = received([tmp_path / "2024" / "cats"], linked, "dogs")
    assert found.edit is not None
    assert (found.edit.paths, found.folder) == (("cats/2/0.png", "cats/2/1.png", "cats/2/2.png"), None)
    assert linked.with_edit(found.edit).counts() == (3, 6)
    assert known_as(linked, tmp_path / "2024" / "dogs" / "0.png") == "dogs/0.png"


@needs_links
def test_picture_behind_a_link_of_the_persons_own_is_that_of_the_dataset(tmp_path: Path) -> None:
    root, real = class_folders(tmp_path / "set", "cat"), class_folders(tmp_path / "elsewhere", "hounds/2024")
    (root / "dog").symlink_to(real / "hounds", target_is_directory=True)
    found = received([real / "hounds"], scan(root), "cat")
    assert found.edit is not None
    assert found.edit.paths == ("dog/2024/0.png", "dog/2024/1.png", "dog/2024/2.png")
