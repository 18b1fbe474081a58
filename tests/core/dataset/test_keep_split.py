"""A split by seed stays as it is when pictures are added, removed, renamed or moved."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, FolderSplit, KeptSplit, SplitBySeed, last_split
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_split import divided, with_kept_split, with_other_edits, with_parts_kept
from resnet_studio.core.dataset.picture_edits import AddPictures, ClearLabels, LeaveOut, MovePictures
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.split import Split

CLASSES = ("cats", "dogs")


def catalogue(*members: range, classes: tuple[str, ...] = CLASSES) -> Catalogue:
    """Pictures of these numbers in each class; a number is a picture's size and time as well."""
    pictures = tuple(
        Picture(f"{classes[label]}/{number}.jpg", label, "train", 100 + number, 1000 * label + number)
        for label, numbers in enumerate(members)
        for number in numbers
    )
    return Catalogue(Path("/data/pets"), classes, pictures)


def parts(dataset: Dataset) -> dict[str, Part]:
    return {picture.path: picture.part for picture in dataset.pictures}


def validation(dataset: Dataset) -> set[str]:
    return {path for path, part in parts(dataset).items() if part == "validation"}


@given(
    st.integers(2, 40), st.integers(2, 40), st.integers(0, 30), st.integers(0, 30), st.floats(0.05, 0.95),
    st.integers(0, 99),
)  # fmt: skip
def test_added_pictures_leave_all_others_where_they_are_and_shares_stay_right(
    cats: int, dogs: int, more_cats: int, more_dogs: int, fraction: float, seed: int
) -> None:
    before = apply(catalogue(range(cats), range(dogs)), (SplitBySeed(fraction, seed),))
    after = with_kept_split(before, catalogue(range(cats + more_cats), range(dogs + more_dogs)))
    assert parts(before).items() <= parts(after).items()
    assert after.split == Split("seed", seed, fraction)
    for count, all_ in zip(after.counts("validation"), after.counts(), strict=True):
        assert 1 <= count < all_
        assert abs(count - fraction * all_) <= 1


@given(st.sets(st.integers(0, 29)), st.integers(0, 99))
def test_removed_pictures_leave_all_others_where_they_are_while_each_part_has_some(
    removed: set[int], seed: int
) -> None:
    before = apply(catalogue(range(30), range(30)), (SplitBySeed(0.3, seed),))
    left = [picture for picture in before.catalogue.pictures if picture.label or picture.size - 100 not in removed]
    after = with_kept_split(before, replace(before.catalogue, pictures=tuple(left)))
    kept = [parts(before)[picture.path] for picture in left if not picture.label]
    if len(set(kept)) == 2 or len(kept) < 2:
        assert parts(after).items() <= parts(before).items()
    else:
        assert after.counts("validation")[0] == max(1, round(0.3 * len(kept) + 1e-9))


@pytest.mark.parametrize("split", [SplitBySeed(0.2, 3), GroupedSplit("near_duplicates", 0.2, 0.0, 0, ("cats/1.jpg",))])
def test_pictures_that_lost_their_class_are_in_the_part_they_were_in_when_they_get_one_again(split: Edit) -> None:
    before = apply(catalogue(range(20), range(20)), (split,))
    some = tuple(f"cats/{number}.jpg" for number in range(1, 15))
    reloaded = with_kept_split(before.with_edit(ClearLabels(some)), catalogue(range(20), range(21)))
    assert len(reloaded.unlabelled) == len(some)
    again = reloaded.with_edit(MovePictures(some, "cats"))
    assert parts(before).items() <= parts(again).items()


def test_unchanged_folder_needs_no_list_of_pictures() -> None:
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.2, 3),))
    assert with_kept_split(before, before.catalogue) == before


def test_split_stays_over_many_changes_and_through_its_record() -> None:
    dataset = apply(catalogue(range(10), range(10)), (SplitBySeed(0.2, 3),))
    known = parts(dataset)
    for size in (12, 13, 29, 40):
        dataset = from_record(json.loads(json.dumps(to_record(dataset))))
        dataset = with_kept_split(dataset, catalogue(range(size), range(10)))
        assert known.items() <= parts(dataset).items()
        known = parts(dataset)
    assert isinstance(dataset.edits[-1], KeptSplit)
    assert dataset.counts("validation") == (8, 2)


