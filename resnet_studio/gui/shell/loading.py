"""What a window imports and makes after its first paint, in steps so short that it answers between them.

Qt allows its classes to be made known in the window's thread only, so a thread cannot do this.
"""

from __future__ import annotations

import pkgutil
import time
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer

_SLICE_S: Final = 0.008  # of one turn of the event loop, unless a single step is longer
_CLASSES: Final = 4  # of Qt in one step


class Steps(QObject):
    """Does steps from the event loop until there is none left, or `do_rest` does what is left at once."""

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._do_some)
        self._timer.start()

    def do_rest(self) -> None:
        """Do all steps that are left."""
        self._timer.stop()
        for _ in self._steps:
            pass

    def _do_some(self) -> None:
        until = time.monotonic() + _SLICE_S
        while time.monotonic() < until:
            if next(self._steps, self) is self:
                self._timer.stop()
                return


def modules(*packages: str) -> Iterator[None]:
    """Import all modules of packages, each in a step; not those of packages in them."""
    for package in packages:
        for found in pkgutil.iter_modules(import_module(package).__path__):
            import_module(f"{package}.{found.name}")
            yield


def qt_classes() -> Iterator[None]:
    """Have Qt for Python make the classes that it has not made yet: pyqtgraph takes all, for a fifth of a second."""
    for module in (QtCore, QtGui, QtWidgets):
        yield from _classes(module)


def _classes(module: ModuleType) -> Iterator[None]:
    for number, name in enumerate(dir(module)):
        getattr(module, name)
        if number % _CLASSES == 0:
            yield
