"""The map of points: where they are, moving, enlarging, pointing and choosing."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.results.map_paint import Group
from resnet_studio.gui.rooms.results.map_view import MapView

PLACES = np.array([[-1.0, -1.0], [1.0, -1.0], [0.0, 0.0], [1.0, 1.0]])
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    view = MapView(lambda point: (None, f"point {point}", False))
    qtbot.addWidget(view)
    view.resize(500, view.height())
    with qtbot.waitExposed(view):
        view.show()
    view.show_points(PLACES)
    view.show_groups([Group(np.arange(4), "disc", QColor("red"), 3.0)])
    return view


def middle(view: MapView) -> QPointF:
    return QPointF(view.width() / 2, view.height() / 2)


def test_all_points_are_in_view_and_painted_where_they_are(view: MapView) -> None:
    image = view.grab().toImage()
    for x, y in view.positions():
        assert 0 <= x < view.width()
        assert 0 <= y < view.height()
        assert image.pixelColor(round(x), round(y)) == QColor("red")


def test_nearest_point_is_found_and_none_far_away(view: MapView) -> None:
    assert view.point_at(middle(view) + QPointF(4, 3)) == 2
    assert view.point_at(middle(view) + QPointF(60, 0)) == -1


def test_enlarging_keeps_the_place_under_the_pointer(view: MapView) -> None:
    where = QPointF(*view.positions()[3])
    view.enlarge(4, where)
    assert view.positions()[3] == pytest.approx((where.x(), where.y()))
    assert np.ptp(view.positions()[:, 0]) > view.width()
    view.show_all()
    assert view.positions()[2] == pytest.approx((middle(view).x(), middle(view).y()))


def test_dragging_moves_the_map_and_keys_do_too(view: MapView, qtbot: QtBot) -> None:
    before = view.positions()
    start = middle(view).toPoint()
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 10))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(30, 10))
    assert view.positions() - before == pytest.approx(np.tile([30.0, 10.0], (4, 1)))
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert (view.positions() - before)[0] == pytest.approx((40, 0))


def test_lasso_chooses_the_points_inside(view: MapView, qtbot: QtBot) -> None:
    centre = middle(view).toPoint()
    corners = [QPoint(-30, -30), QPoint(30, -30), QPoint(30, 30), QPoint(-30, 30)]
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mousePress(view, LEFT, SHIFT, pos=centre + corners[0])
        for corner in corners[1:]:
            qtbot.mouseMove(view, centre + corner)
        qtbot.mouseRelease(view, LEFT, pos=centre + corners[-1])
    assert chosen.args is not None
    assert list(chosen.args[0]) == [2]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert list(view.marked) == [0, 1, 2, 3]


def test_points_that_are_in_no_group_are_neither_found_nor_chosen(view: MapView, qtbot: QtBot) -> None:
    view.show_groups([Group(np.array([0]), "disc", QColor("red"), 3.0)])
    assert view.point_at(middle(view)) == -1
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert list(view.marked) == [0]


def test_all_points_are_in_view_and_fill_it_wherever_they_lie(view: MapView) -> None:
    view.show_groups([])
    view.show_points(np.array([(10.0, 10.0), (14.0, 11.0), (12.0, 10.2)]))
    places = view.positions()
    assert places.min() >= 0
    assert (places < (view.width(), view.height())).all()
    assert np.ptp(places[:, 0]) > 0.9 * (view.width() - 40)
