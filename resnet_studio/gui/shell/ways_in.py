"""What opens otherwise than a folder: tables, whose columns are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resnet_studio.core.tables.columns import Columns
    from resnet_studio.gui.rooms.data.room import DataRoom
    from resnet_studio.gui.work.opening import Opening


def connect_tables(room: DataRoom, opening: Opening, go_to: Callable[[str], None]) -> None:
    """Ask for the columns of a table, and open it with those that a person has chosen."""

    def ask(file: Path, known: Columns | None) -> None:
        go_to("data")
        room.ask_table(file, known)

    def open_table(file: Path, reading: str) -> None:
        opening.open(file.parent, chosen=(file.name,), reading=reading)

    opening.table_found.connect(ask)
    room.table_answered.connect(open_table)
