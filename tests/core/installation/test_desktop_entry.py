"""The entry in the menu of a Linux desktop."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from resnet_studio.core.installation import desktop_entry
from resnet_studio.core.installation.desktop_entry import (
    add,
    data_home,
    entry,
    files_in,
    folders_type,
    is_added,
    remove,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no desktop entries")
COMMAND = ["/opt/a place/resnet-studio"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of the user; the system's tools are not run."""
    share = tmp_path / "dätä"
    monkeypatch.setenv("XDG_DATA_HOME", str(share))
    monkeypatch.setattr(desktop_entry.shutil, "which", lambda _: None)
    return share


def test_files_are_added_once_and_removed(home: Path) -> None:
    assert add(COMMAND) == add(COMMAND) == files_in(home)
    written = [file.relative_to(home) for file in sorted(home.rglob("*")) if file.is_file()]
    assert set(written) == {file.relative_to(home) for file in files_in(home)}
    assert is_added(COMMAND)
    assert not is_added(["/usr/bin/another"])
    assert remove() == files_in(home)
    assert remove() == ()
    assert not is_added(COMMAND)
    assert not [file for file in home.rglob("*") if file.is_file()]


def test_data_folder_is_the_usual_one_where_the_variable_names_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert data_home() == Path.home() / ".local" / "share"


@pytest.mark.parametrize("program", ["/usr/bin/resnet-studio", '/home/Zoë 100%/$a `b` "c"/resnet-studio', "/a\\b"])
def test_command_is_quoted_as_desktops_read_it(program: str) -> None:
    """First the escapes of a value, then the quotes of a command, which are those of the shell, as GLib does."""
    (line,) = [line for line in entry([program, "-m"]).splitlines() if line.startswith("Exec=")]
    value = line.removeprefix("Exec=").replace("\\\\", "\\")
    read = subprocess.run(["/bin/sh", "-c", rf"printf '%s\n' {value}"], capture_output=True, text=True, check=True)
    assert read.stdout.replace("%%", "%").splitlines() == [program, "-m", "%f"]


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-validate is not installed")
def test_entry_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "resnet-studio.desktop"
    file.write_text(entry([sys.executable, "-m", "resnet_studio"]), encoding="utf-8")
    done = subprocess.run(["/usr/bin/desktop-file-validate", file], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


def test_mime_types_are_those_of_the_entry() -> None:
    (declared,) = ElementTree.parse(desktop_entry.DATA / "resnet-studio.xml").getroot()
    assert f"MimeType={folders_type()};{declared.get('type')};" in entry(COMMAND)


def test_program_for_folders_stays_what_it_was(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop without defaults takes the entry that was added last."""
    chosen = tmp_path / "chosen"
    tool = tmp_path / "xdg-mime"
    tool.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = default ]; then echo "$2 $3" >"{chosen}"\n'
        f'elif [ -e "{files_in(home)[0]}" ]; then echo resnet-studio.desktop\n'
        "else echo org.gnome.Nautilus.desktop; fi\n"
    )
    tool.chmod(0o755)
    monkeypatch.setattr(desktop_entry.shutil, "which", lambda name: str(tool) if name == "xdg-mime" else None)
    add(COMMAND)
    assert chosen.read_text() == f"org.gnome.Nautilus.desktop {folders_type()}\n"


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_is_an_error_with_its_name(home: Path) -> None:
    home.mkdir()
    home.chmod(0o500)
    with pytest.raises(OSError, match="applications"):
        add(COMMAND)
