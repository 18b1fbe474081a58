"""The columns of a table, in the pseudo-locale: see `test_pseudo_locale`."""

import re
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.misplaced import misplaced_in_the_end
from tests.gui.test_pseudo_locale import SIZES


def test_every_text_about_columns_is_translated_and_fits(
    pseudo_window: StudioWindow, tmp_path: Path, collector: Any, qtbot: QtBot
) -> None:
    table = tmp_path / "ⓐ.csv"
    table.write_text("ⓐ.png,ⓑ,ⓒ\n" * 3, encoding="utf-8")
    room = pseudo_window.data_room
    room.ask_table(table, None)
    page = room.table_page
    qtbot.waitUntil(lambda: page.rows.model().rowCount() == 3)
    pseudo_window.setMinimumSize(1, 1)
    for size in SIZES:
        pseudo_window.resize(*size)
        assert misplaced_in_the_end(pseudo_window, qtbot) == [], size
        collector.collect(pseudo_window)
    collector.data |= set(re.findall(r"[^\W\d_]+", str(tmp_path)))
    collector.check()
