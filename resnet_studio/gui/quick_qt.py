"""Importing Qt for Python without what only its errors, its help and its optional names need.

When Qt for Python is imported, it loads what reads signatures, with which it explains a wrong call; and from then on
it reads the source of every module that is imported, to see whether it wants names in snake_case. Together that was a
fifth of the time until the window accepts a drop. Here the first is postponed until a call is wrong, and the second
never begins or, from source, ends.
"""

import builtins
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Final

from resnet_studio.core.basics.postponed import postponed

HOOK: Final = "pyi_rth_pyside6"
"""PyInstaller's code for Qt in a package, which says where its plugins are (`packaging/installer/shell.spec`)."""
_SIGNATURES: Final = "shibokensupport.signature"
# Not "mapping": where it is first imported while a wrong call is explained, Qt for Python crashes.
_POSTPONED: Final = (
    *(f"{_SIGNATURES}.{name}" for name in ("errorhandler", "importhandler", "layout", "parser")),
    *(f"{_SIGNATURES}.lib.{name}" for name in ("enum_sig", "pyi_generator", "tool")),
    *("base64", "inspect", "tempfile", "textwrap", "zipfile"),
)


def load() -> None:
    """Import Qt for Python, unless it is there; all further imports of it are as usual."""
    with postponed(*_POSTPONED):
        import_module("shiboken6")  # before PySide6: code that would add itself to PySide6 does not find it
        import_module("PySide6.QtCore")
        if getattr(sys, "frozen", False):
            import_module(HOOK)
    # From source it unpacks itself, and asks no finder, so that all of it is loaded.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def rest() -> Iterator[None]:
    """Import what was postponed, each in a step, after the first paint: from then on a wrong call finds it there."""
    for name in _POSTPONED:
        with suppress(ImportError):  # of another version of Qt for Python
            import_module(name)
        yield
