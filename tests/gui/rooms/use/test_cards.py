"""The cards of predictions: texts, layout, keyboard and menu."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractSlider, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.events import (
    JobFinished,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from tests.gui.held_key import hold

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


def test_slider_starts_from_the_threshold_that_is_kept_with_the_model(ready: UseRoom, finish: Helper) -> None:
    finish(ready, Prediction("/p/a.jpg", ("ants", "bees"), (0.1, 0.9), temperature=1.5, threshold=0.914))
    assert ready.bar.slider.value() == 91
    assert ready._answers.threshold == 0.914
    assert "temperature 1.5" in ready.bar.slider.toolTip()
    ready.bar.slider.setValue(50)
    finish(ready, Prediction("/p/b.jpg", ("ants", "bees"), (0.1, 0.9), temperature=1.5, threshold=0.914))
    assert ready._answers.threshold == 0.5


def test_five_most_probable_classes_are_ranked(ready: UseRoom, finish: Helper) -> None:
    classes = tuple("abcdefgh")
    finish(ready, Prediction("/p/a.jpg", classes, (0.05, 0.3, 0.1, 0.2, 0.15, 0.12, 0.05, 0.03)))
    assert [name for name, _ in ready._answers.items[0].top] == ["b", "d", "e", "f", "c"]


def test_ten_thousand_cards_are_fast_and_only_visible_ones_are_painted(
    ready: UseRoom, qtbot: QtBot, begin: Helper, prediction: Helper, send: Helper
) -> None:
    begin(ready)
    begun = time.process_time()
    for number in range(10_000):
        send(ready, prediction(f"/p/{number}.jpg", 0.5 + number / 20_000))
    send(ready, JobFinished())
    ready.grab()
    assert time.process_time() - begun < 5
    assert ready.bar.count.text() == "10,000 pictures"
    first, last = ready.grid.visible_range()
    assert 0 < last - first <= 24
    ready.grid.setFocus()
    ready.grid.set_current(0)
    qtbot.keyClick(ready.grid, Qt.Key.Key_End)
    assert ready.grid.current() == 9_999
    assert ready.grid.visible_range()[1] == 10_000


def test_new_answers_are_visible_at_once(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, *(prediction(f"/p/{number}.jpg") for number in range(60)))
    assert (ready.grid.current(), ready.grid.verticalScrollBar().value()) == (-1, 0)
    finish(ready, prediction("/q/new.jpg"))
    assert ready.grid.current() == 60
    assert ready.grid.viewport().rect().contains(ready.grid.tile_rect(60))
    finish(ready, prediction("/p/7.jpg"))
    assert ready.grid.current() == 7, "a picture that is asked about again"
    assert ready.grid.viewport().rect().contains(ready.grid.tile_rect(7))


def test_first_of_many_new_answers_stays_at_the_top_until_a_person_scrolls(
    ready: UseRoom, begin: Helper, prediction: Helper, send: Helper, finish: Helper
) -> None:
    bar = ready.grid.verticalScrollBar()
    finish(ready, *(prediction(f"/p/{number}.jpg") for number in range(60)))
    begin(ready)
    for number in range(30):
        send(ready, prediction(f"/q/{number}.jpg"))
        ready.redraw()
    assert ready.grid.tile_rect(60).top() == 0
    bar.triggerAction(QAbstractSlider.SliderAction.SliderSingleStepSub)
    place = bar.value()
    for number in range(30, 60):
        send(ready, prediction(f"/q/{number}.jpg"))
    send(ready, JobFinished())
    assert bar.value() == place


def test_picture_of_a_card_opens_large(
    ready: UseRoom, qtbot: QtBot, finish: Helper, prediction: Helper, colours: Path
) -> None:
    paths = [str(colours / "red" / f"red {number}.png") for number in range(2)]
    finish(ready, *(prediction(path, 0.95) for path in paths))
    preview = ready.card_actions.preview
    where = ready.grid.tile_rect(0).center()
    qtbot.mouseDClick(ready.grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: preview.image() is not None)
    assert preview.accessibleName() == f"red 0.png, ants 95.0 %, bees 5.0 %  ·  {paths[0]}"
    qtbot.keyClick(preview, Qt.Key.Key_Right)
    assert preview.accessibleName().startswith("red 1.png")
    assert ready.grid.current() == 1
    assert not preview.after.isEnabled()
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()
    qtbot.keyClick(ready.grid, Qt.Key.Key_Return)
    assert preview.isVisible()
    ready.offer([colours / "blue"])
    assert not preview.isVisible(), "new answers would come below it"


def test_large_picture_that_cannot_be_read_says_why(ready: UseRoom, qtbot: QtBot, finish: Helper) -> None:
    finish(ready, PredictionFailed("/p/gone.jpg", "gone.jpg: it is not there."))
    ready.card_actions.show_larger(0)
    qtbot.waitUntil(lambda: bool(ready.card_actions.preview.problem()))
    assert ready.card_actions.preview.accessibleName() == "gone.jpg, /p/gone.jpg"


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
    qtbot.keyClick(ready.grid, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert len(ready._answers.paths()) == 2, "another key"
    hold(ready.grid, Qt.Key.Key_Delete)
    assert ready._answers.paths() == ["/p/a.jpg"], "and no others, where the key is held"


def test_menu_acts_on_its_card_also_when_answers_have_gone_meanwhile(
    ready: UseRoom, finish: Helper, prediction: Helper
) -> None:
    finish(ready, *(prediction(f"/p/{name}.jpg") for name in "abc"))
    ready.grid.menu_asked.emit(1, QPoint(10, 10))
    menu = ready.findChild(QMenu)
    assert menu is not None
    ready.answers.remove(0)
    ready.redraw()
    menu.actions()[3].trigger()
    assert ready.answers.paths() == ["/p/c.jpg"]
    menu.actions()[0].trigger()
    assert not ready.card_actions.preview.isVisible(), "its card is gone"
    menu.close()


def test_card_menu_removes_card(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg"), prediction("/p/b.jpg"))
    ready.grid.set_current(0)
    ready.grid.menu_asked.emit(0, QPoint(10, 10))
    menu = ready.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Show larger", "Copy", "Open its folder", "Remove"]
    menu.actions()[3].trigger()
    menu.close()
    assert ready._answers.paths() == ["/p/b.jpg"]


def test_card_shows_names_as_plain_text(ready: UseRoom, finish: Helper) -> None:
    finish(ready, Prediction("/p/<b>x\u202e.jpg", ("<i>ants</i>", "bees"), (0.9, 0.1)))
    ready.grab()
    assert ready.grid._tip_of(0) == "/p/<b>x\ufffd.jpg"
