"""A split that keeps together what belongs together."""

from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split, split_by_column, split_by_seed
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.picture_edits import ClearLabels, LeaveOut, MovePictures, PinPictures


def catalogue(patients: int = 20) -> Catalogue:
    """Two classes; of each patient four pictures."""
    pictures = tuple(
        Picture(f"{name}/patient{name}{number:02}_{shot}.png", label, "train", 1000 + 10 * number + shot, number)
        for label, name in enumerate("ab")
        for number in range(patients)
        for shot in range(4)
    )
    return Catalogue(Path("/pictures"), ("a", "b"), pictures)


def split(dataset: Dataset) -> Dataset:
    return dataset.with_edit(grouped_split(dataset, "names", [], Shares(0.2, 0.1), 1))


def parts(dataset: Dataset) -> dict[str, set[str]]:
    """The parts that each patient is in."""
    found: dict[str, set[str]] = {}
    for one in dataset.pictures:
        found.setdefault(one.path.split("_")[0], set()).add(one.part)
    return found


def test_no_patient_is_in_two_parts_and_shares_are_met() -> None:
    dataset = split(apply(catalogue(), (SplitBySeed(0.2, 0),)))
    assert all(len(where) == 1 for where in parts(dataset).values())
    assert [dataset.counts(part) for part in ("train", "validation", "test")] == [(56, 56), (16, 16), (8, 8)]
    assert dataset.split.source == "groups"


def in_test(dataset: Dataset) -> set[str]:
    return {one.path for one in (*dataset.part("test"), *dataset.left_out) if one.part == "test"}


def test_split_by_seed_after_it_leaves_the_test_part_as_it_is_also_when_pictures_come_and_go() -> None:
    own = replace(catalogue().pictures[0], path="test/a/own.png", part="test", size=1)
    grouped = split(apply(replace(catalogue(), pictures=(*catalogue().pictures, own)), (SplitBySeed(0.2, 0),)))
    assert own.path not in in_test(grouped), "this seed puts it elsewhere, and so it stays"
    grouped = grouped.with_edit(LeaveOut((grouped.part("test")[0].path,)))
    by_seed = grouped.with_edit(split_by_seed(grouped, 0.25, 3))
    assert in_test(by_seed) == in_test(grouped)
    assert [by_seed.counts("validation"), by_seed.split.source] == [(18, 18), "seed"]
    again = by_seed.with_edit(split_by_seed(by_seed, 0.5, 4))
    assert in_test(again) == in_test(grouped)
    gone, renamed = again.part("test")[:2]
    more = Picture("a/more.png", 0, "train", 7, 7)
    there = [one for one in again.catalogue.pictures if one.path not in (gone.path, renamed.path)]
    moved = replace(renamed, path="a/renamed.png", part="train")
    kept = with_kept_split(again, replace(again.catalogue, pictures=(*there, moved, more)))
    assert in_test(kept) == {*in_test(grouped), "a/renamed.png"} - {gone.path, renamed.path}
    assert str(kept.findings[0].message).startswith("1 picture is new and was divided")
    assert {(one.path, one.part) for one in kept.pictures if one.path != more.path} >= {
        (one.path, one.part) for one in again.pictures if one not in (gone, renamed)
    }


def test_split_can_be_undone() -> None:
    before = apply(catalogue(), (SplitBySeed(0.2, 0),))
    assert split(before).without_last_edit() == before


def test_pinned_pictures_stay_with_their_patient() -> None:
    pinned = "a/patienta03_0.png"
    dataset = split(apply(catalogue(), (SplitBySeed(0.2, 0), PinPictures((pinned,), "test"))))
    assert parts(dataset)["a/patienta03"] == {"test"}
    again = dataset.with_edit(SplitBySeed(0.5, 3))
    assert next(one.part for one in again.pictures if one.path == pinned) == "test"


def test_split_stays_when_pictures_are_added_and_new_ones_join_their_patient() -> None:
    before = split(apply(catalogue(), (SplitBySeed(0.2, 0),)))
    more = Picture("a/patienta03_9.png", 0, "train", 5, 5)
    now = replace(before.catalogue, pictures=(*before.catalogue.pictures, more))
    after = with_kept_split(before, now)
    part_of = {one.path: one.part for one in after.pictures}
    assert {one.path: one.part for one in before.pictures}.items() <= part_of.items()
    assert part_of["a/patienta03_9.png"] == part_of["a/patienta03_0.png"]
    assert all(len(where) == 1 for where in parts(after).values())


