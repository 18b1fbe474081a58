"""Folders that are not beside each other as one dataset."""

import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.class_folder import folder_of
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.several_folders import folders_of, linked_folder, one_dataset
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
    root = linked_folder([cats, dogs])
    dataset = scan(root)
    assert dataset.classes == ("cats", "dogs")
    assert root.name == "cats, dogs"
    assert root.is_relative_to(places.data_folder().absolute())
    assert {dataset.absolute(one).resolve().parent for one in dataset.pictures} == {cats.resolve(), dogs.resolve()}
    assert linked_folder([dogs, cats, cats]) == root
    assert from_record(to_record(dataset)) == dataset


def test_folders_of_one_name_are_one_class(tmp_path: Path, studio_home: Path) -> None:
    folders = make(tmp_path, "2023/cats", "2024/cats", "2024/dogs")
    dataset = scan(linked_folder(folders))
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts() == (6, 3)


def test_folders_that_may_be_parts_are_asked_about(tmp_path: Path, studio_home: Path) -> None:
    make(tmp_path, "a/first/cat", "a/first/dog", "b/second/cat", "b/second/dog")
    with pytest.raises(UnclearLayoutError):
        scan(linked_folder([tmp_path / "a/first", tmp_path / "b/second"]))


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
    assert (root, names) == (linked_folder([cats, dogs]), ())
    assert folders_of(root) == [cats, dogs]
    assert folders_of(cats) == [cats]


def test_folder_in_another_is_refused(tmp_path: Path, studio_home: Path) -> None:
    make(tmp_path, "all/cats", "all/dogs")
    with pytest.raises(DatasetError, match="is in"):
        linked_folder([tmp_path / "all", tmp_path / "all" / "dogs"])


def test_moved_folder_is_linked_again_and_nothing_behind_a_link_is_deleted(tmp_path: Path, studio_home: Path) -> None:
    cats, dogs = make(tmp_path, "here/cats", "there/dogs")
    root = linked_folder([cats, dogs])
    dogs.rename(tmp_path / "away")
    make(tmp_path, "there/dogs")
    assert linked_folder([cats, dogs]) == root
    (root / "dogs").unlink()
    assert linked_folder([cats, dogs]) == root
    assert len(list(cats.iterdir())) == len(list(dogs.iterdir())) == 3


def zipped(archive: Path, *names: str) -> Path:
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            file.writestr(name, name)
    return archive


def test_archives_and_folders_are_one_dataset_also_after_the_cache_was_emptied(
    tmp_path: Path, studio_home: Path
) -> None:
    (dogs,) = make(tmp_path, "dogs")
    cats = zipped(tmp_path / "cats.zip", "photos/1.png", "photos/2.png", "photos/inner.zip")
    birds = zipped(tmp_path / "birds.zip", "photos/1.png")
    root, chosen = one_dataset([cats, dogs, birds])
    assert not chosen
    assert one_dataset([birds, dogs, cats])[0] == root
    assert folders_of(root) == [birds, cats, dogs]
    dataset = scan(root)
    assert dict(zip(dataset.classes, dataset.counts(), strict=True)) == {"birds": 1, "cats": 2, "dogs": 3}
    assert any("inner.zip" in str(one.message) for one in dataset.findings)
    assert folder_of(dataset, "cats") is None
    assert folder_of(dataset, "dogs") == dogs.resolve()
    shutil.rmtree(places.cache_folder())
    assert scan(root).pictures == dataset.pictures
    zipped(cats, "photos/3.png", "photos/4.png", "photos/5.png")
    assert scan(root).counts() == (1, 3, 3)
    shutil.rmtree(places.cache_folder())
    cats.unlink()
    with pytest.raises(DatasetError, match=r"cats\.zip is not there any more"):
        scan(root)


