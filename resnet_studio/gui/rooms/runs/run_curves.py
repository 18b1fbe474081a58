"""The curves of the chosen run, drawn when there is something to draw and what draws it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.summary import RunSummary

if TYPE_CHECKING:
    from resnet_studio.gui.charts.run_charts import RunCharts

_HEIGHT: Final = 240  # px of one chart


class RunCurves(QWidget):
    """Shows the loss and accuracy of a run in its epochs, in a room whose width says how.

    Attributes:
        charts: what draws them, which is made for the first run.
    """

    def __init__(self, room: QWidget) -> None:
        super().__init__(room)
        self._room = room
        self.charts: RunCharts | None = None
        self._holding = False
        self._held: tuple[RunSummary, RunHistory] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def hold(self) -> None:
        """Draw nothing until `release`: what draws is being imported, in short steps."""
        self._holding = True

    def release(self) -> None:
        """Draw what was held."""
        held, self._held, self._holding = self._held, None, False
        if held is not None:
            self.show_run(*held)

    def show_run(self, run: RunSummary, history: RunHistory) -> None:
        """Show a run, or more of it."""
        if self._holding:
            self._held = run, history
            return
        planned = history.started.epochs if history.started else 0
        self._ready().set_run(history, planned or (run.config.epochs if run.config else 1))
        self.setVisible(bool(history.epochs) or len(history.steps) > 0)

    def clear(self) -> None:
        """Show no run."""
        self._held = None
        if self.charts is not None:
            self.charts.clear()

    def fit(self) -> None:
        """Be as high as two charts are, above each other in a narrow room."""
        if self.charts is not None:
            from resnet_studio.gui.charts.run_charts import SIDE_BY_SIDE

            self.charts.setFixedHeight(2 * _HEIGHT if self._room.width() < SIDE_BY_SIDE else _HEIGHT)

    def _ready(self) -> RunCharts:
        if self.charts is None:
            # here, because pyqtgraph takes a moment to import: not before there is something to draw
            from resnet_studio.gui.charts.run_charts import RunCharts

            self.charts = RunCharts()
            self._column.addWidget(self.charts)
            self.fit()
        return self.charts
