"""A package on disk that pip can install without a network."""

import os
import zipfile
from pathlib import Path

import pytest

MODULE = "made_up_runtime"


def make_wheel(folder: Path, requires: str = "") -> Path:
    """A wheel with one empty module, that may require another package."""
    info = f"{MODULE}-1.0.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {MODULE}", "Version: 1.0"]
    if requires:
        lines.append(f"Requires-Dist: {requires}")
    content = {
        f"{MODULE}.py": "",
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*content, f"{info}/RECORD"))
    file = folder / f"{MODULE}-1.0-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in (content | {f"{info}/RECORD": record}).items():
            packed.writestr(name, text)
    return file


def use_index(folder: Path, monkeypatch: pytest.MonkeyPatch, target: Path | None = None) -> None:
    """Have pip know this folder's packages only, and install into `target` instead of the environment."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())  # a list, at spaces
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    if target is not None:
        monkeypatch.setenv("PIP_TARGET", str(target))
