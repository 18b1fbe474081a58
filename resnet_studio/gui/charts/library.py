"""pyqtgraph, imported without CUDA: where that can be imported, pyqtgraph does, for a widget that shows films.

That took longer than the rest of pyqtgraph together, and brought NVIDIA's libraries into the window.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from resnet_studio.core.basics.postponed import absent

if TYPE_CHECKING:
    import pyqtgraph as pg
else:
    with absent("cuda"):
        pg = import_module("pyqtgraph")

__all__ = ["pg"]
