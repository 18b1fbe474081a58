"""Folders of the program: one variable moves all of them."""

from pathlib import Path

import pytest

import resnet_studio
from resnet_studio.core.basics import places

ALL = (places.runs_folder, places.cache_folder, places.data_folder, places.sample_folder, places.log_folder)


def test_home_variable_moves_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESNET_STUDIO_HOME", str(tmp_path))
    for place in (*ALL, places.settings_file):
        assert tmp_path in place().parents


def test_default_folders_differ_and_belong_to_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RESNET_STUDIO_HOME")
    found = [place() for place in (*ALL, places.settings_file)]
    assert len(set(found)) == len(found)
    assert all(path.is_absolute() for path in found)


def test_folders_stay_the_same_from_version_to_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """So an upgrade keeps runs, settings and caches, and two versions can be used side by side."""
    monkeypatch.delenv(places.HOME_VARIABLE)
    folders = (*ALL, places.settings_file)
    before = [folder() for folder in folders]
    monkeypatch.setattr(resnet_studio, "__version__", "99.7.3")
    assert [folder() for folder in folders] == before
