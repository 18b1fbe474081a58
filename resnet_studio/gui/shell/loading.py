"""What a window imports and makes after its first paint, in steps so short that it answers between them.

Qt allows its classes to be made known in the window's thread only, so a thread cannot do this.
"""

from __future__ import annotations

import gc
import pkgutil
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from modulefinder import ModuleFinder
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

_OURS: Final = "resnet_studio."
_WHEN_ASKED: Final = ("resnet_studio.gui.charts.run_charts",)
"""Not imported for those that name it: they do so for its types, or when it is needed."""
_SLICE_S: Final = 0.008  # of one turn of the event loop, unless a single step is longer


class Steps(QObject):
    """Does steps from the event loop until there is none left, or `do_rest` does what is left at once, or `end`.

    Signals: ``done()``: the event loop has done the last one.
    """

    done = Signal()

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._do_some)
        self._timer.start()

    def do_rest(self) -> None:
        """Do all steps that are left."""
        self.end()
        for _ in self._steps:
            pass

    def end(self) -> None:
        """Do no more steps."""
        self._timer.stop()

    def _do_some(self) -> None:
        until = time.monotonic() + _SLICE_S
        while time.monotonic() < until:
            if next(self._steps, self) is self:
                self._timer.stop()
                self.done.emit()
                break
        gc.freeze()  # what stays is not looked through at each of the next garbage collections


def modules(*packages: str) -> Iterator[None]:
    """Import all modules of packages, each in a step; not those of packages in them."""
    for package in packages:
        for found in pkgutil.iter_modules(import_module(package).__path__):
            yield from module(f"{package}.{found.name}")


def module(name: str) -> Iterator[None]:
    """Import one of our modules after those of ours that it imports, each in a step: one import may be of fifty.

    Libraries are left to those that import them: where a thread imports NumPy at the same time, importing a part of it
    here would let both fail.
    """
    seen, waiting = {name, *_WHEN_ASKED}, [(name, _imported(name))]
    while waiting:
        now, others = waiting[-1]
        needed = next((other for other in others if other not in seen and other not in sys.modules), None)
        if needed is not None:
            seen.add(needed)
            waiting.append((needed, _imported(needed)))
            continue
        waiting.pop()
        if now not in sys.modules:
            import_module(now)
            yield


def _imported(name: str) -> Iterator[str]:
    """Those of our modules that a module imports when it is imported, in its order."""
    spec = find_spec(name)
    code = getattr(spec and spec.loader, "get_code", lambda _: None)(name)
    if code is None:
        return
    for kind, found in ModuleFinder([]).scan_opcodes(code):
        if kind != "absolute_import" or not found[1].startswith(_OURS):
            continue
        names, package = found
        yield package
        there = sys.modules.get(package)
        if hasattr(there, "__path__"):
            yield from (f"{package}.{one}" for one in names or () if not hasattr(there, one))
