"""What comes in otherwise than as a folder: tables, whose columns are asked for, and pictures for a class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_studio.core.basics.message import show
from resnet_studio.gui.work.copying import Said
from resnet_studio.gui.work.receiving import Receiving

if TYPE_CHECKING:
    from resnet_studio.core.tables.columns import Columns
    from resnet_studio.gui.rooms.data.room import DataRoom
    from resnet_studio.gui.work.opening import Opening
    from resnet_studio.gui.work.session import Session


def connect_tables(room: DataRoom, opening: Opening, go_to: Callable[[str], None]) -> None:
    """Ask for the columns of a table, and open it with those that a person has chosen."""

    def ask(file: Path, known: Columns | None) -> None:
        go_to("data")
        room.ask_table(file, known)

    def open_table(file: Path, reading: str) -> None:
        opening.open(file.parent, chosen=(file.name,), reading=reading)

    opening.table_found.connect(ask)
    room.table_answered.connect(open_table)


def connect_pictures(room: DataRoom, session: Session, take: Callable[[list[Path]], None]) -> Receiving:
    """Add pictures to the class onto which they are dropped or pasted; what is dropped beside is taken as elsewhere."""
    receiving = Receiving(session, room)

    def say(said: Said) -> None:
        room.say_received(show(said.text), show(said.detail), said.look, can_copy=said.can_copy)

    room.files_given.connect(receiving.take)
    room.paste_wanted.connect(receiving.paste)
    room.copy_wanted.connect(receiving.copy)
    room.found_wanted.connect(receiving.find)
    room.dropped_elsewhere.connect(take)
    receiving.said.connect(say)
    receiving.copying.away.connect(room.say_away)
    return receiving
