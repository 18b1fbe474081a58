"""Painting pictures and the grid of tiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.tokens import LIGHT
from resnet_studio.gui.widgets.pictures import TileGrid, flow
from tests.gui.widgets.shown import painted, shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


@pytest.fixture
def grid(qtbot: QtBot) -> tuple[TileGrid, list[int]]:
    asked: list[int] = []
    made = TileGrid(lambda _painter, _rect, index: asked.append(index), tile=100, caption=20, gap=12, tip=str)
    made.resize(600, 400)
    shown(qtbot, made)
    return made, asked


@given(width=st.integers(1, 4000), tile=st.integers(20, 400), gap=st.integers(0, 24))
def test_flow_fills_width_with_tiles_up_to_maximum_size(width: int, tile: int, gap: int) -> None:
    columns, side = flow(width, tile, gap)
    assert 1 <= side <= tile
    if side > 1:
        taken = columns * side + (columns - 1) * gap
        assert width - columns < taken <= width


def test_paint_picture_crops_to_centre_with_round_corners() -> None:
    image = painted()
    assert image.pixelColor(30, 30).name() == "#00ff00"
    assert image.pixelColor(3, 30).name() == "#00ff00"
    assert image.pixelColor(0, 0).alpha() < 64


def test_wrong_picture_has_border_and_cross() -> None:
    image = painted(wrong=True)
    assert image.pixelColor(1, 30).name() == LIGHT.wrong
    assert image.pixelColor(47, 6).name() == LIGHT.wrong
    assert painted(selected=True).pixelColor(1, 30).name() == LIGHT.accent


def test_tile_grid_paints_only_visible_tiles(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, asked = grid
    with qtbot.waitSignal(tiles.range_changed) as emitted:
        tiles.set_count(60_000)
    first, last = emitted.args
    assert first == 0
    assert 12 < last < 60
    asked.clear()
    tiles.grab()
    assert set(asked) == set(range(first, last))
    tiles.set_current(59_999)
    assert tiles.visible_range()[1] == 60_000


def test_tile_grid_finds_tile_at_its_position(grid: tuple[TileGrid, list[int]]) -> None:
    tiles, _ = grid
    tiles.set_count(40)
    for index in (0, 3, 7, 11):
        rect = tiles.tile_rect(index)
        assert tiles.index_at(rect.center()) == index
        assert tiles.index_at(rect.topRight() + QPoint(5, 5)) == -1


def test_tile_grid_moves_by_keyboard(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, _ = grid
    tiles.set_count(40)
    columns = next(index for index in range(1, 40) if tiles.tile_rect(index).y() > tiles.tile_rect(0).y())
    for key, expected in [
        (Qt.Key.Key_Right, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_End, 39),
        (Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0),
    ]:  # fmt: skip
        qtbot.keyClick(tiles, key)
        assert tiles.current() == expected
    with qtbot.waitSignal(tiles.activated) as emitted:
        qtbot.keyClick(tiles, Qt.Key.Key_Return)
    assert emitted.args == [0]


class _Indented(TileGrid):
    """As grids that place their tiles themselves: of Sort, Train and Use."""

    def tile_rect(self, index: int) -> QRect:
        return super().tile_rect(index).translated(10, 0)


def test_tiles_are_painted_where_a_grid_places_them(qtbot: QtBot) -> None:
    painted_at = dict[int, QRect]()
    grid = _Indented(lambda _painter, rect, index: painted_at.update({index: rect}), tile=100)
    shown(qtbot, grid).set_count(3)
    painted_at.clear()
    grid.grab()
    assert painted_at == {index: grid.tile_rect(index) for index in range(3)}


def test_grid_that_is_lower_than_a_tile_shows_the_top_of_the_current_one(qtbot: QtBot) -> None:
    grid = shown(qtbot, TileGrid(lambda *_: None, tile=100))
    grid.resize(400, 60)
    grid.set_count(40)
    grid.set_current(0)
    assert grid.tile_rect(0).top() == 0
    grid.set_current(20)
    assert grid.tile_rect(20).top() == 0


def test_click_beside_tiles_clears_selection(grid: tuple[TileGrid, list[int]], qtbot: QtBot) -> None:
    tiles, _ = grid
    tiles.set_count(3)
    qtbot.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=tiles.tile_rect(1).center())
    assert tiles.current() == 1
    qtbot.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 390))
    assert tiles.current() == -1


def test_scroll_bar_shows_only_where_there_is_more_than_is_seen(grid: tuple[TileGrid, list[int]]) -> None:
    tiles, _ = grid
    bar = tiles.verticalScrollBar()

    def painted_colours() -> set[int]:
        image = bar.grab().toImage()
        return {image.pixel(image.width() // 2, y) for y in range(image.height())}

    tiles.set_count(3)
    assert len(painted_colours()) == 1, "no handle"
    width = tiles.viewport().width()
    tiles.set_count(300)
    assert len(painted_colours()) > 1
    assert tiles.viewport().width() == width
