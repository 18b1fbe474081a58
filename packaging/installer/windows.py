"""The installer for Windows, made by NSIS from packaging/windows/installer.nsi."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from installer.places import DIST, NAME, PROGRAM, ROOT, version
from installer.program import ICONS
from installer.tools import run

SCRIPT = ROOT / "packaging" / "windows" / "installer.nsi"


def packages() -> list[Path]:
    """Sign the programs where a certificate is set up, make the installer, and sign it too."""
    for program in sorted(PROGRAM.glob("*.exe")):
        _sign(program)
    made = make_installer(PROGRAM, ICONS / f"{NAME}.ico", DIST / f"{NAME}-{version()}-setup.exe")
    _sign(made)
    return [made]


def make_installer(program: Path, icon: Path, target: Path) -> Path:
    """Make an installer of a folder. NSIS runs on every system, so this can be tried without Windows."""
    if not (makensis := shutil.which("makensis")):
        sys.exit("NSIS is not installed: its program makensis was not found.")
    target.parent.mkdir(parents=True, exist_ok=True)
    values = {"VERSION": version(), "PROGRAM": program, "ICON": icon, "OUTPUT": target}
    run([makensis, "-V2", "-WX", *(f"-D{name}={value}" for name, value in values.items()), SCRIPT])
    return target


def _sign(file: Path) -> None:
    """Sign a file where WINDOWS_CERTIFICATE names the thumbprint of an installed certificate; untried."""
    if not (thumbprint := os.environ.get("WINDOWS_CERTIFICATE")):
        print(f"{file.name} is not signed: WINDOWS_CERTIFICATE is not set.", flush=True)
        return
    server = os.environ.get("WINDOWS_TIMESTAMP_SERVER", "http://timestamp.digicert.com")
    run(["signtool", "sign", "/sha1", thumbprint, "/fd", "sha256", "/tr", server, "/td", "sha256", file])
