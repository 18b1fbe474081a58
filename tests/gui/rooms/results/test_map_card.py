"""The map of all pictures: its methods, looks, and the pictures of a lasso."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.rooms.results import map_looks
from resnet_studio.gui.rooms.results.map_card import MapCard, MapState
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

LEFT = Qt.MouseButton.LeftButton


def placed(dataset: Dataset) -> PictureMap:
    """Each class in a column of its own."""
    pictures = dataset.pictures
    places = np.array([(one.label - 1, index / len(pictures) - 0.5) for index, one in enumerate(pictures)], np.float32)
    return PictureMap(tuple(one.path for one in pictures), places)


@pytest.fixture
def card(qtbot: QtBot, thumbnails: ThumbnailLoader) -> MapCard:
    card = MapCard(thumbnails)
    qtbot.addWidget(card)
    card.resize(1000, 520)
    with qtbot.waitExposed(card):
        card.show()
    return card


@pytest.fixture
def state(dataset: Dataset, answered: Answered) -> MapState:
    return MapState(dataset, {"pca": placed(dataset)}, of=36, answered=answered)


def test_map_is_asked_for_and_its_progress_shown(card: MapCard, qtbot: QtBot) -> None:
    assert not card.view.isVisible()
    with qtbot.waitSignal(card.draw_wanted):
        qtbot.mouseClick(card.action, LEFT)
    card.show_state(MapState(busy="Preparing, 30 %"))
    assert card.note.text() == "Preparing, 30 %"
    with qtbot.waitSignal(card.cancel_wanted):
        qtbot.mouseClick(card.action, LEFT)
    card.show_state(MapState(problem="None of the pictures could be read."))
    assert card.action.words() == "Try again"


def test_quick_map_shows_until_the_good_one_is_there(card: MapCard, state: MapState, dataset: Dataset) -> None:
    card.show_state(dataclasses.replace(state, busy="Preparing"))
    assert card.view.isVisible()
    assert not card.method.button("tsne").isEnabled()
    half = placed(dataset)
    some = PictureMap(half.paths[::2], half.places[::2])
    card.show_state(dataclasses.replace(state, maps={**state.maps, "tsne": some}))
    assert card.method.current() == "tsne"
    assert card.note.text() == "18 of 36 pictures, always the same ones."
    card.method.set_current("pca")
    card.method.changed.emit("pca")
    assert not card.note.isVisible()


def test_colours_say_class_mistakes_and_part(card: MapCard, state: MapState, answered: Answered) -> None:
    card.show_state(state)
    assert [len(group.rows) for group in card.view._groups] == [12, 12, 12]
    card.colouring.set_current("right")
    card.colouring.changed.emit("right")
    groups = card.view._groups
    assert [len(group.rows) for group in groups] == [0, 33, 3]
    assert groups[-1].shape == "cross"
    assert {card.path(int(row)) for row in groups[-1].rows} == {
        answered.paths[int(index)] for index in answered.chosen("confident")
    }
    card.colouring.set_current("part")
    card.colouring.changed.emit("part")
    assert sum(len(group.rows) for group in card.view._groups) == 36


def test_up_to_six_classes_differ_by_shape_and_colour_and_more_are_grey(card: MapCard) -> None:
    labels = np.repeat(np.arange(6), 5)
    groups, text = map_looks.by_class(labels, tuple("abcdef"), -1)
    assert len({(group.shape, group.colour.name()) for group in groups}) == 6
    assert "a 5 (discs)" in text
    many, text = map_looks.by_class(labels, tuple("abcdefg"), 2)
    assert [len(group.rows) for group in many] == [25, 5]
    assert text == "7 classes: point at a picture to see which it is."


def test_pictures_of_a_lasso_are_shown(card: MapCard, state: MapState, dataset: Dataset, qtbot: QtBot) -> None:
    card.show_state(state)
    assert not card.tiles.isVisible()
    card.view.chosen.emit(np.array([0, 13]))
    assert [tile[:2] for tile in card.tiles.tiles] == [
        (dataset.pictures[0].path, dataset.classes[0]),
        (dataset.pictures[13].path, dataset.classes[1]),
    ]
    assert card.tiles.isVisible()
    with qtbot.waitSignal(card.opened) as opened:
        card.tiles.activated.emit(1)
    assert opened.args == [dataset.pictures[13].path]


def test_picture_that_an_edit_has_taken_out_since_is_on_the_map_without_a_class(
    card: MapCard, state: MapState, dataset: Dataset
) -> None:
    other = apply(dataclasses.replace(dataset.catalogue, pictures=dataset.catalogue.pictures[1:]), dataset.edits)
    card.show_state(dataclasses.replace(state, dataset=other))
    assert card.class_of(0) == ""
