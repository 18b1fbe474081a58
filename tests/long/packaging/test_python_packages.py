"""Wheel and sdist in empty environments made by pip, pipx and uv: the program has all its files, and tests itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import resnet_studio

ROOT = Path(__file__).resolve().parents[3]
NAMES = {"wheel": "resnet_studio-{}-py3-none-any.whl", "sdist": "resnet_studio-{}.tar.gz"}
pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
"""Most of the time is torch, which each of the environments gets."""


def run(*words: str | Path, folder: Path, **variables: str | Path) -> str:
    values = {name: str(value) for name, value in variables.items()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(words, cwd=folder, env=clean | values, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(tool: str, package: Path, folder: Path) -> Path:
    """Install into a new environment in a folder, and return the program."""
    if tool != "pip" and not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    name = "resnet-studio.exe" if sys.platform == "win32" else "resnet-studio"
    if tool == "pip":
        run(sys.executable, "-m", "venv", folder / "environment", folder=folder)
        programs = folder / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
        run(programs / "python", "-m", "pip", "install", "--quiet", package, folder=folder)
        return programs / name
    places = {"pipx": ("PIPX_HOME", "PIPX_BIN_DIR"), "uv": ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR")}[tool]
    variables = dict(zip(places, (folder / "environment", folder / "programs"), strict=True))
    words = ["install", "--python", sys.executable, package]
    run(tool, *(["tool"] if tool == "uv" else []), *words, folder=folder, **variables)
    return folder / "programs" / name


@pytest.mark.parametrize(("tool", "kind"), [("pip", "wheel"), ("pip", "sdist"), ("pipx", "wheel"), ("uv", "wheel")])
def test_installed_program_tests_itself_and_checks_pictures(tool: str, kind: str, tmp_path: Path) -> None:
    package = ROOT / "dist" / NAMES[kind].format(resnet_studio.__version__)
    if not package.is_file():
        pytest.skip(f"there is no {package.name} in dist/: make release comes first")
    program = install(tool, package, tmp_path)
    home = {"RESNET_STUDIO_HOME": tmp_path / "home", "QT_QPA_PLATFORM": "offscreen"}
    assert resnet_studio.__version__ in run(program, "--version", folder=tmp_path, **home)
    run(program, "--smoke", tmp_path / "window.png", folder=tmp_path, **home)
    for label, colour in (("black", 0), ("white", 255)):
        for number in range(2):
            file = tmp_path / "pictures" / label / f"{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("L", (40 + number, 40), colour).save(file)
    run(program, "check", tmp_path / "pictures", folder=tmp_path, **home)
