"""Which pictures a person has changed."""

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.dataset import by_hand
from resnet_studio.core.dataset.by_hand import Change, changes
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue
from resnet_studio.core.dataset.class_edits import RenameClass
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.picture_edits import AddPictures, KeepLabels, LeaveOut, MovePictures, PinPictures


def test_pictures_are_changed_by_moving_leaving_out_and_keeping_and_by_nothing_else(catalogue: Catalogue) -> None:
    assert changes(apply(catalogue, (SplitBySeed(0.5, 1),))) == {}
    first, second, dog = (one.path for one in catalogue.pictures[:3])
    edits = (MovePictures((first,), "dogs"), LeaveOut((second,)), KeepLabels((dog, "not there.jpg")))
    assert changes(apply(catalogue, edits)) == {
        first: Change("moved", "cats"), second: Change("out", "cats"), dog: Change("kept", "dogs"),
    }  # fmt: skip


def test_pins_are_changes_beside_others_until_they_are_taken_away(catalogue: Catalogue) -> None:
    first, second = (one.path for one in catalogue.pictures[:2])
    pinned = apply(catalogue, (PinPictures((first, second), "test"), MovePictures((second,), "dogs")))
    assert changes(pinned) == {first: Change("pinned", "cats", "test"), second: Change("moved", "cats", "test")}
    free = pinned.with_edit(PinPictures((first, second), None))
    assert changes(free) == {second: Change("moved", "cats")}
    before = {one.path: one.part for one in apply(catalogue).pictures}
    assert all(one.part == before[one.path] for one in free.pictures)


def test_class_that_was_renamed_is_no_change_of_its_pictures(catalogue: Catalogue) -> None:
    first, second = (one.path for one in catalogue.pictures[:2])
    edits = (KeepLabels((first,)), RenameClass("cats", "felines"), MovePictures((second,), "dogs"))
    assert changes(apply(catalogue, edits)) == {first: Change("kept", "felines"), second: Change("moved", "felines")}


def test_pictures_that_were_added_are_said_to_be_and_those_sorted_by_hand_are_not(catalogue: Catalogue) -> None:
    first = catalogue.pictures[0]
    unsorted = replace(catalogue, pictures=(replace(first, label=UNLABELLED), *catalogue.pictures[1:]))
    edits = (AddPictures(("/elsewhere/new.jpg",), "dogs", (5,), (6,)), MovePictures((first.path,), "cats"))
    assert changes(apply(unsorted, edits)) == {"/elsewhere/new.jpg": Change("added", "")}


@given(st.data())
def test_pictures_found_by_their_place_are_those_that_a_look_at_every_picture_finds(
    catalogues: st.SearchStrategy[Catalogue],
    edits_of: Callable[[Catalogue], st.SearchStrategy[list[Edit]]],
    data: st.DataObject,
) -> None:
    catalogue = data.draw(catalogues)
    edits = data.draw(edits_of(catalogue))
    found = []
    for few in (0, 1000):
        with patch.object(by_hand, "_FEW", few):
            found.append(list(changes(apply(catalogue, edits)).items()))
    assert found[0] == found[1]
