"""A grid of tiles that is at most as high as they need, so that what is below follows a few of them."""

from __future__ import annotations

from resnet_studio.gui.widgets.pictures import TileGrid


class FittingGrid(TileGrid):
    """As `TileGrid`, but no higher than all of its tiles."""

    def _arrange(self) -> None:
        super()._arrange()
        last = self.tile_rect(max(0, self.count() - 1))
        self.setMaximumHeight(last.bottom() + self.verticalScrollBar().value() + self._caption + 2)
