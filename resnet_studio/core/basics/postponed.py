"""Imports of other people's modules that a start does without: they are done when something of them is first used.

A library imports at its top what some of its functions need. Where none of these is called before the window is there,
its imports are most of what it costs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


@contextmanager
def postponed(*names: str) -> Iterator[None]:
    """Have the imports of some modules postponed that are done in here, in this thread, unless they are there already.

    Who imports one in here holds a placeholder, which imports the module when something of it is used. Who imports one
    later holds the module itself.
    """
    finder = _Finder(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in names:
            if isinstance(sys.modules.get(name), Placeholder):
                del sys.modules[name]


@contextmanager
def absent(name: str) -> Iterator[None]:
    """Have a module missing for what is imported in here, unless it is there already."""
    hidden = name not in sys.modules
    if hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


class Placeholder(ModuleType):
    """Stands for a module until something of it is used. Threads that use it at once wait for one import, as always."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system looks for
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")  # not a text
        _used.add(self.__name__)
        if sys.modules.get(self.__name__) is self:  # it is used while imports are still postponed
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


_used: set[str] = set()


class _Finder:
    """Finds placeholders, but for modules of which something was used."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self._names - _used else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Placeholder(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        """There is nothing to do before the module is used."""
