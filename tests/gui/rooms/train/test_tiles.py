"""How the tiles of the live pictures fit, and what they say."""

from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.events import PredictedPicture
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.gui.rooms.train.tiles import PictureTiles, fit
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader


@pytest.mark.parametrize(("width", "height"), [(100, 90), (844, 230), (936, 122), (1458, 320), (3400, 700)])
def test_tiles_fit_their_space(width: int, height: int) -> None:
    columns, rows, side = fit(width, height, 26)
    assert columns * side + (columns - 1) * 8 <= max(width, 64)
    assert rows * (side + 26) + (rows - 1) * 8 <= max(height, 90)
    assert columns * rows <= FOLLOWED_PICTURES


def test_tiles_have_two_rows_or_are_all_shown_where_they_fit() -> None:
    assert fit(844, 230, 26)[:2] == (9, 2)
    assert fit(936, 122, 26)[1] == 1
    assert fit(1458, 320, 26)[:2] == (12, 2)


def test_long_names_are_elided_in_the_middle(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of names that begin alike, the ends tell them apart."""
    tiles = PictureTiles(ThumbnailLoader())
    qtbot.addWidget(tiles)
    classes = tuple(f"a rather long name of a class, number {number}" for number in range(3))
    tiles.set_dataset(Path("/p"), classes)
    tiles.show_pictures((PredictedPicture("x.png", 0, (0.2, 0.7, 0.1)),))
    tiles.resize(200, tiles.arrange(200, 140))
    painted: list[str] = []
    draw = QPainter.drawText
    monkeypatch.setattr(QPainter, "drawText", lambda *given: painted.append(given[-1]) or draw(*given))  # type: ignore[func-returns-value]
    tiles.grab()
    _, predicted, true = painted
    assert predicted.startswith("a")
    assert "…" in predicted
    assert true.startswith("is a")
    assert true.endswith("0")
