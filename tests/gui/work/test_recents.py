"""The list of recent datasets: what is remembered, in which order, and how damage and absence are taken."""

import json
import math
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.tables.columns import Columns
from resnet_studio.gui.work import recents as recents_module
from resnet_studio.gui.work.recents import KEY, MOST, Recents


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def dataset(root: Path, classes: int = 2, each: int = 3) -> Dataset:
    root.mkdir(parents=True, exist_ok=True)
    names = tuple(f"class {number}" for number in range(classes))
    pictures = tuple(
        Picture(f"{name}/{number}.png", label, "train", 10, 0)
        for label, name in enumerate(names)
        for number in range(each)
    )
    return apply(Catalogue(root, names, pictures))


def test_opened_datasets_are_remembered_newest_first(settings: QSettings, tmp_path: Path) -> None:
    first, second = dataset(tmp_path / "ants, bees & Käfer", each=5), dataset(tmp_path / "second", classes=3)
    Recents(settings).add(first, 100.0)
    Recents(settings).add(second, 200.0)
    settings.sync()
    reread = Recents(QSettings(settings.fileName(), QSettings.Format.IniFormat)).load()
    assert [recent.path for recent in reread] == [second.root, first.root]
    assert (reread[1].pictures, reread[1].classes, reread[1].opened, reread[1].available) == (10, 2, 100.0, True)
    assert reread[1].best_top1 is None
    # The mosaic shows different classes before it shows a second picture of one.
    assert [path.parent.name for path in reread[1].examples] == ["class 0", "class 1", "class 0", "class 1"]
    assert all(path.is_relative_to(first.root) for path in reread[1].examples)


def test_examples_keep_the_scale_of_deep_pictures(settings: QSettings, tmp_path: Path) -> None:
    found = dataset(tmp_path / "cells")
    scale = ValueScale(integers=(0, 4095))
    Recents(settings).add(apply(replace(found.catalogue, scale=scale)), 1.0)
    assert Recents(settings).load()[0].scale == scale


def test_file_of_weights_is_remembered_with_its_dataset(settings: QSettings, tmp_path: Path) -> None:
    first, second = dataset(tmp_path / "first"), dataset(tmp_path / "second")
    recents = Recents(settings)
    recents.add(first, 1.0)
    recents.add(second, 2.0)
    assert recents.weights_of(first) == ""
    recents.note_weights(first, "/models/net.pth")
    recents.add(first, 3.0)
    assert [recents.weights_of(one) for one in (first, second)] == 2 * ["/models/net.pth"]
    recents.note_weights(second, "/models/other.pth")
    assert [recents.weights_of(one) for one in (first, second)] == ["/models/net.pth", "/models/other.pth"]
    settings.setValue(KEY, json.dumps([{"path": str(first.root), "weights": 3}]))
    assert recents.weights_of(first) == ""


def test_dataset_opened_again_moves_up_and_keeps_its_best_result(settings: QSettings, tmp_path: Path) -> None:
    first, second = dataset(tmp_path / "first"), dataset(tmp_path / "second")
    recents = Recents(settings)
    recents.add(first, 1.0)
    recents.add(second, 2.0)
    recents.note_result(first, 0.9)
    recents.note_result(first, 0.8)
    recents.note_result(second, math.nan)
    recents.add(first, 3.0)
    loaded = recents.load()
    assert [(recent.path.name, recent.best_top1) for recent in loaded] == [("first", 0.9), ("second", None)]


def test_best_result_is_forgotten_with_the_classes_that_it_was_for(settings: QSettings, tmp_path: Path) -> None:
    recents = Recents(settings)
    recents.add(dataset(tmp_path / "data"), 1.0)
    recents.note_result(dataset(tmp_path / "data"), 0.9)
    recents.add(dataset(tmp_path / "data", classes=3), 2.0)
    assert recents.load()[0].best_top1 is None


def test_list_is_limited_and_entries_can_be_removed(settings: QSettings, tmp_path: Path) -> None:
    recents = Recents(settings)
    for number in range(MOST + 3):
        recents.add(dataset(tmp_path / str(number)), float(number))
    assert len(recents.load()) == MOST
    recents.remove(recents.load()[0])
    assert recents.load()[0].path.name == str(MOST + 1)
    assert (tmp_path / str(MOST + 2)).is_dir()


