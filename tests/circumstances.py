"""Circumstances that the window has to start in: no home, a full disk, a folder that is read only, Wayland."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from resnet_studio.gui.app import EXIT_WHEN_READY

WITHOUT = ("RESNET_STUDIO_HOME", "HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY")
FULL = 'mount -t tmpfs -o size=64k none "$0"; ! head -c 1M /dev/zero > "$0/fill" 2>&-; exec "$@"'
READ_ONLY = 'mount --bind "$0" "$0"; mount -o remount,bind,ro "$0"; exec "$@"'


def bare_environment(**variables: str) -> dict[str, str]:
    """An environment without a home, a bus or a display but Qt's own; all that a program needs is in `variables`."""
    kept = {name: value for name, value in os.environ.items() if name not in WITHOUT and not name.startswith("XDG_")}
    return kept | {"QT_QPA_PLATFORM": "offscreen"} | variables


def start(words: Sequence[str | Path], at: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the window in a folder with bare variables and those given, and end it when it is ready."""
    environment = bare_environment(**{EXIT_WHEN_READY: "1"} | variables)
    return subprocess.run(words, env=environment, cwd=at, capture_output=True, text=True, timeout=120, check=False)


def without_home_and_bus(home: Path | None, folder: Path) -> dict[str, str]:
    """Variables that name a home which may be none, and a bus which is gone."""
    return {"HOME": str(home) if home else "", "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/gone"}


def mounted(script: str, folder: Path) -> list[str | Path]:
    """Words that begin a command which sees `folder` as FULL or READ_ONLY make it; nothing else sees it so."""
    begin = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", script, folder]
    if shutil.which("unshare") is None or subprocess.run([*begin, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a test mount a folder")
    return begin


@contextmanager
def weston(folder: Path) -> Iterator[dict[str, str]]:
    """A compositor without a screen, and the variables that lead to it."""
    if (program := shutil.which("weston")) is None:
        pytest.skip("weston is not installed")
    folder.mkdir(mode=0o700)
    variables = {"XDG_RUNTIME_DIR": str(folder)}
    arguments = ["--backend=headless-backend.so", "--socket=wayland-test", "--width=1400", "--height=900"]
    with subprocess.Popen(
        [program, *arguments], env=os.environ | variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = threading.Thread(target=lambda: process.stderr and process.stderr.read(), daemon=True)
        try:
            while not (folder / "wayland-test").exists():
                assert process.poll() is None, "weston did not start"
                threading.Event().wait(0.05)
            said.start()
            yield variables | {"WAYLAND_DISPLAY": "wayland-test", "XDG_SESSION_TYPE": "wayland", "QT_QPA_PLATFORM": ""}
        finally:
            process.kill()
