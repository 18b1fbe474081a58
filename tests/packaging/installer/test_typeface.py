"""The typeface of packages: all of its files and its licence, or nothing."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str], ModuleType]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="packages for other systems use the system's typeface")


@pytest.fixture
def licences(tmp_path: Path) -> Path:
    (tmp_path / "licences").mkdir()
    return tmp_path / "licences"


def test_typeface_is_packaged_with_its_licence(
    load: Load, tmp_path: Path, licences: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typeface = load("installer.typeface")
    for name in (*typeface.FILES, "LICENSE.txt", "Inter-Thin.otf"):
        (tmp_path / name).write_text(name)
    monkeypatch.setenv(typeface.VARIABLE, str(tmp_path))
    typeface.put(tmp_path / "fonts", licences)
    assert sorted(file.name for file in (tmp_path / "fonts").iterdir()) == sorted(typeface.FILES)
    assert (licences / "Inter.txt").read_text() == "LICENSE.txt"


def test_empty_variable_means_the_typeface_of_the_system(
    load: Load, tmp_path: Path, licences: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typeface = load("installer.typeface")
    for name in (*typeface.FILES, "copyright"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(typeface, "FOLDER", tmp_path)
    monkeypatch.setattr(typeface, "LICENCE", tmp_path / "copyright")
    monkeypatch.setenv(typeface.VARIABLE, "")
    typeface.put(tmp_path / "fonts", licences)
    assert (licences / "Inter.txt").read_text() == "copyright"


def test_incomplete_typeface_is_left_out_and_said(
    load: Load, tmp_path: Path, licences: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typeface = load("installer.typeface")
    monkeypatch.setenv(typeface.VARIABLE, str(tmp_path))
    typeface.put(tmp_path / "fonts", licences)
    assert not (tmp_path / "fonts").exists()
    assert not list(licences.iterdir())
    assert capsys.readouterr().out.startswith(f"Inter is not packaged: it is not in {tmp_path}.")
