"""The `make` targets. They run in a Python that is new enough."""

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

# Qt's libraries are checked by name first, so that all missing ones are reported at once; then Qt itself is loaded.
LOAD_QT = """
import ctypes, pathlib, sys, PySide6
from PySide6 import QtGui, QtNetwork, QtSvg, QtWidgets
if sys.platform == "linux" and "x11" in sys.argv:
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""
X11_SCREEN = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 3840x2160x24"]


def run(arguments: list[str]) -> int:
    """Open the window with the bundled sample; without a display, train on the sample in the terminal."""
    if has_display():
        libraries = system.QT_LIBRARIES | system.X11_LIBRARIES
        if os.environ.get("WAYLAND_DISPLAY"):
            libraries |= system.WAYLAND_LIBRARIES
        set_up("", libraries if on_linux() else {}, again="make run")
        install_optional(system.TYPEFACE, "The window has the typeface of this system.")
        check_qt(x11=True)
        print("Opening the window on a sample of handwritten digits.", flush=True)
        command = ["open", "--sample"]
    else:
        set_up("", {}, again="make run")
        print("There is no display, so the sample is trained in this terminal.", flush=True)
        command = ["train", "--sample"]
    replace_process([PYTHON, "-m", "resnet_studio", *command, *arguments])


def test(arguments: list[str]) -> int:
    """Run the tests. Those that need a real display are skipped without Xvfb and xdotool."""
    run_tests(arguments, "test", min(4, (os.cpu_count() or 1) + 1))  # one more: many tests wait for an engine


def run_tests(arguments: list[str], extra: str, processes: int) -> NoReturn:
    """Run tests with the optional dependencies named `extra`."""
    set_up(extra, system.QT_LIBRARIES if on_linux() else {}, again="make test")
    install_optional(system.X11_LIBRARIES | system.TEST_PROGRAMS, "Tests of a real window and a real drag are skipped.")
    check_qt()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the processes share the cores
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""  # else each process that tests start compiles the program again
    replace_process([PYTHON, "-m", "pytest", "-n", str(processes), "--dist", "worksteal", *arguments])


def test_long(arguments: list[str]) -> int:
    """Run the tests that take minutes, which `test` leaves out."""
    run_tests(["-m", "long", *arguments], "dev", 0)  # one process: each of these tests uses all cores itself


def lint(_arguments: list[str]) -> int:
    """Check style, types and the import contracts; all of them run even if one fails."""
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
    replace_process([PYTHON, "packaging/texts.py"])


def settings(_arguments: list[str]) -> int:
    """Write the page of settings in the documentation from the table of settings."""
    set_up("", {}, again="make settings")
    replace_process([PYTHON, "packaging/settings_page.py"])


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, print the results and write bench.json."""
    set_up("bench", system.QT_LIBRARIES if on_linux() else {}, again="make bench")
    install_optional(system.X11_LIBRARIES | system.DISPLAY_PROGRAMS, "Windows are measured without a real display.")
    replace_process([*screen(), PYTHON, "tests/bench", *arguments])


def screenshots(arguments: list[str]) -> int:
    """Take the pictures for the README."""
    needs = system.QT_LIBRARIES | system.X11_LIBRARIES | ({} if has_display() else system.DISPLAY_PROGRAMS)
    set_up("test", needs if on_linux() else {}, again="make screenshots")
    install_optional(system.TYPEFACE, "Pictures show the typeface of this system.")
    check_qt(x11=True)
    replace_process([*screen(), PYTHON, "packaging/screenshots.py", *arguments])


def package(arguments: list[str]) -> int:
    """Build the packages for this system into dist/."""
    return build_packages("package", arguments)


def release(arguments: list[str]) -> int:
    """Build everything that this system can, with sums and a list of what is in it, into dist/."""
    return build_packages("release", arguments)


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


ALL = (run, test, test_long, lint, texts, settings, bench, screenshots, package, release, clean, distclean)
TASKS = {task.__name__.replace("_", "-"): task for task in ALL}


def on_linux() -> bool:
    """Whether this is Linux, where wheels need system libraries; those for Windows and macOS contain everything."""
    return sys.platform == "linux"


def has_display() -> bool:
    """Whether a window can be shown."""
    return not on_linux() or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screen() -> list[str]:
    """Prefix of a command that shows windows: a virtual display if there is no real one."""
    if has_display():
        return []
    if shutil.which("xvfb-run"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        return X11_SCREEN
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return []


def set_up(extra: str, needs: system.Needs, again: str) -> None:
    """Install system packages, which may need the user, and then the virtual environment."""
    lacking = system.missing(needs) | venv_package()
    if lacking and not system.install(lacking):
        raise SetupError(f"System packages are missing. {system.how_to_install(lacking)}\nThen run `{again}` again.")
    environment.ensure(extra)


def build_packages(kind: str, arguments: list[str]) -> int:
    """Build packages with this Python, in environments that packaging/installer/tools.py makes."""
    if on_linux():
        # A library that is missing here would be missing in the package, which brings some of them.
        libraries = system.QT_LIBRARIES | system.X11_LIBRARIES | system.WAYLAND_LIBRARIES
        lacking = system.missing(libraries | {"objdump": "binutils"}) | venv_package()
        if lacking and not system.install(lacking):
            raise SetupError(
                f"System packages are missing. {system.how_to_install(lacking)}\nThen run `make {kind}` again."
            )
        # Without these, less is checked, which ends `make release`, and the typeface is the system's.
        system.install(system.missing(system.CHECK_PROGRAMS) | system.TYPEFACE)
    replace_process([sys.executable, "packaging/package.py", kind, *arguments])


def venv_package() -> system.Needs:
    """The package with ensurepip, which Debian's Python lacks and virtual environments need."""
    if importlib.util.find_spec("ensurepip") or environment.PYTHON.exists():
        return {}
    if not (on_linux() and system.has_apt() and sys.base_prefix == "/usr"):
        raise SetupError(f"{sys.executable} comes without ensurepip. Choose another Python with PYTHON=...")
    return {"ensurepip": f"python{sys.version_info.major}.{sys.version_info.minor}-venv"}


def install_optional(needs: system.Needs, otherwise: str) -> None:
    """Install optional packages; a failed attempt is not repeated every time."""
    lacking = system.missing(needs) if on_linux() else {}
    if not lacking:
        return
    tried = environment.FOLDER / "system-packages-tried"
    names = " ".join(sorted(lacking.values()))
    before = tried.read_text(encoding="utf-8").splitlines() if tried.exists() else []
    if names in before or not system.install(lacking):
        tried.write_text("\n".join(dict.fromkeys([*before, names])), encoding="utf-8")
        print(f"{otherwise} {system.how_to_install(lacking)}", flush=True)


def check_qt(x11: bool = False) -> None:
    """Load Qt, which finds missing libraries that are not in the lists."""
    done = subprocess.run(
        [PYTHON, "-c", LOAD_QT, *(["x11"] if x11 else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"Qt cannot be loaded on this machine: {reason}")


def replace_process(command: list[str | Path]) -> NoReturn:
    """Replace this process with the command, so that signals and exit code are those of the command."""
    os.chdir(ROOT)
    words = [str(word) for word in command]
    sys.stdout.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(words))
    os.execvp(words[0], words)


def main(arguments: list[str]) -> int:
    """Run the task that the first argument names."""
    if not arguments or arguments[0] not in TASKS:
        print(f"Choose one of: {' '.join(TASKS)}", file=sys.stderr)
        return 2
    try:
        return TASKS[arguments[0]](arguments[1:])
    except SetupError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
