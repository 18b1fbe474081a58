"""The line above the answers: how many in what time, what is under way, and below which probability is not sure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.protocol.events import Progress
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.fields import Slider
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import ElidedLabel, FigureLabel, Label

SURE = 80
"""Percent that the best guess must reach, unless a person wants more or less."""


class AnswerBar(QWidget):
    """Count, time, progress with Cancel, and the slider. Signals: ``threshold_changed(float)``, ``cancelled()``."""

    threshold_changed = Signal(float)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.setFixedHeight(32)
        self.count = Label("", BODY, SEMIBOLD)
        self.details = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.progress = Bar()
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName("Progress")
        self.done = FigureLabel("", SECONDARY, REGULAR, "text2")
        self.cancel = Button("Cancel", "small", tip="Stop here and keep the answers so far")
        self.slider = Slider(0, 100, SURE, filled=True, width=112)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName("Not sure below, percent")
        self.slider.setToolTip("A card says so when its best guess has a smaller probability than this")
        self.percent = FigureLabel("100 %", BODY, SEMIBOLD)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.count, self.details, self.progress, self.done, self.cancel):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(Label("Not sure below", SECONDARY, MEDIUM))
        row.addWidget(self.slider)
        row.addWidget(self.percent)
        self.cancel.clicked.connect(self.cancelled)
        self.slider.valueChanged.connect(self._moved)
        self._moved(SURE)
        self.show_progress(None)

    def threshold(self) -> float:
        """Return the least probability of a sure answer, 0 to 1."""
        return self.slider.value() / 100

    def _moved(self, value: int) -> None:
        self.percent.setText(f"{value} %")
        self.threshold_changed.emit(value / 100)

    def show_summary(self, count: str, details: str) -> None:
        """Say how many pictures there are and what is to be said of them."""
        self.count.setText(count)
        self.details.setText(details)

    def show_progress(self, progress: Progress | None, waiting: int = 0) -> None:
        """Show how far the engine is, and how many files and folders wait for their turn; None is nothing to do."""
        running = progress is not None
        for widget in (self.progress, self.done, self.cancel):
            widget.setVisible(running)
        self.details.setVisible(not running)
        if progress is None:
            return
        known = progress.total > 0
        self.progress.set_value(progress.done / progress.total if known else 0.0)
        text = f"{formatting.count(progress.done)} of {formatting.count(progress.total)}" if known else "Starting"
        self.done.setText(f"{text}, {formatting.count(waiting)} more waiting" if waiting else text)
