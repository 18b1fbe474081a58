"""The environments that packages are built in, and running programs in them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from installer.places import BUILD, ROOT, environment_python

SHELL_ENVIRONMENT = BUILD / "shell-environment"
TOOLS_ENVIRONMENT = BUILD / "tools-environment"
_NAME = re.compile(r"[A-Za-z0-9._-]*")
_WITHOUT = {"torch", "torchvision"}  # which needs torch


def shell_python() -> Path:
    """The Python of an environment with PyInstaller and all that the program needs but torch and torchvision."""
    needs = [need for need in _project()["dependencies"] if name_in(need) not in _WITHOUT]
    return _environment(SHELL_ENVIRONMENT, [*needs, *_tools("package-shell")])


def tools_python() -> Path:
    """The Python of an environment with the tools that make packages."""
    return _environment(TOOLS_ENVIRONMENT, _tools("package"))


def tool(name: str) -> Path:
    """A program of the tools' environment."""
    return tools_python().with_name(f"{name}.exe" if sys.platform == "win32" else name)


def run(command: Sequence[str | Path], **variables: str | Path) -> None:
    """Run a command in the checkout, with variables; the build ends where it fails."""
    words = [str(word) for word in command]
    values = {name: str(value) for name, value in variables.items()}
    done = subprocess.run(words, cwd=ROOT, env=os.environ | reproducible() | values, check=False)
    if done.returncode:
        sys.exit(f"{words[0]} failed with exit code {done.returncode}; see above.")


def compile_all(folder: Path, name: str) -> None:
    """Compile all modules in a folder: where the program is installed, it cannot write.

    The compiled files name no time of the source, and `name` instead of the folder, so that they are the same again.
    """
    command: list[str | Path] = [shell_python(), "-m", "compileall", "-q", "-f", "-j", "0", "-x", r"py31[2-9]_"]
    run([*command, "--invalidation-mode", "unchecked-hash", "-s", folder, "-p", name, folder])


def reproducible() -> dict[str, str]:
    """Variables with which a build gives the same bytes again: the time of the commit, and no random order."""
    return {"SOURCE_DATE_EPOCH": str(source_date()), "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def source_date() -> int:
    """The time that every file in a package gets: of the last commit, or as SOURCE_DATE_EPOCH says."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return int(done.stdout)
    return int((ROOT / "resnet_studio" / "__init__.py").stat().st_mtime)  # an sdist, whose files have the right times


def _project() -> dict[str, list[str]]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project: dict[str, list[str]] = content["project"]
    return project


def _tools(group: str) -> list[str]:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs: list[str] = content["dependency-groups"][group]
    return needs


def name_in(requirement: str) -> str:
    """The name in a requirement such as "sympy>=1.13.3", or of a distribution, as names are compared."""
    found = _NAME.match(requirement)
    assert found is not None  # it matches the empty text too
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _environment(folder: Path, requirements: list[str]) -> Path:
    """The Python of a virtual environment with these requirements, which is made again when they change."""
    python = environment_python(folder)
    stamp = folder / "requirements.txt"
    wanted = "\n".join([sys.version, *sorted(requirements)])
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Preparing {folder.relative_to(ROOT)}.", flush=True)
    run([sys.executable, "-m", "venv", "--clear", folder])
    pip_install(python, *requirements)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def pip_install(python: Path, *arguments: str | Path) -> None:
    """Install with the pip of an environment."""
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments])


def sha256(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
