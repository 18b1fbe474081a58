"""Files that a package brings beside the program, in its folder `share`: published weights, and a typeface."""

import sys
from pathlib import Path

_SHARE = "share"


def is_packaged() -> bool:
    """Whether this program was installed from a package of its own, and not into a Python environment."""
    return bool(getattr(sys, "frozen", False))


def bundled(*parts: str) -> Path | None:
    """A file or folder below `share`; None where the package has none, or where this is not a package."""
    if not is_packaged():
        return None
    program = Path(sys.executable).resolve().parent
    for folder in (program / _SHARE, program.parent / "Resources" / _SHARE):  # the second is in an app of macOS
        if (place := folder.joinpath(*parts)).exists():
            return place
    return None
