"""The map of all pictures: its methods, looks, and the pictures of a lasso."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.rooms.results import map_looks
from resnet_studio.gui.rooms.results.map_card import MapCard
from resnet_studio.gui.rooms.results.map_state import MapState
from resnet_studio.gui.theme.manager import theme
from resnet_studio.gui.theme.palette import palette
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
    card.show_state(MapState(problem="The pictures are not there.", gone=True))
    assert card.action.words() == "Choose its folder…"
    with qtbot.waitSignal(card.folder_wanted), qtbot.assertNotEmitted(card.draw_wanted):
        qtbot.mouseClick(card.action, LEFT)


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


def test_better_map_is_made_on_demand_where_only_the_quick_one_is_there(
    card: MapCard, state: MapState, dataset: Dataset, qtbot: QtBot
) -> None:
    card.show_state(state)
    with qtbot.waitSignal(card.draw_wanted):
        qtbot.mouseClick(card.method.button("tsne"), LEFT)
    assert card.method.current() == "pca"
    card.show_state(dataclasses.replace(state, busy="Preparing"))
    card.show_state(dataclasses.replace(state, maps={**state.maps, "tsne": placed(dataset)}))
    assert card.method.current() == "tsne"


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


def test_up_to_six_classes_differ_by_shape_and_colour(card: MapCard) -> None:
    labels = np.repeat(np.arange(6), 5)
    looks = map_looks.class_looks(6, np.zeros(6, np.int64))
    groups, text = map_looks.by_class(labels, tuple("abcdef"), looks, -1)
    assert len({(group.shape, group.colour.name()) for group in groups}) == 6
    assert "a 5 (discs)" in text


@pytest.fixture
def many() -> MapState:
    """Ten classes in a row, one beside the other."""
    names = tuple(f"class {letter}" for letter in "abcdefghij")
    pictures = tuple(Picture(f"{names[n // 4]}/{n}.png", n // 4, "train", 1, 1) for n in range(40))
    dataset = apply(Catalogue(Path("/many"), names, pictures))
    places = np.array([(one.label, n % 4 / 10) for n, one in enumerate(pictures)], np.float32) / 5 - 1
    return MapState(dataset, {"pca": PictureMap(tuple(one.path for one in pictures), places)}, of=40)


def test_many_classes_have_the_colours_of_their_families_and_a_legend(card: MapCard, many: MapState) -> None:
    card.show_state(many)
    groups = card.view._groups
    assert {group.colour.name() for group in groups} == {name.lower() for name in palette().classes}
    assert sum(len(group.rows) for group in groups) == 40
    assert card.legend.isVisible()
    assert card.legend.listed() == list(range(10)), "neighbours on the map are neighbours in the list"


def test_class_of_the_legend_is_found_chosen_and_stands_out(card: MapCard, many: MapState, qtbot: QtBot) -> None:
    card.show_state(many)
    qtbot.keyClicks(card.legend.search, "s c")
    assert card.legend.listed() == [2]
    assert card.legend.current() == 2, "the only one that is found"
    faint, own = card.view._groups
    assert [len(faint.rows), own.rows.tolist()] == [36, [8, 9, 10, 11]]
    card.colouring.set_current("right")
    card.colouring.changed.emit("right")
    assert [len(group.rows) for group in card.view._groups] == [36, 4, 0, 0]
    qtbot.mouseClick(card.legend.all, LEFT)
    assert card.legend.current() == -1
    assert len(card.legend.listed()) == 10


def test_class_under_the_pointer_is_ringed(card: MapCard, many: MapState) -> None:
    card.show_state(many)
    card.view.pointed.emit(13)
    assert card.view.ringed.tolist() == [12, 13, 14, 15]
    card.legend.pointed.emit(0)
    assert card.view.ringed.tolist() == [0, 1, 2, 3]
    card.legend.pointed.emit(-1)
    assert not len(card.view.ringed)


def test_chosen_class_stays_when_the_theme_changes(card: MapCard, many: MapState) -> None:
    card.show_state(many)
    card.legend.choose(0)  # of the first family, whose colour differs between the themes
    before = card.view._groups[1].colour
    theme().choose("dark")
    assert card.legend.current() == 0
    assert card.view._groups[1].colour != before
    theme().choose("light")


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
