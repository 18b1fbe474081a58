"""Puts the typeface Inter into the package, for Linux desktops whose own is not made for interfaces.

It is Debian's `fonts-inter`, under the SIL Open Font License; `PACKAGE_FONTS` names another folder that has the files.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
from pathlib import Path

VARIABLE = "PACKAGE_FONTS"
FOLDER = Path("/usr/share/fonts/opentype/inter")
LICENCE = Path("/usr/share/doc/fonts-inter/copyright")
FILES = tuple(f"Inter-{style}.otf" for style in ("Regular", "Medium", "SemiBold", "Bold"))


def put(target: Path, licences: Path) -> None:
    """Copy the typeface into a folder of the program, and its licence to the others."""
    shutil.rmtree(target, ignore_errors=True)
    if sys.platform != "linux":
        return  # Windows and macOS have typefaces that are made for interfaces
    source = Path(os.environ.get(VARIABLE) or FOLDER)
    if not all((source / name).is_file() for name in FILES):
        print(f"Inter is not packaged: it is not in {source}. {VARIABLE} names a folder that has it.", flush=True)
        return
    target.mkdir(parents=True)
    for name in FILES:
        shutil.copy2(source / name, target / name)
    shutil.copy2(LICENCE if source == FOLDER else source / "LICENSE.txt", licences / "Inter.txt")


def version(folder: Path) -> str:
    """The version of the typeface in a folder, from the table `head` of its first file; empty where there is none."""
    file = folder / FILES[0]
    if not file.is_file():
        return ""
    data = file.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    for place in range(12, 12 + 16 * tables, 16):
        if data[place : place + 4] == b"head":
            whole, fraction = struct.unpack_from(">HH", data, struct.unpack_from(">I", data, place + 8)[0] + 4)
            return f"{whole + fraction / 65536:.3f}"
    sys.exit(f"{file} is not a typeface.")
