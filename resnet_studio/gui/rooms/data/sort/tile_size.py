"""How large the pictures are that are sorted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.grid import LARGEST_TILE, SMALLEST_TILE
from resnet_studio.gui.widgets.fields import Slider

_USUAL: Final = 104
_OF_PROPOSALS: Final = 84  # px, so that many are accepted together


class TileSize(Slider):
    """One size for proposals, and one for all other pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SMALLEST_TILE, LARGEST_TILE, _USUAL)
        self.setParent(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sizes = {False: _USUAL, True: _OF_PROPOSALS}
        self._proposed = False
        self.setAccessibleName(tr("Size of the pictures"))
        self.setToolTip(tr("Size of the pictures"))
        self.valueChanged.connect(self._keep)

    def turn_to(self, *, proposed: bool) -> int:
        """Show the size of proposals, or of other pictures, and return it, px."""
        self._proposed = proposed
        self.blockSignals(True)
        self.setValue(self._sizes[proposed])
        self.blockSignals(False)
        return self._sizes[proposed]

    def _keep(self, size: int) -> None:
        self._sizes[self._proposed] = size
