"""Lists in the settings that two windows change."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from resnet_studio.gui.work.shared_list import SharedList


def opened(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def test_what_another_window_has_added_is_read_and_kept(tmp_path: Path) -> None:
    settings = opened(tmp_path)
    one = SharedList(settings, "folders/recent")
    one.write(["digits"])
    # Another process writes the file; this one has read it before.
    file = Path(settings.fileName())
    file.write_text(file.read_text().replace("digits", "ants"))
    assert one.read() == ["ants"]
    one.write([*one.read(), "digits"])
    assert "ants" in file.read_text(), "it is in the file at once"


@pytest.mark.parametrize("text", ["", "[1", "{}", "7"])
def test_damaged_list_is_empty(tmp_path: Path, text: str) -> None:
    settings = opened(tmp_path)
    settings.setValue("names", text)
    assert SharedList(settings, "names").read() == []
