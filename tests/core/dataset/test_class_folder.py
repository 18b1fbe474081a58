"""The folder into which pictures that are added to a class can be copied."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.class_edits import AddClass, MergeClass, RenameClass
from resnet_studio.core.dataset.class_folder import folder_of
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.picture_edits import AddPictures, MovePictures
from resnet_studio.core.dataset.scan import scan
from tests.made_folders import class_folders


def test_folder_of_a_class_is_where_its_training_pictures_are(tmp_path: Path) -> None:
    parts = scan(class_folders(tmp_path / "parts", "train/cat", "train/dog", "val/cat", "val/dog"))
    assert folder_of(parts, "cat") == tmp_path / "parts" / "train" / "cat"
    deep = scan(class_folders(tmp_path / "deep", "cat/2024/may", "dog"))
    assert folder_of(deep, "cat") == tmp_path / "deep" / "cat"
    assert folder_of(deep, "other") is None


def test_classes_of_a_table_have_no_folder(tmp_path: Path) -> None:
    root = class_folders(tmp_path, "cat", "dog")
    lines = [f"{name}/{number}.png,{name}" for name in ("cat", "dog") for number in range(3)]
    (root / "all.csv").write_text("\n".join(["file,label", *lines]), encoding="utf-8")
    assert folder_of(scan(root / "all.csv"), "cat") is None


def test_class_that_was_renamed_or_made_one_with_another_keeps_its_folder(tmp_path: Path) -> None:
    dataset = scan(class_folders(tmp_path, "cat", "dog", "hound"))
    dataset = dataset.with_edit(MergeClass("hound", "dog")).with_edit(RenameClass("cat", "Kätzchen"))
    assert folder_of(dataset, "Kätzchen") == tmp_path / "cat"
    assert folder_of(dataset, "dog") == tmp_path / "dog"
    assert folder_of(dataset, "cat") is None


@pytest.mark.parametrize(
    ("folders", "place"), [(("cat", "dog"), ""), (("train/cat", "train/dog", "val/cat", "val/dog"), "train")]
)
def test_new_class_gets_a_folder_that_is_read_as_that_class(
    folders: tuple[str, ...], place: str, tmp_path: Path
) -> None:
    dataset = scan(class_folders(tmp_path, *folders)).with_edit(AddClass("bird"))
    folder = folder_of(dataset, "bird")
    assert folder == tmp_path / place / "bird"
    class_folders(tmp_path / place, "bird")
    again = scan(tmp_path)
    assert again.classes == ("bird", "cat", "dog")
    assert folder_of(dataset.with_edit(AddClass("a/b")), "a/b") is None, "no folder can be called so"


def test_pictures_of_a_heap_lie_beside_the_others_and_keep_their_class(tmp_path: Path) -> None:
    class_folders(tmp_path, "heap")
    heap = tmp_path / "heap"

    def sorted_heap(*more: AddPictures) -> Dataset:
        edits = (AddClass("cat"), AddClass("dog"), MovePictures(("0.png", "1.png"), "dog"), *more)
        return apply(scan(heap, unsorted=True).catalogue, edits)

    assert folder_of(sorted_heap(), "cat") == heap
    (heap / "new.png").touch()
    again = sorted_heap(AddPictures(("new.png",), "cat", (0,), (0,)))
    assert [again.classes[one.label] for one in again.pictures if one.path == "new.png"] == ["cat"]
