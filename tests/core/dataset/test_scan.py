"""Scanning: folders of every layout."""

import os
import unicodedata
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset import walk
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.dataset.split import Split


def make(root: Path, *names: str) -> Path:
    """Empty files (a scan reads no pixels), or folders where a name ends in a slash."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return root


def several(folder: str, count: int = 5) -> list[str]:
    return [f"{folder}/{index}.jpg" for index in range(count)]


def paths(dataset: Dataset, label: int | None = None) -> list[str]:
    return [p.path for p in dataset.pictures if label is None or p.label == label]


def messages(dataset: Dataset) -> tuple[str, ...]:
    return tuple(str(finding.message) for finding in dataset.findings)


# --- layouts -----------------------------------------------------------------------------------------------


def test_folder_of_class_folders_is_split_by_seed(tmp_path: Path) -> None:
    make(tmp_path, *several("dogs", 10), *several("cats", 10))
    (tmp_path / "cats" / "3.jpg").write_bytes(b"12345")
    dataset = scan(tmp_path, seed=4, fraction=0.3)
    assert dataset.root == tmp_path
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts("train") == (7, 7)
    assert dataset.counts("validation") == (3, 3)
    assert dataset.split == Split("seed", 4, 0.3)
    assert messages(dataset) == ()
    third = next(p for p in dataset.pictures if p.path == "cats/3.jpg")
    assert third.size == 5
    assert third.mtime_ns == (tmp_path / "cats" / "3.jpg").stat().st_mtime_ns
    assert scan(tmp_path, seed=4, fraction=0.3) == dataset
    assert from_record(to_record(dataset)) == dataset


@pytest.mark.parametrize("train", ["train", "Train", "TRAIN"])
@pytest.mark.parametrize("validation", ["val", "valid", "validation", "Val", "VALIDATION"])
def test_parts_are_recognised_by_name(tmp_path: Path, train: str, validation: str) -> None:
    make(tmp_path, *several(f"{train}/b", 3), *several(f"{train}/a", 2), *several(f"{validation}/a", 1))
    make(tmp_path, *several(f"{validation}/b", 4), *several("Test/b", 6))
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts("train") == (2, 3)
    assert dataset.counts("validation") == (1, 4)
    assert dataset.counts("test") == (0, 6)
    assert dataset.split == Split("folder")
    assert messages(dataset) == ("1 class has no test pictures: a.",)


def test_folder_with_train_and_test_gets_a_validation_part(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a", 10), *several("train/b", 10), *several("test/a"), *several("test/b"))
    dataset = scan(tmp_path)
    assert dataset.counts("train") == (8, 8)
    assert dataset.counts("validation") == (2, 2)
    assert dataset.counts("test") == (5, 5)
    assert all(p.path.startswith("train/") for p in dataset.part("validation"))
    assert dataset.split == Split("seed", 0, 0.2)


def test_single_train_folder_is_the_dataset(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"))
    assert scan(tmp_path).classes == ("a", "b")


def test_class_may_be_called_train(tmp_path: Path) -> None:
    make(tmp_path, *several("train"), *several("car"), *several("bus"))
    assert scan(tmp_path).classes == ("bus", "car", "train")
    make(tmp_path, *several("train/steam"))
    assert scan(tmp_path).counts() == (5, 5, 10)


def test_pictures_in_deeper_folders_are_found(tmp_path: Path) -> None:
    make(tmp_path, "a/1.jpg", "a/x/2.jpg", "a/x/y/z/3.jpg", *several("b"))
    assert paths(scan(tmp_path), 0) == ["a/1.jpg", "a/x/2.jpg", "a/x/y/z/3.jpg"]


def test_very_deep_folders_are_read(tmp_path: Path) -> None:
    deep = "a/" + "d/" * 700
    make(tmp_path, *several("a"), *several("b"))
    try:
        make(tmp_path, f"{deep}last.jpg")
    except OSError:
        pytest.skip("this system has no such long paths")
    assert scan(tmp_path).counts() == (6, 5)


def test_names_are_in_natural_order(tmp_path: Path) -> None:
    for name in ("class 10", "class 9", "Class 1", "zebra", "Äpfel", "apple"):
        make(tmp_path, f"{name}/img 10.jpg", f"{name}/img 9.jpg", f"{name}/IMG 1.jpg")
    dataset = scan(tmp_path)
    assert dataset.classes == ("apple", "Class 1", "class 9", "class 10", "zebra", "Äpfel")
    assert paths(dataset, 0) == ["apple/IMG 1.jpg", "apple/img 9.jpg", "apple/img 10.jpg"]


def test_folder_names_may_be_any_text(tmp_path: Path) -> None:
    root = make(tmp_path / "ünïcode 名前 📷 con", *several("a b%c"), *several("名前 (1)"))
    assert scan(root).classes == ("a b%c", "名前 (1)")


# --- some of its folders -----------------------------------------------------------------------------------


def test_chosen_folders_are_the_dataset(tmp_path: Path) -> None:
    make(tmp_path, *several("cats"), *several("dogs"), *several("holiday"), "invoice.pdf", "1.jpg", ".hidden/")
    dataset = scan(tmp_path, chosen=["dogs", "cats"])
    assert dataset.classes == ("cats", "dogs")
    assert dataset.catalogue.chosen == ("cats", "dogs")
    assert messages(dataset) == ()
    assert from_record(to_record(dataset)) == dataset


def test_chosen_parts_are_the_dataset(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/a"), *several("val/b"), *several("other/x"))
    dataset = scan(tmp_path, chosen=["train", "val"])
    assert dataset.split == Split("folder")
    assert messages(dataset) == ()


def test_all_folders_chosen_are_the_whole_folder(tmp_path: Path) -> None:
    make(tmp_path, *several("cats"), *several("dogs"), "1.jpg")
    dataset = scan(tmp_path, chosen=["cats", "dogs"])
    assert dataset.catalogue.chosen == ()
    assert dataset == scan(tmp_path)


def test_chosen_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    make(tmp_path, *several("cats"), *several("dogs"))
    with pytest.raises(DatasetError, match=r"there is no birds\."):
        scan(tmp_path, chosen=["cats", "birds"])


def test_chosen_folder_may_begin_with_a_dot(tmp_path: Path) -> None:
    make(tmp_path, *several(".22 LR"), *several("9 mm"), *several("other"))
    assert set(scan(tmp_path, chosen=[".22 LR", "9 mm"]).classes) == {".22 LR", "9 mm"}
    assert set(scan(tmp_path, chosen=[".22 LR", "9 mm", "other"]).classes) == {".22 LR", "9 mm", "other"}


# --- classes by name ---------------------------------------------------------------------------------------


def test_class_missing_in_validation_keeps_labels(tmp_path: Path) -> None:
    make(tmp_path, *several("train/ants"), *several("train/bees"), *several("train/wasps"))
    make(tmp_path, *several("val/bees", 2), *several("val/wasps", 3))
    dataset = scan(tmp_path)
    assert dataset.classes == ("ants", "bees", "wasps")
    assert dataset.counts("validation") == (0, 2, 3)
    assert all(p.path.split("/")[1] == dataset.classes[p.label] for p in dataset.pictures)
    assert messages(dataset) == ("1 class has no validation pictures: ants.",)


def test_class_without_training_pictures_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("train/b"), *several("train/c"), "train/empty/")
    make(tmp_path, *several("val/a"), *several("val/b"), *several("val/c"), *several("test/empty"))
    dataset = scan(tmp_path)
    assert dataset.classes == ("b", "c")
    assert dataset.counts("validation") == (5, 5)
    assert "2 classes without training pictures were left out: a and empty." in messages(dataset)


def test_names_with_composed_and_decomposed_accents_match(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    make(tmp_path, *several(f"train/{composed}"), *several("train/tea"))
    make(tmp_path, *several(f"val/{decomposed}", 3), *several("val/tea", 2))
    dataset = scan(tmp_path)
    assert dataset.classes == (composed, "tea")
    assert dataset.counts("validation") == (3, 2)
    assert all(dataset.absolute(p).is_file() for p in dataset.pictures)


def test_validation_folder_of_other_classes_is_not_used(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/A"), *several("val/B"))
    dataset = scan(tmp_path)
    assert dataset.split.source == "seed"
    assert dataset.counts("validation") == (1, 1)
    assert "The validation folder holds no pictures of these classes. Some training pictures are used instead." in (
        messages(dataset)
    )
    assert "2 classes without training pictures were left out: A and B." in messages(dataset)


def test_empty_classes_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "c/", "d/notes.txt", "e/deeper/")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert messages(dataset)[1] == "3 class folders without pictures were left out: c, d and e."


def test_class_with_one_picture_is_for_training(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "c/only.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts("train") == (4, 4, 1)
    assert dataset.counts("validation") == (1, 1, 0)
    assert messages(dataset) == (
        "1 class has a single picture, which is used for training, so none is left to check the result: c.",
    )


# --- progress, stopping, many files ------------------------------------------------------------------------


def test_progress_is_reported_and_stop_is_obeyed(tmp_path: Path) -> None:
    make(tmp_path, *several("a", 700), *several("b", 700))
    seen: list[int] = []
    scan(tmp_path, progress=seen.append)
    assert seen == [500, 1000]
    with pytest.raises(ScanStopped):
        scan(tmp_path, should_stop=lambda: True)
    asked: list[int] = []
    with pytest.raises(ScanStopped):
        scan(tmp_path, progress=asked.append, should_stop=lambda: bool(asked))
    assert asked == [500]


def test_order_in_which_the_disk_lists_files_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a", 20), *several("b", 20), "a/x/1.jpg", "a.txt", "b.xml", "2.jpg", "10.jpg")
    expected = scan(tmp_path)
    scandir = os.scandir

    class Backwards(list[os.DirEntry[str]]):
        def __enter__(self) -> "Backwards":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(walk.os, "scandir", lambda path: Backwards(reversed(list(scandir(path)))))
    assert scan(tmp_path) == expected


@pytest.mark.timeout(60)
def test_thousands_of_files_are_scanned_quickly(tmp_path: Path) -> None:
    for label in range(20):
        make(tmp_path, *several(f"class {label}", 300))
    dataset = scan(tmp_path)
    assert len(dataset.pictures) == 6000
    assert from_record(to_record(dataset)) == dataset


# --- real folders ------------------------------------------------------------------------------------------


def test_ants_and_bees_have_their_own_split(shared_data: Path) -> None:
    dataset = scan(shared_data / "hymenoptera")
    assert dataset.classes == ("ants", "bees")
    assert dataset.counts("train") == (124, 121)  # with the tutorial's GIF
    assert dataset.counts("validation") == (70, 83)
    assert dataset.split == Split("folder")
    assert messages(dataset) == ()


def test_small_cifar_gets_a_validation_part(shared_data: Path) -> None:
    dataset = scan(shared_data / "cifar10_small")
    assert dataset.counts("train") == (240,) * 10
    assert dataset.counts("validation") == (60,) * 10
    assert dataset.counts("test") == (100,) * 10
