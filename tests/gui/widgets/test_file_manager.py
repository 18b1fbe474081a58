"""Showing folders in the system's file manager."""

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from resnet_studio.gui.widgets.file_manager import open_folder, show_in_folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) is None)
    return opened


def test_folder_is_opened_if_it_exists(opened: list[Path], tmp_path: Path) -> None:
    assert open_folder(tmp_path)
    assert not open_folder(tmp_path / "gone")
    assert not open_folder(tmp_path / ("a" * 300))  # of which the system does not say whether it is there
    assert opened == [tmp_path]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these systems select the file with a program")
def test_folder_of_a_file_is_opened(opened: list[Path], tmp_path: Path) -> None:
    assert show_in_folder(tmp_path / "a.png")
    assert opened == [tmp_path]
