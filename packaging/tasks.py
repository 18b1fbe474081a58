"""What each `make` target does, once a Python that is new enough has been found."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import environment
import system_packages as system
from environment import PYTHON, ROOT, SetupError

# Qt's libraries are checked by name beforehand, so that one line can name all that is missing; this is the proof.
QT_PROOF = """
import ctypes, pathlib, sys, PySide6
from PySide6 import QtGui, QtNetwork, QtSvg, QtWidgets
if sys.platform == "linux" and "x11" in sys.argv:
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""
X11_SCREEN = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 3840x2160x24"]


def run(arguments: list[str]) -> int:
    """Open the window on the bundled sample; with no display, train it in the terminal."""
    if has_display():
        libraries = system.QT_LIBRARIES | system.X11_LIBRARIES
        if os.environ.get("WAYLAND_DISPLAY"):
            libraries |= system.WAYLAND_LIBRARIES
        set_up("", libraries if on_linux() else {}, again="make run")
        prove_qt(x11=True)
        command = ["open", "--sample"]
    else:
        set_up("", {}, again="make run")
        print("There is no display here, so the sample is trained in this terminal.", flush=True)
        command = ["train", "--sample"]
    become([PYTHON, "-m", "resnet_studio", *command, *arguments])


def test(arguments: list[str]) -> int:
    """Run the tests. Without Xvfb and xdotool those that need a real display skip, and say so."""
    set_up("test", system.QT_LIBRARIES if on_linux() else {}, again="make test")
    wish_for(system.X11_LIBRARIES | system.TEST_PROGRAMS, "Tests of a real window and a real drag are skipped.")
    prove_qt()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    become([PYTHON, "-m", "pytest", *arguments])


def test_long(arguments: list[str]) -> int:
    """Run the tests that take minutes and that `test` leaves out."""
    return test(["-m", "long", *arguments])


def lint(_arguments: list[str]) -> int:
    """Check style, types and the import contracts; go through all of them before failing."""
    set_up("dev", {}, again="make lint")
    checks = [
        ["-m", "ruff", "check"],
        ["-m", "ruff", "format", "--check"],
        ["-m", "mypy"],
        ["-m", "mypy", "packaging"],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ]
    codes = [subprocess.run([PYTHON, *check], cwd=ROOT, check=False).returncode for check in checks]
    return 1 if any(codes) else 0


def texts(_arguments: list[str]) -> int:
    """Extract the texts for translators; check and compile the translations."""
    set_up("dev", {}, again="make texts")
    become([PYTHON, "packaging/texts.py"])


def bench(arguments: list[str]) -> int:
    """Measure, print the figures and write bench.json."""
    set_up("bench", system.QT_LIBRARIES if on_linux() else {}, again="make bench")
    wish_for(system.X11_LIBRARIES | system.DISPLAY_PROGRAMS, "Windows are measured without a display.")
    become([*screen(), PYTHON, "tests/bench", *arguments])


def screenshots(arguments: list[str]) -> int:
    """Take the pictures for the README."""
    needs = system.QT_LIBRARIES | system.X11_LIBRARIES | ({} if has_display() else system.DISPLAY_PROGRAMS)
    set_up("test", needs if on_linux() else {}, again="make screenshots")
    prove_qt(x11=True)
    become([*screen(), PYTHON, "packaging/screenshots.py", *arguments])


def clean(_arguments: list[str]) -> int:
    """Remove caches and what was built."""
    for name in ["build", "dist", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"]:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    (ROOT / "bench.json").unlink(missing_ok=True)
    for top in ["resnet_studio", "tests", "packaging"]:
        for cache in list((ROOT / top).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)
    return 0


def distclean(arguments: list[str]) -> int:
    """Remove the virtual environment too."""
    shutil.rmtree(environment.FOLDER, ignore_errors=True)
    return clean(arguments)


ALL = (run, test, test_long, lint, texts, bench, screenshots, clean, distclean)
TASKS = {task.__name__.replace("_", "-"): task for task in ALL}


def on_linux() -> bool:
    """Whether system libraries are our concern here: the wheels for Windows and macOS bring everything."""
    return sys.platform == "linux"


def has_display() -> bool:
    """Whether a window can be shown."""
    return not on_linux() or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screen() -> list[str]:
    """What to put before a command that draws windows: a virtual screen where there is no real one."""
    if has_display():
        return []
    if shutil.which("xvfb-run"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        return X11_SCREEN
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return []


def set_up(extra: str, needs: system.Needs, again: str) -> None:
    """System packages first, for they may need the person; then the virtual environment."""
    lacking = system.missing(needs) | venv_package()
    if lacking and not system.install(lacking):
        raise SetupError(f"System packages are missing. {system.how_to_install(lacking)}\nThen type `{again}` again.")
    environment.ensure(extra)


def venv_package() -> system.Needs:
    """Debian ships Python without the part that makes virtual environments usable."""
    if importlib.util.find_spec("ensurepip") or environment.PYTHON.exists():
        return {}
    if not (on_linux() and system.has_apt() and sys.base_prefix == "/usr"):
        raise SetupError(f"{sys.executable} comes without ensurepip. Please name another Python with PYTHON=...")
    return {"ensurepip": f"python{sys.version_info.major}.{sys.version_info.minor}-venv"}


def wish_for(needs: system.Needs, otherwise: str) -> None:
    """Install what is useful but can be done without; an attempt that failed is not repeated every time."""
    lacking = system.missing(needs) if on_linux() else {}
    if not lacking:
        return
    tried = environment.FOLDER / "system-packages-tried"
    names = " ".join(sorted(lacking.values()))
    tried_before = tried.exists() and tried.read_text(encoding="utf-8") == names
    if tried_before or not system.install(lacking):
        tried.write_text(names, encoding="utf-8")
        print(f"{otherwise} {system.how_to_install(lacking)}", flush=True)


def prove_qt(x11: bool = False) -> None:
    """Load Qt for real: a library that no list names is found here, with its name."""
    done = subprocess.run(
        [PYTHON, "-c", QT_PROOF, *(["x11"] if x11 else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"Qt cannot be loaded on this machine: {reason}")


def become(command: list[str | Path]) -> NoReturn:
    """Replace this process by the command, so that signals and the exit code are the command's own."""
    os.chdir(ROOT)
    words = [str(word) for word in command]
    sys.stdout.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(words))
    os.execvp(words[0], words)


def main(arguments: list[str]) -> int:
    """Run the task that the first argument names."""
    if not arguments or arguments[0] not in TASKS:
        print(f"One of these, please: {' '.join(TASKS)}", file=sys.stderr)
        return 2
    try:
        return TASKS[arguments[0]](arguments[1:])
    except SetupError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
