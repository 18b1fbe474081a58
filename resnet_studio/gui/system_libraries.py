"""The system's libraries that Qt needs on Linux: the wheels of PySide6 do not contain them.

Neither Qt nor anything else that has to be installed is imported here, because the setup reads these lists first.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
from collections.abc import Mapping

# Library -> Debian package. The names are those of Debian 12; in Debian 13 and Ubuntu 24.04 one is libglib2.0-0t64,
# which can still be installed by the old name.
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


def missing(needs: Mapping[str, str]) -> dict[str, str]:
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


def has_apt() -> bool:
    """Whether this is Debian or a related system."""
    return shutil.which("apt-get") is not None


def install_command(needs: Mapping[str, str]) -> str:
    """The command that installs what is missing with apt, for a user who may install system packages."""
    packages = " ".join(sorted(set(needs.values())))
    if shutil.which("sudo") and os.geteuid() != 0:
        return f"sudo apt-get update && sudo apt-get install --yes {packages}"  # not a text
    line = f"apt-get update && apt-get install --yes {packages}"  # not a text
    return line if os.geteuid() == 0 else f"su -c {shlex.quote(line)}"
