"""The entry in the Start menu, with a PowerShell that only notes what it is asked."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.installation import start_menu


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The values that PowerShell was given; it makes the link."""
    asked: list[dict[str, str]] = []
    monkeypatch.setenv("APPDATA", str(tmp_path / "App Dätä"))

    def run(_: list[str], env: dict[str, str], **__: Any) -> subprocess.CompletedProcess[str]:
        asked.append({name: value for name, value in env.items() if name.startswith("STUDIO_")})
        Path(env["STUDIO_LINK"]).touch()
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(start_menu.subprocess, "run", run)
    return asked


def test_entry_is_added_and_removed(asked: list[dict[str, str]], tmp_path: Path) -> None:
    link = tmp_path / "App Dätä" / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "ResNet Studio.lnk"
    assert start_menu.add(["C:\\My Python\\pythonw.exe", "-m", "resnet_studio"], Path("a.ico")) == (link,)
    assert start_menu.is_added()
    assert asked == [
        {
            "STUDIO_LINK": str(link),
            "STUDIO_TARGET": "C:\\My Python\\pythonw.exe",
            "STUDIO_ARGUMENTS": "-m resnet_studio",
            "STUDIO_ICON": "a.ico",
        }
    ]
    assert start_menu.remove() == (link,)
    assert start_menu.remove() == ()


def test_failure_of_powershell_is_an_error(asked: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "Access is denied.")
    monkeypatch.setattr(start_menu.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(OSError, match="Access is denied"):
        start_menu.add(["pythonw.exe"], None)
