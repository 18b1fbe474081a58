"""The map of a picture that is shown large: asked for, explained in words, and changed by keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.explain import Explain
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.gui.why.large import LargeMap
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.look_bar import LABEL, PREDICTED


@pytest.fixture
def large(maps: Maps, qtbot: QtBot) -> Iterator[LargeMap]:
    page = QWidget()
    qtbot.addWidget(page)
    large = LargeMap(maps, page)
    column = QVBoxLayout(page)
    column.addWidget(large.bar)
    column.addWidget(large.chart)
    page.resize(900, 200)
    page.show()
    yield large
    assert page is not None  # kept as long as what it owns is used


def press(large: LargeMap, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
    return large.press(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifiers))


def test_map_is_asked_for_when_it_is_switched_on_and_its_class_is_said(
    large: LargeMap, maps: Maps, silent_worker: Any, explain_all: Callable[..., None]
) -> None:
    large.show("/p/a.png", "bees")
    assert silent_worker.submitted == {}
    assert not large.chart.isVisible()
    maps.choice.set_on(True)
    assert large.bar.note.text() == "Finding where it looked…"
    explain_all()
    assert large.bar.note.text() == "What speaks for ants, 93.0 %"
    assert large.looked is not None
    assert large.chart.isVisible()
    assert "layer4.1 adds most" in large.chart.sentence.text()


def test_picture_in_which_nothing_speaks_for_the_class_says_so(
    large: LargeMap, maps: Maps, explain_all: Callable[..., None]
) -> None:
    maps.choice.set_on(True)
    large.show("/p/a.png")
    explain_all(empty=True)
    assert large.bar.note.text() == "Nothing here speaks for ants, 93.0 %"


def test_next_picture_does_not_have_the_map_of_the_one_before(
    large: LargeMap, maps: Maps, silent_worker: Any, explain_all: Callable[..., None]
) -> None:
    maps.choice.set_on(True)
    large.show("/p/a.png")
    explain_all()
    silent_worker.tell(JobFinished())
    large.show("/p/b.png")
    assert large.looked is None
    assert large.chart.sentence.text() == ""
    large.show("/p/a.png")
    assert large.looked is not None
    large.clear()
    assert large.looked is None


def test_reason_why_there_is_no_map_is_said(large: LargeMap, maps: Maps, silent_worker: Any) -> None:
    maps.choice.set_on(True)
    large.show("/p/a.png")
    silent_worker.tell(PredictionFailed("/p/a.png", message("The file is damaged.")), JobFinished())
    assert large.bar.note.text() == "Where it looked is not known: The file is damaged."


def test_keys_choose_map_class_stage_and_strength(large: LargeMap, maps: Maps, silent_worker: Any) -> None:
    choice = maps.choice
    large.show("/p/a.png", "bees")
    assert not press(large, Qt.Key.Key_C), "only while maps are on"
    assert press(large, Qt.Key.Key_M)
    assert choice.on
    assert press(large, Qt.Key.Key_C)
    assert choice.of == LABEL
    assert press(large, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert choice.of == PREDICTED
    assert press(large, Qt.Key.Key_PageUp)
    assert choice.stage == "layer3"
    assert press(large, Qt.Key.Key_PageDown)
    assert choice.stage == "layer4"
    assert press(large, Qt.Key.Key_Minus)
    assert large.opacity == 0.9
    assert press(large, Qt.Key.Key_Plus)
    assert large.opacity == 1.0
    assert press(large, Qt.Key.Key_M)
    assert not choice.on
    assert not press(large, Qt.Key.Key_X)
    stages = [job.stage for job in silent_worker.submitted.values() if isinstance(job, Explain)]
    assert stages == ["layer4", "layer4", "layer4", "layer3", "layer4"]


def test_chart_is_left_out_where_there_is_little_height(large: LargeMap, maps: Maps) -> None:
    maps.choice.set_on(True)
    large.set_low(True)
    assert not large.chart.isVisible()
    maps.choice.choose(stage="layer1")
    assert not large.chart.isVisible()
    large.set_low(False)
    assert large.chart.isVisible()
