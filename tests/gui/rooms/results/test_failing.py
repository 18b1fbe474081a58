"""Where it fails: order, filters, keys, one picture large, and the most alike."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.runs.alike import Alike
from resnet_studio.core.runs.answered import Answered
from resnet_studio.gui.rooms.results.failing import FailsPanel
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.look_bar import LABEL

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, thumbnails: ThumbnailLoader, maps: Maps, answered: Answered) -> Iterator[FailsPanel]:
    room = QWidget()
    panel = FailsPanel(thumbnails, maps, room)
    panel.setParent(room)
    qtbot.addWidget(room)
    room.resize(760, 620)
    panel.resize(760, 620)
    with qtbot.waitExposed(room):
        room.show()
    panel.set_answered(answered)
    yield panel
    thumbnails.cancel_pending()


def paths(panel: FailsPanel) -> list[str]:
    return [panel.grid.answered().paths[panel.grid.picture_at(position)] for position in range(panel.grid.count())]


def test_all_pictures_show_the_highest_loss_first(panel: FailsPanel, answered: Answered) -> None:
    assert panel.grid.count() == len(answered.paths)
    assert paths(panel) == [answered.paths[index] for index in answered.chosen("loss")]
    assert panel.shown() == "36 pictures"


@pytest.mark.parametrize("order", ["confident", "unsure", "name"])
def test_order_can_be_chosen(panel: FailsPanel, answered: Answered, qtbot: QtBot, order: str) -> None:
    qtbot.mouseClick(panel.order.button(order), LEFT)
    assert paths(panel) == [answered.paths[index] for index in answered.chosen(order)]  # type: ignore[arg-type]
    assert panel.mistakes.isEnabled() == (order != "confident")


def test_cell_of_the_matrix_class_and_mistakes_filter(panel: FailsPanel, answered: Answered, qtbot: QtBot) -> None:
    panel.show_pair(0, 1)
    assert panel.grid.count() == 1
    assert panel.shown() == "1 of 36 pictures"
    assert panel.pair.words() == f"is {answered.classes[0]}, predicted {answered.classes[1]}"
    qtbot.mouseClick(panel.pair, LEFT)
    assert panel.grid.count() == 36
    panel.mistakes.setChecked(True)
    assert panel.grid.count() == 3
    panel.classes.setCurrentIndex(2)
    panel.classes.activated.emit(2)
    assert [answered.labels[panel.grid.picture_at(0)]] == [1]
    assert panel.grid.count() == 1


def test_pictures_that_cannot_be_shown_say_so_and_why(
    panel: FailsPanel, answered: Answered, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.grid.missed, timeout=20_000):
        panel.set_answered(dataclasses.replace(answered, root=tmp_path))
    qtbot.waitUntil(lambda: len(panel.grid._tip(0).splitlines()) == 2, timeout=20_000)
    drawn = panel.grid.grab().toImage()
    panel.set_answered(answered)
    qtbot.waitUntil(lambda: panel.grid.grab().toImage() != drawn, timeout=20_000)


def test_without_a_match_a_sentence_says_so(panel: FailsPanel, answered: Answered) -> None:
    panel.show_pair(0, 2)
    assert panel.nothing.isVisible()
    assert panel.nothing.text() == "No picture matches."
    right = np.eye(3, dtype=np.float32)[answered.labels]
    panel.set_answered(dataclasses.replace(answered, probabilities=right))
    panel.show_all()
    panel.mistakes.setChecked(True)
    assert panel.nothing.text() == "The model is right on all of them."


def test_captions_say_truth_and_how_sure(panel: FailsPanel, answered: Answered) -> None:
    wrong = int(answered.chosen("confident")[0])
    assert panel.grid.truth(wrong) == f"is {answered.classes[answered.labels[wrong]]}"
    assert panel.grid.truth(0) == "right, barely"
    assert panel.grid.truth(11) == "right"
    assert f"loss {answered.losses[wrong]:.2f}" in panel.grid.facts(wrong)


def test_grid_is_as_high_as_two_rows_or_as_all_pictures(panel: FailsPanel, qtbot: QtBot) -> None:
    grid = panel.grid
    rows = -(-36 // grid.columns())
    qtbot.waitUntil(lambda: grid.height() == 2 * grid.pitch() - 6)
    assert grid.more.words() == "Show all 36 pictures"
    qtbot.mouseClick(grid.more, LEFT)
    assert grid.height() == rows * grid.pitch() - 6
    panel.show_pair(0, 1)
    assert grid.height() == grid.pitch() - 6
    assert not grid.more.isVisible()


def test_key_that_leaves_the_first_rows_shows_all(panel: FailsPanel, qtbot: QtBot) -> None:
    panel.grid.set_current(0)
    qtbot.keyClick(panel.grid, Qt.Key.Key_End)
    assert panel.grid.current() == 35
    assert panel.grid.more.words() == "Show fewer"


def test_keys_move_open_large_and_ask_for_the_most_alike(panel: FailsPanel, qtbot: QtBot) -> None:
    grid = panel.grid
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    first = grid.current_picture()
    assert first == grid.picture_at(1)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert panel.preview.isVisible()
    qtbot.keyClick(panel.preview, Qt.Key.Key_Right)
    assert grid.current() == 2
    qtbot.keyClick(panel.preview, Qt.Key.Key_Escape)
    assert not panel.preview.isVisible()
    with qtbot.waitSignal(panel.alike_wanted) as wanted:
        panel.ask_alike(grid.current_picture())
    assert wanted.args == [paths(panel)[2]]
    assert panel.alike.waiting


def test_most_alike_pictures_are_named_with_class_and_likeness(panel: FailsPanel, answered: Answered) -> None:
    path = answered.paths[0]
    panel.alike.await_pictures(path)
    panel.alike.show_alike([Alike(answered.paths[1], 0.913)], {answered.paths[1]: "red"})
    assert not panel.alike.waiting
    assert panel.alike.tiles.tiles == ((answered.paths[1], "red", "0.91"),)
    panel.alike.await_pictures(path)
    panel.alike.show_alike(None, {})
    assert panel.alike.note.text() == "This picture could not be compared."


def test_current_picture_stays_when_the_order_changes(panel: FailsPanel, qtbot: QtBot) -> None:
    panel.grid.set_current(3)
    before = panel.grid.current_picture()
    qtbot.mouseClick(panel.order.button("name"), LEFT)
    assert panel.grid.current_picture() == before


def test_maps_of_the_tiles_in_sight_are_asked_for_and_painted_for_the_class_that_is_chosen(
    panel: FailsPanel, maps: Maps, silent_worker: Any, answered: Answered, qtbot: QtBot
) -> None:
    maps.choice.choose(of=LABEL)
    qtbot.mouseClick(panel.look.switch, LEFT)
    qtbot.waitUntil(lambda: len(silent_worker.submitted) == 1)
    job = silent_worker.submitted[1]
    assert isinstance(job, Explain)
    first = panel.grid.visible_pictures()
    assert list(job.paths)[: len(first)] == [str(answered.absolute(picture)) for picture in first]
    assert list(job.each)[: len(first)] == [answered.classes[answered.labels[picture]] for picture in first]
    before = panel.grid.grab().toImage()
    for path, of in zip(job.paths, job.each, strict=True):
        values = np.eye(7, dtype=np.float32)
        silent_worker.tell(Explained.of_map(path, of, 0.9, job.stage, values, (1.0,) * 8, 0.875))
    qtbot.waitUntil(lambda: panel.grid.grab().toImage() != before, timeout=20_000)


def test_map_of_the_large_picture_is_of_the_run_on_show(
    panel: FailsPanel, maps: Maps, silent_worker: Any, answered: Answered
) -> None:
    maps.choice.set_on(True)
    panel.open_larger(4)
    job = silent_worker.submitted[len(silent_worker.submitted)]
    assert isinstance(job, Explain)
    assert (job.run, job.paths) == (str(Path("/runs/one")), (str(answered.absolute(4)),))
    panel.set_answered(None)
    assert panel.preview.isHidden()


def test_pictures_say_that_they_are_of_the_best_epoch_while_the_matrix_shows_another(panel: FailsPanel) -> None:
    shown = panel.shown()
    panel.show_other_epoch(9)
    assert panel.shown() == f"{shown}, of epoch 9, the best"
    panel.show_other_epoch(0)
    assert panel.shown() == shown
