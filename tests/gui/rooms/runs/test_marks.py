"""Giving runs tags and notes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.marks import FILE, Marks
from resnet_studio.gui.rooms.runs.columns import NAME
from resnet_studio.gui.rooms.runs.marks import NoteDialog, TagsDialog
from resnet_studio.gui.rooms.runs.room import RunsRoom

Helper = Callable[..., Any]


def tags_dialog(room: RunsRoom) -> TagsDialog:
    return next(dialog for dialog in room.findChildren(TagsDialog) if dialog.isVisible())


def test_tags_are_written_into_the_run_and_shown(
    room: RunsRoom, qtbot: QtBot, runs: Path, wait_until_read: Helper
) -> None:
    room.details.marks.tag.click()
    dialog = tags_dialog(room)
    qtbot.keyClicks(dialog.field, "report, try again")
    dialog.save.click()
    wait_until_read(room, qtbot)
    assert Marks.read(runs / "run 10").tags == ("report", "try again")
    assert room.details.marks.tags.text() == "report, try again"
    assert [chip.word for chip in room.filters.tags.chips] == ["report", "try again"]
    tip = room.table.model().index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "run 10\nTags: report, try again"


def test_tags_of_several_runs_change_together(
    room: RunsRoom, qtbot: QtBot, runs: Path, wait_until_read: Helper
) -> None:
    Marks.build(["both", "only ten"], "kept").write(runs / "run 10")
    Marks.build(["both"], "").write(runs / "run 9")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    room.table.choose_others([runs / "run 9"])
    room.commands.tag()
    dialog = tags_dialog(room)
    assert dialog.field.text() == "both"
    dialog.field.setText("new")
    dialog.save.click()
    wait_until_read(room, qtbot)
    assert Marks.read(runs / "run 10") == Marks(("only ten", "new"), "kept")
    assert Marks.read(runs / "run 9") == Marks(("new",))
    assert not (runs / "run 1" / FILE).exists()


def test_known_tags_are_clicked_into_the_line(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    Marks.build(["baseline"], "").write(runs / "run 9")
    with qtbot.waitSignal(room.runs_changed):
        room.refresh()
    room.commands.tag()
    dialog = tags_dialog(room)
    (chip,) = dialog.known.chips
    chip.click()
    assert dialog.tags() == ("baseline",)
    chip.click()
    assert dialog.tags() == ()
    qtbot.keyClicks(dialog.field, "Baseline")
    assert chip.isChecked()
    dialog.reject()


def test_note_is_written_into_the_run_and_shown(
    room: RunsRoom, qtbot: QtBot, runs: Path, wait_until_read: Helper
) -> None:
    assert not room.details.marks.note.isVisible()
    room.details.marks.write.click()
    dialog = next(dialog for dialog in room.findChildren(NoteDialog) if dialog.isVisible())
    dialog.field.setPlainText("<b>Two</b>\nlines")
    dialog.save.click()
    wait_until_read(room, qtbot)
    assert Marks.read(runs / "run 10").note == "<b>Two</b>\nlines"
    assert room.details.marks.note.text() == "<b>Two</b>\nlines"
    assert room.details.marks.note.textFormat() == Qt.TextFormat.PlainText


def test_cancelled_dialog_writes_nothing(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    room.commands.tag()
    dialog = tags_dialog(room)
    qtbot.keyClicks(dialog.field, "report")
    dialog.cancel.click()
    assert not dialog.isVisible()
    assert not (runs / "run 10" / FILE).exists()


def test_note_is_discarded_only_by_a_second_escape_after_the_last_word(room: RunsRoom, qtbot: QtBot) -> None:
    room.commands.note()
    dialog = next(dialog for dialog in room.findChildren(NoteDialog) if dialog.isVisible())
    for words in ("The light", " was better"):
        qtbot.keyClicks(dialog.field, words)
        qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert dialog.hint.text().startswith("Not saved yet.")
    assert dialog.note() == "The light was better"
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_dialog_without_changes_closes_at_the_first_escape(room: RunsRoom, qtbot: QtBot) -> None:
    room.commands.note()
    dialog = next(dialog for dialog in room.findChildren(NoteDialog) if dialog.isVisible())
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_marks_that_cannot_be_written_are_said(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    room.commands.tag()
    dialog = tags_dialog(room)
    dialog.field.setText("x")
    (runs / "run 10").rename(runs / "elsewhere")
    dialog.save.click()
    qtbot.waitUntil(room.problem.isVisible)
    assert room.problem.sentence().startswith("Tags and note of run 10 cannot be saved")
