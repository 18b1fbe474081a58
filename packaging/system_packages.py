"""Finds missing system libraries and programs on Linux, and installs them with apt if no password is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The window names the same libraries where it cannot open, so the lists are in its package, which is not installed yet.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from resnet_studio.gui.system_libraries import (
    QT_LIBRARIES,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
    has_apt,
    install_command,
    missing,
)

__all__ = [
    "CHECK_PROGRAMS", "DISPLAY_PROGRAMS", "QT_LIBRARIES", "TEST_PROGRAMS", "TYPEFACE", "WAYLAND_LIBRARIES",
    "X11_LIBRARIES", "Needs", "has_apt", "how_to_install", "install", "missing",
]  # fmt: skip

# Programs: a virtual display, and simulated mouse input for the tests.
DISPLAY_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
TEST_PROGRAMS = {**DISPLAY_PROGRAMS, "xdotool": "xdotool"}
# Programs that check what a desktop reads of a package, and the one that makes the installer for Windows.
CHECK_PROGRAMS = {
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "xmllint": "libxml2-utils",
    "makensis": "nsis",
}
# What the design is drawn with: the window shows it where the system's own is not made for interfaces.
TYPEFACE = {} if Path("/usr/share/fonts/opentype/inter").exists() else {"Inter": "fonts-inter"}

Needs = dict[str, str]


def install(needs: Needs) -> bool:
    """Install the packages of `needs` with apt if that needs no password; return whether it succeeded."""
    if not needs:
        return True
    prefix = _root_prefix()
    if not has_apt() or prefix is None:
        return False
    packages = sorted(set(needs.values()))
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    _run_quietly([*apt, "update"])
    output = _run_quietly([*apt, "install", "--yes", "--no-install-recommends", *packages])
    if output is not None:
        print(output[-2000:], file=sys.stderr)
    return output is None


def _root_prefix() -> list[str] | None:
    """Prefix of a command to run it as root; None if that needs a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run_quietly(["sudo", "-n", "true"]) is None:
        return ["sudo", "-n"]
    return None


def _run_quietly(command: list[str]) -> str | None:
    """Run a non-interactive command; return None if it succeeded, else its output."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return None if done.returncode == 0 else done.stdout.decode(errors="replace")


def how_to_install(needs: Needs) -> str:
    """The command that installs what is missing, for a user who may install system packages."""
    if not has_apt():
        names = " ".join(sorted(needs))
        return f"Install these with the package manager of this machine:\n\n    {names}\n"
    return f"Run this command:\n\n    {install_command(needs)}\n"
