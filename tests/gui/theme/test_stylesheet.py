"""The style sheet."""

from __future__ import annotations

import re

import pytest

from resnet_studio.gui.theme.stylesheet import style_sheet
from resnet_studio.gui.theme.tokens import DARK, LIGHT, Palette


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_style_sheet_uses_only_tokens(tokens: Palette) -> None:
    sheet = style_sheet(tokens)
    assert "{{" not in sheet
    assert tokens.surface in sheet
    other = DARK if tokens is LIGHT else LIGHT
    assert other.bg not in sheet


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_style_sheet_states_set_no_font(tokens: Palette) -> None:
    """Qt measures words in the font of the plain state: a heavier one in another state is painted cut."""
    states = re.findall(r"[^{}]*\w:[a-z]+[^{}]*\{[^{}]*\bfont[^{}]*\}", style_sheet(tokens))
    assert states == []
