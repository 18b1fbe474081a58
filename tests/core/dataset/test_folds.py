"""Folds: each picture is set aside once."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.picture_edits import LeaveOut
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


def test_test_part_stays_out(tmp_path: Path, colours: Path) -> None:
    for part in ("train", "test"):
        for name in ("red", "green"):
            shutil.copytree(colours / name, tmp_path / part / name)
    dataset = scan(tmp_path)
    held = Counter(one.path for part in folds(dataset, 2, 0) for one in part.part("validation"))
    assert not any(path.startswith("test") for path in held)
