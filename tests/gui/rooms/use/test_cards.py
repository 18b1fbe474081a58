"""The cards of predictions: texts, layout, keyboard and menu."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.events import (
    JobFinished,
)
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

Helper = Callable[..., Any]
INFO = ModelInfo(18, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def test_every_card_shows_its_file(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    def under_title() -> QImage:
        """Where the name stands, as painted for the first card."""
        card = ready.grid.tile_rect(0)
        return ready.grid.viewport().grab(QRect(card.left() + 170, card.top() + 38, 150, 20)).toImage()

    finish(ready, prediction("/p/bee 1.jpg", 0.75))
    unsure = under_title()
    assert ready.grid._tip_of(0) == "/p/bee 1.jpg\nThe probability of its best class is below 80 %"
    ready.bar.slider.setValue(50)
    assert under_title() == unsure, "the same name in the same place, sure or not"
    assert ready.grid._tip_of(0) == "/p/bee 1.jpg"
    ready._clear()
    finish(ready, prediction("/p/quite another.jpg", 0.75))
    assert under_title() != unsure


def test_deep_pictures_are_shown_as_the_model_sees_them(
    ready: UseRoom, finish: Helper, prediction: Helper, make_summary: Helper, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ThumbnailLoader, "pixmap", lambda _self, _path, _side, _dpr, scale: asked.append(scale))
    scale = ValueScale(integers=(0, 4095))
    ready.set_run(make_summary("microscope"), replace(INFO, scale=scale))
    finish(ready, prediction("/p/cell.png"))
    ready.grab()
    assert set(asked) == {scale}


def test_picture_predicted_again_keeps_its_card(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg", 0.9), prediction("/p/b.jpg", 0.9))
    finish(ready, prediction("/p/a.jpg", 0.2))
    assert [item.event.path for item in ready._answers.items] == ["/p/a.jpg", "/p/b.jpg"]
    assert ready._answers.items[0].top[0] == ("bees", 0.8)


def test_five_most_probable_classes_are_ranked(ready: UseRoom, finish: Helper) -> None:
    classes = tuple("abcdefgh")
    finish(ready, Prediction("/p/a.jpg", classes, (0.05, 0.3, 0.1, 0.2, 0.15, 0.12, 0.05, 0.03)))
    assert [name for name, _ in ready._answers.items[0].top] == ["b", "d", "e", "f", "c"]


def test_ten_thousand_cards_are_fast_and_only_visible_ones_are_painted(
    ready: UseRoom, qtbot: QtBot, begin: Helper, prediction: Helper, send: Helper
) -> None:
    begin(ready)
    begun = time.monotonic()
    for number in range(10_000):
        send(ready, prediction(f"/p/{number}.jpg", 0.5 + number / 20_000))
    send(ready, JobFinished())
    ready.grab()
    assert time.monotonic() - begun < 5
    assert ready.bar.count.text() == "10,000 pictures"
    first, last = ready.grid.visible_range()
    assert 0 < last - first <= 24
    ready.grid.setFocus()
    ready.grid.set_current(0)
    qtbot.keyClick(ready.grid, Qt.Key.Key_End)
    assert ready.grid.current() == 9_999
    assert ready.grid.visible_range()[1] == 10_000


def test_new_predictions_keep_scroll_position(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, *(prediction(f"/p/{number}.jpg") for number in range(60)))
    ready.grid.set_current(40)
    place = ready.grid.verticalScrollBar().value()
    assert place > 0
    finish(ready, *(prediction(f"/q/{number}.jpg") for number in range(60)))
    assert ready.grid.current() == 40
    assert ready.grid.verticalScrollBar().value() == place


@pytest.mark.parametrize(("width", "columns"), [(936, 2), (1064, 3), (1720, 4)])
def test_cards_divide_width_evenly(
    ready: UseRoom, width: int, columns: int, finish: Helper, prediction: Helper
) -> None:
    ready.resize(width, 700)
    finish(ready, *(prediction(f"/p/{number}.jpg") for number in range(40)))
    tops = [ready.grid.tile_rect(index).top() for index in range(columns + 1)]
    assert len(set(tops[:columns])) == 1
    assert tops[columns] > tops[0]
    last = ready.grid.tile_rect(columns - 1)
    assert ready.grid.viewport().width() - last.right() <= columns + 5
    assert ready.grid.index_at(last.center()) == columns - 1
    assert ready.grid.index_at(last.bottomRight() + QPoint(-5, 6)) == -1


def test_clicked_card_is_copied_by_ctrl_c_and_removed_by_delete(
    ready: UseRoom, qtbot: QtBot, finish: Helper, prediction: Helper
) -> None:
    finish(ready, prediction("/p/a.jpg", 0.95), prediction("/p/b.jpg", 0.55))
    where = ready.grid.tile_rect(1).center()
    qtbot.mouseClick(ready.grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert ready.grid.current() == 1
    ready.grid.setFocus()
    qtbot.keyClick(ready.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[:3] == ["/p/b.jpg", "ants", "0.550000"]
    assert len(lines) == 2
    qtbot.keyClick(ready.grid, Qt.Key.Key_Delete)
    assert ready._answers.paths() == ["/p/a.jpg"]


def test_card_menu_removes_card(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg"), prediction("/p/b.jpg"))
    ready.grid.set_current(0)
    ready.grid.menu_asked.emit(0, QPoint(10, 10))
    menu = ready.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Copy", "Open its folder", "Remove"]
    menu.actions()[2].trigger()
    menu.close()
    assert ready._answers.paths() == ["/p/b.jpg"]


def test_card_shows_names_as_plain_text(ready: UseRoom, finish: Helper) -> None:
    finish(ready, Prediction("/p/<b>x\u202e.jpg", ("<i>ants</i>", "bees"), (0.9, 0.1)))
    ready.grab()
    assert ready.grid._tip_of(0) == "/p/<b>x\ufffd.jpg"
