"""A packaged program without PyInstaller: what it sets is set, and its folder holds a torch of a few bytes."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.installation import torch_marker
from resnet_studio.core.installation.torch_folder import NAME
from resnet_studio.core.installation.torch_marker import MARKER

MakeTorch = Callable[..., Path]


def _make_torch(folder: Path, *, version: str = "2.13.0+cpu", cuda: str = "None", code: str = "") -> Path:
    """A folder of a torch that says its version, with its marker."""
    for name in ("torch", "sympy"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"__version__ = {version!r}\n{code}")
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "torch" / "version.py").write_text(f"cuda: Optional[str] = {cuda}\nhip: Optional[str] = None\n")
    torch_marker.describe(folder)
    return folder


@pytest.fixture
def make_torch() -> MakeTorch:
    return _make_torch


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a packaged program that was built for the torch beside it."""
    program = tmp_path / "ResNet Studiö 1"
    folder = _make_torch(program / NAME)
    inside = program / "_internal"
    inside.mkdir()
    (inside / MARKER).write_bytes((folder / MARKER).read_bytes())
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(inside), raising=False)
    monkeypatch.setattr(sys, "executable", str(program / "resnet-studio"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    return program
