"""A dataset is a catalogue with edits."""

import dataclasses
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, FolderSplit, SplitBySeed
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.split import Split

Catalogues = st.SearchStrategy[Catalogue]
EditLists = st.SearchStrategy[list[Edit]]


def parts_of(dataset: Dataset) -> dict[str, str]:
    return {picture.path: picture.part for picture in dataset.pictures}


def folder(**parts: int) -> Catalogue:
    """A catalogue of two classes with so many pictures of each in each part."""
    names: tuple[Part, ...] = ("train", "validation", "test")
    pictures = tuple(
        Picture(f"{part}/{name}/{number}.jpg", label, part, 1, 2)
        for part in names
        for label, name in enumerate(("ants", "bees"))
        for number in range(parts.get(part, 0))
    )
    return Catalogue(Path("/data"), ("ants", "bees"), pictures)


def labelled(catalogue: Catalogue) -> tuple[Picture, ...]:
    return tuple(picture for picture in catalogue.pictures if picture.label != UNLABELLED)


# apply, for any catalogue and any edits


@given(st.data())
def test_apply_without_edits_gives_the_catalogue(catalogues: Catalogues, data: st.DataObject) -> None:
    catalogue = data.draw(catalogues)
    dataset = apply(catalogue)
    assert (dataset.root, dataset.classes) == (catalogue.root, catalogue.classes)
    assert dataset.pictures == labelled(catalogue)
    assert {*dataset.pictures, *dataset.unlabelled} == set(catalogue.pictures)
    assert dataset.findings[: len(catalogue.findings)] == catalogue.findings
    assert dataset.split == Split("folder" if catalogue.has_validation else "none")
    assert not dataset.can_undo


@given(st.data())
def test_apply_is_a_function_of_its_arguments(
    plain_catalogues: Catalogues, edit_lists: EditLists, data: st.DataObject
) -> None:
    catalogue, edits = data.draw(plain_catalogues), data.draw(edit_lists)
    before = dataclasses.asdict(catalogue)
    assert apply(catalogue, edits) == apply(catalogue, tuple(edits))
    assert dataclasses.asdict(catalogue) == before


@given(st.data())
def test_edits_of_the_split_change_nothing_but_parts(
    plain_catalogues: Catalogues, edit_lists: EditLists, data: st.DataObject
) -> None:
    catalogue, edits = data.draw(plain_catalogues), data.draw(edit_lists)
    dataset = apply(catalogue, edits)
    assert [dataclasses.replace(p, part="train") for p in dataset.pictures] == [
        dataclasses.replace(p, part="train") for p in labelled(catalogue)
    ]
    assert {p.path for p in dataset.part("test")} == {p.path for p in labelled(catalogue) if p.part == "test"}


@given(st.data())
def test_undo_is_a_shorter_list(plain_catalogues: Catalogues, edit_lists: EditLists, data: st.DataObject) -> None:
    catalogue, edits = data.draw(plain_catalogues), data.draw(edit_lists)
    dataset = apply(catalogue, edits)
    undone = dataset.without_last_edit()
    assert undone == (apply(catalogue, edits[:-1]) if dataset.can_undo else dataset)
    for edit in data.draw(edit_lists):
        more = dataset.with_edit(edit)
        assert more.edits == (*dataset.edits, edit)
        if more.can_undo:
            assert more.without_last_edit() == dataset


@given(st.data())
def test_any_edits_that_are_undone_give_back_each_dataset_before_and_redone_the_same_again(
    plain_catalogues: Catalogues, edits_of: Callable[[Catalogue], EditLists], data: st.DataObject
) -> None:
    catalogue = data.draw(plain_catalogues)
    made = [apply(catalogue, (SplitBySeed(0.2, 0),))]
    for edit in data.draw(edits_of(catalogue)):
        made.append(made[-1].with_edit(edit))
    now = made[-1]
    for before in reversed(made[:-1]):
        now = now.without_last_edit()
        assert now == before
    for after in made[1:]:
        now = now.with_edits(after.edits)
        assert now == after