def test_that_an_archive_of_classes_is_one_class_beside_a_folder_of_pictures_is_said(
    tmp_path: Path, studio_home: Path
) -> None:
    birds, _, _, more, flat = make(tmp_path, "birds", "pets/cats", "pets/dogs", "more/birds", "flat")
    pets = Path(shutil.make_archive(str(tmp_path / "pets"), "zip", tmp_path / "pets"))
    folder, chosen = one_dataset([birds, pets])
    said = [str(one.message) for one in scan(folder, chosen=chosen).findings if one.kind == "folders in a class"]
    assert said == [
        "pets is read as one class, and holds the folders cats and dogs. If these are classes, put them beside the "
        "folders of the other classes."
    ]
    pets.unlink()
    folder, chosen = one_dataset([birds, tmp_path / "pets"])  # the others beside them are not chosen
    assert [one.kind for one in scan(folder, chosen=chosen).findings] == ["folders in a class"]
    dataset = scan(tmp_path, chosen=tuple(one.name for one in tmp_path.iterdir() if one.is_dir()))
    assert dataset.catalogue.chosen == ()
    assert [one.kind for one in dataset.findings] == ["folders in a class"], "also where they are all that is there"
    assert scan(linked_folder([birds, more, flat])).findings == (), "two folders of one name are one class"


def test_classes_that_hold_folders_are_named_together_unless_a_person_has_said_that_they_are_classes(
    tmp_path: Path, studio_home: Path
) -> None:
    names = ("ants", "bees", "cats", "dogs")
    make(tmp_path, *(f"{name}/{name}/{year}" for name in names for year in ("2021", "2022")), "elks/elks")
    dropped = [tmp_path / name / name for name in names]
    said = [str(one.message) for one in scan(linked_folder([*dropped, tmp_path / "elks/elks"])).findings]
    assert said == [
        "ants, bees, cats and 1 more are read as one class each, and hold the folders 2021 and 2022. If these are "
        "classes, put them beside the folders of the other classes."
    ]
    answered = scan(linked_folder(dropped), reading="classes")
    assert answered.classes == names
    assert "folders in a class" not in [one.kind for one in answered.findings]


def test_folders_of_parts_in_dropped_classes_are_not_said_to_be_classes(tmp_path: Path, studio_home: Path) -> None:
    make(tmp_path, "a/cats/train", "a/cats/val", "b/birds/train", "b/birds/val")
    dataset = scan(linked_folder([tmp_path / "a/cats", tmp_path / "b/birds"]))
    assert dataset.catalogue.has_validation
    assert dataset.findings == ()
    make(tmp_path, "c/elks/train/old", "c/elks/train/new", "c/elks/val/new")
    more = scan(linked_folder([tmp_path / "a/cats", tmp_path / "c/elks"]))
    assert [str(one.message).partition(".")[0] for one in more.findings] == [
        "elks is read as one class, and holds the folders new and old"
    ]


def test_loose_pictures_are_a_heap_of_those_that_were_dropped(tmp_path: Path, studio_home: Path) -> None:
    (heap,) = make(tmp_path, "heap")
    root, chosen = one_dataset([heap / "0.jpg", heap / "2.jpg", heap / "notes.txt"])
    dataset = scan(root, chosen=chosen, unsorted=True)
    assert [one.path for one in dataset.unlabelled] == ["0.jpg", "2.jpg"]
    (heap / "2.jpg").unlink()
    again = scan(root, chosen=dataset.catalogue.chosen, unsorted=True)
    assert again.key == dataset.key
    assert [one.path for one in again.unlabelled] == ["0.jpg"]
    assert scan(*one_dataset([*heap.iterdir()])[:1], unsorted=True).catalogue.chosen == ()


def test_what_cannot_be_in_one_dataset_is_named(tmp_path: Path, studio_home: Path) -> None:
    cats, dogs = make(tmp_path, "cats", "deep/dogs")
    archive, table, notes = zipped(tmp_path / "birds.zip", "1.png"), tmp_path / "labels.csv", tmp_path / "notes.txt"
    for file in (table, notes):
        file.touch()
    for given, left in [
        ([cats, dogs / "1.jpg"], "1.jpg"),
        ([archive, dogs / "1.jpg"], "1.jpg"),
        ([cats, dogs, table], "labels.csv"),
        ([cats / "1.jpg", dogs / "2.jpg"], "2.jpg"),
        ([cats / "1.jpg", table], "labels.csv"),
    ]:
        with pytest.raises(DatasetError, match=f"^{left} cannot be opened together with "):
            one_dataset(given)
    assert one_dataset([notes, cats]) == (cats, ())
    assert one_dataset([notes, archive]) == (archive, ())
    assert one_dataset([notes, table]) == (table, ())
