"""Colour tokens and their contrast."""

from __future__ import annotations

import re
from pathlib import Path

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