def test_renamed_and_moved_pictures_keep_their_part() -> None:
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.3, 3),))
    moved = tuple(
        replace(picture, path=picture.path.replace("cats/", "cats/2024/renamed ")) for picture in before.pictures
    )
    now = replace(before.catalogue, pictures=tuple(replace(picture, part="train") for picture in moved))
    after = with_kept_split(before, now)
    assert validation(after) == {picture.path for picture in moved if picture.part == "validation"}
    assert after.findings == ()


def test_new_class_is_split_as_it_would_have_been_from_the_start() -> None:
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.2, 3),))
    three = catalogue(range(20), range(20), range(10), classes=(*CLASSES, "fish"))
    after = with_kept_split(before, three)
    assert after == apply(three, (SplitBySeed(0.2, 3),))


@pytest.mark.parametrize("seed", range(10))
def test_a_new_picture_is_counted_also_where_a_drawing_gives_the_same(seed: int) -> None:
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.2, seed),))
    after = with_kept_split(before, catalogue(range(21), range(20)))
    assert [one.kind for one in after.findings] == [FindingKind.NEW_DIVIDED]


def test_new_pictures_are_counted_in_a_finding() -> None:
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.2, 3),))
    after = with_kept_split(before, catalogue(range(23), range(20)))
    (finding,) = after.findings
    assert finding.kind == FindingKind.NEW_DIVIDED
    assert str(finding.message) == "3 pictures are new and were divided; all others keep their part."
    again = after.with_edit(SplitBySeed(0.2, 4))  # after which it is no longer true
    assert again.findings == ()
    assert again.without_last_edit().findings == (finding,)


def test_labels_after_a_later_split_do_not_bring_back_what_is_no_longer_true() -> None:
    loose = tuple(Picture(f"{number}.jpg", UNLABELLED, "train", 900 + number, 1) for number in range(4))

    def with_loose(cats: int) -> Catalogue:
        found = catalogue(range(cats), range(20))
        return replace(found, pictures=(*found.pictures, *loose))

    divided = with_kept_split(apply(with_loose(20), (SplitBySeed(0.2, 3),)), with_loose(23))
    label, out = MovePictures(("1.jpg",), "cats"), LeaveOut(("cats/1.jpg",))
    assert kinds(with_parts_kept(divided, (), ("1.jpg",)).with_edit(label)) == [FindingKind.NEW_DIVIDED]
    later = divided.with_edit(SplitBySeed(0.2, 4))
    labelled = with_parts_kept(later, (), ("1.jpg",)).with_edit(label)
    assert isinstance(last_split(labelled.edits), KeptSplit)
    assert kinds(labelled) == kinds(with_other_edits(later, (out,))) == []
    assert kinds(with_kept_split(labelled, with_loose(25))) == [FindingKind.NEW_DIVIDED]


def kinds(dataset: Dataset) -> list[FindingKind]:
    return [one.kind for one in dataset.findings]


def test_split_of_the_folder_and_other_edits_stay() -> None:
    by_folder = replace(catalogue(range(4), range(4)), pictures=tuple(
        replace(picture, part="validation" if picture.size == 100 else "train")
        for picture in catalogue(range(4), range(4)).pictures
    ))  # fmt: skip
    edits = (SplitBySeed(0.5, 1), FolderSplit())
    assert with_kept_split(apply(by_folder, edits), by_folder) == apply(by_folder, edits)


@pytest.mark.parametrize("edits", [(SplitBySeed(0.2, 0), SplitBySeed(0.4, 7))])
def test_change_before_the_one_in_force_can_still_be_undone(edits: tuple[SplitBySeed, ...]) -> None:
    before = apply(catalogue(range(20), range(20)), edits)
    after = with_kept_split(before, catalogue(range(25), range(20)))
    assert after.without_last_edit().split == Split("seed", 0, 0.2)


GROUPED = GroupedSplit("near_duplicates", 0.2, 0.0, 0, tuple(f"cats/{number}.jpg" for number in range(4)))


