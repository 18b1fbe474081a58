"""Whether this installation can be in the desktop's menu, and the command that starts it."""

import sys
from pathlib import Path

import pytest

from resnet_studio.core.installation import desktop


def test_package_has_its_own_entry(packaged: Path) -> None:
    assert str(desktop.why_not()).startswith("This ResNet Studio came as a package")


@pytest.mark.skipif(sys.platform != "linux", reason="AppImages are for Linux")
def test_appdir_and_appimage_can_be_added(tmp_path: Path, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image, other = tmp_path / "resnet-studio.AppImage", tmp_path / "terminal"
    monkeypatch.setenv("APPIMAGE", str(image))
    monkeypatch.setenv("APPDIR", str(other))
    assert desktop.why_not() is not None, "the terminal that started it is an AppImage"
    monkeypatch.setenv("APPDIR", str(packaged))
    assert desktop.why_not() is None
    assert desktop.command() == [str(image)]
    monkeypatch.delenv("APPIMAGE")
    program = tmp_path / "usr" / "lib" / "resnet-studio" / "resnet-studio"
    monkeypatch.setattr(sys, "executable", str(program))
    (tmp_path / "AppRun").touch()
    assert desktop.why_not() is None
    assert desktop.command() == [str(tmp_path / "AppRun")]


def test_entry_on_windows_promises_only_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Open with" in str(desktop.offers())
    monkeypatch.setattr(desktop, "_WINDOWS", True)
    assert "Open with" not in str(desktop.offers())


def test_macos_is_not_offered_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert str(desktop.why_not()).startswith("macOS has no menu of applications")
    monkeypatch.setattr(sys, "platform", "linux")
    assert desktop.why_not() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows starts it without a terminal")
def test_command_stays_in_the_virtual_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "usr" / "python3"
    real.parent.mkdir()
    real.touch()
    python = tmp_path / "my env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(real)
    monkeypatch.setattr(sys, "executable", str(python))
    assert desktop.command() == [str(python), "-m", "resnet_studio"]
    script = python.with_name("resnet-studio")
    script.touch(mode=0o755)
    assert desktop.command() == [str(script)]
