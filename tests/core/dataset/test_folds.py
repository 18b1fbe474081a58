"""Folds: each picture is set aside once."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.folds import folds, split_by_groups
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.picture_edits import LeaveOut, PinPictures
from resnet_studio.core.dataset.scan import scan


def test_each_picture_is_set_aside_once_and_each_class_evenly(colours: Path) -> None:
    dataset = scan(colours)
    made = folds(dataset, 4, seed=1)
    aside = [picture for part in made for picture in part.part("validation")]
    assert sorted(one.path for one in aside) == sorted(one.path for one in dataset.pictures)
    assert [list(part.counts("validation")) for part in made] == [[3, 3, 3]] * 4


def test_same_seed_gives_the_same_folds_and_another_gives_others(colours: Path) -> None:
    dataset = scan(colours)
    first, again, other = (
        [[one.path for one in part.part("validation")] for part in folds(dataset, 3, seed)] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_groups_stay_in_one_fold(colours: Path) -> None:
    dataset = scan(colours)
    groups = [(f"red/red {n}.png", f"green/green {n}.png", f"red/red {n + 1}.png") for n in (0, 3, 6)]
    for part in folds(dataset, 3, 0, groups):
        held = {one.path for one in part.part("validation")}
        assert all(held.issuperset(group) or held.isdisjoint(group) for group in groups)


def test_class_that_would_be_missing_from_training_is_refused(colours: Path) -> None:
    dataset = scan(colours)
    dataset = dataset.with_edit(LeaveOut(tuple(f"red/red {number}.png" for number in range(1, 12))))
    with pytest.raises(DatasetError, match="red has too few pictures"):
        folds(dataset, 3, 0)


def test_fewer_pictures_or_groups_than_folds_are_refused(colours: Path) -> None:
    dataset = scan(colours)
    groups = [[one.path for one in dataset.pictures if one.path.endswith(end)] for end in ("0.png", "1.png")]
    rest = [one.path for one in dataset.pictures if not one.path.endswith(("0.png", "1.png"))]
    with pytest.raises(DatasetError, match="only 3 pictures or groups that can be set aside; ask for fewer folds"):
        folds(dataset, 4, 0, [*groups, rest])


def test_pinned_pictures_are_set_aside_once_like_the_others(colours: Path) -> None:
    dataset = scan(colours)
    for part in ("validation", "train"):
        dataset = dataset.with_edit(PinPictures((f"red/red {len(part)}.png",), part))
    dataset = dataset.with_edit(PinPictures(("red/red 1.png",), "test"))
    assert held(folds(dataset, 4, 1)) == Counter(one.path for one in dataset.pictures if one.path != "red/red 1.png")


@pytest.fixture
def with_test_part(tmp_path: Path, colours: Path) -> Dataset:
    for part in ("train", "test"):
        for name in ("red", "green"):
            shutil.copytree(colours / name, tmp_path / part / name)
    return scan(tmp_path)


def held(made: list[Dataset]) -> Counter[str]:
    """How often each picture is set aside."""
    return Counter(one.path for part in made for one in part.part("validation"))


def test_test_part_stays_out(with_test_part: Dataset) -> None:
    made = folds(with_test_part, 2, 0)
    assert not any(path.startswith("test") for path in held(made))
    assert all(part.part("test") == with_test_part.part("test") for part in made)


def test_test_part_of_a_split_by_groups_stays_out_and_what_left_it_is_set_aside(with_test_part: Dataset) -> None:
    test = ("train/green/green 1.png", "train/red/red 1.png")
    dataset = with_test_part.with_edit(GroupedSplit("names", 0.2, 0.1, 3, ("test/red/red 2.png",), test))
    made = folds(dataset, 2, 0)
    assert held(made) == Counter(one.path for one in dataset.pictures if one.path not in test)
    assert all(tuple(one.path for one in part.part("test")) == test for part in made)


def test_fold_is_named_in_the_split(colours: Path) -> None:
    made = folds(scan(colours), 3, 0)
    assert [part.split.fold for part in made] == ["1/3", "2/3", "3/3"]


def test_split_by_groups_is_the_one_in_force_only(colours: Path) -> None:
    dataset = scan(colours)
    assert split_by_groups(dataset) is None
    grouped = GroupedSplit("folders", 0.2, 0.0, 3, ("red/red 1.png",))
    assert split_by_groups(dataset.with_edit(grouped)) == grouped
    assert split_by_groups(dataset.with_edit(grouped).with_edit(SplitBySeed(0.2, 1))) is None
