"""What one run does otherwise than another."""

from pathlib import Path

from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs import differences
from resnet_studio.core.runs.config import TrainConfig


def test_settings_that_differ_are_named_with_both_values() -> None:
    before = TrainConfig.build(depth=18)
    assert differences.of_settings(before, before) == []
    after = TrainConfig.build(depth=34, batch_size=8)
    changes = [show(change) for change in differences.of_settings(before, after)]
    assert changes == ["Network ResNet-34 (was ResNet-18)", "Batch size 8 (was 32)"]


def test_setting_without_effect_is_no_difference() -> None:
    before, after = (TrainConfig.build(freeze="none", views=views) for views in (2, 3))
    assert differences.of_settings(before, after) == []
    used = [TrainConfig.build(augment="light", views=views) for views in (2, 3)]
    assert [show(change) for change in differences.of_settings(*used)] == ["Prepared views 3 (was 2)"]


def test_pictures_that_differ_are_named(copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    assert differences.of_pictures(dataset, scan(copied_colours)) == []
    resplit = dataset.with_edit(SplitBySeed(0.4, 1))
    assert show(*differences.of_pictures(dataset, resplit)) == "Another split"
    picture = dataset.absolute(dataset.pictures[0])
    picture.unlink()
    assert show(*differences.of_pictures(dataset, scan(copied_colours))) == "Other pictures"


def test_classes_that_differ_are_named(copied_colours: Path) -> None:
    before = scan(copied_colours)
    (copied_colours / "red").rename(copied_colours / "yellow")
    assert show(*differences.of_pictures(before, scan(copied_colours))) == "Other classes"
