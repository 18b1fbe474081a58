"""pyqtgraph, imported at once unless it is there."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from resnet_studio.gui.charts.importing import in_steps

if TYPE_CHECKING:
    import pyqtgraph as pg
else:
    for _ in in_steps():
        pass
    pg = import_module("pyqtgraph")

__all__ = ["pg"]
