"""What a package has to depend on: the shared libraries that the program loads and does not bring."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from resnet_studio.gui.system_libraries import QT_LIBRARIES, WAYLAND_LIBRARIES, X11_LIBRARIES

DEBIAN = {
    **QT_LIBRARIES,
    **X11_LIBRARIES,
    **WAYLAND_LIBRARIES,
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libXext.so.6": "libxext6",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libgmodule-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libatomic.so.1": "libatomic1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "libexpat.so.1": "libexpat1",
    "libtirpc.so.3": "libtirpc3",
    "libnsl.so.2": "libnsl2",
}
"""Library -> package of Debian 12. Newer releases keep these names, some as what another package provides."""

_GLIBC = re.compile(r"^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl|mvec))\.so\.\d+$")
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_GLIBC_VERSION = re.compile(r"GLIBC_(\d+)\.(\d+)")
# Plugins that Qt tries and does without where their libraries are missing, such as the look of GTK.
_OPTIONAL = ("platformthemes/", "networkinformation/", "tls/", "imageformats/", "wayland-graphics-integration-client/")
# Code for graphics cards inside torch's build with CUDA, which is loaded only where there is one.
_TORCH_CARDS = ("libcuda.so.1", "libnvidia-ml.so.1", "libcupti.so", "librdmacm.so.1", "libibverbs.so.1", "libmlx5.so.1")


class Needs:
    """The libraries that a folder of programs needs from the system.

    Attributes:
        names: such as "libGL.so.1", without those of the C library, sorted.
        glibc: the oldest version of the C library that has all symbols that are used, such as (2, 34).
    """

    def __init__(self, program: Path) -> None:
        inside = {file.name for file in program.rglob("*.so*")}
        needed: set[str] = set()
        self.glibc = (2, 17)
        for file in _binaries(program):
            headers = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False).stdout
            needed.update(_NEEDED.findall(headers))
            versions = [(int(major), int(minor)) for major, minor in _GLIBC_VERSION.findall(headers)]
            self.glibc = max([self.glibc, *versions])
        outside = needed - inside - set(_TORCH_CARDS)
        self.names = sorted(name for name in outside if not _GLIBC.match(name))

    def debian(self) -> list[str]:
        """The dependencies of a Debian package."""
        unknown = [name for name in self.names if name not in DEBIAN]
        if unknown:
            sys.exit(
                f"No Debian package is known for {', '.join(unknown)}: add them to packaging/installer/libraries.py."
            )
        packages = {DEBIAN[name] for name in self.names}
        return [f"libc6 (>= {self.glibc[0]}.{self.glibc[1]})", *sorted(packages)]

    def rpm(self) -> list[str]:
        """The same for RPM, where packages provide the names of their libraries."""
        libc = f"libc.so.6(GLIBC_{self.glibc[0]}.{self.glibc[1]})(64bit)"
        return [libc, *(f"{name}()(64bit)" for name in self.names)]


def _binaries(program: Path) -> Iterator[Path]:
    """The programs and libraries in a folder, without plugins that are optional."""
    for file in sorted(program.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        plugin = str(file).partition("/Qt/plugins/")[2]
        if plugin.startswith(_OPTIONAL):
            continue
        with file.open("rb") as stream:
            if stream.read(4) == b"\x7fELF":
                yield file
