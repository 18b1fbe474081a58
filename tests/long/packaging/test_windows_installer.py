"""The installer for Windows with a payload of a few bytes, under wine: installs, upgrades, uninstalls."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STUB = Path("/usr/share/nsis/Stubs/zlib-amd64-unicode")
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\ResNetStudio"
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("makensis") or not STUB.exists(), reason="needs NSIS"),
    pytest.mark.skipif(not shutil.which("wine"), reason="needs wine"),
]


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(words), env=self._variables(), capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command(words),
            env=self._variables(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def _command(self, words: tuple[str | Path, ...]) -> list[str]:
        return ["wine", *(str(word) for word in words)]

    def _variables(self) -> dict[str, str]:
        variables = {"WINEPREFIX": str(self._folder), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree=;mshtml="}
        variables["DISPLAY"] = ""  # a silent installer shows nothing
        variables["HOME"] = str(self._folder.parent)  # the documents of Wine's user are links into it
        return os.environ | variables

    @property
    def disk(self) -> Path:
        return self._folder / "drive_c"

    @property
    def person(self) -> Path:
        return next(user for user in (self.disk / "users").iterdir() if user.name != "Public")


@pytest.fixture
def wine(tmp_path: Path) -> Wine:
    return Wine(tmp_path / "wine")


def make_installer(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Path:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    from installer import windows
    from PIL import Image

    program = folder / "the program"
    shutil.rmtree(program, ignore_errors=True)
    for name in ("ResNet Studio.exe", "resnet-studio.exe", "_internal/base.pyd", "torch/torch/__init__.py"):
        (program / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(STUB, program / name)
    for name, text in files.items():
        (program / "_internal" / name).write_text(text)
    icon = folder / "icon.ico"
    Image.new("RGBA", (64, 64)).save(icon)
    made: Path = windows.make_installer(program, icon, folder / "resnet-studio-test.exe")
    return made


def test_installs_upgrades_and_leaves_what_is_the_persons(
    wine: Wine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sys.platform == "linux"
    assert wine.run(make_installer(tmp_path, monkeypatch, old="1"), "/S").returncode == 0
    installed = wine.person / "AppData" / "Local" / "Programs" / "ResNet Studio"
    menu = wine.person / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    assert (installed / "ResNet Studio.exe").is_file()
    assert (installed / "_internal" / "old").is_file()
    assert (menu / "ResNet Studio.lnk").is_file()
    assert "DisplayVersion" in wine.run("reg", "query", UNINSTALL).stdout
    run = wine.person / "Documents" / "ResNet Studio" / "runs" / "one" / "config.json"
    run.parent.mkdir(parents=True)
    run.write_text("{}")
    (installed / "notes.txt").write_text("mine")

    assert wine.run(make_installer(tmp_path, monkeypatch, new="2"), "/S").returncode == 0
    assert (installed / "_internal" / "new").is_file()
    assert not (installed / "_internal" / "old").exists(), "no file of the earlier version is left"

    folder = "C:\\users\\" + wine.person.name + "\\AppData\\Local\\Programs\\ResNet Studio"
    assert wine.run(installed / "Uninstall.exe", "/S", f"_?={folder}").returncode == 0
    assert sorted(file.name for file in installed.iterdir()) in (["notes.txt"], ["Uninstall.exe", "notes.txt"])
    assert not (menu / "ResNet Studio.lnk").exists()
    assert wine.run("reg", "query", UNINSTALL).returncode != 0
    assert run.read_text() == "{}"


def test_installs_into_a_folder_of_its_own_and_deletes_nothing_else(
    wine: Wine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = make_installer(tmp_path, monkeypatch)
    wine.run("wineboot")
    for name in ("share", "torch", "ResNet Studio/licences"):
        (wine.disk / "data" / name).mkdir(parents=True)
        (wine.disk / "data" / name / "mine.txt").write_text("mine")

    assert wine.run(setup, "/S", "/D=C:\\data").returncode != 0, "the folder of its name holds other files"
    (wine.disk / "data" / "ResNet Studio").rename(wine.disk / "data" / "other")
    assert wine.run(setup, "/S", "/D=C:\\data").returncode == 0
    installed = wine.disk / "data" / "ResNet Studio"
    assert (installed / "ResNet Studio.exe").is_file()
    shutil.copy2(installed / "Uninstall.exe", wine.disk / "data" / "Uninstall.exe")
    assert wine.run(wine.disk / "data" / "Uninstall.exe", "/S", "_?=C:\\data").returncode != 0
    assert "DisplayVersion" in wine.run("reg", "query", UNINSTALL).stdout
    for name in ("share", "torch", "other/licences"):
        assert (wine.disk / "data" / name / "mine.txt").read_text() == "mine"

    assert wine.run(setup, "/S", "/D=C:\\data\\ResNet Studio").returncode == 0, "over an installation of this program"
    assert not (installed / "ResNet Studio").exists()


def test_what_an_interrupted_installation_or_another_program_left_is_repaired_or_removed(
    wine: Wine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = make_installer(tmp_path, monkeypatch)
    assert wine.run(setup, "/S").returncode == 0
    installed = wine.person / "AppData" / "Local" / "Programs" / "ResNet Studio"
    (installed / "ResNet Studio.exe").unlink()
    assert wine.run(setup, "/S").returncode == 0
    assert (installed / "ResNet Studio.exe").is_file()
    (installed / "ResNet Studio.exe").unlink()
    folder = "C:\\users\\" + wine.person.name + "\\AppData\\Local\\Programs\\ResNet Studio"
    assert wine.run(installed / "Uninstall.exe", "/S", f"_?={folder}").returncode == 0
    assert not (installed / "torch").exists()
    assert wine.run("reg", "query", UNINSTALL).returncode != 0


@pytest.mark.parametrize("name", ["ResNet Studio.exe", "resnet-studio.exe"])
def test_changes_nothing_while_the_program_runs(
    wine: Wine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    setup = make_installer(tmp_path, monkeypatch, old="1")
    assert wine.run(setup, "/S").returncode == 0
    installed = wine.person / "AppData" / "Local" / "Programs" / "ResNet Studio"
    shutil.copy2(wine.disk / "windows" / "system32" / "cmd.exe", installed / name)
    with wine.start(installed / name, "/c", "echo ready & pause") as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("ready")
        later = make_installer(tmp_path, monkeypatch, new="2")
        assert wine.run(later, "/S").returncode != 0
        assert (installed / "_internal" / "old").is_file()
        assert program.stdin is not None
        program.stdin.write("\n")
    assert wine.run(later, "/S").returncode == 0
    assert (installed / "_internal" / "new").is_file()
