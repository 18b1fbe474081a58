"""Scanning: folders that cannot be a dataset."""

import os
import zipfile
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import ConfigError, DatasetError
from resnet_studio.core.dataset import walk
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan


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


def messages(dataset: Dataset) -> tuple[str, ...]:
    return tuple(str(finding.message) for finding in dataset.findings)


def link(source: Path, target: Path) -> None:
    try:
        source.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("this account may not make links")


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make one folder unreadable; permissions would not stop a test that runs as root."""
    scandir = os.scandir

    def checked(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(walk.os, "scandir", checked)


# --- what cannot be a dataset ------------------------------------------------------------------------------


def refusal(folder: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        scan(folder)
    assert str(caught.value.path).startswith(str(folder))
    return str(caught.value)


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone") == f"The folder {tmp_path / 'gone'} is not there."
    link(tmp_path / "link", tmp_path / "gone")
    assert refusal(tmp_path / "link") == f"The folder {tmp_path / 'link'} is a link that leads nowhere."
    assert "is not valid text" in refusal(tmp_path / "nul\0")


def test_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "cat.jpg")
    assert refusal(tmp_path / "cat.jpg") == (
        f"{tmp_path / 'cat.jpg'} is a file. Choose the folder that holds the class folders."
    )


def test_table_of_another_kind_is_to_be_saved_as_one_that_can_be_read(tmp_path: Path) -> None:
    make(tmp_path, "Labels.XLSX")
    assert refusal(tmp_path / "Labels.XLSX") == (
        f"{tmp_path / 'Labels.XLSX'} may be a table. Save it as .csv, .tsv or .jsonl, and choose that."
    )


def test_table_without_a_row_is_refused_for_that(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("file,label\n", encoding="utf-8")
    assert "has the names of columns, but no line with a picture" in refusal(tmp_path / "labels.csv")


@pytest.mark.parametrize("name", ["pets.rar", "Pets.TAR.ZST", "pets.7z"])
def test_archive_is_refused_and_not_unpacked(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("../outside/cat.png", "a picture that would lie elsewhere")
    assert refusal(tmp_path / name) == (
        f"{tmp_path / name} is an archive. Unpack it first, then choose the folder that it becomes."
    )
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_archive_among_pictures_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, *several("a"), *several("b"), "a/more.zip")
    dataset = scan(tmp_path)
    assert not any(picture.path.endswith(".zip") for picture in dataset.pictures)


def test_unreadable_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a"))
    refuse(monkeypatch, tmp_path)
    assert refusal(tmp_path) == f"The folder {tmp_path} cannot be read: Permission denied."


def test_unreadable_part_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/a"))
    refuse(monkeypatch, tmp_path / "val")
    assert refusal(tmp_path) == f"The folder {tmp_path / 'val'} cannot be read: Permission denied."


def test_unreadable_class_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *several("a"), *several("b"), *several("c"))
    refuse(monkeypatch, tmp_path / "b")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "c")
    assert messages(dataset) == ("1 file or folder that cannot be read was left out: b.",)


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} holds no pictures."
    make(tmp_path, "notes.txt")
    assert refusal(tmp_path) == (
        f"{tmp_path} holds no pictures. 1 file whose name does not end like a picture's was left out: .txt (1)."
    )


def test_pictures_without_class_folders_are_refused(tmp_path: Path) -> None:
    make(tmp_path, "1.jpg", "2.jpg", "3.jpg")
    assert refusal(tmp_path) == (
        f"{tmp_path} holds 3 pictures but no class folders. "
        "Put its pictures into one folder for each class, named after the class."
    )


def test_folders_without_pictures_are_refused(tmp_path: Path) -> None:
    make(tmp_path, "a/", "b/notes.txt")
    assert refusal(tmp_path).startswith(f"None of the folders in {tmp_path} holds a picture. 1 file")


def test_single_class_is_refused(tmp_path: Path) -> None:
    make(tmp_path, *several("photos/cats"), *several("photos/dogs"))
    assert refusal(tmp_path) == (
        f"{tmp_path} holds only one class with pictures: photos. At least two are needed. "
        "If its folders are the classes, choose that folder instead."
    )


def test_train_folder_without_classes_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "train/1.jpg", "val/1.jpg")
    assert refusal(tmp_path).startswith(f"{tmp_path / 'train'} holds no class folders. Put its pictures into one")


def test_two_folders_for_one_part_are_refused(tmp_path: Path) -> None:
    make(tmp_path, *several("train/a"), *several("train/b"), *several("val/a"), *several("valid/a"))
    assert refusal(tmp_path) == (
        f"{tmp_path} holds both val and valid, which name the same part. Keep one of them, or put the class folders of "
        "both into one."
    )


def test_one_picture_in_each_class_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "a/1.jpg", "b/1.jpg")
    assert refusal(tmp_path).startswith(f"Each class in {tmp_path} has only one picture. Add more")


def test_wrong_fraction_is_refused_before_reading(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fraction"):
        scan(tmp_path / "gone", fraction=0.0)
