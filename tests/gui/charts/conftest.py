"""The charts of a run, shown in a window of their usual size."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.gui.charts.run_charts import RunCharts
from resnet_studio.gui.theme.manager import install


@pytest.fixture
def charts(qtbot: QtBot, qapp: QApplication) -> RunCharts:
    install(qapp)
    made = RunCharts()
    qtbot.addWidget(made)
    made.resize(874, 248)
    made.show()
    return made
