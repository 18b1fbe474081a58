"""Pictures in another class, left out, taken back and confirmed: what the dataset is then, and after undo."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.dataset import Dataset, apply, require_trainable
from resnet_studio.core.dataset.divided_later import with_all_divided
from resnet_studio.core.dataset.edits import (
    Edit,
    FolderSplit,
    KeptSplit,
    SplitBySeed,
    SplitEdit,
    folder_split,
    in_force,
)
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.keep_split import with_kept_split, with_other_edits
from resnet_studio.core.dataset.picture_edits import AddPictures, KeepLabels, LeaveOut, MovePictures, TakeBack
from resnet_studio.core.dataset.record import from_record, to_record

Catalogues = st.SearchStrategy[Catalogue]
EditsOf = Callable[[Catalogue], st.SearchStrategy[list[Edit]]]


def pets(cats: int = 6, dogs: int = 6, birds: int = 0) -> Catalogue:
    """Some pictures in each of three classes."""
    pictures = tuple(
        Picture(f"{name}/{number}.jpg", label, "train", 1000 * label + number, number)
        for label, (name, count) in enumerate((("birds", birds), ("cats", cats), ("dogs", dogs)))
        for number in range(count)
    )
    return Catalogue(Path("/data/pets"), ("birds", "cats", "dogs"), pictures)


def class_of(dataset: Dataset, path: str) -> str:
    (found,) = (picture for picture in dataset.pictures if picture.path == path)
    return dataset.classes[found.label]


def parts(dataset: Dataset) -> dict[str, str]:
    return {picture.path: picture.part for picture in (*dataset.pictures, *dataset.left_out, *dataset.unlabelled)}


def messages(dataset: Dataset) -> list[str]:
    return [str(finding.message) for finding in dataset.findings]


# Any catalogue and any edits


@given(st.data())
def test_undo_of_any_edits_gives_the_dataset_before_each_of_them(
    plain_catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    dataset = apply(data.draw(plain_catalogues))
    passed = [dataset]
    for edit in data.draw(edits_of(dataset.catalogue)):
        passed.append(passed[-1].with_edit(edit))
    now = passed.pop()
    while now.can_undo:
        now = now.without_last_edit()
        assert now == passed.pop()
    assert not passed or not dataset.catalogue.has_validation


@given(st.data())
def test_merged_edits_do_the_same_as_one_after_the_other(
    plain_catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    catalogue = data.draw(plain_catalogues)
    edits = data.draw(edits_of(catalogue))
    last = next((at for at in range(len(edits) - 1, -1, -1) if isinstance(edits[at], SplitEdit)), -1)
    contents = Contents(catalogue.classes, catalogue.pictures, folder_split(catalogue))
    for edit in (edit for at, edit in enumerate(edits) if at == last or not isinstance(edit, SplitEdit)):
        contents = edit.change(contents, catalogue)
    contents, _ = with_all_divided(contents)
    dataset = apply(catalogue, edits)
    in_it = [picture for picture in contents.pictures if picture.path not in contents.left_out]
    used = [picture for picture in in_it if picture.label != UNLABELLED]
    assert [one.path for one in in_it if one.label == UNLABELLED] == [one.path for one in dataset.unlabelled]
    assert [(one.path, dataset.classes[one.label], one.part) for one in dataset.pictures] == [
        (one.path, contents.classes[one.label], one.part) for one in used
    ]
    assert [one for one in contents.pictures if one.path in contents.left_out] == list(dataset.left_out)
    assert (dataset.split, dataset.confirmed) == (contents.split, contents.confirmed)
    again = apply(catalogue, in_force(edits))
    assert replace(again, edits=()) == replace(dataset, edits=())
    assert in_force(in_force(edits)) == in_force(edits)


@given(st.data())
def test_one_edit_more_gives_the_dataset_that_all_edits_from_the_first_give(
    catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    dataset = apply(data.draw(catalogues))
    for edit in data.draw(edits_of(dataset.catalogue)):
        dataset = dataset.with_edit(edit)
        assert dataset == apply(dataset.catalogue, dataset.edits)


@given(st.data())
def test_no_picture_is_lost_and_each_is_in_a_class_that_has_one(
    plain_catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    catalogue = data.draw(plain_catalogues)
    dataset = apply(catalogue, data.draw(edits_of(catalogue)))
    there = [one.path for one in (*dataset.pictures, *dataset.left_out, *dataset.unlabelled)]
    added = {path for edit in dataset.edits if isinstance(edit, AddPictures) for path in edit.paths}
    found = {picture.path for picture in catalogue.pictures}
    assert len(there) == len(set(there))
    assert found <= set(there) <= found | added
    emptied = set(catalogue.classes) - set(dataset.classes)
    assert all(count for name, count in zip(dataset.classes, dataset.counts(), strict=True) if name in emptied)
    assert from_record(to_record(dataset)) == dataset


@given(st.data())
def test_leaving_out_and_moving_leave_the_part_of_every_picture(
    plain_catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    before = apply(data.draw(plain_catalogues), (SplitBySeed(0.2, 1),))
    others = [one for one in data.draw(edits_of(before.catalogue)) if isinstance(one, MovePictures | LeaveOut)]
    after = parts(apply(before.catalogue, (*before.edits, *others)))
    assert [after[one.path] for one in before.pictures] == [one.part for one in before.pictures]


# Each kind


def test_moved_picture_has_the_other_class_and_counts_as_confirmed() -> None:
    dataset = apply(pets(), (MovePictures(("cats/1.jpg",), "dogs"),))
    assert class_of(dataset, "cats/1.jpg") == "dogs"
    assert dataset.counts() == (0, 5, 7)
    assert dataset.confirmed == {"cats/1.jpg"}
    assert class_of(dataset.with_edit(MovePictures(("cats/1.jpg",), "cats")), "cats/1.jpg") == "cats"


def test_class_or_picture_that_is_gone_changes_nothing() -> None:
    dataset = apply(pets(), (MovePictures(("cats/1.jpg",), "fish"), LeaveOut(("gone.jpg",))))
    assert dataset.pictures == apply(pets()).pictures


def test_picture_that_is_left_out_comes_back_with_its_part_and_class() -> None:
    before = apply(pets(), (SplitBySeed(0.5, 0), MovePictures(("cats/1.jpg",), "dogs")))
    without = before.with_edit(LeaveOut(("cats/1.jpg", "cats/2.jpg")))
    assert len(without.pictures) == 10
    assert [picture.path for picture in without.left_out] == ["cats/1.jpg", "cats/2.jpg"]
    back = without.with_edit(TakeBack(("cats/1.jpg", "cats/2.jpg")))
    assert (back.pictures, back.left_out) == (before.pictures, ())


def test_split_draws_from_the_pictures_and_classes_that_there_are_then() -> None:
    out = LeaveOut(tuple(f"cats/{number}.jpg" for number in range(4)))
    dataset = apply(pets(cats=6, dogs=8), (out, MovePictures(("dogs/0.jpg",), "cats"), SplitBySeed(1 / 3, 1)))
    assert dataset.counts("validation") == (0, 1, 2)
    assert {picture.part for picture in dataset.left_out} == {"train"}


def test_class_without_pictures_is_not_trained_and_a_finding_says_so() -> None:
    catalogue = pets(birds=2)
    dataset = apply(
        catalogue, (SplitBySeed(0.5, 0), LeaveOut(("birds/0.jpg",)), MovePictures(("birds/1.jpg",), "cats"))
    )
    assert dataset.classes == ("cats", "dogs")
    assert class_of(dataset, "birds/1.jpg") == "cats"
    assert "1 class has no pictures, and is not trained: birds." in messages(dataset)
    assert FindingKind.EMPTIED_CLASS in {finding.kind for finding in dataset.findings}
    require_trainable(dataset)
    assert dataset.without_last_edit().classes == catalogue.classes
    assert class_of(dataset.with_edit(MovePictures(("cats/1.jpg",), "birds")), "cats/1.jpg") == "birds"


def test_class_whose_validation_pictures_are_left_out_has_a_finding_that_is_true() -> None:
    before = apply(pets(), (SplitBySeed(0.2, 0),))
    (chosen,) = (one.path for one in before.part("validation") if one.path.startswith("cats"))
    assert "1 class has no validation pictures: cats." in messages(before.with_edit(LeaveOut((chosen,))))


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        ([LeaveOut(tuple(f"cats/{number}.jpg" for number in range(6)))], "Fewer than two classes have training"),
        ([LeaveOut(("cats/0.jpg", "dogs/0.jpg"))], "No validation picture is left after your changes"),
    ],
)
def test_dataset_from_which_too_much_was_taken_is_refused(edits: list[Edit], problem: str) -> None:
    kept = KeptSplit(0.2, 0, ("cats/0.jpg", "dogs/0.jpg"))
    require_trainable(apply(pets(), (kept,)))
    with pytest.raises(DatasetError, match=problem):
        require_trainable(apply(pets(), (kept, *edits)))


def test_labels_name_the_number_and_the_class() -> None:
    assert str(MovePictures(("a.jpg",), "dogs").label) == "Label 1 picture as dogs"
    assert str(LeaveOut(("a.jpg", "b.jpg")).label) == "Leave 2 pictures out"
    assert str(TakeBack(("a.jpg",)).label) == "Take 1 picture back"
    assert str(KeepLabels(("a.jpg",)).label) == "Keep the label of 1 picture"


# A folder that is read again


def test_edits_stay_when_pictures_are_added_and_all_keep_their_part() -> None:
    edits = (MovePictures(("cats/1.jpg",), "dogs"), SplitBySeed(0.5, 3), LeaveOut(("dogs/2.jpg", "dogs/3.jpg")))
    before = apply(pets(), edits)
    after = with_kept_split(before, pets(cats=20, dogs=9))
    assert parts(before).items() <= parts(after).items()
    assert class_of(after, "cats/1.jpg") == "dogs"
    assert [picture.path for picture in after.left_out] == ["dogs/2.jpg", "dogs/3.jpg"]
    assert with_kept_split(before, before.catalogue).edits == edits


def test_added_pictures_keep_their_part_when_other_edits_are_taken() -> None:
    more = AddPictures(tuple(f"/more/{number}.jpg" for number in range(4)), "cats", (5,) * 4, (6,) * 4)
    dataset = apply(pets(), (more, SplitBySeed(0.5, 0)))
    assert "validation" in {parts(dataset)[path] for path in more.paths}
    other = with_other_edits(dataset, (more, LeaveOut(("dogs/2.jpg",))))
    assert parts(other) == parts(dataset)
    assert other.without_last_edit().left_out == ()
    assert other.without_last_edit().last_edit == more


def test_edits_of_pictures_can_be_replaced_and_all_keep_their_part() -> None:
    dataset = apply(pets(), (MovePictures(("cats/1.jpg",), "dogs"), SplitBySeed(0.5, 3)))
    assert with_other_edits(dataset, dataset.edits) is dataset
    other = with_other_edits(dataset, (FolderSplit(), LeaveOut(("dogs/2.jpg",))))
    assert parts(other) == parts(dataset)
    assert class_of(other, "cats/1.jpg") == "cats"
    assert [picture.path for picture in other.left_out] == ["dogs/2.jpg"]
