"""Which pictures show while a person sorts, and in which order."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.gui.rooms.data.sort.order import Known, Turn, fitting, in_turn, place_now


@pytest.fixture
def known() -> Known:
    """Six pictures: one is labelled, four of the others have proposals, of classes 0 and 2 of three."""
    pictures = tuple(Picture(f"{number}.png", UNLABELLED, "train", 5, 6) for number in range(6))
    edits = (*(AddClass(name) for name in "abc"), MovePictures(("0.png",), "b"))
    dataset = apply(Catalogue(Path("/pictures"), (), pictures), edits)
    chances = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.7, 0.3]], np.float32)
    paths = ("1.png", "2.png", "3.png", "4.png")
    return Known(dataset, Proposals(("a", "b", "c"), (0, 2), paths, chances, 2, 2))


def test_least_certain_come_first_and_then_those_without_a_proposal(known: Known) -> None:
    assert known.open() == ["2.png", "4.png", "3.png", "1.png", "5.png"]


def test_proposed_are_the_most_certain_first_and_counted_for_each_class(known: Known) -> None:
    assert known.proposed(0) == ["1.png", "4.png"]
    assert known.proposed(2) == ["3.png", "2.png"]
    assert known.proposed_counts == [2, 0, 2]
    assert known.best_class() == 0


def test_pictures_put_aside_wait_for_no_class(known: Known) -> None:
    aside = Known(known.dataset.with_edit(SetAside(("3.png", "5.png"))), known.proposals)
    assert aside.open() == ["2.png", "4.png", "1.png"]
    assert aside.unsure() == ["3.png", "5.png"]
    assert aside.proposed_counts == [2, 0, 1]


def test_proposals_are_of_the_classes_that_they_were_made_for(known: Known) -> None:
    dataset, proposals = known.dataset, known.proposals
    assert fitting(proposals, dataset.with_edit(AddClass("d"))) is proposals
    assert fitting(proposals, apply(dataset.catalogue, dataset.edits[1:])) is None


def test_class_is_found_by_its_name_or_where_it_was_renamed() -> None:
    assert place_now(1, ("a", "b", "c"), ("b", "c")) == 0
    assert place_now(1, ("a", "b"), ("a", "d")) == 1
    assert place_now(0, ("a", "b"), ("b",)) is None


def test_classes_follow_in_turn_by_how_probable_they_are() -> None:
    chances = {0: 0.1, 2: 0.6, 5: 0.3}
    assert [in_turn(chances, now, 0) for now in (0, 2, 5)] == [2, 5, 0]


def test_what_comes_back_is_in_its_place_and_what_is_new_follows_what_it_follows_among_all() -> None:
    turn = Turn()
    turn.begin("abcd")
    assert turn.now("acd", "b") == (["a", "c", "d"], 1)
    assert turn.now("abcd", "c") == (["a", "b", "c", "d"], 2)
    assert turn.now("xabyd", "d") == (["x", "a", "b", "y", "d"], 4)
    turn.renew("dyb")
    assert turn.now("abcdxy", "b") == (["x", "a", "c", "d", "y", "b"], 5)
    assert turn.now("zdyb", "d", at_end=True) == (["d", "y", "b", "z"], 0)
