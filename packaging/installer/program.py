"""The program as it is installed, put together in a folder: shell, torch, licences, and weights where they are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from installer import licences, torch_part, typeface, weights
from installer.places import BUILD, HERE, PROGRAM, ROOT, version
from installer.tools import SHELL_ENVIRONMENT, compile_all, run, shell_python

ICONS = BUILD / "icons"
_MARKER = "torch-folder.json"


def build() -> Path:
    """Build the program from nothing but the environments and torch, which are kept between builds."""
    torch_part.build()
    torch_part.describe()
    run([shell_python(), HERE / "icons.py", ROOT / "assets" / "icon.svg", ICONS])
    _build_shell()
    licences.collect(PROGRAM / "licences")
    typeface.put(PROGRAM / "share" / "fonts", PROGRAM / "licences")
    weights.put(PROGRAM / "share" / "weights", PROGRAM / "licences")
    licences.write_list(PROGRAM)
    _join(torch_part.FOLDER, PROGRAM / "torch")
    return PROGRAM


def _build_shell() -> None:
    shutil.rmtree(PROGRAM.parent, ignore_errors=True)
    command: list[str | Path] = [shell_python(), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    run(
        [*command, "--distpath", PROGRAM.parent, "--workpath", BUILD / "work", HERE / "shell.spec"],
        RESNET_STUDIO_SOURCE=ROOT,
        RESNET_STUDIO_ICONS=ICONS,
        RESNET_STUDIO_TORCH_MARKER=torch_part.FOLDER / _MARKER,
        RESNET_STUDIO_VERSION=version(),
        RESNET_STUDIO_SOURCES=licences.SOURCES,
        RESNET_STUDIO_SHIBOKEN=_support_of_qt(),
    )


def _support_of_qt() -> Path:
    """The folder of the modules that Qt for Python itself uses, compiled.

    It holds them as text, which it compiles at each start, unless it finds this folder, which `SBK_EMBED` has it write.
    """
    python = shell_python()
    run([python, "-c", "import PySide6.QtCore"], SBK_EMBED="0")
    folder = next(SHELL_ENVIRONMENT.rglob("shiboken6/files.dir"))
    compile_all(folder, "shiboken6")
    return folder


def _join(source: Path, target: Path) -> None:
    """Put torch into the program without a second copy on disk, where the system has hard links."""
    shutil.rmtree(target, ignore_errors=True)
    copy = shutil.copy2 if sys.platform == "win32" else os.link
    shutil.copytree(source, target, symlinks=True, copy_function=copy)
