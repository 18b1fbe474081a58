"""Looking whether the folder of an open dataset has changed, and reading it again."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from resnet_studio.core.dataset import rescan
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.rescan import copied_into, look, with_edits_of
from resnet_studio.core.dataset.scan import catalogue_of, scan
from resnet_studio.core.dataset.split import Split


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """Two classes of five pictures; their folders are old, so that every change gives them another time."""
    for name in ("cats", "dogs/more"):
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(5):
            (tmp_path / "data" / name / f"{number}.jpg").touch()
    for folder in ("dogs/more", "dogs", "cats", ""):
        os.utime(tmp_path / "data" / folder, (1e9, 1e9))
    return scan(tmp_path / "data")


def news(dataset: Dataset) -> str:
    found = look(dataset.catalogue, None).news
    return str(found) if found else ""


def test_unchanged_folder_is_not_listed_again(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescan, "catalogue_of", None)
    assert news(dataset) == ""


def test_added_removed_and_changed_pictures_are_counted(dataset: Dataset) -> None:
    cats, dogs = dataset.root / "cats", dataset.root / "dogs" / "more"
    (cats / "new.jpg").touch()
    assert news(dataset) == "The folder has changed since it was read: 1 picture was added."
    (dogs / "0.jpg").unlink()
    (dogs / "1.jpg").unlink()
    (cats / "2.jpg").write_bytes(b"another")
    assert news(dataset) == (
        "The folder has changed since it was read: 1 picture was added, 2 are gone and 1 has changed."
    )


def test_new_class_is_noticed(dataset: Dataset) -> None:
    (dataset.root / "birds").mkdir()
    (dataset.root / "birds" / "1.jpg").touch()
    assert news(dataset) == "The folder has changed since it was read: 1 picture was added."


def test_other_files_are_no_news_and_are_looked_at_once(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    (dataset.root / "cats" / ".DS_Store").touch()
    first = look(dataset.catalogue, None)
    assert first.news is None
    monkeypatch.setattr(rescan, "catalogue_of", None)
    assert look(dataset.catalogue, first) == first


def test_copies_that_the_dataset_has_by_its_edits_are_news_only_once_they_are_taken_out(dataset: Dataset) -> None:
    (dataset.root / "cats" / "copy.jpg").touch()
    edited = dataset.with_edit(AddPictures(("cats/copy.jpg", "/elsewhere/1.jpg"), "cats", (0, 0), (0, 0)))
    assert copied_into(edited) == {"cats/copy.jpg"}
    with_copy = look(edited.catalogue, None, own=copied_into(edited))
    assert with_copy.news is None
    without = look(edited.catalogue, with_copy, own=copied_into(edited.without_last_edit()))
    assert str(without.news) == "The folder has changed since it was read: 1 picture was added."
    (dataset.root / "cats" / "new.jpg").touch()
    os.utime(dataset.root / "cats", (2e9, 2e9))
    more = look(edited.catalogue, with_copy, own=copied_into(edited))
    assert str(more.news) == "The folder has changed since it was read: 1 picture was added."


def test_change_that_was_taken_back_is_no_news(dataset: Dataset) -> None:
    (dataset.root / "cats" / "new.jpg").touch()
    first = look(dataset.catalogue, None)
    assert first.news
    (dataset.root / "cats" / "new.jpg").unlink()
    os.utime(dataset.root / "cats", (2e9, 2e9))
    assert look(dataset.catalogue, first).news is None


def test_folder_that_is_gone_is_news(dataset: Dataset) -> None:
    shutil.rmtree(dataset.root)
    assert "The pictures are not there" in news(dataset)


def test_recorded_dataset_is_not_looked_at(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    from resnet_studio.core.dataset.record import from_record, to_record

    recorded = from_record(to_record(dataset))
    monkeypatch.setattr(rescan, "catalogue_of", None)
    (dataset.root / "cats" / "new.jpg").touch()
    assert news(recorded) == ""


def test_edits_stay_when_the_folder_is_read_again(dataset: Dataset) -> None:
    edited = dataset.with_edit(SplitBySeed(0.4, 7))
    (dataset.root / "cats" / "new.jpg").touch()
    again = with_edits_of(edited, scan(dataset.root))
    assert again.split == Split("seed", 7, 0.4)
    assert again.counts() == (6, 5)
    parts = {picture.path: picture.part for picture in again.pictures}
    assert {picture.path: picture.part for picture in edited.pictures}.items() <= parts.items()


def test_validation_folder_that_was_added_is_used(dataset: Dataset) -> None:
    root = dataset.root
    (root / "train").mkdir()
    for name in ("cats", "dogs"):
        (root / name).rename(root / "train" / name)
        (root / "val" / name).mkdir(parents=True)
        (root / "val" / name / "1.jpg").touch()
    again = with_edits_of(dataset, scan(root))
    assert again.split == Split("folder")
    assert "the split by seed is given up" in str(again.findings[-1].message)


def test_validation_folder_that_is_gone_is_said(dataset: Dataset) -> None:
    root = dataset.root
    for part in ("train", "val"):
        for name in ("cats", "dogs"):
            (root / part / name).mkdir(parents=True)
            for number in range(4):
                (root / part / name / f"{number}.jpg").touch()
    before = scan(root, chosen=("train", "val")).with_edit(SplitBySeed(0.4, 7))
    shutil.rmtree(root / "val")
    (root / "val").mkdir()
    again = with_edits_of(before, scan(root, chosen=("train", "val")))
    assert again.split == Split("seed", 0, 0.2)
    assert "no validation pictures any more" in str(again.findings[-1].message)


def test_gone_folder_is_named_also_for_a_recorded_dataset_and_no_news_when_it_is_back(dataset: Dataset) -> None:
    recorded = from_record(to_record(dataset))
    moved = dataset.root.rename(dataset.root.with_name("moved"))
    for one in (dataset, recorded):
        assert f"the folder {dataset.root} was renamed or moved" in news(one)
    gone = look(dataset.catalogue, None)
    moved.rename(dataset.root)
    assert look(dataset.catalogue, gone).news is None


def test_picture_that_comes_or_goes_changes_nothing_of_the_others_in_its_group(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.png").touch()
    file = tmp_path / "labels.csv"
    lines = [f"{number}.png,{'ab'[number % 2]},p{number // 5}" for number in range(8)]
    lines += ["0.png,a,q", "7.png,b,q"]  # a group that has one picture of each patient

    def said(lines: Sequence[str]) -> str:
        file.write_text("\n".join(["file,label,patient", *lines]))
        return str(look(catalogue, None).news)

    file.write_text("\n".join(["file,label,patient", *lines]))
    os.utime(file, (1e9, 1e9))
    catalogue = catalogue_of(file)
    assert said(lines[1:8]) == "The folder has changed since it was read: 1 is gone."
    assert said(["8.png,a,q", "9.png,b,p1", *lines]).endswith("since it was read: 2 pictures were added.")
    alone = [*lines[:4], "4.png,a,p4", *lines[5:]]
    assert said(alone).endswith("since it was read: 5 have another class, part or group.")
