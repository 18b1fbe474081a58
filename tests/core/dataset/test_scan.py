"""Folders as people have them: every layout, and what is wrong with each."""

import os
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import ConfigError, DatasetError
from resnet_studio.core.dataset import walk
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import ScanStopped, pictures_in, scan
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


def said(dataset: Dataset) -> tuple[str, ...]:
    return tuple(str(finding.message) for finding in dataset.findings)


def link(source: Path, target: Path) -> None:
    try:
        source.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("this account may not make links")


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make one folder unreadable; permissions alone would not stop a test that runs as root."""
    scandir = os.scandir

    def checked(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(walk.os, "scandir", checked)


# --- layouts -----------------------------------------------------------------------------------------------


def test_a_folder_of_class_folders_is_split_by_seed(tmp_path: Path) -> None:
    make(tmp_path, *several("dogs", 10), *several("cats", 10))
    (tmp_path / "cats" / "3.jpg").write_bytes(b"12345")
    dataset = scan(tmp_path, seed=4, fraction=0.3)
    assert dataset.root == tmp_path
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts("train") == (7, 7)
    assert dataset.counts("validation") == (3, 3)
    assert dataset.split == Split("seed", 4, 0.3)
    assert said(dataset) == ()
    third = next(p for p in dataset.pictures if p.path == "cats/3.jpg")
    assert third.size == 5
    assert third.mtime_ns == (tmp_path / "cats" / "3.jpg").stat().st_mtime_ns
    assert scan(tmp_path, seed=4, fraction=0.3) == dataset
    assert from_record(to_record(dataset)) == dataset


@pytest.mark.parametrize("train", ["train", "Train", "TRAIN"])
@pytest.mark.parametrize("validation", ["val", "valid", "validation", "Val", "VALIDATION"])
def test_parts_are_known_by_their_names(tmp_path: Path, train: str, validation: str) -> None:
    make(tmp_path, *several(f"{train}/b", 3), *several(f"{train}/a", 2), *several(f"{validation}/a", 1))
    make(tmp_path, *several(f"{validation}/b", 4), *several("Test/b", 6))
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts("train") == (2, 3)
    assert dataset.counts("validation") == (1, 4)
    assert dataset.counts("test") == (0, 6)
    assert dataset.split == Split("folder")
    assert said(dataset) == ("1 class has no test pictures: a.",)


def test_train_and_test_alone_have_a_validation_part_split_off(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a", 10), *several("train/b", 10), *several("test/a"), *several("test/b"))
    dataset = scan(tmp_path)
    assert dataset.counts("train") == (8, 8)
    assert dataset.counts("validation") == (2, 2)
    assert dataset.counts("test") == (5, 5)
    assert all(p.path.startswith("train/") for p in dataset.part("validation"))
    assert dataset.split == Split("seed", 0, 0.2)


def test_a_lone_train_folder_is_the_dataset(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"))
    assert scan(tmp_path).classes == ("a", "b")


def test_a_class_may_be_called_train(tmp_path: Path) -> None:
    make(tmp_path, *several("train"), *several("car"), *several("bus"))
    assert scan(tmp_path).classes == ("bus", "car", "train")
    make(tmp_path, *several("train/steam"))
    assert scan(tmp_path).counts() == (5, 5, 10)


def test_pictures_may_lie_deeper(tmp_path: Path) -> None:
    make(tmp_path, "a/1.jpg", "a/x/2.jpg", "a/x/y/z/3.jpg", *several("b"))
    assert paths(scan(tmp_path), 0) == ["a/1.jpg", "a/x/2.jpg", "a/x/y/z/3.jpg"]


def test_depth_has_no_limit(tmp_path: Path) -> None:
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


def test_folders_of_any_name(tmp_path: Path) -> None:
    root = make(tmp_path / "ünïcode 名前 📷 con", *several("a b%c"), *several("名前 (1)"))
    assert scan(root).classes == ("a b%c", "名前 (1)")


# --- classes by name ---------------------------------------------------------------------------------------


def test_a_class_missing_from_validation_shifts_nothing(tmp_path: Path) -> None:
    make(tmp_path, *several("train/ants"), *several("train/bees"), *several("train/wasps"))
    make(tmp_path, *several("val/bees", 2), *several("val/wasps", 3))
    dataset = scan(tmp_path)
    assert dataset.classes == ("ants", "bees", "wasps")
    assert dataset.counts("validation") == (0, 2, 3)
    assert all(p.path.split("/")[1] == dataset.classes[p.label] for p in dataset.pictures)
    assert said(dataset) == ("1 class has no validation pictures: ants.",)


def test_a_class_without_training_pictures_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("train/b"), *several("train/c"), "train/empty/")
    make(tmp_path, *several("val/a"), *several("val/b"), *several("val/c"), *several("test/empty"))
    dataset = scan(tmp_path)
    assert dataset.classes == ("b", "c")
    assert dataset.counts("validation") == (5, 5)
    assert "2 classes without training pictures were left out: a and empty." in said(dataset)


def test_names_match_however_accents_are_written(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    make(tmp_path, *several(f"train/{composed}"), *several("train/tea"))
    make(tmp_path, *several(f"val/{decomposed}", 3), *several("val/tea", 2))
    dataset = scan(tmp_path)
    assert dataset.classes == (composed, "tea")
    assert dataset.counts("validation") == (3, 2)
    assert all(dataset.absolute(p).is_file() for p in dataset.pictures)


def test_a_validation_folder_of_other_classes_is_not_used(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/A"), *several("val/B"))
    dataset = scan(tmp_path)
    assert dataset.split.source == "seed"
    assert dataset.counts("validation") == (1, 1)
    assert "The validation folder holds no pictures of these classes. Some training pictures are used instead." in (
        said(dataset)
    )
    assert "2 classes without training pictures were left out: A and B." in said(dataset)


def test_empty_classes_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "c/", "d/notes.txt", "e/deeper/")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert said(dataset)[1] == "3 class folders without pictures were left out: c, d and e."


def test_a_class_with_one_picture_trains(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "c/only.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts("train") == (4, 4, 1)
    assert dataset.counts("validation") == (1, 1, 0)
    assert said(dataset) == (
        "1 class has a single picture, which is used for training, so none is left to check the result: c.",
    )


# --- what is left out --------------------------------------------------------------------------------------


def test_what_computers_leave_behind_is_ignored(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/.DS_Store", "a/Thumbs.db", "b/desktop.ini", "b/._x.jpg")
    make(tmp_path, ".ipynb_checkpoints/x.jpg", "__MACOSX/a/x.jpg", "a/@eaDir/x.jpg", ".git/x.jpg", "b/.hidden.jpg")
    make(tmp_path, "a/__MACOSX/x.jpg", "$RECYCLE.BIN/x.jpg")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts() == (5, 5)
    assert said(dataset) == ()


@pytest.mark.parametrize(
    "ending",
    ["jpg", "JPEG", "png", "webp", "bmp", "gif", "tif", "tiff", "avif", "heic", "HEIF", "jp2", "tga", "ppm", "jfif",
     "ico", "mpo", "psd"],
)  # fmt: skip
def test_pictures_are_known_by_their_endings(tmp_path: Path, ending: str) -> None:
    make(tmp_path, *several("a"), f"b/1.{ending}", f"b/2.{ending}")
    assert scan(tmp_path).counts() == (5, 2)


def test_other_files_are_counted_in_one_notice(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/half.jpg.part", "a/x.txt", "b/y.TXT", "README", "b/z.pdf")
    make(tmp_path, "b/film.mpg", "a/figure.eps", "b/data.h5")
    assert said(scan(tmp_path)) == (
        "8 files whose names do not end like a picture's were left out: .txt (2), .eps (1), .h5 (1) and 4 more.",
    )


def test_a_name_without_ending_is_looked_into(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b", 2), "b/LICENSE")
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(tmp_path / "b" / "IMG_1", "JPEG")
    dataset = scan(tmp_path)
    assert paths(dataset, 1) == ["b/0.jpg", "b/1.jpg", "b/IMG_1"]
    assert said(dataset) == ("1 file whose name does not end like a picture's was left out: no ending (1).",)


def test_pictures_beside_class_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "stray.jpg", "other.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert said(dataset) == (
        "2 pictures in the dataset's folder but in no class folder were left out: other.jpg and stray.jpg.",
    )


def test_unlabelled_test_pictures_and_other_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), "test/1.jpg", "annotations/a.xml", "preview.png")
    assert said(scan(tmp_path)) == (
        "1 folder beside train was left out: annotations.",
        "1 picture in the dataset's folder but in no class folder was left out: preview.png.",
        "1 picture in test but in no class folder was left out: test/1.jpg.",
        "The test folder holds no pictures of these classes.",
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names as text")
def test_names_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a/\xff\xfe.jpg")).touch()
    except OSError:
        pytest.skip("this file system keeps names as text")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert said(dataset)[0].startswith("1 file or folder whose name is not valid text was left out: a/")
    "".join(said(dataset)).encode("utf-8")


# --- links -------------------------------------------------------------------------------------------------


def test_links_are_followed(tmp_path: Path) -> None:
    make(tmp_path, *several("elsewhere/cats"), *several("elsewhere/more", 2))
    root = make(tmp_path / "data", *several("dogs"))
    link(root / "cats", tmp_path / "elsewhere" / "cats")
    link(root / "dogs" / "more", tmp_path / "elsewhere" / "more")
    (root / "dogs" / "linked.jpg").symlink_to(tmp_path / "elsewhere" / "cats" / "0.jpg")
    dataset = scan(root)
    assert dataset.classes == ("cats", "dogs")
    assert dataset.counts() == (5, 8)
    assert said(dataset) == ()


def test_circles_come_to_an_end(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/deeper/x.jpg")
    link(tmp_path / "a" / "deeper" / "up", tmp_path / "a")
    link(tmp_path / "b" / "root", tmp_path)
    link(tmp_path / "root", tmp_path)
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert dataset.counts() == (6, 5)
    assert said(dataset) == ("3 links to folders that were already read were left out: a/deeper/up, b/root and root.",)


@pytest.mark.timeout(20)
def test_folders_that_link_to_one_another_do_not_multiply(tmp_path: Path) -> None:
    make(tmp_path, *several("other"))
    for a in range(12):
        make(tmp_path, f"class/{a}/{a}.jpg")
    for a in range(12):
        for b in range(12):
            if a != b:
                link(tmp_path / f"class/{a}/to {b}", tmp_path / f"class/{b}")
    assert scan(tmp_path).counts() == (12, 5)


def test_links_that_lead_nowhere_are_counted(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    link(tmp_path / "a" / "gone.jpg", tmp_path / "nothing")
    link(tmp_path / "gone", tmp_path / "nothing")
    link(tmp_path / "b" / "self.jpg", tmp_path / "b" / "self.jpg")
    dataset = scan(tmp_path)
    assert dataset.counts() == (5, 5)
    assert said(dataset) == ("3 links that lead nowhere were left out: a/gone.jpg, b/self.jpg and gone.",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_passed_by(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"))
    os.mkfifo(tmp_path / "a" / "pipe.jpg")
    os.mkfifo(tmp_path / "a" / "pipe")
    assert scan(tmp_path).counts() == (5, 5)


# --- what cannot be a dataset ------------------------------------------------------------------------------


def refusal(folder: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        scan(folder)
    assert str(caught.value.path).startswith(str(folder))
    return str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone") == f"The folder {tmp_path / 'gone'} is not there."
    link(tmp_path / "link", tmp_path / "gone")
    assert refusal(tmp_path / "link") == f"The folder {tmp_path / 'link'} is a link that leads nowhere."
    assert "is not valid text" in refusal(tmp_path / "nul\0")


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "cat.jpg")
    assert refusal(tmp_path / "cat.jpg") == (
        f"{tmp_path / 'cat.jpg'} is a file. Choose the folder that holds the class folders."
    )


@pytest.mark.parametrize("name", ["pets.zip", "Pets.TAR.GZ", "pets.7z", "pets.tgz"])
def test_an_archive_instead_of_a_folder_is_not_unpacked(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("../outside/cat.png", "a picture that would lie elsewhere")
    assert refusal(tmp_path / name) == (
        f"{tmp_path / name} is an archive. Unpack it first, then choose the folder that it becomes."
    )
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_an_archive_among_the_pictures_is_none(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/more.zip")
    dataset = scan(tmp_path)
    assert not any(picture.path.endswith(".zip") for picture in dataset.pictures)


def test_an_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a"))
    refuse(monkeypatch, tmp_path)
    assert refusal(tmp_path) == f"The folder {tmp_path} cannot be read: Permission denied."


def test_an_unreadable_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/a"))
    refuse(monkeypatch, tmp_path / "val")
    assert refusal(tmp_path) == f"The folder {tmp_path / 'val'} cannot be read: Permission denied."


def test_an_unreadable_class_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a"), *several("b"), *several("c"))
    refuse(monkeypatch, tmp_path / "b")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "c")
    assert said(dataset) == ("1 file or folder that cannot be read was left out: b.",)


def test_a_folder_without_anything(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} holds no pictures."
    make(tmp_path, "notes.txt")
    assert refusal(tmp_path) == (
        f"{tmp_path} holds no pictures. 1 file whose name does not end like a picture's was left out: .txt (1)."
    )


def test_pictures_without_class_folders(tmp_path: Path) -> None:
    make(tmp_path, "1.jpg", "2.jpg", "3.jpg")
    assert refusal(tmp_path) == (
        f"{tmp_path} holds 3 pictures but no class folders. "
        "Put its pictures into one folder for each class, named after the class."
    )


def test_folders_without_pictures(tmp_path: Path) -> None:
    make(tmp_path, "a/", "b/notes.txt")
    assert refusal(tmp_path).startswith(f"None of the folders in {tmp_path} holds a picture. 1 file")


def test_a_single_class(tmp_path: Path) -> None:
    make(tmp_path, *several("photos/cats"), *several("photos/dogs"))
    assert refusal(tmp_path) == (
        f"{tmp_path} holds only one class with pictures: photos. At least two are needed. "
        "If its folders are the classes, choose that folder instead."
    )


def test_a_train_folder_without_classes(tmp_path: Path) -> None:
    make(tmp_path, "train/1.jpg", "val/1.jpg")
    assert refusal(tmp_path).startswith(f"{tmp_path / 'train'} holds no class folders. Put its pictures into one")


def test_two_folders_for_the_same_part(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/a"), *several("valid/a"))
    assert refusal(tmp_path) == f"{tmp_path} holds both val and valid. Keep one of them."


def test_one_picture_a_class(tmp_path: Path) -> None:
    make(tmp_path, "a/1.jpg", "b/1.jpg")
    assert refusal(tmp_path).startswith(f"Each class in {tmp_path} has only one picture. Add more")


def test_a_bad_fraction_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fraction"):
        scan(tmp_path / "gone", fraction=0.0)


# --- progress, stopping, many files ------------------------------------------------------------------------


def test_progress_is_told_and_stopping_obeyed(tmp_path: Path) -> None:
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


def test_the_order_in_which_a_disk_lists_files_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_thousands_of_files_take_no_time_to_name(tmp_path: Path) -> None:
    for label in range(20):
        make(tmp_path, *several(f"class {label}", 300))
    dataset = scan(tmp_path)
    assert len(dataset.pictures) == 6000
    assert from_record(to_record(dataset)) == dataset


def test_all_pictures_in_a_folder(tmp_path: Path) -> None:
    make(tmp_path, "10.jpg", "9.png", "deeper/1.jpg", ".hidden.jpg", "notes.txt")
    assert pictures_in(tmp_path) == [tmp_path / "9.png", tmp_path / "10.jpg", tmp_path / "deeper" / "1.jpg"]
    with pytest.raises(DatasetError, match="is not there"):
        pictures_in(tmp_path / "gone")


# --- real folders ------------------------------------------------------------------------------------------


def test_the_ants_and_bees_of_the_tutorial(shared_data: Path) -> None:
    dataset = scan(shared_data / "hymenoptera")
    assert dataset.classes == ("ants", "bees")
    assert dataset.counts("train") == (124, 121)  # with the tutorial's GIF
    assert dataset.counts("validation") == (70, 83)
    assert dataset.split == Split("folder")
    assert said(dataset) == ()


def test_the_small_cifar_has_train_and_test(shared_data: Path) -> None:
    dataset = scan(shared_data / "cifar10_small")
    assert dataset.counts("train") == (240,) * 10
    assert dataset.counts("validation") == (60,) * 10
    assert dataset.counts("test") == (100,) * 10
