"""The page of settings in the documentation is what the table of settings says."""

import importlib
from pathlib import Path

import pytest

from resnet_studio.core.runs.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("settings_page")


def test_page_of_settings_is_up_to_date(settings_page) -> None:
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(), "run `make settings`"


def test_page_has_every_setting(settings_page) -> None:
    page = settings_page.page()
    for setting in SETTINGS:
        assert f"| `{setting.name}` | `--" in page


def test_page_has_the_option_that_changes_a_switch(settings_page) -> None:
    page = settings_page.page()
    assert "`--no-shortcuts`" in page
    assert "`--quarter-turns`" in page
