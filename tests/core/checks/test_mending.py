"""The program's own split is mended by itself: when, and never twice."""

from pathlib import Path

import pytest

from resnet_studio.core.checks.crossing import leaks
from resnet_studio.core.checks.mending import mending
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.picture_edits import ClearLabels, LeaveOut, PinPictures

PATHS = tuple(f"{name}/{number:02}.jpg" for name in "ab" for number in range(20))
CATALOGUE = Catalogue(
    Path("/p"), ("a", "b"), tuple(Picture(path, place // 20, "train", 9, place) for place, path in enumerate(PATHS))
)
OWN = SplitBySeed(0.2, 0)
PAIRS = tuple(zip(PATHS[::2], PATHS[1::2], strict=True))


def across(dataset: Dataset) -> int:
    return len(leaks({one.path: one for one in dataset.pictures}, PAIRS))


def test_near_duplicates_are_on_one_side_then_and_the_shares_stay() -> None:
    dataset = apply(CATALOGUE, (OWN, LeaveOut(PATHS[:2])))
    done = mending(dataset, PAIRS)
    assert done is not None
    assert len(done.groups) == across(dataset) > 1
    after = done.after
    assert across(after) == 0
    assert after.counts("validation") == dataset.counts("validation")
    assert str(done.said).startswith(f"{len(done.groups)} groups of near-duplicates crossed from train to")


def test_it_is_taken_back_as_one_edit_and_not_done_again_also_after_the_folder_is_read_again() -> None:
    dataset = apply(CATALOGUE, (OWN,))
    done = mending(dataset, PAIRS)
    assert done is not None
    back = done.after.without_last_edit()
    assert [one.part for one in back.pictures] == [one.part for one in dataset.pictures]
    for again in (back, with_kept_split(back, CATALOGUE), back.with_edit(LeaveOut(PATHS[:1]))):
        assert across(again)
        assert mending(again, PAIRS) is None


@pytest.mark.parametrize(
    "edits",
    [
        (OWN, SplitBySeed(0.2, 0)),
        (OWN, PinPictures(PATHS[:1], "train")),
        (OWN, KeepFinding(PATHS, "leak")),
        (OWN, ClearLabels(PATHS[:1])),
        (SplitBySeed(0.2, 0, learned=PATHS[:1]),),
        (SplitBySeed(0.2, 0, test=PATHS[:1]),),
    ],
)
def test_what_a_person_has_decided_or_is_still_sorting_stays(edits: tuple[Edit, ...]) -> None:
    assert mending(apply(CATALOGUE, edits), PAIRS) is None


def test_folder_with_a_part_of_its_own_stays() -> None:
    pictures = (*CATALOGUE.pictures, Picture("test/a/1.jpg", 0, "test", 9, 1))
    assert mending(apply(Catalogue(Path("/p"), ("a", "b"), pictures), (OWN,)), PAIRS) is None


def test_class_that_could_not_be_checked_any_more_stays() -> None:
    dataset = apply(CATALOGUE, (OWN,))
    assert mending(dataset, (PATHS[:20],)) is None, "all pictures of a class are alike"
    assert mending(dataset, ()) is None
