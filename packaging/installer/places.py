"""Where things are while packages are built, and what they are called."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "package"
DIST = ROOT / "dist"
HERE = Path(__file__).parent
LINUX = ROOT / "packaging" / "linux"

NAME = "resnet-studio"
TITLE = "ResNet Studio"
PROGRAM = BUILD / "program" / NAME
"""The whole program, as it is installed: the shell, the folder of torch, licences, and weights if there are any."""


def version() -> str:
    """The program's version, from the one place that has it."""
    text = (ROOT / "resnet_studio" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        sys.exit("resnet_studio/__init__.py does not say the version")
    return found[1]


def environment_python(folder: Path) -> Path:
    """The Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