@pytest.mark.parametrize("split", [SplitBySeed(0.2, 3), GROUPED])
def test_pictures_that_a_person_has_added_stay_in_training_when_others_come(split: Edit) -> None:
    paths = tuple(f"/elsewhere/{number}.jpg" for number in range(30))
    add = AddPictures(paths, "cats", tuple(range(500, 530)), tuple(range(600, 630)))
    before = apply(catalogue(range(20), range(20)), (split, add))
    after = with_kept_split(before, catalogue(range(23), range(20)))
    assert {parts(after)[path] for path in paths} == {"train"}
    assert parts(before).items() <= parts(after).items()


@pytest.mark.parametrize("split", [SplitBySeed(0.2, 3), GROUPED])
def test_pictures_that_are_dropped_onto_a_class_are_divided_as_new_files_and_keep_their_part(split: Edit) -> None:
    before = apply(catalogue(range(20), range(20)), (split,))
    paths = tuple(f"/elsewhere/{number}.jpg" for number in range(30))
    add = divided(before, AddPictures(paths, "cats", tuple(range(500, 530)), tuple(range(600, 630))))
    after = before.with_edit(add)
    assert (after.counts("validation")[0], after.counts()[0]) == (10, 50)
    assert parts(before).items() <= parts(after).items()
    assert from_record(json.loads(json.dumps(to_record(after)))) == after
    later = with_kept_split(after, catalogue(range(40), range(20)))
    assert parts(after).items() <= parts(later).items()
    other = with_other_edits(after, (add, LeaveOut(("dogs/1.jpg",))))
    assert parts(other).items() == {path: part for path, part in parts(after).items() if path != "dogs/1.jpg"}.items()
    one = divided(after, AddPictures(("/elsewhere/30.jpg",), "cats", (7,), (8,)))
    assert one.parts == ("train",), "of 51, 10 are for validation already"


def test_pictures_that_are_dropped_join_the_part_of_their_group() -> None:
    before = apply(catalogue(range(20), range(20)), (replace(GROUPED, by="pattern", pattern="*_"),))
    names = (*(f"/elsewhere/ann_{number}.jpg" for number in range(9)), "/elsewhere/bob_1.jpg")
    add = divided(before, AddPictures(names, "cats", (5,) * 10, (6,) * 10))
    assert len(set(add.parts[:9])) == 1
    more = divided(before.with_edit(add), AddPictures(("/elsewhere/ann_10.jpg",), "cats", (5,), (6,)))
    assert more.parts == add.parts[:1]


def test_pictures_that_are_dropped_into_a_folder_with_parts_are_for_training() -> None:
    pictures = (Picture("cats/1.jpg", 0, "train", 1, 1), Picture("cats/2.jpg", 0, "validation", 2, 2))
    add = AddPictures(("/elsewhere/1.jpg",), "cats", (5,), (6,))
    assert divided(apply(replace(catalogue(range(2), range(2)), pictures=pictures)), add) is add


def test_picture_that_was_added_and_then_put_into_the_folder_stays_in_training() -> None:
    add = AddPictures(("/elsewhere/1.jpg",), "cats", (500,), (600,))
    before = apply(catalogue(range(20), range(20)), (SplitBySeed(0.9, 3), add))
    now = before.catalogue
    put = Picture("cats/put.jpg", 0, "train", 500, 600)
    assert parts(with_kept_split(before, replace(now, pictures=(*now.pictures, put))))["cats/put.jpg"] == "train"


@pytest.mark.parametrize("split", [SplitBySeed(0.2, 3), GROUPED])
def test_undo_takes_back_what_was_made_last_also_after_the_dataset_was_opened_again(split: Edit) -> None:
    out, move, more = LeaveOut(("cats/1.jpg",)), MovePictures(("cats/2.jpg",), "dogs"), LeaveOut(("cats/3.jpg",))
    dataset = apply(catalogue(range(10), range(10)), (SplitBySeed(0.2, 0), out, split, move))
    for size, edit in ((20, more), (30, None)):
        dataset = from_record(json.loads(json.dumps(to_record(dataset))))
        dataset = with_kept_split(dataset, catalogue(range(size), range(10)))
        dataset = dataset.with_edit(edit) if edit else dataset
    undone = []
    while (last := dataset.last_edit) is not None:
        undone.append(last)
        dataset = dataset.without_last_edit()
    kinds = [edit if edit in (out, move, more) else type(edit) for edit in undone]
    assert kinds == [more, move, KeptSplit if isinstance(split, SplitBySeed) else GroupedSplit, out]
