"""The stratified split."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.split import split

sizes = st.lists(st.integers(1, 30), min_size=2, max_size=6)
fractions = st.floats(0.001, 0.999)
seeds = st.integers(0, 2**64)


def catalogue(counts: list[int], prefix: str = "class") -> tuple[tuple[Picture, ...], list[str]]:
    classes = [f"{prefix} {label}" for label in range(len(counts))]
    pictures = [
        Picture(f"{classes[label]}/{index}.jpg", label, "train", 1, 2)
        for label, count in enumerate(counts)
        for index in range(count)
    ]
    return tuple(pictures), classes


@given(sizes, fractions, seeds)
def test_every_class_is_in_both_parts_close_to_the_fraction(counts: list[int], fraction: float, seed: int) -> None:
    pictures, classes = catalogue(counts)
    parts = split(pictures, classes, fraction, seed)
    assert [p.path for p in parts] == [p.path for p in pictures]
    validation = Counter(p.label for p in parts if p.part == "validation")
    for label, count in enumerate(counts):
        if count == 1:
            assert validation[label] == 0
        else:
            assert 1 <= validation[label] <= count - 1
            assert abs(validation[label] - fraction * count) <= 1


@given(sizes, fractions, seeds, st.randoms(use_true_random=False))
def test_order_of_the_files_does_not_matter(
    counts: list[int], fraction: float, seed: int, shuffler: random.Random
) -> None:
    pictures, classes = catalogue(counts)
    mixed = list(pictures)
    shuffler.shuffle(mixed)
    assert set(split(mixed, classes, fraction, seed)) == set(split(pictures, classes, fraction, seed))


def test_seed_gives_the_split_that_earlier_versions_gave() -> None:
    pictures, classes = catalogue([10, 10])
    parts = split(pictures, classes, 0.2, 7)
    # Runs that earlier versions made must be repeatable, so this list never changes.
    chosen = [p.path for p in parts if p.part == "validation"]
    assert chosen == ["class 0/3.jpg", "class 0/5.jpg", "class 1/5.jpg", "class 1/9.jpg"]


def test_other_seeds_give_other_splits() -> None:
    pictures, classes = catalogue([100, 100])
    seen = {split(pictures, classes, 0.2, seed) for seed in range(20)}
    assert len(seen) == 20


def test_adding_a_class_does_not_change_the_split_of_others() -> None:
    pictures, classes = catalogue([40, 40, 40])
    all_three = split(pictures, classes, 0.25, 1)
    two = split(tuple(p for p in pictures if p.label < 2), classes[:2], 0.25, 1)
    assert all_three[:80] == two


def test_classes_are_split_differently() -> None:
    pictures, classes = catalogue([50, 50])
    parts = split(pictures, classes, 0.5, 0)
    chosen = [{p.path.split("/")[1] for p in parts if p.part == "validation" and p.label == n} for n in (0, 1)]
    assert chosen[0] != chosen[1]


def test_test_pictures_stay() -> None:
    pictures, classes = catalogue([20, 20])
    held = Picture("test/class 0/1.jpg", 0, "test", 1, 2)
    assert split((*pictures, held), classes, 0.3, 5) == (*split(pictures, classes, 0.3, 5), held)


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan"), True, "0.2", None])
def test_fraction_out_of_range_is_named(fraction: float) -> None:
    pictures, classes = catalogue([3, 3])
    with pytest.raises(ConfigError, match=r"^fraction is .*, but must be a number between 0 and 1"):
        split(pictures, classes, fraction, 0)


@pytest.mark.parametrize("seed", [-1, 1.5, True, None])
def test_seed_out_of_range_is_named(seed: int) -> None:
    pictures, classes = catalogue([3, 3])
    with pytest.raises(ConfigError, match=r"^seed is .*, but must be a whole number from 0"):
        split(pictures, classes, 0.2, seed)
