"""Importing pyqtgraph in steps, and without CUDA: when a room with curves is first shown, because it takes 27 MB.

Its package imports nearly all of its modules, which import each other. The largest ones are imported before the package
is executed, each in a step, with what imports of them ask the package for.

Where CUDA can be imported, pyqtgraph does, for a widget that shows films. That took longer than the rest of pyqtgraph
together, and brought NVIDIA's libraries into the window.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, Final

from PySide6 import QtCore, QtGui, QtWidgets

from resnet_studio.core.basics.postponed import absent

_NAME: Final = "pyqtgraph"
_LARGE: Final = (
    *("Qt", "colors.palette", "functions_qimage", "functions", "graphicsItems.AxisItem", "graphicsItems.ViewBox"),
    *("graphicsItems.PlotItem", "graphicsItems.ROI", "parametertree", "imageview", "multiprocess"),
)
_NEEDED: Final = (
    *("numpy", "colorama", "pydoc", "xml.etree.ElementTree", "importlib.resources"),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtTest"),
)
"""What it imports."""
_CLASSES: Final = 4  # of Qt in one step
_OPTION: Final = "getConfigOption"
"""The function of the package that many modules import; none calls it before the package is executed."""


def in_steps() -> Iterator[None]:
    """Import it and what it needs, unless it is there. A second caller goes on with what the first began."""
    for _ in _steps:
        yield


def _all() -> Iterator[None]:
    yield from _qt_classes()
    yield from _libraries(_NEEDED)
    if _NAME in sys.modules:
        return
    spec = find_spec(_NAME)
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules[_NAME] = module_from_spec(spec)
    setattr(package, _OPTION, _of(package))
    for name in _LARGE:
        with absent("cuda"), suppress(ImportError):  # of another version, which takes longer steps then
            import_module(f"{_NAME}.{name}")
        yield
    with absent("cuda"):
        spec.loader.exec_module(package)


def _libraries(names: Sequence[str]) -> Iterator[None]:
    """Import some modules of others, each in a step; they may be absent."""
    for name in names:
        with suppress(ImportError):
            import_module(name)
        yield


def _qt_classes() -> Iterator[None]:
    """Have Qt for Python make the classes that it has not made yet: pyqtgraph takes all, for a fifth of a second."""
    for module in (QtCore, QtGui, QtWidgets):
        yield from _classes(module)


def _classes(module: ModuleType) -> Iterator[None]:
    for number, name in enumerate(dir(module)):
        getattr(module, name)
        if number % _CLASSES == 0:
            yield


def _of(package: ModuleType) -> Callable[[str], Any]:
    """Stands for the package's own function."""

    def option(name: str) -> Any:
        return package.CONFIG_OPTIONS[name]

    return option


_steps: Final = _all()
