"""The pictures of a finding: long ones are whole, and white ones have an edge."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.rooms.data.finding_view import FindingView
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

Colours = Callable[[CheckKind, str], list[list[QColor]]]


@pytest.fixture
def colours_of(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Colours:
    """A function that shows a finding of one picture: the colours down the middle of its tile, and across it."""
    for name in ("some", "other"):
        (tmp_path / name).mkdir()
    Image.new("RGB", (64, 64), (255, 255, 255)).save(tmp_path / "some" / "white.png")
    long = Image.new("RGB", (60, 600), (0, 200, 0))
    long.paste((255, 0, 255), (0, 0, 60, 100))
    long.save(tmp_path / "some" / "long.png")
    long.save(tmp_path / "other" / "long.png")
    install(qapp).choose("light")
    thumbnails = ThumbnailLoader(qapp)
    view = FindingView(thumbnails)
    qtbot.addWidget(view)
    view.resize(500, 500)
    view.show()

    def look(kind: CheckKind, name: str) -> list[list[QColor]]:
        finding = CheckFinding(kind, message("It is odd."), (f"some/{name}",))
        view.show_finding(finding, scan(tmp_path), Checked((finding,), (), 2))
        with qtbot.waitSignal(thumbnails.loaded, timeout=10_000):
            view.grab()
        image, tile = view.grid.viewport().grab().toImage(), view.grid.tile_rect(0)
        down = [QPoint(tile.center().x(), y) for y in range(tile.top(), tile.bottom())]
        across = [QPoint(x, tile.center().y()) for x in range(tile.left(), tile.right() + 1)]
        return [[image.pixelColor(point) for point in line] for line in (down, across)]

    return look


def test_long_picture_is_shown_whole(colours_of: Colours) -> None:
    down, across = colours_of(CheckKind.ODD_ASPECT, "long.png")
    assert sum(one == QColor(255, 0, 255) for one in down) > len(down) / 8
    assert 0 < sum(one == QColor(0, 200, 0) for one in across) < len(across) / 5


def test_white_picture_has_an_edge(colours_of: Colours) -> None:
    _, across = colours_of(CheckKind.PLACEHOLDER, "white.png")
    assert across[len(across) // 2] == QColor("white")
    assert across[0].lightness() < 240
    assert across[-1].lightness() < 240
