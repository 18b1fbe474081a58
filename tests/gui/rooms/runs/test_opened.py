"""Runs that a person opens by their folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]


def test_opened_run_is_chosen(room: RunsRoom, runs: Path) -> None:
    room.show_run(runs / "run 1")
    current = room.table.current()
    assert current is not None
    assert current.path == runs / "run 1"


def test_opened_run_of_another_folder_is_listed_and_chosen(
    room: RunsRoom, qtbot: QtBot, tmp_path: Path, make_run: Helper, names: Helper
) -> None:
    for _ in range(2):
        other = tmp_path / "from a colleague" / "run 9"
        if not other.exists():
            make_run(other.parent, "run 9")
        with qtbot.waitSignal(room.runs_changed):
            room.show_run(other)
            room.refresh()
        current = room.table.current()
        assert current is not None
        assert current.path == other
        assert sorted(names(room)) == ["run 1", "run 10", "run 9", "run 9"]
    room.refresh()


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_run_that_is_opened_through_a_link_is_the_one_of_the_list(room: RunsRoom, runs: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(runs)
    room.show_run(tmp_path / "link" / "run 1")
    current = room.table.current()
    assert current is not None
    assert current.path == runs / "run 1"
