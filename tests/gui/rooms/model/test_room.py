"""The Model room follows the draft and fits its window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import IMAGENET
from resnet_studio.gui.freeze_map.view import HEIGHT, LOW_HEIGHT
from resnet_studio.gui.rooms.model.room import ModelRoom
from resnet_studio.gui.rooms.model.weights import FILE
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft

SENTENCE = "resnet18-f37072fd.pth could not be fetched from download.pytorch.org."


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> ModelRoom:
    install(qapp).choose("light")
    room = ModelRoom(draft, ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 804)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def hint(room: ModelRoom, key: str) -> str:
    return room.weights.rows.button(key).accessibleName()


def test_room_follows_draft_changed_elsewhere(room: ModelRoom, draft: Draft) -> None:
    draft.choose(depth=110)
    assert room.depths.family.current() == "small"
    assert room.depths.cards[110].isChecked()
    draft.choose(depth=152, weights="/home/me/net.pth", freeze="layer2")
    assert room.depths.cards[152].isChecked()
    assert room.weights.rows.current() == FILE
    assert "net.pth" in hint(room, FILE)
    assert room.freezing.quick["photographs"].current() == "3"


def test_main_action_goes_to_train_room_and_first_to_the_pictures(room: ModelRoom, qtbot: QtBot, colours: Path) -> None:
    room.set_dataset(None)
    assert (room.pictures_button.kind(), room.train_button.kind()) == ("main", "action")
    with qtbot.waitSignal(room.pictures_wanted):
        click(room.pictures_button)
    room.set_dataset(scan(colours))
    assert (room.pictures_button.isVisible(), room.train_button.kind()) == (False, "main")
    with qtbot.waitSignal(room.train_wanted):
        click(room.train_button)


def test_smallest_window_scrolls_and_keeps_totals_visible(room: ModelRoom, qtbot: QtBot) -> None:
    room.resize(968, 592)
    qtbot.waitUntil(lambda: room.width_class() == "narrow")
    assert room.scroll_area is not None
    bar = room.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: room.freezing.map.height() == LOW_HEIGHT)
    assert round(0.7 * HEIGHT) == LOW_HEIGHT
    assert not room.freezing.legend.isVisible()
    assert room.freezing.shortcuts.isVisible()
    for at in (0, bar.maximum()):
        bar.setValue(at)
        bottom = room.totals.mapTo(room, room.totals.rect().bottomLeft()).y()
        assert 0 < bottom < room.height()
    right = room.freezing.mapTo(room, room.freezing.rect().topRight()).x()
    assert right == room.totals.mapTo(room, room.totals.rect().topRight()).x()
    room.resize(1280, 804)
    qtbot.waitUntil(lambda: room.freezing.legend.isVisible())


def test_map_is_seen_as_a_whole_on_a_small_screen(room: ModelRoom, qtbot: QtBot) -> None:
    room.setMinimumSize(1, 1)
    room.resize(838, 444)  # of a screen of 1366 x 768 at a scale of 1.5
    assert room.scroll_area is not None
    bar, viewport = room.scroll_area.verticalScrollBar(), room.scroll_area.viewport()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: room.freezing.map.height() < LOW_HEIGHT)

    def seen(part: QWidget) -> int:
        return part.visibleRegion().boundingRect().height()

    assert seen(room.freezing.map) > 100, "more than a strip, before anything is scrolled"
    bar.setValue(bar.maximum())
    for part in (room.freezing.map, room.freezing.bars, room.freezing.shortcuts):
        assert seen(part) == part.height() < viewport.height()


def test_nothing_scrolls_on_a_screen_of_1366_x_768(room: ModelRoom, qtbot: QtBot) -> None:
    room.resize(1350, 700)  # the window that has room beside a title bar and a panel, without its status bar
    assert room.scroll_area is not None
    bar = room.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: room.freezing.legend.isVisible() and bar.maximum() == 0)


@pytest.mark.parametrize("size", [QSize(838, 444), QSize(968, 592), QSize(1112, 772), QSize(1720, 1052)])
def test_nothing_is_clipped_at_the_sides(room: ModelRoom, qtbot: QtBot, size: QSize) -> None:
    room.show_weights_problem(SENTENCE * 3, "")
    room.setMinimumSize(1, 1)
    room.resize(size)
    qtbot.waitUntil(lambda: room.size() == size)
    assert room.scroll_area is not None
    viewport = room.scroll_area.viewport()
    QApplication.processEvents()
    for part in (room.depths, room.weights, room.problem, room.freezing, room.freezing.quick["photographs"]):
        left, right = (part.mapTo(room, corner).x() for corner in (part.rect().topLeft(), part.rect().topRight()))
        assert 0 <= left <= right <= viewport.width()


def test_banner_does_not_push_the_legend_out_of_sight(room: ModelRoom, qtbot: QtBot) -> None:
    assert room.scroll_area is not None
    viewport, content = room.scroll_area.viewport(), room.content
    top, height = room.freezing.y(), room.freezing.map.height()
    for say, hide in (
        (lambda: room.show_weights_problem(f"{SENTENCE} " * 4), room.problem.clear),
        (lambda: room.note.say(f"{SENTENCE} " * 6, dismissible=True), room.note.cross.click),
    ):
        say()
        qtbot.waitUntil(lambda: room.freezing.y() > top)
        qtbot.waitUntil(lambda: content.totalHeightForWidth(viewport.width()) <= viewport.height())  # as scrolling does
        hide()
        qtbot.waitUntil(lambda: room.freezing.map.height() == height)


def test_depth_that_leaves_a_file_behind_says_so_and_brings_it_back(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights="/models/net.pth", freeze="layer2")
    click(room.depths.cards[50])
    assert draft.config.weights == IMAGENET
    assert room.note.sentence() == "net.pth is for ResNet-18."
    assert room.note.isVisible()
    click(room.depths.cards[18])
    assert (draft.config.weights, draft.config.frozen) == ("/models/net.pth", ("stem", "layer1", "layer2"))
    assert not room.note.isVisible()
    click(room.depths.family.button("small"))
    click(room.depths.family.button("photographs"))
    assert (draft.config.weights, draft.config.frozen) == ("/models/net.pth", ("stem", "layer1", "layer2"))


def test_depth_with_fewer_blocks_says_which_cannot_be_frozen(room: ModelRoom, draft: Draft) -> None:
    draft.choose(depth=34, frozen=("layer1.0", "layer2.3"))
    click(room.depths.cards[18])
    assert draft.config.frozen == ("layer1.0",)
    assert room.note.sentence() == "layer2.3 cannot be frozen in ResNet-18."


def test_file_is_left_with_its_shortcuts_and_comes_back_with_them(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights="/models/net.pth")
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (False, "scratch")
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (True, "/models/net.pth")
    draft.choose(weights_entry="student")
    click(room.freezing.shortcuts)
    click(room.freezing.shortcuts)
    assert draft.config.weights_entry == "student"
