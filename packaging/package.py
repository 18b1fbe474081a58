"""Builds packages: `package.py package` those of this system, `package.py release` everything that it can.

packaging/README.md says what is built where, and what was tried. It needs only Python: what builds is installed into
environments in build/package.
"""

from __future__ import annotations

import sys
from pathlib import Path

from installer import linux, macos, program, python_packages, release, windows

_SYSTEMS = {"linux": linux.packages, "win32": windows.packages, "darwin": macos.packages}


def main(arguments: list[str]) -> int:
    """Build what the first argument names, and print the paths of what was made."""
    kinds = {"package": _package, "release": _release, "check": release.check}
    if len(arguments) != 1 or arguments[0] not in kinds:
        print(f"Choose one of: {' '.join(kinds)}", file=sys.stderr)
        return 2
    for made in kinds[arguments[0]]():
        print(made, flush=True)
    return 0


def _package() -> list[Path]:
    program.build()
    return _SYSTEMS[sys.platform]()


def _release() -> list[Path]:
    if sys.platform == "linux":
        linux.require_checks()
    made = [*_package(), *python_packages.build()]
    return [*made, *release.describe(made)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
