"""The virtual environment in `.venv`: created once, checked quickly before each target, repaired if it is broken."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pip_progress import run_pip

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = FOLDER / "resnet-studio.json"
NEEDED_GB = 7

# Each extra with those that it contains.
CONTAINS = {"": {""}, "test": {"", "test"}, "dev": {"", "test", "dev"}, "bench": {"", "test", "bench"}}

# Prints the Python version, and the location of our package if it and the large packages can be found.
# It imports none of them, because it runs before every target.
PROBE = """
import importlib.util, sys
names = "numpy PIL PySide6 pyqtgraph sklearn torch torchvision typer".split()
complete = all(importlib.util.find_spec(name) for name in names)
ours = importlib.util.find_spec("resnet_studio")
print("%d.%d" % sys.version_info[:2])
print(ours.origin if ours and complete else "")
"""
# Run after an installation, because only an import finds a truncated file. Qt is left out, because its system
# libraries are not needed for every target.
IMPORTS = "import numpy, PIL.Image, PySide6, psutil, safetensors, scipy, sklearn, torch, torchvision, typer"
# Measured on Linux, where PyTorch brings CUDA: 3 GB take 4 minutes at 100 Mbit/s, and writing 6 GB some minutes more.
EXPECTED = (
    "Installing ResNet Studio and its dependencies, once: up to 3 GB to download and 6 GB on disk, most of it PyTorch. "
    "It takes 5 to 10 minutes with a fast network."
    if sys.platform == "linux"
    else "Installing ResNet Studio and its dependencies, once: about 0.5 GB to download and 2 GB on disk. "
    "It takes some minutes."
)


class SetupError(Exception):
    """The environment cannot be created; the text is shown to the user."""


@dataclass(frozen=True)
class Stamp:
    """What `.venv` was created for. `complete` is true only after everything was installed and imported."""

    complete: bool
    root: str  # paths in it are absolute, so a moved checkout needs a new environment
    python: str  # "3.11"
    project: str  # hash of the package's part of pyproject.toml
    extra: str


def ensure(extra: str) -> None:
    """Create or update `.venv` as pyproject.toml requires, with the optional dependencies named `extra`."""
    with _lock():
        stamp = _read_stamp()
        wanted = Stamp(True, str(ROOT), _python_version(stamp), _project(), extra)
        if stamp and extra in CONTAINS.get(stamp.extra, ()):
            wanted = replace(wanted, extra=stamp.extra)
        if stamp == wanted and _works(wanted):
            return
        _update(wanted, stamp)


def _read_stamp() -> Stamp | None:
    try:
        return Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_stamp(stamp: Stamp) -> None:
    new = STAMP.with_suffix(".new")
    new.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    new.replace(STAMP)


def _python_version(stamp: Stamp | None) -> str:
    """The Python version that `.venv` should have: the present one, unless PYTHON=... chooses another."""
    if stamp and not os.environ.get("PYTHON"):
        return stamp.python
    return _this_python()


def _project() -> str:
    """Hash of the parts of pyproject.toml that affect an installation."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        content = tomllib.load(file)
    parts = [content["build-system"], content["project"], content["tool"]["hatch"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _works(stamp: Stamp) -> bool:
    """Whether the environment runs, with the right Python, and contains the package of this checkout."""
    try:
        answer = subprocess.run([PYTHON, "-I", "-c", PROBE], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    version, origin = [*answer.stdout.splitlines(), "", ""][:2]
    return version == stamp.python and Path(origin) == ROOT / "resnet_studio" / "__init__.py"


def _update(wanted: Stamp, found: Stamp | None) -> None:
    """Install what is missing into a usable environment; recreate the environment if it is unusable or stays broken."""
    usable = found and (found.root, found.python) == (wanted.root, wanted.python) and _has_pip()
    if usable:
        print("Updating .venv: a moment, or some minutes where PyTorch changes.", flush=True)
        _write_stamp(replace(wanted, complete=False))
        _install(wanted.extra)
        if _imports():
            _write_stamp(wanted)
            return
        print("Something in .venv is broken.", flush=True)
    # A new environment uses the Python that runs this script: the one chosen with PYTHON=..., or the default one.
    wanted = replace(wanted, python=_this_python())
    _recreate(wanted, found)
    _write_stamp(replace(wanted, complete=False))
    print(EXPECTED, flush=True)
    _install(wanted.extra)
    if not _imports(show=True):
        raise SetupError("The packages were installed into .venv but cannot be imported; see the error above.")
    _write_stamp(wanted)


def _this_python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _recreate(wanted: Stamp, found: Stamp | None) -> None:
    if found and found.root != wanted.root:
        print("This checkout was moved or copied, so .venv is created again.", flush=True)
    else:
        print(f"Creating the virtual environment .venv with Python {wanted.python}.", flush=True)
    if shutil.disk_usage(ROOT).free < NEEDED_GB * 10**9:
        print(f"Note: this can take up to {NEEDED_GB} GB, and {ROOT} has less free space.", flush=True)
    STAMP.unlink(missing_ok=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=False)
    if done.returncode:
        raise SetupError(f"{sys.executable} could not create a virtual environment in {FOLDER}.")


def _has_pip() -> bool:
    try:
        answer = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _install(extra: str) -> None:
    """Install the package from this checkout, editable, with its dependencies."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if run_pip([*command, "--editable", f".[{extra}]" if extra else "."], ROOT):
        raise SetupError("pip could not install the packages; see the error above. Run the command again to continue.")


def _imports(show: bool = False) -> bool:
    done = subprocess.run([PYTHON, "-I", "-c", IMPORTS], stderr=None if show else subprocess.DEVNULL, check=False)
    return done.returncode == 0


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Hold a lock on `.venv`, so that two targets started at the same time do not both set it up."""
    FOLDER.mkdir(exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(FOLDER, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another target is setting up .venv; waiting for it.", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
