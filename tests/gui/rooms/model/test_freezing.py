"""What trains: quick choices, map, shortcuts, and the totals."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.config import IMAGENET, SCRATCH
from resnet_studio.gui.freeze_map.describe import SCRATCH_WHY
from resnet_studio.gui.rooms.model.freezing import OWN
from resnet_studio.gui.rooms.model.room import ModelRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> ModelRoom:
    install(qapp).choose("light")
    room = ModelRoom(draft, ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 804)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_quick_choices_freeze_and_follow_map(room: ModelRoom, draft: Draft) -> None:
    quick = room.freezing.quick["photographs"]
    assert quick.current() == "5"  # head only, the default
    for key, frozen in (("4", 4), ("3", 3), ("0", 0)):
        click(quick.button(key))
        assert len(draft.config.frozen) == frozen
    draft.choose(freeze="layer3")
    assert quick.current() == "4"
    assert not quick.button(OWN).isVisible()
    draft.choose(frozen=("layer1",), freeze=None)
    assert quick.current() == OWN
    assert quick.button(OWN).isVisible()


def test_click_on_map_updates_every_count(room: ModelRoom, draft: Draft, colours: Path) -> None:
    room.set_dataset(scan(colours))
    assert room.totals.trainable.figure() == "1.5 K"  # (512 + 1) × 3
    where = room.freezing.map.layout_now().box("layer4").title.center().toPoint()
    QTest.mouseClick(room.freezing.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert draft.config.frozen == ("stem", "layer1", "layer2", "layer3")
    assert room.totals.trainable.figure() == "8.4 M"
    assert room.totals.computing.figure() == "22.7 %"
    assert "layer4 22.7 %" in room.freezing.bars.computing.accessibleName()


def test_freezing_up_to_stage_applies_to_next_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.freezing.quick["photographs"].button("3"))
    click(room.depths.cards[101])
    assert draft.config.frozen == ("stem", "layer1", "layer2")
    room.freezing.frozen_wanted.emit(("layer1.0",))
    assert draft.config.frozen == ("layer1.0",)
    click(room.depths.cards[18])
    assert draft.config.depth == 18


def test_from_scratch_everything_trains_and_room_shows_reason(room: ModelRoom, draft: Draft) -> None:
    click(room.weights.rows.button(SCRATCH))
    assert draft.config.frozen == ()
    assert room.freezing.hint() == str(SCRATCH_WHY)
    quick = room.freezing.quick["photographs"]
    assert quick.current() == "0"
    assert not quick.button("4").isEnabled()
    assert quick.button("4").toolTip() == str(SCRATCH_WHY)
    assert room.totals.computing.figure() == "100.0 %"
    texts = [label.text() for label in room.totals.findChildren(QLabel)]
    assert {"BatchNorm", "learns the statistics of your pictures"} <= set(texts)
    click(room.weights.rows.button(IMAGENET))
    assert quick.button("4").isEnabled()
    assert len(draft.config.frozen) == 5


def test_shortcuts_off_starts_from_scratch_and_on_restores_weights(room: ModelRoom, draft: Draft) -> None:
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (False, SCRATCH)
    assert not room.weights.rows.button(IMAGENET).isEnabled()
    assert "shortcuts" in room.weights.rows.button(IMAGENET).toolTip()
    assert "with shortcuts" in room.depths.note()
    assert not room.problem.isVisible()
    assert room.freezing.map.layout_now().box("layer1").cells[0].arc is None
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (True, IMAGENET)
    assert room.freezing.map.layout_now().box("layer1").cells[0].arc is not None


def test_shortcuts_keep_explicitly_chosen_weights(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights=SCRATCH)
    click(room.freezing.shortcuts)
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (True, SCRATCH)
    click(room.depths.family.button("small"))
    click(room.freezing.shortcuts)
    assert draft.config.shortcuts is False
    click(room.freezing.shortcuts)
    assert draft.config.shortcuts is True


def test_head_and_input_show_dataset(room: ModelRoom, colours: Path, qtbot: QtBot) -> None:
    assert room.freezing.map.layout_now().names == ()
    room.set_dataset(scan(colours))
    assert [name for name, _ in room.freezing.map.layout_now().names] == ["blue", "green", "red"]
    middle = room.freezing.map.layout_now().picture.center().toPoint()

    def input_is_blue() -> bool:
        colour = room.freezing.map.grab().toImage().pixelColor(middle)
        return colour.blue() > colour.red() + 80

    qtbot.waitUntil(input_is_blue)
    room.set_dataset(None)
    assert room.freezing.map.layout_now().names == ()
    assert not input_is_blue()


def test_image_size_is_shown_on_map(room: ModelRoom, draft: Draft) -> None:
    draft.choose(image_size=64)
    assert "2 × 2 × 512" in room.freezing.map.tip_at(room.freezing.map.layout_now().box("layer4").title.center())


def test_every_quick_choice_says_what_it_does(room: ModelRoom, draft: Draft, colours: Path) -> None:
    for depth, second in ((18, "layer3, layer4 and head learn. Up to layer2"), (20, "layer2, layer3 and head learn.")):
        draft.choose(depth=depth, weights="own.pth")
        quick = room.freezing.quick[draft.config.architecture.family]
        tips = [quick.button(key).toolTip() for key in quick.keys()]  # noqa: SIM118 - not a dictionary
        assert all(tips)
        assert tips[0].startswith("All layers learn.")
        assert tips[1].startswith(second)
        assert tips[3].startswith("Only the head learns.")


def test_star_marks_what_is_recommended_for_the_pictures(room: ModelRoom, draft: Draft, colours: Path) -> None:
    quick = room.freezing.quick["photographs"]

    def starred() -> list[str]:
        return [key for key in quick.keys() if quick.icon(key) == "star"]  # noqa: SIM118 - not a dictionary

    assert starred() == [], "nothing is known of the pictures yet"
    room.set_dataset(scan(colours))
    assert starred() == ["5"]
    assert "Recommended for these pictures." in quick.button("5").toolTip()
    click(quick.button("0"))
    assert starred() == ["5"], "whatever is chosen"
    assert "Recommended" not in quick.button("0").toolTip()
    draft.choose(weights=SCRATCH)
    assert starred() == ["0"]


def test_label_of_the_shortcuts_is_not_mistaken_for_keys(room: ModelRoom) -> None:
    assert room.freezing.shortcuts.text() == "Residual shortcuts"


def test_deep_picture_is_shown_on_the_scale_of_its_dataset(
    room: ModelRoom, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ThumbnailLoader, "pixmap", lambda _self, _path, _side, _dpr, scale: asked.append(scale))
    found, scale = scan(colours), ValueScale(integers=(0, 4095))
    room.set_dataset(apply(replace(found.catalogue, scale=scale), found.edits))
    assert set(asked) == {scale}
