"""Finds missing system libraries and programs on Linux, and installs them with apt if no password is needed."""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys

# Shared libraries that the PySide6 wheels need but do not contain: library -> Debian package. The names are those of
# Debian 12; in Debian 13 and Ubuntu 24.04 one is libglib2.0-0t64, which can still be installed by the old name.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
# Programs: a virtual display, and simulated mouse input for the tests.
DISPLAY_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
TEST_PROGRAMS = {**DISPLAY_PROGRAMS, "xdotool": "xdotool"}

Needs = dict[str, str]


def missing(needs: Needs) -> Needs:
    """Those of the needs (library or program -> package) that are missing on this machine."""
    return {name: package for name, package in needs.items() if not _present(name)}


def _present(name: str) -> bool:
    if ".so" not in name:
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install(needs: Needs) -> bool:
    """Install the packages of `needs` with apt if that needs no password; return whether it succeeded."""
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


def has_apt() -> bool:
    """Whether this is Debian or a related system."""
    return shutil.which("apt-get") is not None


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
    packages = " ".join(sorted(set(needs.values())))
    if shutil.which("sudo") and os.geteuid() != 0:
        line = f"sudo apt-get update && sudo apt-get install --yes {packages}"
    else:
        line = f"apt-get update && apt-get install --yes {packages}"
        line = line if os.geteuid() == 0 else f"su -c {shlex.quote(line)}"
    return f"Run this command:\n\n    {line}\n"
