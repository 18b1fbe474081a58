"""What was done about findings, and how long it counts as done."""

from pathlib import Path

import pytest

from resnet_studio.core.checks.done import Done, done
from resnet_studio.core.dataset import take_back
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed, from_record, to_record
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import (
    LeaveOut,
    MovePictures,
    PinPictures,
    SortPictures,
    TakeBack,
)
from resnet_studio.core.dataset.take_back import paths_of

PATHS = tuple(f"{name}/{number}.jpg" for name in "ab" for number in range(6))
DATASET = apply(
    Catalogue(
        Path("/p"), ("a", "b"), tuple(Picture(path, place // 6, "train", 9, 1) for place, path in enumerate(PATHS))
    )
)
TWO = PATHS[:2]


def found(*edits: Edit) -> list[Done]:
    dataset: Dataset = DATASET
    for edit in edits:
        assert from_record(to_record(edit)) == edit, "which finding it deals with is kept across restarts"
        dataset = dataset.with_edit(edit)
    return list(done(dataset))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (LeaveOut(TWO, "dark"), "2 pictures were left out."),
        (MovePictures(TWO, "b", "dark"), "2 pictures were labelled as b."),
        (SortPictures(TWO, ("b", "b"), "dark"), "2 pictures got another class."),
        (PinPictures(TWO, "train", "dark"), "2 pictures were put into training."),
        (KeepFinding(TWO, "dark"), "Kept as it is."),
        (GroupedSplit("near_duplicates", 0.5, 0.0, 0, PATHS[3:8], finding="dark"), "The pictures were split again"),
    ],
)
def test_each_kind_of_remedy_is_listed_with_what_it_did(edit: Edit, said: str) -> None:
    (one,) = found(edit)
    assert (one.key, one.place) == ("dark", 0)
    assert str(one.what).startswith(said)


def test_what_was_not_for_a_finding_or_was_replaced_is_not_listed() -> None:
    assert found(LeaveOut(TWO)) == []
    assert found(LeaveOut(TWO, "dark"), TakeBack(TWO)) == []
    assert found(MovePictures(TWO, "b", "two_classes"), MovePictures(PATHS[:3], "a")) == []
    assert [one.place for one in found(PinPictures(TWO, "train", "leak"), PinPictures(TWO[:1], None))] == [0]


def test_last_one_comes_first_and_says_what_keeps_it_from_being_taken_back() -> None:
    last, first = found(LeaveOut(TWO, "dark"), SplitBySeed(0.5, 1), KeepFinding(("a", "b"), "shortcut:format"))
    assert (last.key, last.pictures, last.obstacle) == ("shortcut:format", (), None)
    assert first.pictures == TWO
    assert "split again" in str(first.obstacle)


def test_many_later_edits_are_looked_at_once_for_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[Edit] = [LeaveOut((path,), "dark") for path in PATHS[:6]]
    dataset = apply(DATASET.catalogue, [*first, *(MovePictures((path,), "b") for path in PATHS[3:] * 30)])
    looked: list[Edit] = []
    monkeypatch.setattr(take_back, "paths_of", lambda edit: looked.append(edit) or paths_of(edit))
    rows = list(done(dataset))
    assert len(looked) <= len(dataset.edits) + len(rows)
    assert [one.obstacle is None for one in rows] == [False] * 3 + [True] * 3
