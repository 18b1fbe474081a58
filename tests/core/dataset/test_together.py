"""Folders that are not beside each other as one dataset."""

import sys
from pathlib import Path

import pytest

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.together import folders_of, one_dataset, together
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there; junctions are untried")


def make(root: Path, *folders: str) -> list[Path]:
    for folder in folders:
        (root / folder).mkdir(parents=True)
        for number in range(3):
            (root / folder / f"{number}.jpg").touch()
    return [root / folder for folder in folders]


def test_each_folder_is_a_class_and_the_same_folders_are_the_same_dataset(tmp_path: Path, studio_home: Path) -> None:
    cats, dogs = make(tmp_path, "here/cats", "there/deep/dogs")
    root = together([cats, dogs])
    dataset = scan(root)
    assert dataset.classes == ("cats", "dogs")
    assert root.name == "cats, dogs"
    assert root.is_relative_to(places.data_folder().absolute())
    assert {dataset.absolute(one).resolve().parent for one in dataset.pictures} == {cats.resolve(), dogs.resolve()}
    assert together([dogs, cats, cats]) == root
    assert from_record(to_record(dataset)) == dataset


def test_folders_of_one_name_are_one_class(tmp_path: Path, studio_home: Path) -> None:
    folders = make(tmp_path, "2023/cats", "2024/cats", "2024/dogs")
    dataset = scan(together(folders))
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts() == (6, 3)


def test_folders_that_may_be_parts_are_asked_about(tmp_path: Path, studio_home: Path) -> None:
    make(tmp_path, "a/first/cat", "a/first/dog", "b/second/cat", "b/second/dog")
    with pytest.raises(UnclearLayoutError):
        scan(together([tmp_path / "a/first", tmp_path / "b/second"]))


def test_folders_are_read_as_one_dataset_wherever_they_are(
    tmp_path: Path, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cats, dogs, birds = make(tmp_path, "here/cats", "there/dogs", "there/birds")
    assert one_dataset([cats]) == (cats, ())
    assert one_dataset([dogs, birds]) == (tmp_path / "there", ("dogs", "birds"))
    there = tmp_path / "there"
    assert one_dataset([there / "birds/../dogs", birds, dogs]) == (there, ("dogs", "birds"))
    assert one_dataset([dogs, there / "../there/dogs"]) == (dogs, ())
    monkeypatch.chdir(birds)
    assert one_dataset([Path(), Path("../dogs")]) == (there, ("birds", "dogs"))
    root, names = one_dataset([cats, dogs])
    assert (root, names) == (together([cats, dogs]), ())
    assert folders_of(root) == [cats, dogs]
    assert folders_of(cats) == [cats]


def test_folder_in_another_is_refused(tmp_path: Path, studio_home: Path) -> None:
    make(tmp_path, "all/cats", "all/dogs")
    with pytest.raises(DatasetError, match="is in"):
        together([tmp_path / "all", tmp_path / "all" / "dogs"])


def test_moved_folder_is_linked_again_and_nothing_behind_a_link_is_deleted(tmp_path: Path, studio_home: Path) -> None:
    cats, dogs = make(tmp_path, "here/cats", "there/dogs")
    root = together([cats, dogs])
    dogs.rename(tmp_path / "away")
    make(tmp_path, "there/dogs")
    assert together([cats, dogs]) == root
    (root / "dogs").unlink()
    assert together([cats, dogs]) == root
    assert len(list(cats.iterdir())) == len(list(dogs.iterdir())) == 3
