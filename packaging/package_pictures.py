"""Takes the pictures of what a person sees where torch is missing, damaged or another version, or a card is not used.

Usage: package_pictures.py [--out FOLDER] [--only NAME …]

It starts the program of build/package on a screen of Xvfb, each time from a copy that shares its files. It needs Xvfb,
xdotool, PySide6, and for the graphics card a C compiler, which makes a library that stands for NVIDIA's driver.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from installer.places import PROGRAM

PICTURES = Path(__file__).parent / "pictures"
SECONDS = 300.0
_SAME = 8  # pictures in a row that show the same: then all is there
_CARD = """
#include <string.h>
int nvmlInit_v2(void) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned number, void **device) { *device = 0; return 0; }
int nvmlDeviceGetName(void *device, char *name, unsigned size) { strncpy(name, "GeForce RTX 4070", size); return 0; }
int nvmlSystemGetDriverVersion(char *driver, unsigned size) { strncpy(driver, "580.65.06", size); return 0; }
int nvmlDeviceGetCudaComputeCapability(void *device, int *major, int *minor) { *major = 8; *minor = 9; return 0; }
"""
_GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
assert app.primaryScreen().grabWindow(int(sys.argv[1])).save(sys.argv[2])
"""


def remove_torch(program: Path) -> dict[str, str]:
    """The folder of torch is gone."""
    shutil.rmtree(program / "torch")
    return {}


def damage_torch(program: Path) -> dict[str, str]:
    """A library is gone."""
    (program / "torch" / "torch" / "lib" / "libtorch_cpu.so").unlink()
    return {}


def change_version(program: Path) -> dict[str, str]:
    """The marker says another version; the built program has the same file, which stays as it is."""
    marker = program / "torch" / "torch-folder.json"
    record = json.loads(marker.read_text(encoding="utf-8"))
    marker.unlink()
    marker.write_text(json.dumps(record | {"torch": "2.12.0+cpu"}), encoding="utf-8")
    return {}


def add_card(program: Path) -> dict[str, str]:
    """A library answers as NVIDIA's does."""
    folder = program.parent / "driver"
    folder.mkdir()
    (folder / "card.c").write_text(_CARD, encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "libnvidia-ml.so.1", folder / "card.c"], check=True)
    return {"LD_LIBRARY_PATH": str(folder)}


STATES: dict[str, Callable[[Path], dict[str, str]]] = {
    "torch-missing": remove_torch,
    "torch-damaged": damage_torch,
    "torch-another-version": change_version,
    "graphics-card": add_card,
}
"""What is done to a copy of the program for each picture; it returns variables to start it with."""


@contextmanager
def screen() -> Iterator[str]:
    """A screen of Xvfb, as a value of DISPLAY."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            yield f":{number}"
        finally:
            server.terminate()


def take(name: str, target: Path, display: str) -> None:
    """Start a copy of the program in a state, show the Train room, and save its window when it changes no more."""
    with tempfile.TemporaryDirectory() as made:
        program = Path(made) / "resnet-studio"
        shutil.copytree(PROGRAM, program, symlinks=True, copy_function=link)
        variables = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "RESNET_STUDIO_HOME": f"{made}/home"}
        with subprocess.Popen(
            [program / "resnet-studio", "open", "--sample"], env=variables | STATES[name](program)
        ) as window:
            try:
                search = ["timeout", str(SECONDS), "xdotool", "search", "--sync", "--onlyvisible", "--name", "digits"]
                found = subprocess.run(
                    search, env=variables, capture_output=True, text=True, check=True
                ).stdout.split()[0]
                subprocess.run(["xdotool", "windowfocus", "--sync", found, "key", "ctrl+3"], env=variables, check=True)
                photograph(found, target, variables)
            finally:
                window.kill()


def link(source: str, target: str) -> None:
    """A second name of a file, or a copy on another disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def photograph(window: str, target: Path, variables: dict[str, str]) -> None:
    """Save a window when it does not change any more; RuntimeError where it goes on changing."""
    seen: list[bytes] = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        subprocess.run([sys.executable, "-c", _GRAB, window, target], env=variables, check=True)
        seen = [*seen[1 - _SAME :], target.read_bytes()]
        if len(seen) == _SAME and len(set(seen)) == 1:
            return
    raise RuntimeError(f"{target.stem} goes on changing")


def main() -> None:
    """Take them all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--only", nargs="+", choices=list(STATES), default=list(STATES))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with screen() as display:
        for name in chosen.only:
            take(name, chosen.out / f"{name}.png", display)
            print(chosen.out / f"{name}.png", flush=True)


if __name__ == "__main__":
    main()
