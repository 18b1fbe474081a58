"""The Use room once there are answers: a strip to drop more pictures on, the answers, and what to do with them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.use.bar import AnswerBar
from resnet_studio.gui.rooms.use.cards import CardGrid
from resnet_studio.gui.rooms.use.drop import DropStrip
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.why.tiles import TileMaps
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.look_bar import LookBar
from resnet_studio.gui.widgets.text import ElidedLabel


class ResultsPage(QWidget):
    """A strip to drop on, a line about the answers, one about maps, the answers, and buttons: clear, copy, save."""

    def __init__(self, grid: CardGrid, maps: Maps, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip, self.bar, self.look = DropStrip(), AnswerBar(), LookBar(maps.choice)
        self.tile_maps = TileMaps(maps, self.look, grid, answers.shown, answers.place)
        self.status = ElidedLabel("", SECONDARY, REGULAR, "text2")
        self.buttons = (
            Button(tr("Clear"), tip=tr("Remove all cards; the picture files stay where they are")),
            Button(tr("Copy"), icon="copy", tip=tr("Copy the table, for a spreadsheet")),
            Button(tr("Save table…"), icon="file", tip=tr("Save a CSV file: path, class, all probabilities")),
        )
        footer = QHBoxLayout()
        footer.setSpacing(12)
        footer.addWidget(self.status, 1)
        for button in self.buttons:
            footer.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for widget in (self.strip, self.bar, self.look):
            rows.addWidget(widget)
        rows.addWidget(grid, 1)
        rows.addLayout(footer)