def test_new_picture_without_a_class_joins_its_patient_when_it_gets_one() -> None:
    before = split(apply(catalogue(), (SplitBySeed(0.2, 0),)))
    more = [Picture(f"patient{name}{number:02}_9.png", UNLABELLED, "train", 5, number)
            for name in "ab" for number in range(20)]  # fmt: skip
    after = with_kept_split(before, replace(before.catalogue, pictures=(*before.catalogue.pictures, *more)))
    after = with_kept_split(after, after.catalogue)
    for one in more:
        after = after.with_edit(MovePictures((one.path,), one.path[7]))
    where: dict[str, set[str]] = {}
    for one in after.pictures:
        where.setdefault(one.path.rpartition("/")[2].split("_")[0], set()).add(one.part)
    assert all(len(parts) == 1 for parts in where.values())
    assert {"validation"} in where.values()


def test_near_duplicates_stay_together_beside_patients() -> None:
    dataset = apply(catalogue(), (SplitBySeed(0.2, 0),))
    alike = [("a/patienta00_0.png", "b/patientb07_2.png")]
    divided = dataset.with_edit(grouped_split(dataset, "names", alike, Shares(0.2), 1))
    assert parts(divided)["a/patienta00"] == parts(divided)["b/patientb07"]


def without_labels(*paths: str) -> Dataset:
    return apply(catalogue(), (SplitBySeed(0.2, 0), ClearLabels(paths)))


@pytest.mark.parametrize("number", range(20))
def test_picture_that_gets_its_class_after_the_split_joins_its_patient(number: int) -> None:
    late = f"a/patienta{number:02}_2.png"
    dataset = split(without_labels(late)).with_edit(MovePictures((late,), "a"))
    assert all(len(where) == 1 for where in parts(dataset).values())


def test_group_that_gets_its_class_after_the_split_stays_together() -> None:
    late = [f"a/patienta{number:02}_{shot}.png" for number in range(8) for shot in range(4)]
    dataset = split(without_labels(*late))
    for path in late:
        dataset = dataset.with_edit(MovePictures((path,), "a"))
    assert all(len(where) == 1 for where in parts(dataset).values())
    assert {"validation"} in [where for name, where in parts(dataset).items() if "patienta" in name]


def test_near_duplicate_that_gets_its_class_after_the_split_joins_its_group() -> None:
    late, known = "a/patienta05_1.png", "b/patientb11_0.png"
    edit = grouped_split(without_labels(late), "near_duplicates", [(late, known)], Shares(0.2), 1)
    dataset = without_labels(late).with_edit(edit).with_edit(MovePictures((late,), "a"))
    part_of = {one.path: one.part for one in dataset.pictures}
    assert part_of[late] == part_of[known]


def test_test_picture_without_a_class_stays_in_the_test_part_when_it_gets_one() -> None:
    late = {"a/patienta00_1.png", "b/patientb19_0.png", "b/patientb19_2.png"}  # the first is of a patient in training
    pictures = tuple(
        replace(
            one,
            label=UNLABELLED if one.path in late else one.label,
            part="test" if one.path in late or "patientb19" in one.path else "train",
        )
        for one in catalogue().pictures
    )
    groups = tuple(tuple(f"{n}/patient{n}{p:02}_{shot}.png" for shot in range(4)) for n in "ab" for p in range(20))
    found = apply(replace(catalogue(), pictures=pictures, groups=groups))
    dataset = found.with_edit(split_by_column(found, "patient", 0.2, 1))
    assert dataset.part("validation")
    paths = tuple(sorted(late))
    left_out = with_kept_split(dataset.with_edit(LeaveOut(paths)), dataset.catalogue)
    for one in (dataset, with_kept_split(dataset, dataset.catalogue), left_out.without_last_edit()):
        assert {picture.path: picture.part for picture in one.unlabelled} == dict.fromkeys(late, "test")
        in_class = one.with_edit(MovePictures(paths, "a"))
        for now in (in_class, with_kept_split(in_class, dataset.catalogue)):
            assert late <= {picture.path for picture in now.part("test")}
            assert len(now.part("test")) == 5
