"""Opening datasets: folders, several folders, the sample; trying again, reading again, and noticing changes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.formatting import place
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.picture_edits import ClearLabels, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.written_out import WritingOut
from resnet_studio.gui.work import opening as opening_module
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.session import Session
from tests.made_folders import class_folders

WAIT = 20_000


class Opened:
    """An opening, its session, and what it reported."""

    def __init__(self, qtbot: QtBot, settings: QSettings, owner: QObject) -> None:
        self.qtbot = qtbot
        self.session = Session(owner)
        self.opening = Opening(self.session, settings, owner)
        self.begun: list[Path] = []
        self.opening.begun.connect(self.begun.append)

    @property
    def dataset(self) -> Dataset:
        assert self.session.dataset is not None
        return self.session.dataset

    def until_open(self, act: Callable[[], object]) -> Dataset:
        with self.qtbot.waitSignal(self.session.dataset_changed, timeout=WAIT):
            act()
        return self.dataset

    def until_failed(self, act: Callable[[], object]) -> tuple[Path | None, Message, str]:
        with self.qtbot.waitSignal(self.opening.failed, timeout=WAIT) as failed:
            act()
        assert failed.args is not None
        folder, problem, details = failed.args
        return folder, problem, details

    def news(self) -> str:
        with self.qtbot.waitSignal(self.opening.news, timeout=WAIT) as news:
            self.opening.look()
        assert news.args is not None
        return str(news.args[0] or "")


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path, studio_home: Path) -> Opened:
    return Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))


# Opening


def test_folder_is_opened_and_remembered(opened: Opened, colours: Path) -> None:
    dataset = opened.until_open(lambda: opened.opening.open(colours))
    assert dataset.root == colours
    assert opened.begun == [colours]
    assert [recent.path for recent in opened.opening.recents()] == [colours]


def test_recent_dataset_can_be_removed_from_the_list(opened: Opened, colours: Path, qtbot: QtBot) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    with qtbot.waitSignal(opened.opening.recents_changed):
        opened.opening.remove_recent(opened.opening.recents()[0])
    assert opened.opening.recents() == []


def test_folder_that_is_gone_is_reported_and_tried_again(opened: Opened, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    folder, problem, _ = opened.until_failed(lambda: opened.opening.open(gone))
    assert folder == gone
    assert "is not there" in str(problem)
    class_folders(gone, "a", "b", each=4)
    assert opened.until_open(opened.opening.retry).root == gone


def test_sample_that_could_not_be_written_is_written_when_tried_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, small_sample: int
) -> None:
    real = opening_module.sample_dataset

    def refuses() -> Path:
        raise DatasetError(places.sample_folder(), message("The disk is full."))

    monkeypatch.setattr(opening_module, "sample_dataset", refuses)
    folder, problem, _ = opened.until_failed(opened.opening.open_sample)
    assert folder is None
    assert str(problem) == "The disk is full."
    monkeypatch.setattr(opening_module, "sample_dataset", real)
    assert opened.until_open(opened.opening.retry).root == places.sample_folder()


def test_cancelled_scan_opens_nothing(opened: Opened, colours: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(opened.session.dataset_changed, wait=200):
        opened.opening.open(colours)
        opened.opening.cancel()


# What is dropped


def test_train_and_val_dropped_together_are_one_dataset(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "train/a", "train/b", "val/a", "val/b", "other/c", each=4)
    dataset = opened.until_open(lambda: opened.opening.open_dropped([root / "val", root / "train"]))
    assert dataset.root == root
    assert dataset.split == Split("folder")
    assert dataset.catalogue.chosen == ("train", "val")


def test_class_folders_dropped_together_are_one_dataset_that_can_be_opened_again(
    opened: Opened, tmp_path: Path
) -> None:
    root = class_folders(tmp_path / "data", "cats", "dogs", "holiday", each=4)
    (root / "1.png").touch()
    drop = [root / "cats", root / "dogs", root / "1.png"]
    dataset = opened.until_open(lambda: opened.opening.open_dropped(drop))
    assert dataset.classes == ("cats", "dogs")
    assert ["1.png" in str(finding.message) for finding in dataset.catalogue.findings] == [True]
    (recent,) = opened.opening.recents()
    assert opened.until_open(lambda: opened.opening.open_recent(recent)) == dataset


def test_one_folder_among_dropped_files_is_opened(opened: Opened, colours: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    drop = [tmp_path / "notes.txt", colours]
    assert opened.until_open(lambda: opened.opening.open_dropped(drop)).root == colours


# Parts or classes


def test_answer_about_the_folders_is_kept_when_they_are_read_or_opened_again(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    root = class_folders(tmp_path / "data", "2022/cat", "2022/dog", "2023/cat", "2023/dog", each=4)
    with qtbot.waitSignal(opened.opening.unclear, timeout=WAIT) as asked:
        opened.opening.open(root)
    assert asked.args is not None
    assert asked.args[0].classes == ("cat", "dog")
    assert opened.until_open(lambda: opened.opening.answer("parts")).classes == ("cat", "dog")
    assert opened.until_open(opened.opening.reload).classes == ("cat", "dog")
    (recent,) = opened.opening.recents()
    assert opened.until_open(lambda: opened.opening.open_recent(recent)).classes == ("cat", "dog")
    assert opened.until_open(lambda: opened.opening.read_as("classes")).classes == ("2022", "2023")
    assert opened.until_open(lambda: opened.opening.open(root)).classes == ("2022", "2023")


# Reading again


def test_reload_reads_new_files_and_keeps_the_edits(opened: Opened, copied_colours: Path) -> None:
    opened.until_open(lambda: opened.opening.open(copied_colours))
    opened.session.edit_dataset(SplitBySeed(0.4, 7))
    before = opened.dataset
    shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / "new.png")
    after = opened.until_open(opened.opening.reload)
    assert len(after.pictures) == len(before.pictures) + 1
    assert after.split == Split("seed", 7, 0.4)


def test_reload_of_a_folder_that_is_gone_keeps_the_dataset(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    before = opened.until_open(lambda: opened.opening.open(root))
    shutil.rmtree(root)
    opened.until_failed(opened.opening.reload)
    assert opened.dataset is before


def test_changes_in_the_folder_are_noticed_until_it_is_read_again(opened: Opened, tmp_path: Path) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    for folder in ("a", "b", ""):
        os.utime(root / folder, (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    assert opened.news() == ""
    (root / "a" / "new.png").touch()
    assert opened.news() == "The folder has changed since it was read: 1 picture was added."
    (root / "b" / "new.png").touch()
    assert opened.news() == "The folder has changed since it was read: 2 pictures were added."
    opened.until_open(opened.opening.reload)
    assert opened.news() == ""


def test_folder_whose_pictures_the_program_has_moved_is_not_reported_as_empty(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    root, out = class_folders(tmp_path / "data", "a", "b", each=4), tmp_path / "out"
    opened.until_open(lambda: opened.opening.open(root))
    writing = WritingOut(opened.dataset, out, "move")
    writing.write(lambda: False)
    with qtbot.waitSignal(opened.opening.moved) as moved:
        assert opened.news() == f"8 pictures were moved from {place(root)} into {place(out)}."
    assert moved.args == [out]
    later = [root / folder / f"later {number}.png" for folder in ("a", "b") for number in range(2)]
    for picture in later:
        picture.parent.mkdir(exist_ok=True)
        picture.touch()
    opened.until_open(opened.opening.reload)
    later[0].unlink()
    with qtbot.assertNotEmitted(opened.opening.moved):
        assert "1 is gone" in opened.news(), "a person has deleted it"
    for folder in ("a", "b"):
        (root / folder / "new.png").touch()
    with qtbot.assertNotEmitted(opened.opening.moved):
        assert "2 pictures were added" in opened.news(), "more than the program has done"


def test_known_news_are_not_reported_again(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    root = class_folders(tmp_path / "data", "a", "b", each=4)
    os.utime(root / "a", (1e9, 1e9))
    opened.until_open(lambda: opened.opening.open(root))
    (root / "a" / "new.png").touch()
    assert "1 picture was added" in opened.news()
    with qtbot.assertNotEmitted(opened.opening.news, wait=300):
        opened.opening.look()


def test_seed_chosen_before_the_first_dataset_splits_it(opened: Opened, colours: Path) -> None:
    opened.session.draft.choose(seed=7)
    assert opened.until_open(lambda: opened.opening.open(colours)).split == Split("seed", 7, 0.2)


def test_nothing_is_looked_at_without_a_dataset(opened: Opened, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(opened.opening.news, wait=100):
        opened.opening.look()


def test_settings_of_a_dataset_are_there_again_after_a_restart(
    opened: Opened, colours: Path, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    opened.until_open(lambda: opened.opening.open(colours))
    opened.session.draft.choose(epochs=40, seed=7)
    again = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    dataset = again.until_open(lambda: again.opening.open(colours))
    assert again.session.draft.chosen == {"epochs": 40, "seed": 7}
    assert dataset.split == Split("seed", 7, 0.2)


def test_pictures_that_an_earlier_run_learned_from_stay_in_training_whatever_is_undone_and_labelled(
    opened: Opened, copied_colours: Path
) -> None:
    paths = tuple(one.path for one in scan(copied_colours).pictures)
    pairs = tuple(zip(paths[::2], paths[1::2], strict=True))
    trained = apply(scan(copied_colours).catalogue, (GroupedSplit("near_duplicates", 0.4, 0.0, 0, (), together=pairs),))
    create_run(opened.session.runs_folder, TrainConfig.build(depth=20), trained)
    label = MovePictures(paths[:4], "blue")
    write_edited(trained.with_edit(label).with_edit(ClearLabels(label.paths)).with_edit(label))
    opened.until_open(lambda: opened.opening.open(copied_colours))
    opened.session.undo_edit()
    opened.session.edit_dataset(label)
    assert opened.session.dataset is not None
    assert opened.session.dataset.part("validation") == trained.part("validation") == ()


def test_dataset_is_opened_with_the_split_of_its_newest_run(opened: Opened, copied_colours: Path) -> None:
    first = opened.until_open(lambda: opened.opening.open(copied_colours)).with_edit(SplitBySeed(0.4, 7))
    create_run(opened.session.runs_folder, TrainConfig.build(depth=20), first)
    for number in range(9):
        shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / f"new {number}.png")
    again = opened.until_open(lambda: opened.opening.open(copied_colours))
    assert again.split == Split("seed", 7, 0.4)
    parts = {picture.path: picture.part for picture in again.pictures}
    assert {picture.path: picture.part for picture in first.pictures}.items() <= parts.items()
