"""A folder of loose pictures is read as pictures without a class where a person will sort them."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.checks.find import check
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import require_trainable
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.rescan import look, with_edits_of
from resnet_studio.core.dataset.scan import scan


def heap(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    return heap(tmp_path, *(f"{number}.jpg" for number in range(20)), "notes.txt")


def test_loose_pictures_have_no_class_yet(loose: Path) -> None:
    dataset = scan(loose, unsorted=True)
    assert dataset.classes == ()
    assert [one.path for one in dataset.unlabelled] == [f"{number}.jpg" for number in range(20)]
    assert from_record(to_record(dataset)) == dataset
    assert check(dataset, Measured({}, {}, ())).findings == ()


def test_loose_pictures_are_refused_where_no_person_will_sort_them(loose: Path) -> None:
    with pytest.raises(DatasetError, match="holds 20 pictures but no class folders"):
        scan(loose)


def test_table_beside_loose_pictures_is_offered_if_it_names_them(loose: Path) -> None:
    (loose / "prices.csv").write_text("item,price\nsoap,1\nrope,2\n", encoding="utf-8")
    assert not [one for one in scan(loose, unsorted=True).findings if one.kind is FindingKind.TABLE_BESIDE]
    lines = [f"{number}.jpg,{'ab'[number % 2]}" for number in range(20)]
    (loose / "which.csv").write_text("\n".join(["file,label", *lines]), encoding="utf-8")
    (offer,) = [one for one in scan(loose, unsorted=True).findings if one.kind is FindingKind.TABLE_BESIDE]
    assert offer.paths == ("which.csv",)


def test_single_class_folder_beside_loose_pictures_stays_a_class(loose: Path) -> None:
    heap(loose, "ants/a.jpg", "ants/b.jpg")
    dataset = scan(loose, unsorted=True)
    assert dataset.classes == ("ants",)
    assert len(dataset.unlabelled) == 20
    assert not dataset.findings[1:]


def test_two_class_folders_are_a_dataset_and_loose_pictures_are_left_out(loose: Path) -> None:
    heap(loose, "ants/a.jpg", "ants/b.jpg", "bees/a.jpg", "bees/b.jpg")
    assert scan(loose, unsorted=True) == scan(loose)


def test_labels_make_it_trainable_and_are_kept_when_the_folder_is_read_again(loose: Path) -> None:
    dataset = scan(loose, unsorted=True)
    with pytest.raises(DatasetError, match="20 pictures have no class yet: sort them in Data"):
        require_trainable(dataset)
    for name, numbers in (("ants", range(8)), ("bees", range(8, 16))):
        dataset = dataset.with_edit(AddClass(name))
        dataset = dataset.with_edit(MovePictures(tuple(f"{number}.jpg" for number in numbers), name))
    require_trainable(dataset)
    assert dataset.counts("validation") == (2, 2)
    heap(loose, "new.jpg")
    assert "1 picture was added" in str(look(dataset.catalogue, None).news)
    again = with_edits_of(dataset, scan(loose, unsorted=True))
    assert again.counts() == (8, 8)
    assert {one.path for one in again.pictures if one.part == "validation"} == {
        one.path for one in dataset.pictures if one.part == "validation"
    }
    assert len(again.unlabelled) == 5
