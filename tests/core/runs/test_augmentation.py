"""Presets of random changes, and single changes beside them."""

from typing import Any

import pytest

from resnet_studio.core.runs.augmentation import CONTROLS, Augmentation, preset
from resnet_studio.core.runs.config import TrainConfig


@pytest.mark.parametrize(("depth", "today"), [(18, "photographs"), (20, "documents")])
def test_light_of_earlier_versions_is_read_as_what_it_did(depth: int, today: str) -> None:
    config = TrainConfig.build(depth=depth, augment="light")
    assert config.augment == today
    small = depth == 20
    did = Augmentation(shift=0.125) if small else Augmentation(smallest_crop=0.5, mirror="sideways")
    assert config.augmentation == did


def test_recorded_settings_without_single_changes_get_those_of_their_preset() -> None:
    record = TrainConfig.build(augment="strong").to_record()
    older = {name: value for name, value in record.items() if name not in CONTROLS}
    assert TrainConfig.from_record(older) == TrainConfig.from_record(record)


def test_documents_are_not_mirrored_and_what_is_seen_from_above_is_turned() -> None:
    for small in (False, True):
        assert preset("documents", small=small).mirror == "none"
        seen_from_above = preset("microscopy", small=small)
        assert (seen_from_above.mirror, seen_from_above.quarter_turns) == ("both", True)


def test_single_change_beside_a_preset_makes_it_custom_and_the_way_back_restores_its_name() -> None:
    config = TrainConfig.build(augment="photographs", rotation=10.0)
    assert (config.augment, config.smallest_crop, config.mirror) == ("custom", 0.5, "sideways")
    assert TrainConfig.build(augment="photographs", rotation=0.0).augment == "photographs"


def test_custom_begins_with_no_change() -> None:
    config = TrainConfig.build(augment="custom", blur=2.0)
    assert config.augmentation == Augmentation(blur=2.0)


@pytest.mark.parametrize(
    ("recorded", "chosen", "expected"),
    [
        ({"augment": "strong"}, {"augment": "photographs"}, {"augment": "photographs", "rotation": 0.0}),
        ({"augment": "strong"}, {"rotation": 3.0}, {"augment": "custom", "rotation": 3.0, "brightness": 0.4}),
        ({"augment": "custom", "blur": 1.0}, {"epochs": 3}, {"augment": "custom", "blur": 1.0}),
        ({"augment": "custom", "blur": 1.0}, {"augment": "none"}, {"augment": "none", "blur": 0.0}),
        ({"augment": "strong"}, {"augment": "custom", "blur": 1.0}, {"smallest_crop": 0.2, "blur": 1.0}),
    ],
)
def test_replaced_settings_keep_single_changes_only_of_custom(
    recorded: dict[str, Any], chosen: dict[str, Any], expected: dict[str, Any]
) -> None:
    config = TrainConfig.build(**recorded).changed(**chosen)
    assert {name: getattr(config, name) for name in expected} == expected


def test_only_changes_of_single_pictures_make_views_random() -> None:
    assert not Augmentation(mixup=0.2, cutmix=1.0).is_random
    assert Augmentation(mixup=0.2).mixes
    for name, value in (("shift", 0.1), ("quarter_turns", True), ("erasing", 0.5)):
        assert Augmentation(**{name: value}).is_random
