"""Dividing pictures so that groups stay together."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.dataset.catalogue import PARTS, Part, Picture
from resnet_studio.core.dataset.group_split import Shares, divide, joined


def pictures(sizes: list[int]) -> list[Picture]:
    """So many pictures of each class."""
    return [Picture(f"{label}/{n:03}", label, "train", 1, 1) for label, size in enumerate(sizes) for n in range(size)]


def counts(some: list[Picture], parts: dict[str, Part]) -> dict[Part, list[int]]:
    labels = sorted({one.label for one in some})
    found = Counter((parts[one.path], one.label) for one in some)
    return {part: [found[part, label] for label in labels] for part in PARTS}


def test_without_groups_each_class_has_its_shares() -> None:
    some = pictures([100, 40])
    found = counts(some, divide(some, [], Shares(0.15, 0.15), 0))
    assert found == {"train": [70, 28], "validation": [15, 6], "test": [15, 6]}


@given(st.data())
def test_groups_stay_together_and_every_picture_has_a_part(data: st.DataObject) -> None:
    some = pictures(data.draw(st.lists(st.integers(1, 12), min_size=1, max_size=4)))
    paths = [one.path for one in some]
    groups = data.draw(st.lists(st.lists(st.sampled_from(paths), min_size=2, max_size=4), max_size=6))
    fixed: dict[str, Part] = data.draw(st.dictionaries(st.sampled_from(paths), st.sampled_from(PARTS), max_size=3))
    parts = divide(
        some, groups, Shares(0.2, data.draw(st.sampled_from([0.0, 0.3]))), data.draw(st.integers(0, 9)), fixed
    )
    assert parts.keys() == set(paths)
    assert fixed.items() <= parts.items()
    for unit in joined(groups, paths):
        assert len({parts[path] for path in unit if path not in fixed}) <= 1


def test_same_seed_gives_the_same_parts_whatever_the_order() -> None:
    some = pictures([30, 30])
    groups = [["0/000", "0/001"], ["0/005", "1/005"]]
    assert divide(some, groups, Shares(0.2), 4) == divide(some[::-1], groups, Shares(0.2), 4)
    assert divide(some, groups, Shares(0.2), 4) != divide(some, groups, Shares(0.2), 5)


def test_pictures_of_a_group_join_the_one_that_stays() -> None:
    some = pictures([20, 20])
    parts = divide(some, [["0/000", "0/001", "0/002"]], Shares(0.2), 0, {"0/001": "validation"})
    assert {parts[f"0/00{number}"] for number in range(3)} == {"validation"}


@pytest.mark.parametrize("seed", range(4))
def test_shares_are_at_least_as_even_as_those_of_scikit_learn(seed: int) -> None:
    from sklearn.model_selection import StratifiedGroupKFold

    random = np.random.default_rng(seed)
    sizes = random.integers(1, 12, 80)
    patient = np.repeat(np.arange(80), sizes)
    labels = (random.random(80) < 0.3).astype(int)[patient]
    some = [Picture(f"{number:04}", int(label), "train", 1, 1) for number, label in enumerate(labels)]
    groups = [[some[i].path for i in np.flatnonzero(patient == name)] for name in range(80)]
    parts = divide(some, groups, Shares(0.2), seed)
    ours = np.array([parts[one.path] == "validation" for one in some])
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
    theirs = np.zeros(len(labels), bool)
    theirs[next(folds.split(labels, labels, patient))[1]] = True

    def off(chosen: Any) -> float:
        return max(abs(chosen[labels == label].mean() - 0.2) for label in (0, 1))

    assert off(ours) <= off(theirs) + 0.01
    assert off(ours) < 0.03