def test_some_folders_of_a_folder_are_a_dataset_of_their_own(settings: QSettings, tmp_path: Path) -> None:
    recents, whole = Recents(settings), dataset(tmp_path / "photos")
    some = apply(replace(whole.catalogue, chosen=("class 0", "class 1"), reading="classes"))
    recents.add(whole, 1.0)
    recents.add(some, 2.0)
    recents.note_result(some, 0.9)
    assert [(one.chosen, one.reading, one.best_top1) for one in recents.load()] == [
        (("class 0", "class 1"), "classes", 0.9),
        ((), "names", None),
    ]
    recents.remove(recents.load()[0])
    assert [one.chosen for one in recents.load()] == [()]


def test_missing_folder_is_marked_as_unavailable(settings: QSettings, tmp_path: Path) -> None:
    recents = Recents(settings)
    gone = dataset(tmp_path / "gone")
    recents.add(gone, 1.0)
    gone.root.rmdir()
    assert recents.load()[0].available is False


def test_drive_that_does_not_answer_does_not_block(
    settings: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recents = Recents(settings)
    recents.add(dataset(tmp_path / "here"), 1.0)
    recents.add(dataset(tmp_path / "silent"), 2.0)
    answer = threading.Event()
    is_dir = Path.is_dir

    def slow(path: Path) -> bool:
        if path.name == "silent":
            answer.wait(30)
        return is_dir(path)

    monkeypatch.setattr(recents_module.Path, "is_dir", slow)
    began = time.monotonic()
    loaded = recents.load()
    assert time.monotonic() - began < 10
    assert [(recent.path.name, recent.available) for recent in loaded] == [("silent", False), ("here", True)]
    answer.set()


@pytest.mark.parametrize(
    "damaged",
    [
        "not json",
        "{}",
        json.dumps([7, {"path": 3}, {"path": "x"}, {"path": "x", "pictures": "many", "classes": 2, "opened": 0}]),
        json.dumps([{"path": "a\0b", "pictures": 1e400, "classes": 2, "opened": 0}]),
    ],
)
def test_damaged_entries_are_left_out(settings: QSettings, damaged: str) -> None:
    settings.setValue(KEY, damaged)
    assert Recents(settings).load() == []


def test_choices_of_a_dataset_survive_a_restart(settings: QSettings, tmp_path: Path) -> None:
    whole = dataset(tmp_path / "photos")
    some = apply(replace(whole.catalogue, chosen=("class 0", "class 1")))
    recents = Recents(settings)
    recents.add(whole, 1.0)
    recents.add(some, 2.0)
    recents.note_choices(whole, {"epochs": 40, "frozen": ("stem", "layer1")})
    recents.add(whole, 3.0)
    settings.sync()
    reread = Recents(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert reread.choices_of(whole.key) == {"epochs": 40, "frozen": ("stem", "layer1")}
    assert reread.choices_of(some.key) == {}
    assert reread.choices_of((whole.root, "classes", ())) == {}


def test_damaged_choices_are_none(settings: QSettings, tmp_path: Path) -> None:
    settings.setValue(KEY, json.dumps([{"path": str(tmp_path), "reading": "names", "choices": [1]}]))
    assert Recents(settings).choices_of((tmp_path, "names", ())) == {}


def test_label_columns_of_one_table_are_two_datasets_with_their_own_best(settings: QSettings, tmp_path: Path) -> None:
    found = dataset(tmp_path / "birds")
    species, sex = (
        apply(replace(found.catalogue, reading=Columns("file", label).reading, chosen=("labels.csv",)))
        for label in ("species", "sex")
    )
    recents = Recents(settings)
    recents.add(species, 1.0)
    recents.add(sex, 2.0)
    recents.note_result(species, 0.9)
    assert [(one.reading, one.best_top1) for one in recents.load()] == [
        (sex.catalogue.reading, None), (species.catalogue.reading, 0.9)
    ]  # fmt: skip
    assert recents.columns_of(tmp_path / "birds" / "labels.csv") == Columns("file", "sex")
    recents.remove(recents.load()[0])
    assert [one.reading for one in recents.load()] == [species.catalogue.reading]
