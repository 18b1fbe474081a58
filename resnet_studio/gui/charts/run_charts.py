"""The two charts of a run, loss and accuracy, for the rooms Train and Runs. They only present a `RunHistory`.

Importing this module imports pyqtgraph: do so when the first run is to be shown, not when the window opens.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.charts.curves import Chart, accuracy_chart, loss_chart
from resnet_studio.gui.charts.paint import Ends, ends_of
from resnet_studio.gui.charts.plot import ChartView
from resnet_studio.gui.theme.tokens import CARD_GAP, REGULAR, SECONDARY
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.text import Label, heading

SIDE_BY_SIDE = 520
"""Below this width, in px, the two cards stand one above the other."""


class ChartCard(Card):
    """A heading with a unit, and the chart below."""

    def __init__(self, title: str, unit: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, spacing=0, parent=parent)
        self.layout_.setContentsMargins(1, 10, 1, 6)
        self._title, self._unit = title, unit
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        for words in (heading(title), Label(unit, SECONDARY, REGULAR, "text2")):
            words.setToolTip(explanation)  # not on the plot itself, where the pointer shows values
            row.addWidget(words)
        row.addStretch(1)
        self.view = ChartView()
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.view, 1)
        self.setAccessibleName(tr("{title}, {unit}", title=title, unit=unit))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Chart | None, note: str, ends: Ends | None = None) -> None:
        """Show a chart, and describe it for screen readers."""
        self.view.show_chart(chart, note, ends)
        texts = [line.label for line in chart.lines if line.value] if chart else []
        if chart and chart.best and chart.best.value:
            texts.append(tr("best {value} in epoch {epoch}", value=chart.best.value, epoch=chart.best.epoch))
        elif chart and chart.best:
            texts.append(tr("best in epoch {epoch}", epoch=chart.best.epoch))
        self.setAccessibleDescription(", ".join(texts) or note)


class RunCharts(QWidget):
    """Loss and accuracy of one run side by side. A timer may call `refresh`: it redraws only after a change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: RunHistory | None = None
        self._epochs = 1
        self._drawn = -1
        self.loss = ChartCard(
            tr("Loss"), tr("lower is better"),
            tr("How wrong the network is (cross-entropy, in nats). The thin line is the mean of the last few training "
               "batches, the strong one the validation pictures after each epoch."),
        )  # fmt: skip
        self.accuracy = ChartCard(
            tr("Accuracy"), tr("top-1, %"),
            tr("Share of the pictures whose most probable class is right: the thin line for training, "
               "the strong one for the validation pictures."),
        )  # fmt: skip
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(CARD_GAP)
        for card in (self.loss, self.accuracy):
            self._row.addWidget(card, 1)
            card.view.pointed.connect(self.loss.view.point_at)
            card.view.pointed.connect(self.accuracy.view.point_at)

    def set_run(self, history: RunHistory, epochs: int) -> None:
        """Show another run; `epochs` are the planned ones and set the horizontal axis from the start."""
        self._history, self._epochs, self._drawn = history, epochs, -1
        for card in (self.loss, self.accuracy):
            card.view.forget()
        self.refresh()

    def clear(self) -> None:
        """Show no run."""
        self._history, self._drawn = None, -1
        for card in (self.loss, self.accuracy):
            card.show_chart(None, "")

    def refresh(self) -> None:
        """Draw what has changed since the last call, if anything."""
        history = self._history
        if history is None or history.version == self._drawn:
            return
        self._drawn = history.version
        loss, accuracy = loss_chart(history, self._epochs), accuracy_chart(history, self._epochs)
        ends = ends_of((loss, accuracy))
        self.loss.show_chart(
            loss,
            tr("The curves begin with the first batch.")
            if history.goes_on
            else tr("The run ended before its first batch."),
            ends,
        )
        self.accuracy.show_chart(
            accuracy,
            tr("The first point comes after epoch 1.")
            if history.goes_on
            else tr("The run ended before its first epoch was complete."),
            ends,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._row.activate()  # not one frame later

    def event(self, event: QEvent) -> bool:
        """A screen with another pixel density needs another number of points."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._drawn = -1
            self.refresh()
        return super().event(event)
