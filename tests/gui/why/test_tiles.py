"""Maps in a grid: those in sight are asked for, and only while they can be seen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.explain import Explain
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.why.tiles import TileMaps
from resnet_studio.gui.widgets.look_bar import LABEL, LookBar
from resnet_studio.gui.widgets.pictures import TileGrid

PATHS = [f"/p/{number}.png" for number in range(60)]


@pytest.fixture
def grid(maps: Maps, qtbot: QtBot) -> Iterator[TileGrid]:
    """Two rows of three tiles in sight, of sixty, of which the second cannot be read."""
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    grid, bar = TileGrid(lambda *_: None, tile=100, caption=0), LookBar(maps.choice)
    pages.addWidget(grid)
    pages.addWidget(QWidget())
    TileMaps(
        maps, bar, grid,
        lambda index: None if index == 1 else (PATHS[index], "bees"),
        lambda path: PATHS.index(path) if path in PATHS else None,
    )  # fmt: skip
    bar.setParent(pages)
    bar.setObjectName("bar")
    pages.resize(340, 210)
    pages.show()
    grid.set_count(60)
    yield grid
    assert pages is not None  # kept as long as what it owns is used


def newest(worker: Any) -> Explain:
    job = worker.submitted[len(worker.submitted)]
    assert isinstance(job, Explain)
    return job


def asked(worker: Any, count: int) -> Callable[[], bool]:
    return lambda: len(worker.submitted) >= count


def test_nothing_is_asked_for_while_maps_are_off(grid: TileGrid, silent_worker: Any, qtbot: QtBot) -> None:
    grid.verticalScrollBar().setValue(300)
    qtbot.wait(100)
    assert silent_worker.submitted == {}


def test_tiles_in_sight_are_asked_for_first_then_as_many_after_them(
    grid: TileGrid, maps: Maps, silent_worker: Any, qtbot: QtBot
) -> None:
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    first, last = grid.visible_range()
    wanted = [PATHS[index] for index in range(first, 2 * last - first) if index != 1]
    assert list(newest(silent_worker).paths) == wanted


def test_scrolling_far_cancels_what_was_asked(grid: TileGrid, maps: Maps, silent_worker: Any, qtbot: QtBot) -> None:
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(asked(silent_worker, 2))
    assert silent_worker.stopped == [1]
    assert newest(silent_worker).paths[-1] == PATHS[-1]


def test_own_class_of_each_picture_is_asked_for(grid: TileGrid, maps: Maps, silent_worker: Any, qtbot: QtBot) -> None:
    maps.choice.choose(of=LABEL)
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    assert set(newest(silent_worker).each) == {"bees"}


def test_hidden_grid_wants_nothing(grid: TileGrid, maps: Maps, silent_worker: Any, qtbot: QtBot) -> None:
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    pages = grid.parentWidget()
    assert isinstance(pages, QStackedWidget)
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: silent_worker.stopped == [1])
    pages.setCurrentIndex(0)
    qtbot.waitUntil(asked(silent_worker, 2))


def test_arrived_map_repaints_its_tile_and_the_bar_says_what_is_under_way(
    grid: TileGrid, maps: Maps, silent_worker: Any, explain_all: Callable[..., None], qtbot: QtBot
) -> None:
    bar = grid.window().findChild(LookBar)
    assert isinstance(bar, LookBar)
    maps.choice.set_on(True)
    qtbot.waitUntil(lambda: bar.note.text() == "Finding where it looked…")
    explain_all()
    silent_worker.tell(JobFinished())
    qtbot.waitUntil(lambda: bar.note.text() == "")
    first, last = grid.visible_range()
    assert all(maps.find(PATHS[index], "bees") for index in range(first, last) if index != 1)


def test_reason_why_there_are_no_maps_is_said_once_and_switching_again_tries_again(
    grid: TileGrid, maps: Maps, silent_worker: Any, qtbot: QtBot
) -> None:
    bar = grid.window().findChild(LookBar)
    assert isinstance(bar, LookBar)
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    silent_worker.tell(JobFailed(message("The run was deleted."), ""))
    qtbot.waitUntil(lambda: bar.note.text() == "Where it looked is not known: The run was deleted.")
    maps.choice.set_on(False)
    assert bar.note.text() == ""
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 2))


def test_maps_that_arrive_together_are_painted_a_few_in_a_turn(
    grid: TileGrid, maps: Maps, silent_worker: Any, explain_all: Callable[..., None], qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    maps.choice.set_on(True)
    qtbot.waitUntil(asked(silent_worker, 1))
    turns: list[int] = []
    monkeypatch.setattr(grid, "update_tile", lambda index: turns.append(index))
    explain_all()
    count = len(newest(silent_worker).paths)
    assert count > 8
    assert turns == [], "not while they arrive"
    tile_maps = grid.findChild(TileMaps)
    assert isinstance(tile_maps, TileMaps)
    tile_maps._drawing.stop()  # the turns are the test's
    for turn in range(1, -(-count // 4) + 1):
        tile_maps._draw()
        assert len(turns) == min(4 * turn, count)
