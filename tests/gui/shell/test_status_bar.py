"""The status bar."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.figures import Bar
from tests.gui.widgets.shown import shown


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    install(qapp).choose("light")


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
