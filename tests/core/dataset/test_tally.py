"""Counts of pictures by part and class, which edits bring up to date."""

from collections import Counter

from resnet_studio.core.dataset.catalogue import UNLABELLED, Picture
from resnet_studio.core.dataset.tally import part_and_label, tallied


def _pictures(*labels: int) -> tuple[Picture, ...]:
    return tuple(
        Picture(f"{place}.png", label, "train" if place % 3 else "validation", 1, 1)
        for place, label in enumerate(labels)
    )


def test_counts_after_a_change_are_those_of_counting_again() -> None:
    before = _pictures(0, 1, 1, 2, UNLABELLED, 0)
    known = tallied(before)
    assert known.counts == {
        ("validation", 0): 1, ("train", 1): 2, ("validation", 2): 1, ("train", UNLABELLED): 1, ("train", 0): 1,
    }  # fmt: skip
    changed = _pictures(0, 1, 0, 1, 1, 0)
    for now in (before, changed, (*before[:3], *changed[3:]), changed[:4], (*changed, *_pictures(1))):
        known = tallied(now, known)
        assert known == (now, Counter(map(part_and_label, now)))
    assert ("validation", 2) not in known.counts
