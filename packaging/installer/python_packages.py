"""The wheel and the sdist, for people who have Python."""

from __future__ import annotations

from pathlib import Path

from installer.places import DIST, ROOT, version
from installer.tools import run, tools_python

STEM = "resnet_studio"


def build(folder: Path = DIST) -> list[Path]:
    """Build the sdist, and from it the wheel; both hold the same bytes each time."""
    made = [folder / f"{STEM}-{version()}.tar.gz", folder / f"{STEM}-{version()}-py3-none-any.whl"]
    for file in made:
        file.unlink(missing_ok=True)
    run([tools_python(), "-m", "build", "--outdir", folder, ROOT])
    return made
