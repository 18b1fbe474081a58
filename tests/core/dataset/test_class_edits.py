"""Pictures without a class, and classes that are made, renamed, merged and removed; pictures pinned to a part."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import (
    AddClass,
    LeaveClassOut,
    MergeClass,
    RemoveClass,
    RenameClass,
    TakeClassBack,
)
from resnet_studio.core.dataset.dataset import Dataset, apply, require_trainable
from resnet_studio.core.dataset.edits import Edit, FolderSplit, SplitBySeed
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PinPictures, TakeBack
from resnet_studio.core.dataset.record import from_record, to_record


def pets(birds: int = 0) -> Catalogue:
    """Six cats, six dogs, and some birds."""
    pictures = tuple(
        Picture(f"{name}/{number}.jpg", label, "train", 1000 * label + number, number)
        for label, (name, count) in enumerate((("birds", birds), ("cats", 6), ("dogs", 6)))
        for number in range(count)
    )
    return Catalogue(Path("/data/pets"), ("birds", "cats", "dogs"), pictures)


def class_of(dataset: Dataset, path: str) -> str:
    (found,) = (picture for picture in dataset.pictures if picture.path == path)
    return dataset.classes[found.label]


def parts(dataset: Dataset) -> dict[str, str]:
    return {picture.path: picture.part for picture in (*dataset.pictures, *dataset.left_out, *dataset.unlabelled)}


def heap(count: int = 20) -> Catalogue:
    """A folder of loose pictures."""
    pictures = tuple(Picture(f"{number}.jpg", UNLABELLED, "train", number, number) for number in range(count))
    return Catalogue(Path("/data/heap"), (), pictures)


def sorted_heap(*more: Edit) -> Dataset:
    """Ten ants and ten bees, labelled after the split was made."""
    ants, bees = ([f"{number}.jpg" for number in numbers] for numbers in (range(10), range(10, 20)))
    edits = (AddClass("ants"), AddClass("bees"), MovePictures(tuple(ants), "ants"), MovePictures(tuple(bees), "bees"))
    return apply(heap(), (SplitBySeed(0.2, 0), *edits, *more))


def test_loose_pictures_have_no_class_and_are_not_trained() -> None:
    dataset = apply(heap(3), (SplitBySeed(0.2, 0),))
    assert (dataset.classes, dataset.pictures, len(dataset.unlabelled)) == ((), (), 3)
    with pytest.raises(DatasetError, match=r"^Fewer than two .* 3 pictures have no class yet: sort them in Data\.$"):
        require_trainable(dataset)


def test_pictures_that_get_a_class_after_the_split_are_divided_as_others() -> None:
    dataset = sorted_heap()
    assert dataset.classes == ("ants", "bees")
    assert (dataset.counts("train"), dataset.counts("validation")) == ((8, 8), (2, 2))
    require_trainable(dataset)
    assert from_record(to_record(dataset)) == dataset


def test_most_pictures_keep_their_part_while_others_get_a_class() -> None:
    few = apply(
        heap(400), (SplitBySeed(0.2, 0), AddClass("ants"), MovePictures(tuple(f"{n}.jpg" for n in range(200)), "ants"))
    )
    many = few.with_edit(MovePictures(tuple(f"{number}.jpg" for number in range(200, 400)), "ants"))
    after = parts(many)
    changed = [path for path, part in parts(few).items() if part == "validation" != after[path]]
    assert many.counts("validation") == (80,)
    assert len(changed) <= 12


def test_labels_after_a_run_leave_the_parts_of_that_run() -> None:
    before = apply(heap(40), (*sorted_heap().edits,))
    again = with_kept_split(before, before.catalogue)
    more = again.with_edit(MovePictures(tuple(f"{number}.jpg" for number in range(20, 40)), "ants"))
    after = parts(more)
    assert all(after[one.path] == one.part for one in before.pictures)
    assert more.counts("validation") == (6, 2)


def test_new_class_has_no_pictures_at_first() -> None:
    dataset = apply(pets(), (AddClass("fish"),))
    assert dataset.classes == ("birds", "cats", "dogs")
    assert dataset.all_classes == ("birds", "cats", "dogs", "fish")
    assert dataset.with_edit(MovePictures(("cats/1.jpg",), "fish")).classes == ("birds", "cats", "dogs", "fish")


def test_renamed_class_keeps_its_pictures_and_parts() -> None:
    split = apply(pets(), (SplitBySeed(0.5, 1),))
    dataset = split.with_edit(RenameClass("cats", "tigers"))
    assert class_of(dataset, "cats/1.jpg") == "tigers"
    assert parts(dataset) == parts(split)
    assert dataset.with_edit(RenameClass("tigers", "dogs")).classes == dataset.classes  # two classes are merged instead


def test_merged_class_is_gone_and_its_pictures_are_in_the_other() -> None:
    dataset = apply(pets(birds=2), (MergeClass("birds", "dogs"),))
    assert dataset.all_classes == ("cats", "dogs")
    assert dataset.counts() == (6, 8)
    assert not dataset.unlabelled


def test_pictures_of_a_removed_class_wait_for_a_label() -> None:
    dataset = apply(pets(birds=2), (MovePictures(("cats/1.jpg",), "birds"), RemoveClass("birds")))
    assert dataset.classes == ("cats", "dogs")
    assert [one.path for one in dataset.unlabelled] == ["birds/0.jpg", "birds/1.jpg", "cats/1.jpg"]
    assert not dataset.confirmed


def test_class_that_is_left_out_and_taken_back_leaves_out_what_was_left_out_before() -> None:
    before = apply(pets(), (LeaveOut(("cats/1.jpg",)),))
    out = before.with_edit(LeaveClassOut("cats"))
    assert (out.counts(), len(out.left_out), out.unlabelled) == ((0, 6), 6, ())
    assert not [one for one in out.findings if one.kind == FindingKind.EMPTIED_CLASS], "it is listed as left out"
    assert out.without_last_edit() == before
    back = out.with_edit(RenameClass("cats", "tigers")).with_edit(TakeClassBack("tigers"))
    assert (back.classes, [one.path for one in back.left_out]) == (("birds", "tigers", "dogs"), ["cats/1.jpg"])
    assert not back.with_edit(TakeClassBack("tigers")).left_out
    assert from_record(to_record(back)) == back


def test_picture_that_was_left_out_singly_after_its_class_stays_out() -> None:
    one = ("cats/1.jpg",)
    before = apply(pets(), (LeaveClassOut("cats"), TakeBack(one), LeaveOut(one)))
    assert [item.path for item in before.with_edit(TakeClassBack("cats")).left_out] == list(one)


def test_pinned_picture_stays_whatever_is_split() -> None:
    pinned = apply(pets(), (PinPictures(("cats/1.jpg",), "test"), PinPictures(("dogs/1.jpg",), "validation")))
    for seed in range(10):
        after = parts(pinned.with_edit(SplitBySeed(0.5, seed)))
        assert (after["cats/1.jpg"], after["dogs/1.jpg"]) == ("test", "validation")
    free = pinned.with_edit(PinPictures(("cats/1.jpg",), None)).with_edit(FolderSplit())
    assert parts(free)["cats/1.jpg"] == "train"
