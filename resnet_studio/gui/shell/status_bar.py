"""The status bar: engine, device and memory, and at the right the job under way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, STATUS_HEIGHT
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.paint import colour, paint_area, paint_box
from resnet_studio.gui.widgets.text import ElidedLabel, Label

_DOTS: Final = {"ok": "ok", "busy": "train", "wrong": "wrong", "off": "text3"}


class _Dot(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.look = "off"
        self.setFixedSize(8, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_box(QPainter(self), self.rect(), 4, _DOTS[self.look])


class StatusBar(QWidget):
    """28 px high: a dot and the engine, the device, the memory with a small bar; the job at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(STATUS_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 1, 16, 0)
        row.setSpacing(6)
        self._dot = _Dot()
        self._engine, self._device, self._memory = (Label("", CAPTION, REGULAR, "text2") for _ in range(3))
        self._memory_bar = Bar(0.0, "text3", 4)
        self._memory_bar.setFixedWidth(48)
        self._job = ElidedLabel("", CAPTION, REGULAR, "text2")
        self._job_bar = Bar(0.0, "accent", 4)
        self._job_bar.setFixedWidth(160)
        row.addWidget(self._dot)
        row.addWidget(self._engine)
        row.addSpacing(10)
        row.addWidget(self._device)
        row.addSpacing(10)
        row.addWidget(self._memory)
        row.addWidget(self._memory_bar)
        row.addStretch(1)
        row.addWidget(self._job)
        row.addWidget(self._job_bar)
        self._memory_bar.hide()
        self._job_bar.hide()

    def set_engine(self, text: str, look: str = "ok") -> None:
        """Show the state of the engine; ``look`` of the dot is "ok", "busy", "wrong" or "off"."""
        if look not in _DOTS:
            raise ValueError(f"no such look: {look!r}")
        self._engine.setText(text)
        self._dot.look = look
        self._dot.update()

    def set_device(self, text: str) -> None:
        """Show the device, as in "CPU, 2 cores, bfloat16"."""
        self._device.setText(text)

    def set_memory(self, text: str, share: float) -> None:
        """Show the memory in use, as in "Memory 0.9 of 7.8 GB", and fill the bar to ``share`` (0 to 1)."""
        self._memory.setText(text)
        self._memory_bar.set_value(share)
        self._memory_bar.setVisible(bool(text))

    def set_job(self, text: str, share: float | None = None) -> None:
        """Show the job, with a bar to ``share`` (0 to 1) unless that is None; "" where there is no job."""
        self._job.setText(text)
        self._job_bar.setVisible(share is not None)
        if share is not None:
            self._job_bar.set_value(share)

    def engine_text(self) -> str:
        """Return the text about the engine."""
        return self._engine.text()

    def job_text(self) -> str:
        """Return the text about the job."""
        return self._job.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_area(painter, self.rect(), colour("rail"))
        paint_area(painter, QRect(0, 0, self.width(), 1), colour("line"))
