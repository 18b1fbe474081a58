"""The look: readable colours, one place for them, icons and focus ring that follow theme and keyboard."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.theme import icons, manager
from resnet_studio.gui.theme.fonts import font
from resnet_studio.gui.theme.manager import Scheme, Theme, install
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.theme.stylesheet import style_sheet
from resnet_studio.gui.theme.tokens import DARK, LIGHT, Palette, contrast, mix
from resnet_studio.gui.widgets.text import Label

ROOT = Path(__file__).parents[2]
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


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    installed = install(qapp)
    installed.choose("light")
    yield installed
    installed.choose("light")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_reaches_the_contrast_of_the_design(tokens: Palette, ink: str, ground: str) -> None:
    assert contrast(tokens.token(ink), tokens.token(ground)) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_hover_goes_darker_on_light_and_lighter_on_dark() -> None:
    assert QColor(LIGHT.step(LIGHT.surface)).lightness() < QColor(LIGHT.surface).lightness()
    assert QColor(DARK.step(DARK.surface)).lightness() > QColor(DARK.surface).lightness()
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_above_six_classes_every_class_is_grey() -> None:
    assert len({LIGHT.class_colour(index, 6) for index in range(6)}) == 6
    assert {LIGHT.class_colour(index, 7) for index in range(7)} == {LIGHT.text3}


def test_an_unknown_token_is_named() -> None:
    with pytest.raises(KeyError, match="grün"):
        LIGHT.token("grün")


def test_colours_are_stated_in_the_theme_alone() -> None:
    gui = ROOT / "resnet_studio" / "gui"
    stated = {
        f"{path.relative_to(gui)}: {match}"
        for path in gui.rglob("*.py")
        if path.parent.name != "theme"
        for match in re.findall(r"""["']#[0-9a-fA-F]{3,8}["']""", path.read_text("utf-8"))
    }
    assert not stated


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_uses_only_tokens(tokens: Palette) -> None:
    sheet = style_sheet(tokens)
    assert "{{" not in sheet
    assert tokens.surface in sheet
    other = DARK if tokens is LIGHT else LIGHT
    assert other.bg not in sheet


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_no_state_of_a_widget_has_a_font_of_its_own(tokens: Palette) -> None:
    """Qt measures words in the font of the plain state: a heavier one in another state is painted cut."""
    states = re.findall(r"[^{}]*\w:[a-z]+[^{}]*\{[^{}]*\bfont[^{}]*\}", style_sheet(tokens))
    assert states == []


def test_a_change_of_scheme_repaints_and_is_announced(look: Theme, qtbot: QtBot) -> None:
    label = Label("mmmm", 28, 600)
    qtbot.addWidget(label)
    light = label.grab().toImage()
    with qtbot.waitSignal(look.changed):
        look.choose("dark")
    assert palette() is DARK
    assert _darkest(light) < 80
    assert _brightest(label.grab().toImage()) > 200


def test_choosing_the_same_scheme_again_says_nothing(look: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(look.changed):
        look.choose("light")


@pytest.mark.parametrize("chosen", [None, "light"])
def test_the_systems_scheme_is_followed_unless_one_is_chosen(
    look: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, chosen: Scheme | None
) -> None:
    look.choose(chosen)
    monkeypatch.setattr(manager, "_system_is_dark", lambda _app: True)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert palette() is (DARK if chosen is None else LIGHT)
    monkeypatch.undo()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert palette() is LIGHT


def test_fonts_have_the_size_and_weight_asked_for(look: Theme) -> None:
    made = font(20, 600)
    assert (made.pixelSize(), made.weight()) == (20, 600)
    assert Label("x", 12, 500).font().pixelSize() == 12


@pytest.mark.parametrize("name", icons.ICONS)
def test_every_icon_is_clean_svg_and_draws_something(look: Theme, name: str) -> None:
    document = icons.svg(name, "#123456")
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(document).iter()}
    assert tags <= {"svg", "path", "rect", "circle"}
    drawn = icons.pixmap(name, 20, "text2", 2.0)
    assert drawn.size() == QSize(40, 40)
    assert _inked(drawn) > 10


def test_icons_wear_the_colour_of_the_theme(look: Theme) -> None:
    made = icons.icon("folder", "accent")
    assert LIGHT.accent in _colours(made.pixmap(QSize(64, 64)))
    look.choose("dark")
    assert DARK.accent in _colours(made.pixmap(QSize(64, 64)))
    assert LIGHT.accent not in _colours(made.pixmap(QSize(64, 64)))


def test_an_unknown_icon_is_named() -> None:
    with pytest.raises(KeyError, match="rocket"):
        icons.icon("rocket")


def test_the_application_icon_is_the_file_in_assets(look: Theme) -> None:
    assert (ROOT / "assets" / "icon.svg").read_text("utf-8").strip() == icons.APPLICATION_SVG
    assert not icons.application_icon().pixmap(QSize(64, 64)).isNull()


def test_importing_the_theme_renders_nothing() -> None:
    code = (
        "import sys, resnet_studio.gui.shell.rail, resnet_studio.gui.widgets.feedback;"
        "assert 'PySide6.QtSvg' not in sys.modules; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


@pytest.fixture
def form(look: Theme, qtbot: QtBot) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(20, 20, 20, 20)
    for name in ("one", "two"):
        column.addWidget(QPushButton(name))
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def _rings(window: QWidget) -> list[QWidget]:
    return [ring for ring in window.findChildren(QWidget, "focusRing") if ring.isVisible()]


def test_tab_shows_a_ring_two_pixels_outside_and_a_click_does_not(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert not _rings(form)
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    (ring,) = _rings(form)
    assert ring.geometry() == two.geometry().adjusted(-4, -4, 4, 4)
    qtbot.mouseClick(form.findChild(QLineEdit), Qt.MouseButton.LeftButton)
    assert not _rings(form)


def test_the_ring_follows_its_widget(form: QWidget, qtbot: QtBot) -> None:
    one, two = form.findChildren(QPushButton)
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Tab)
    two.setGeometry(40, 50, 90, 30)
    (ring,) = _rings(form)
    assert ring.geometry() == QRect(36, 46, 98, 38)


def test_the_ring_lives_in_the_scrolling_viewport(look: Theme, qtbot: QtBot) -> None:
    area = QScrollArea()
    inside = QWidget()
    column = QVBoxLayout(inside)
    buttons = [QPushButton(str(number)) for number in range(30)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inside)
    area.resize(200, 200)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    buttons[0].setFocus()
    qtbot.keyClick(buttons[0], Qt.Key.Key_Tab)
    (ring,) = _rings(area)
    assert ring.parentWidget() is area.viewport()
    before = ring.y()
    area.verticalScrollBar().setValue(40)
    assert ring.y() == before - 40


def _lightnesses(image: QImage) -> list[int]:
    return [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]


def _darkest(image: QImage) -> int:
    return min(_lightnesses(image))


def _brightest(image: QImage) -> int:
    return max(_lightnesses(image))


def _inked(drawn: QPixmap) -> int:
    image = drawn.toImage()
    return sum(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))


def _colours(drawn: QPixmap) -> set[str]:
    image = drawn.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}
