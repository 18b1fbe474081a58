"""The status bar."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.figures import Bar

Widget = TypeVar("Widget", bound=QWidget)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


def shown(qtbot: QtBot, widget: Widget) -> Widget:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


def test_status_bar_shows_job_only_while_it_runs(qtbot: QtBot) -> None:
    bar = shown(qtbot, StatusBar())
    bar.set_engine("Engine ready", "ok")
    bar.set_device("CPU, 2 cores")
    bar.set_memory("Memory 0.9 of 7.8 GB", 0.12)
    bars = bar.findChildren(Bar)
    bar.set_job("71 %, 24 s left", 0.71)
    assert [one.isVisible() for one in bars] == [True, True]
    bar.set_job("")
    assert [one.isVisible() for one in bars] == [True, False]
    assert bar.engine_text() == "Engine ready"
    with pytest.raises(ValueError, match="purple"):
        bar.set_engine("Engine ready", "purple")
