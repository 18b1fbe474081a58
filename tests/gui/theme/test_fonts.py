"""Fonts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from resnet_studio.gui.theme import fonts
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.manager import Theme, install
from resnet_studio.gui.widgets.text import Label


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


def test_font_has_requested_size_and_weight(look: Theme) -> None:
    made = font(20, 600)
    assert (made.pixelSize(), made.weight()) == (20, 600)
    assert Label("x", 12, 500).font().pixelSize() == 12


@pytest.fixture
def typeface(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a typeface that a package brings: a copy of any of the system's."""
    found = sorted(Path("/usr/share/fonts").rglob("*Mono.ttf"))
    if not found:
        pytest.skip("this system has no file of a font to copy")
    shutil.copy(found[0], tmp_path / "Own.ttf")
    (tmp_path / "licence.txt").touch()
    monkeypatch.setattr(fonts, "bundled", lambda name: tmp_path if name == "fonts" else None)
    return tmp_path


def test_typeface_of_the_package_is_used_where_the_systems_is_not_for_interfaces(look: Theme, typeface: Path) -> None:
    own = fonts._own_family(QFont("DejaVu Sans"))
    assert own
    assert QFontInfo(QFont(own)).family() == own


def test_systems_font_stays_where_it_is_made_for_interfaces(
    look: Theme, typeface: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOR_INTERFACES", (QFontInfo(QFont()).family(),))
    assert fonts._own_family(QFont()) == ""


def test_installed_typeface_for_interfaces_is_used_where_the_systems_is_not_for_interfaces(
    look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    aliases = {"Sans Serif", "Serif", "Monospace"}  # stand for another family
    installed = next(iter(sorted(set(QFontDatabase.families()) - {"DejaVu Sans"} - aliases)), None)
    if installed is None:
        pytest.skip("this system has one typeface only")
    monkeypatch.setattr(fonts, "FOR_INTERFACES", ("A typeface that is nowhere", installed))
    assert fonts._own_family(QFont("DejaVu Sans")) == installed


def test_systems_font_is_used_where_there_is_none_for_interfaces(look: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOR_INTERFACES", ("A typeface that is nowhere",))
    assert fonts._own_family(QFont("DejaVu Sans")) == ""
