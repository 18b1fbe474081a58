"""Totals of the chosen network, always visible below the freeze map."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import HEAD, frozen_units
from resnet_studio.core.runs.config import IMAGENET, TrainConfig
from resnet_studio.gui.theme.tokens import BODY, MEDIUM, RADIUS_CARD, REGULAR, SECONDARY
from resnet_studio.gui.widgets.card import Line
from resnet_studio.gui.widgets.figures import StatBlock
from resnet_studio.gui.widgets.paint import colour, paint_box
from resnet_studio.gui.widgets.text import Label

_HEIGHT, _LOW = 72, 52
_RIGHT = Qt.AlignmentFlag.AlignRight


class TotalsBar(QFrame):
    """Trainable parameters, the share of the computing that trains, and what BatchNorm does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.trainable = StatBlock(tr("Trainable"))
        self.computing = StatBlock(tr("of the computing is in trainable layers"))
        self._norm = Label("", BODY, MEDIUM, align=_RIGHT)
        self._norm_does = Label("", SECONDARY, REGULAR, "text2", align=_RIGHT)
        norm = QVBoxLayout()
        norm.setSpacing(1)
        norm.addStretch(1)
        norm.addWidget(self._norm)
        norm.addWidget(self._norm_does)
        norm.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(28)
        row.addWidget(self.trainable)
        row.addWidget(Line(vertical=True, inset=17))
        row.addWidget(self.computing)
        row.addStretch(1)
        row.addLayout(norm)

    def set_low(self, low: bool) -> None:
        """Take less height in the smallest windows."""
        self.setFixedHeight(_LOW if low else _HEIGHT)

    def set_config(self, config: TrainConfig, classes: int) -> None:
        """Show the totals; without ``classes`` (no dataset yet) the head is not counted."""
        network = config.architecture
        units = frozen_units(network, config.frozen)
        trains = network.trainable_parameters(classes, config.frozen)
        total = network.total_parameters(classes)
        detail = tr("of {total:parameters}", total=total) if classes else tr(
            "of {total:parameters}, and the head", total=total
        )  # fmt: skip
        self.trainable.set_figure(formatting.parameters(trains), detail)
        learning = [name for name in (*network.unit_names, HEAD) if name not in units]
        work = sum(network.macs(name, config.image_size, classes) for name in learning)
        self.computing.set_figure(formatting.percent(work / network.total_macs(config.image_size, classes)))
        self._show_norm(config)

    def _show_norm(self, config: TrainConfig) -> None:
        if not config.frozen:
            self._norm.setText(tr("BatchNorm"))
            self._norm_does.setText(tr("learns the statistics of your pictures"))
            return
        self._norm.setText(tr("Frozen BatchNorm"))
        if config.weights == IMAGENET:
            self._norm_does.setText(tr("keeps ImageNet's statistics"))
        else:
            self._norm_does.setText(tr("keeps the file's statistics"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(0, -RADIUS_CARD - 2, 0, 0)
        paint_box(painter, box, RADIUS_CARD, "bg", "line")
        painter.fillRect(0, 0, self.width(), 1, colour("line"))
