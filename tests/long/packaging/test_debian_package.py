"""The `.deb` in a clean Debian 12, as a person meets it: install, start, train, predict, upgrade, remove."""

import configparser
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resnet_studio.core.installation import desktop_entry
from tests.long.packaging.conftest import CleanSystem

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
SCREENSHOTS = Path(__file__).resolve().parents[3] / "build" / "package" / "screenshots"
"""What a person sees first in the clean system; packaging/README.md shows copies."""
INSTALLED = ("opt/resnet-studio", "usr/bin/resnet-studio", "usr/share/applications/resnet-studio.desktop")


def install(system: CleanSystem, deb: Path) -> str:
    """Install with what it declares, and nothing that it only recommends."""
    (system.folder / "root").mkdir(exist_ok=True)
    shutil.copy2(deb, system.folder / "root" / deb.name)
    system.root("apt-get", "update", "-q")
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "--yes", "--no-install-recommends"]
    output = system.root(*apt, f"/root/{deb.name}")
    (system.folder / "root" / deb.name).unlink()
    return output


def newer(deb: Path, folder: Path) -> Path:
    """The same package with a higher version and a file less."""
    subprocess.run(["dpkg-deb", "--raw-extract", deb, folder / "files"], check=True)
    control = folder / "files" / "DEBIAN" / "control"
    control.write_text(re.sub("^Version: .*$", "Version: 99.0-1", control.read_text(), flags=re.MULTILINE))
    (folder / "files" / "opt" / "resnet-studio" / "licences" / "LIST.txt").unlink()
    made = folder / "resnet-studio_99.deb"
    subprocess.run(["dpkg-deb", "-Zzstd", "-z1", "--root-owner-group", "--build", folder / "files", made], check=True)
    shutil.rmtree(folder / "files")
    return made


def command_of_the_entry(system: CleanSystem) -> list[str]:
    """What a desktop runs for the entry, without a file."""
    entry = configparser.ConfigParser(interpolation=None, strict=False)
    entry.read(system.folder / "usr/share/applications/resnet-studio.desktop", encoding="utf-8")
    return [word for word in shlex.split(entry["Desktop Entry"]["Exec"]) if not word.startswith("%")]


def wait_for_window(display: str, title: str, seconds: float = 60) -> str:
    """The number of the program's window, once one with such a title is on the screen."""
    variables = os.environ | {"DISPLAY": display}
    command = ["timeout", str(seconds), "xdotool", "search", "--sync", "--onlyvisible", "--name", title]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"no window came with the title {title!r}"
    return done.stdout.split()[0]


PHOTOGRAPH = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
assert app.primaryScreen().grabWindow(int(sys.argv[1])).save(sys.argv[2])
"""


def photograph(display: str, window: str, name: str, seconds: float = 60) -> None:
    """Save what is in a window on the screen, when it does not change any more."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file, before, until = SCREENSHOTS / f"{name}.png", list[bytes](), time.monotonic() + seconds
    variables = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    while time.monotonic() < until:
        subprocess.run([sys.executable, "-c", PHOTOGRAPH, window, file], env=variables, check=True, timeout=60)
        before = [*before[-3:], file.read_bytes()]  # pictures are loaded one by one
        if len(before) == 4 and len(set(before)) == 1 and len(before[0]) > 10_000:
            return
    pytest.fail(f"the window {name} goes on changing, or is empty")


def photograph_the_entry(system: CleanSystem, display: str, name: str, title: str, *files: str) -> None:
    """Start the program as the desktop does, take a picture of its window, and end it."""
    with system.start(*command_of_the_entry(system), *files) as program:
        photograph(display, wait_for_window(display, title), name)
        program.kill()


def run_of(system: CleanSystem) -> Path:
    """The one run of the person."""
    found = [file.parent for file in system.home.rglob("best.safetensors")]
    assert len(found) == 1
    return found[0]


def bytes_of(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def offered_for(system: CleanSystem, kind: str) -> str:
    """The programs that the system offers for a MIME type, as GIO lists them."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "--yes", "--no-install-recommends"]
    system.root(*apt, "libglib2.0-bin", "shared-mime-info", "desktop-file-utils")
    return system.person("gio", "mime", kind).stdout


def test_package_installs_trains_upgrades_and_leaves_the_runs(
    system: CleanSystem, deb: Path, display: str, tmp_path: Path
) -> None:
    # Long: the steps build on each other, and installing takes a minute.
    install(system, deb)
    assert all((system.folder / path).exists() for path in INSTALLED[::2])

    if shutil.which("xdotool"):
        photograph_the_entry(system, display, "first-start", "ResNet Studio")

    smoke = system.person("resnet-studio", "--smoke", "/home/person/window.png")
    assert smoke.returncode == 0, smoke.stdout
    assert (system.home / "window.png").stat().st_size > 10_000

    trained = system.person("resnet-studio", "train", "--sample", "--epochs", "1")
    assert trained.returncode == 0, trained.stdout
    run = run_of(system)
    picture = next(system.home.rglob("3/*.png"))
    inside = [f"/{path.relative_to(system.folder)}" for path in (run, picture)]
    predicted = system.person("resnet-studio", "predict", *inside)
    assert predicted.returncode == 0, predicted.stdout
    assert picture.name in predicted.stdout

    exported = system.person("resnet-studio", "export", inside[0], "--format", "onnx", "--output", "/home/person/onnx")
    assert exported.returncode == 0, exported.stdout
    assert (system.home / "onnx" / "model.onnx").is_file()
    checked = system.person("resnet-studio", "check", f"/{picture.parents[1].relative_to(system.folder)}")
    assert checked.returncode == 0, checked.stdout

    if shutil.which("xdotool"):
        photograph_the_entry(system, display, "opened", "–", f"/{picture.parents[1].relative_to(system.folder)}")

    assert "resnet-studio.desktop" in offered_for(system, desktop_entry.folders_type())
    assert "resnet-studio.desktop" in offered_for(system, "application/x-safetensors")
    weights = f"{inside[0]}/best.safetensors"
    known = system.person("gio", "info", "--attributes=standard::content-type", weights)
    assert "application/x-safetensors" in known.stdout

    settings = system.home / ".config" / "ResNet Studio" / "window.ini"
    settings.parent.mkdir(parents=True, exist_ok=True)
    with settings.open("a", encoding="utf-8") as file:
        file.write("[kept]\nby=upgrades\n")
    before_it = bytes_of(system.home)
    assert {".cache", ".config"} <= {name.partition("/")[0] for name in before_it}
    install(system, newer(deb, tmp_path))
    assert bytes_of(system.home) == before_it
    assert not (system.folder / "opt/resnet-studio/licences/LIST.txt").exists(), "files of the earlier version are gone"
    assert system.person("resnet-studio", "predict", *inside).stdout == predicted.stdout

    before = sorted(system.home.rglob("*"))
    system.root("apt-get", "purge", "-q", "--yes", "resnet-studio")
    assert not any(os.path.lexists(system.folder / path) for path in INSTALLED)
    assert sorted(system.home.rglob("*")) == before