@given(st.data())
def test_with_other_edits_it_is_what_they_make_also_where_the_split_is_the_same(
    plain_catalogues: Catalogues, edits_of: Callable[[Catalogue], EditLists], data: st.DataObject
) -> None:
    catalogue = data.draw(plain_catalogues)
    edits = data.draw(edits_of(catalogue))
    dataset = apply(catalogue, edits)
    kept = data.draw(st.integers(0, len(edits)))
    other = [*edits[:kept], *data.draw(edits_of(catalogue))[:2]]
    again = dataset.with_edits(other)
    assert again == apply(catalogue, other)
    assert again.with_edits(edits) == dataset


def test_edit_that_is_taken_back_does_not_draw_the_split_again(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = apply(folder(train=20), (SplitBySeed(0.3, 5),))
    for one in dataset.pictures[:5]:
        dataset = dataset.with_edit(LeaveOut((one.path,)))
    monkeypatch.setattr(SplitBySeed, "change", None)
    back = dataset.without_last_edit().without_last_edit()
    assert len(back.left_out) == 3
    assert back.with_edits(dataset.edits) == dataset


@given(st.data())
def test_only_the_last_split_has_an_effect(
    plain_catalogues: Catalogues, edit_lists: EditLists, data: st.DataObject
) -> None:
    catalogue, edits = data.draw(plain_catalogues), data.draw(edit_lists)
    assert apply(catalogue, edits).pictures == apply(catalogue, edits[-1:]).pictures


# The split of a folder


def test_folder_split_can_be_changed_and_changed_back() -> None:
    dataset = apply(folder(train=8, validation=2, test=3))
    changed = dataset.with_edit(SplitBySeed(0.3, 5))
    assert changed.split == Split("seed", 5, 0.3)
    assert changed.counts("train") == (7, 7)
    assert changed.counts("validation") == (3, 3)
    assert changed.part("test") == dataset.part("test")
    back = changed.with_edit(FolderSplit())
    assert back.split == dataset.split == Split("folder")
    assert back.pictures == dataset.pictures
    assert changed.without_last_edit() == dataset


def test_second_split_by_seed_gives_the_same_as_a_first() -> None:
    dataset = apply(folder(train=20))
    again = dataset.with_edit(SplitBySeed(0.7, 1)).with_edit(SplitBySeed(0.3, 5))
    assert parts_of(again) == parts_of(dataset.with_edit(SplitBySeed(0.3, 5)))


def test_split_of_a_folder_without_validation_cannot_be_undone() -> None:
    dataset = apply(folder(train=8), (SplitBySeed(0.25, 0),))
    assert not dataset.can_undo
    assert dataset.without_last_edit() is dataset
    assert dataset.with_edit(SplitBySeed(0.5, 0)).without_last_edit() == dataset


def test_finding_about_validation_follows_the_split() -> None:
    catalogue = folder(train=3, validation=1)
    lacking = dataclasses.replace(catalogue, pictures=tuple(p for p in catalogue.pictures if "tion/ants" not in p.path))
    dataset = apply(lacking)
    (finding,) = dataset.findings
    assert finding.kind == FindingKind.CLASS_WITHOUT_VALIDATION
    assert str(finding.message) == "1 class has no validation pictures: ants."
    assert dataset.with_edit(SplitBySeed(0.2, 0)).findings == ()
    single = dataclasses.replace(lacking, pictures=lacking.pictures[2:])
    (finding,) = apply(single, (SplitBySeed(0.2, 0),)).findings
    assert str(finding.message) == (
        "1 class has a single picture, which is used for training, so none is left to check the result: ants."
    )


# What a dataset answers


def test_parts_counts_and_paths(catalogue: Catalogue) -> None:
    dataset = apply(catalogue)
    assert [picture.path for picture in dataset.part("train")] == ["cats/1 of 2.jpg", "dogs/ü.png"]
    assert dataset.counts() == (2, 2)
    assert dataset.counts("train") == (1, 1)
    assert dataset.counts("validation") == (1, 0)
    assert dataset.counts("test") == (0, 1)
    assert Counter(parts_of(dataset).values()) == {"train": 2, "validation": 1, "test": 1}
    assert dataset.absolute(dataset.pictures[3]) == Path("/pictures/pets/dogs/x/y.png")


def test_values_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.pictures[0].label = 1  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        apply(catalogue).pictures = ()  # type: ignore[misc]
