"""Preferences in the settings file."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from resnet_studio.core.pictures.limits import SECONDS_VARIABLE, seconds
from resnet_studio.gui.shell import preferences


@pytest.mark.parametrize(("written", "used"), [("30", 30), ("0", 1), ("99999", 3600), ("soon", 10), ("", 10)])
def test_seconds_of_a_picture_are_those_of_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, used: int
) -> None:
    monkeypatch.setenv(SECONDS_VARIABLE, "7")
    file = tmp_path / "window.ini"
    file.write_text(f"[pictures]\nseconds={written}\n", encoding="utf-8")
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    preferences.use(settings)
    assert seconds() == 7
    monkeypatch.delenv(SECONDS_VARIABLE)
    preferences.use(settings)
    assert seconds() == used
    os.environ.pop(SECONDS_VARIABLE, None)
