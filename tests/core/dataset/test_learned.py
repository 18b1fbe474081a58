"""Pictures that a run learned from are recognised where they are, moved and copied."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.dataset import learned as module
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.learned import learned
from resnet_studio.core.dataset.scan import scan


@pytest.fixture
def trained(tmp_path: Path) -> Dataset:
    """What a run was trained on: eight files of each class, of which two are for validation, of the same size."""
    for name in ("ants", "bees"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(8):
            (tmp_path / "data" / name / f"{number}.png").write_text(f"{name} {number}")
    return scan(tmp_path / "data")


def found(trained: Dataset, folder: Path) -> set[str]:
    dataset = scan(folder, measure=True)
    return set(learned(trained, dataset.root, dataset.pictures))


def training(trained: Dataset) -> set[str]:
    return {picture.path for picture in trained.part("train")}


def test_same_folder_is_recognised_without_reading_a_file(trained: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_file", None)
    pictures = trained.part("train")
    assert learned(trained, trained.root, pictures) == training(trained)


def test_validation_pictures_are_not_learned_from(trained: Dataset) -> None:
    assert found(trained, trained.root) == training(trained)


def test_folder_above_and_link_to_it_are_recognised(trained: Dataset, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(trained.root, target_is_directory=True)
    assert found(trained, tmp_path / "link") == training(trained)


@pytest.mark.parametrize("copy", [shutil.copy2, shutil.copyfile], ids=["with its time", "with another time"])
def test_copies_are_recognised_under_other_names(
    trained: Dataset, tmp_path: Path, copy: Callable[[Path, Path], object]
) -> None:
    for picture in trained.pictures:
        place = tmp_path / "copy" / picture.path.replace("/", "/copy of ")
        place.parent.mkdir(parents=True, exist_ok=True)
        copy(trained.absolute(picture), place)
    assert found(trained, tmp_path / "copy") == {path.replace("/", "/copy of ") for path in training(trained)}


def test_moved_folder_is_recognised_by_names_and_times(trained: Dataset, tmp_path: Path) -> None:
    trained.root.rename(tmp_path / "elsewhere")
    assert found(trained, tmp_path / "elsewhere") == training(trained)
    for file in (tmp_path / "elsewhere").rglob("*.png"):
        os.utime(file, (1, 1))
    assert found(trained, tmp_path / "elsewhere") == set()


def test_other_pictures_of_the_same_name_size_and_time_are_new(trained: Dataset, tmp_path: Path) -> None:
    shutil.copytree(trained.root, tmp_path / "new")
    for file in (tmp_path / "new").rglob("*.png"):
        status = file.stat()
        file.write_text(file.read_text().upper())
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert found(trained, tmp_path / "new") == set()


def test_reading_can_be_stopped(trained: Dataset, tmp_path: Path) -> None:
    shutil.copytree(trained.root, tmp_path / "copy")
    dataset = scan(tmp_path / "copy", measure=True)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        learned(trained, dataset.root, dataset.pictures, stop)
