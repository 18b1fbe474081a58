"""The live pictures of a run."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.events import (
    PredictedPicture,
    Predictions,
)
from resnet_studio.gui.rooms.train.pictures import one_of_each
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

Helper = Callable[..., Any]


def test_live_pictures_show_predictions_pinned_or_most_wrong_first(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot, predictions: Helper, show_run: Helper, started: Helper
) -> None:
    history = started()
    show_run(room, dataset, history)
    live = room.live.pictures
    assert live.facts() == "will be predicted after epoch 1"
    assert not live.order.isVisible()
    history.apply(predictions(dataset))
    room.refresh()
    assert live.facts() == "as predicted after epoch 1: 5 of 8 right"
    pinned = [picture.path for picture in live.tiles.shown()]
    assert pinned == [f"val/{name} {number}.png" for number in range(4) for name in ("ants/ants", "bees/bees")]
    QTest.mouseClick(live.order.button("wrong"), Qt.MouseButton.LeftButton)
    wrongest = live.tiles.shown()
    lacks = [1 - picture.probabilities[picture.true] for picture in wrongest]
    assert lacks == sorted(lacks, reverse=True)
    assert wrongest[0].wrong
    assert "is ants, predicted wrongly" in live.tiles.tip(wrongest[0])
    assert live.tiles.caption() == 26  # of two classes the true one needs no naming below the tile
    known = room.live.pictures.tiles._thumbnails
    first = dataset.root / wrongest[0].path
    qtbot.waitUntil(lambda: known.pixmap(first, 84, 1.0) is not None)
    assert not room.grab().isNull()


def test_deep_pictures_are_shown_on_the_scale_of_the_runs_dataset(
    room: TrainRoom, dataset: Dataset, predictions: Helper, show_run: Helper, started: Helper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[object] = []
    monkeypatch.setattr(ThumbnailLoader, "pixmap", lambda _self, _path, _side, _dpr, scale: asked.append(scale))
    scale = ValueScale(integers=(0, 4095))
    deep = apply(replace(dataset.catalogue, scale=scale), dataset.edits)
    history = started()
    show_run(room, deep, history)
    history.apply(predictions(deep))
    room.refresh()
    room.grab()
    assert set(asked) == {scale}


def test_most_wrong_are_those_of_all_validation_pictures(
    room: TrainRoom, dataset: Dataset, show_run: Helper, started: Helper
) -> None:
    """None of the pinned pictures is wrong; a mistake elsewhere is shown first all the same."""
    history = started()
    show_run(room, dataset, history)
    right = PredictedPicture("val/ants/ants 0.png", 0, (0.9, 0.1))
    mistake = PredictedPicture("val/bees/bees 3.png", 1, (0.8, 0.2), labels=(0, 1))
    history.apply(Predictions(1, (right,), 7, 8, worst=(mistake, right)))
    room.refresh()
    live = room.live.pictures
    assert live.tiles.shown() == [right]
    QTest.mouseClick(live.order.button("wrong"), Qt.MouseButton.LeftButton)
    assert live.tiles.shown() == [mistake, right]
    assert "bees 3.png: is bees, predicted wrongly" in live.tiles.tip(mistake)


def test_picture_opens_large_and_arrow_keys_go_on(room_with_pictures: TrainRoom, qtbot: QtBot) -> None:
    room = room_with_pictures
    tiles, preview = room.live.pictures.tiles, room.live.preview
    first, second = tiles.shown()[:2]
    where = tiles.tile_rect(0).center()
    QTest.mouseDClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: preview.image() is not None)
    assert preview.isVisible()
    assert preview.accessibleName() == f"ants 0.png, {tiles.truth(first)}  ·  {tiles.likely(first)}  ·  {first.path}"
    assert not preview.before.isEnabled()
    QTest.keyClick(preview, Qt.Key.Key_Right)
    assert Path(second.path).name in preview.accessibleName()
    assert tiles.current() == 1
    assert room._run is not None
    room._run.history.apply(Predictions(2, (), 8, 8))
    room.refresh()
    QTest.keyClick(preview, Qt.Key.Key_Right)  # another epoch has no pictures at all
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_tile_has_a_menu_and_keys(room_with_pictures: TrainRoom) -> None:
    room = room_with_pictures
    tiles = room.live.pictures.tiles
    assert [action.text() for action in tiles.menu(0).actions()] == ["Show larger", "Show in folder"]
    tiles.setFocus()
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    assert tiles.current() == 1
    assert tiles.accessibleDescription() == tiles.tip(tiles.shown()[1])
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert room.live.preview.isVisible()


def test_first_pinned_pictures_show_every_class() -> None:
    labels = [0, 0, 0, 1, 1, 2, 3, 3]  # as a catalogue lists them, class after class
    pictures = [PredictedPicture(str(index), label, (0.25,) * 4) for index, label in enumerate(labels)]
    assert [picture.path for picture in one_of_each(pictures)] == ["0", "3", "5", "6", "1", "4", "7", "2"]
    assert one_of_each([]) == ()


def test_true_class_is_named_below_where_there_are_many_classes(
    room: TrainRoom, tmp_path: Path, make_folder: Helper, show_run: Helper, started: Helper
) -> None:
    dataset = make_folder(tmp_path / "three", ("ants", "bees", "wasps"))
    history = started()
    show_run(room, dataset, history)
    picture = dataset.part("validation")[0]
    history.apply(Predictions(1, (PredictedPicture(picture.path, 0, (0.1, 0.2, 0.7)),), 0, 12))
    room.refresh()
    assert room.live.pictures.tiles.caption() == 41
    assert "wasps 70.0 %, bees 20.0 %, ants 10.0 %" in room.live.pictures.tiles.accessibleDescription()
    assert not room.grab().isNull()
