"""Folders of the program: one variable moves all of them."""

from pathlib import Path

import pytest

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
