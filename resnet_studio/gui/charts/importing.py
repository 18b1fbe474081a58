"""Importing pyqtgraph in steps, and without CUDA.

Its package imports nearly all of its modules, which import each other. The largest ones are imported before the package
is executed, each in a step, with what imports of them ask the package for.

Where CUDA can be imported, pyqtgraph does, for a widget that shows films. That took longer than the rest of pyqtgraph
together, and brought NVIDIA's libraries into the window.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, Final

from resnet_studio.core.basics.postponed import absent

_NAME: Final = "pyqtgraph"
_LARGE: Final = (
    *("Qt", "colors.palette", "functions_qimage", "functions", "graphicsItems.AxisItem", "graphicsItems.ViewBox"),
    *("graphicsItems.PlotItem", "graphicsItems.ROI", "parametertree", "imageview", "multiprocess"),
)
_OPTION: Final = "getConfigOption"
"""The function of the package that many modules import; none calls it before the package is executed."""


def in_steps() -> Iterator[None]:
    """Import it, unless it is there; what is not imported when this is given up is imported at once."""
    if _NAME in sys.modules:
        return
    spec = find_spec(_NAME)
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules[_NAME] = module_from_spec(spec)
    setattr(package, _OPTION, _of(package))
    try:
        for name in _LARGE:
            with absent("cuda"), suppress(ImportError):  # of another version, which takes longer steps then
                import_module(f"{_NAME}.{name}")
            yield
    finally:
        with absent("cuda"):
            spec.loader.exec_module(package)


def _of(package: ModuleType) -> Callable[[str], Any]:
    """Stands for the package's own function."""

    def option(name: str) -> Any:
        return package.CONFIG_OPTIONS[name]

    return option
