"""Colour tokens and their contrast."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor

from resnet_studio.gui.theme.tokens import DARK, LIGHT, Palette, contrast, mix

ROOT = Path(__file__).parents[3]
GROUNDS = ("bg", "surface", "rail")
TEXT_ON = [
    *((ink, ground) for ink in ("text", "text2", "text3") for ground in GROUNDS),
    *((ink, "tint") for ink in ("text", "text2", "accent")),
    *((ink, ground) for ink in ("accent", "wrong", "ok", "validation") for ground in ("bg", "surface")),
    ("on_accent", "accent"), ("on_warm", "warm_slab"), ("on_validation", "validation"),
    ("ice_text", "ice"), ("warm_text", "warm"), ("warm_text", "surface"), ("ice_text", "surface"),
    ("wrong", "wrong_tint"), ("text", "wrong_tint"), ("ok", "ok_tint"), ("text", "ok_tint"), ("text2", "ok_tint"),
    ("on_accent", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_contrast_meets_design(tokens: Palette, ink: str, ground: str) -> None:
    assert contrast(tokens.token(ink), tokens.token(ground)) >= 4.5


def test_contrast_matches_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_hover_step_darkens_light_and_lightens_dark() -> None:
    assert QColor(LIGHT.step(LIGHT.surface)).lightness() < QColor(LIGHT.surface).lightness()
    assert QColor(DARK.step(DARK.surface)).lightness() > QColor(DARK.surface).lightness()
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_more_than_six_classes_are_all_grey() -> None:
    assert len({LIGHT.class_colour(index, 6) for index in range(6)}) == 6
    assert {LIGHT.class_colour(index, 7) for index in range(7)} == {LIGHT.text3}


def _lab(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Lightness, green to red, and blue to yellow, by CIE 1976; equal steps look about as large."""
    colour = QColor(name)
    values = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ linear / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_of_classes_look_different_and_stand_out(tokens: Palette) -> None:
    for one, other in combinations(tokens.classes, 2):
        assert np.linalg.norm(_lab(one) - _lab(other)) > 20, (one, other)
    if tokens.dark:
        assert min(contrast(one, tokens.surface) for one in tokens.classes) >= 3


def test_unknown_token_error_names_it() -> None:
    with pytest.raises(KeyError, match="grün"):
        LIGHT.token("grün")


def test_colour_literals_occur_only_in_theme() -> None:
    gui = ROOT / "resnet_studio" / "gui"
    stated = {
        f"{path.relative_to(gui)}: {match}"
        for path in gui.rglob("*.py")
        if path.parent.name != "theme"
        for match in re.findall(r"""["']#[0-9a-fA-F]{3,8}["']""", path.read_text("utf-8"))
    }
    assert not stated
