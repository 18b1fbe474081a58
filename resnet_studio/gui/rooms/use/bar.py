"""The line above the answers: how many in what time, the job under way, and the threshold of sure answers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.protocol.events import (
    Progress,
)
from resnet_studio.core.runs.calibration import effect_of
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.fields import Slider
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import ElidedLabel, FigureLabel, Label

SURE = 80
"""Percent that the best class must reach, unless a person wants more or less."""


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
        self.progress.setAccessibleName(tr("Progress"))
        self.done = FigureLabel("", SECONDARY, REGULAR, "text2")
        self.done.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)  # Cancel stands beside it
        self.cancel = Button(tr("Cancel"), "small", tip=tr("Stop here and keep the answers so far"))
        self.slider = Slider(0, 100, SURE, filled=True, width=112)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(tr("Not sure below, percent"))
        self.slider.setToolTip(tr("A card is marked when the probability of its best class is smaller than this"))
        self.percent = FigureLabel(_percent(100), BODY, SEMIBOLD)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.count, self.details, self.progress, self.done, self.cancel):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(Label(tr("Not sure below"), SECONDARY, MEDIUM))
        row.addWidget(self.slider)
        row.addWidget(self.percent)
        self.cancel.clicked.connect(self.cancelled)
        self.slider.valueChanged.connect(self._set_threshold)
        self._set_threshold(SURE)
        self.show_idle()

    def set_threshold(self, threshold: float) -> None:
        """Take a threshold, which need not be a whole number of per cent."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * threshold))
        self.slider.blockSignals(False)
        self.percent.setText(tr("{threshold:percent}", threshold=threshold))
        self.threshold_changed.emit(threshold)

    def _set_threshold(self, value: int) -> None:
        self.percent.setText(_percent(value))
        self.threshold_changed.emit(value / 100)

    def take_model(self, threshold: float | None, temperature: float | None) -> None:
        """Start from the threshold that is kept with a model, to its last digit; the slider shows whole percent."""
        text = tr("A card is marked when the probability of its best class is smaller than this")
        if temperature is not None:
            calibrated = tr("Probabilities are calibrated with temperature {value:figure}.", value=temperature)
            text = "\n".join((text, calibrated, show(effect_of(temperature))))
        self.slider.setToolTip(text)
        if threshold is not None:
            self.slider.setValue(round(100 * threshold))
            self.threshold_changed.emit(threshold)

    def show_summary(self, count: str, details: str) -> None:
        """Show how many pictures there are, and details about them."""
        self.count.setText(count)
        self.count.setVisible(bool(count) and self.cancel.isHidden())
        self.details.setText(details)

    def show_idle(self) -> None:
        """Show that no prediction is under way."""
        self._show_job(False)

    def show_job(self, progress: Progress | None, waiting_for: str, waiting: int, *, turns: bool = False) -> None:
        """Show the job under way: what it waits for, or its progress; and how many files and folders come after it.

        `turns` says that it takes turns with a training.
        """
        self._show_job(True)
        known = not waiting_for and progress is not None and progress.total > 0
        self.progress.setVisible(known)
        if known and progress is not None:
            self.progress.set_value(progress.done / progress.total)
            text = tr("{done} of {total}", done=progress.done, total=progress.total)
            if turns:
                text = tr("{state}, in turns with the training", state=text)
        else:
            text = waiting_for or tr("Starting")
        if waiting:
            text = trn("{state}, {count} more waiting", "{state}, {count} more waiting", waiting, state=text)
        self.done.setText(text)

    def _show_job(self, shown: bool) -> None:
        for widget in (self.progress, self.done, self.cancel):
            widget.setVisible(shown)
        self.details.setVisible(not shown)
        self.count.setVisible(not shown and bool(self.count.text()))  # beside the progress it would seem to be asked


def _percent(value: int) -> str:
    return tr("{percent} %", percent=value)
