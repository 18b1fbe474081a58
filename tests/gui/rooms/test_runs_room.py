"""The Runs room: the list, one run replayed, and what may be done with it."""

import os
import shutil
import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QStyleOptionHeader, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import RunSummary, list_runs
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.rooms.runs.model import COLUMNS, DATE, NAME, SORT_ROLE, STATE
from resnet_studio.gui.rooms.runs.room import RunsRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.figures import StatBlock


def make_run(
    runs: Path, name: str, *, created: str = "2026-11-22T18:45:00+00:00", top1: float = 0.95, epochs: int = 3,
    ending: Event | None = None, root: str = "ants-bees", size: int = 1000, config: TrainConfig | None = None,
) -> Path:  # fmt: skip
    """A run as training leaves it; without epochs it has no model."""
    config = config or TrainConfig.build(epochs=5)
    dataset = apply(Catalogue(runs.absolute() / root, ("ants", "bees"), ()))
    run = create_run(runs, config, dataset, name=name)
    record = files.read_json(run / "config.json", RunError)
    files.write_json(run / "config.json", record | {"created": created})
    log = EventLog(run)
    log.append(RunStarted(1, str(run), ("ants", "bees"), 244, 153, 11_177_538, 1026, "CPU", "float32", 5))
    for epoch in range(1, epochs + 1):
        log.append(BatchEnd(epoch, epoch * 10, 1 / epoch, 0.001, 50.0, 50))
        log.append(EpochEnd(epoch, epoch * 10, 1.0, 1.0, top1 if epoch == 2 else top1 / 2, 20.0))
    log.append(Notice("It is skipped: the file ends too early.", "train/bees/odd.jpg"))
    log.append(ending or RunFinished(str(run), 2, top1))
    log.close()
    if epochs:
        (run / "best.pt").write_bytes(b"\0" * size)
        ModelInfo(config.depth, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)).write(run)
    return run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "meine Läufe"


@pytest.fixture
def empty_room(qtbot: QtBot, qapp: QApplication) -> RunsRoom:
    install(qapp).choose("light")
    room = RunsRoom()
    qtbot.addWidget(room)
    room.resize(1280, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


def listed(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    with qtbot.waitSignal(room.runs_changed):
        room.set_folder(runs)
    settled(room, qtbot)


def settled(room: RunsRoom, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not room._background._running)


@pytest.fixture
def room(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> RunsRoom:
    """Three runs: the newest of all, the most accurate, and one that failed."""
    make_run(runs, "run 10", created="2026-11-22T18:45:00+00:00", top1=0.8, size=3000)
    make_run(runs, "run 9", created="2026-11-21T18:45:00+00:00", top1=0.9, size=2000)
    failed = RunFailed("r", "The disk is full.", "Traceback")
    make_run(runs, "run 1", created="2026-11-20T18:45:00+00:00", top1=0.7, ending=failed, size=1000)
    listed(empty_room, qtbot, runs)
    return empty_room


def names(room: RunsRoom) -> list[str]:
    model = room.table.model()
    return [str(model.index(row, NAME).data()) for row in range(model.rowCount())]


def choose(room: RunsRoom, qtbot: QtBot, name: str) -> None:
    path = next(run.path for run in room.summaries() if run.name == name)
    assert room.table.select(path)
    settled(room, qtbot)


def cell(room: RunsRoom, row: int, column: int) -> str:
    return str(room.table.model().index(row, column).data())


# The list


def test_no_runs_yet_leads_to_data(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    listed(empty_room, qtbot, runs)
    assert empty_room.empty.isVisible()
    assert empty_room.empty.sentence().startswith("No runs yet")
    assert not empty_room.use.isVisible()
    with qtbot.waitSignal(empty_room.data_wanted):
        qtbot.mouseClick(empty_room.empty.button, Qt.MouseButton.LeftButton)


def test_runs_are_listed_newest_first_and_the_newest_is_shown(room: RunsRoom) -> None:
    assert names(room) == ["run 10", "run 9", "run 1"]
    total = sum(run.size for run in room.summaries())
    assert room.header.facts() == f"3 runs, {total / 1000:.0f} KB"
    current = room.table.current()
    assert current is not None
    assert current.name == "run 10"
    assert room.details.name.text() == "run 10"


@pytest.mark.parametrize(
    ("title", "ascending"),
    [
        ("Name", ["run 1", "run 9", "run 10"]),
        ("Accuracy", ["run 1", "run 10", "run 9"]),
        ("Size", ["run 1", "run 9", "run 10"]),
        ("Date", ["run 1", "run 9", "run 10"]),
    ],
)
def test_a_click_on_a_head_sorts(room: RunsRoom, title: str, ascending: list[str]) -> None:
    column = [str(column.title) for column in COLUMNS].index(title)
    room.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert names(room) == ascending
    room.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert names(room) == ascending[::-1]


def test_the_sort_mark_points_down_where_the_newest_is_first(room: RunsRoom) -> None:
    option = QStyleOptionHeader()
    room.table.horizontalHeader().initStyleOptionForIndex(option, DATE)
    assert option.sortIndicator == QStyleOptionHeader.SortIndicator.SortDown
    room.table.sortByColumn(DATE, Qt.SortOrder.AscendingOrder)
    room.table.horizontalHeader().initStyleOptionForIndex(option, DATE)
    assert option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp


def test_every_column_can_be_sorted_with_runs_that_lack_figures(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    make_run(runs, "none", epochs=0)
    make_run(runs, "some")
    (make_run(runs, "broken") / "config.json").write_text("{")
    listed(empty_room, qtbot, runs)
    model = empty_room.table.model()
    for column in range(len(COLUMNS)):
        kinds = {type(model.index(row, column).data(SORT_ROLE)) for row in range(3)}
        assert kinds <= {int, float} or kinds == {str}
        empty_room.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert "–" in [cell(empty_room, row, 3) for row in range(3)]


def test_a_damaged_run_is_a_row_with_its_problem(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    (make_run(runs, "broken") / "config.json").write_text("{")
    listed(empty_room, qtbot, runs)
    assert cell(empty_room, 0, STATE) == "damaged"
    assert "not valid JSON" in empty_room.details.problem.sentence()
    assert not empty_room.use.isEnabled()
    assert "not valid JSON" in empty_room.use.toolTip()
    assert not empty_room.details.settings.isVisible()


def test_refresh_keeps_the_choice_and_finds_what_is_new(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    choose(room, qtbot, "run 9")
    make_run(runs, "new one", created="2026-11-23T18:45:00+00:00")
    with qtbot.waitSignal(room.runs_changed):
        qtbot.keyClick(room, Qt.Key.Key_F5)
    assert names(room)[0] == "new one"
    current = room.table.current()
    assert current is not None
    assert current.name == "run 9"


def test_entering_the_room_reads_the_list_again(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    room.hide()
    make_run(runs, "by the command line")
    with qtbot.waitSignal(room.runs_changed):
        room.show()
    assert "by the command line" in names(room)


def test_the_window_does_not_wait_for_the_list(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run(runs, "slow")
    go = threading.Event()

    def slow(folder: Path) -> list[RunSummary]:
        assert threading.current_thread() is not threading.main_thread()
        assert go.wait(10)
        return list_runs(folder)

    monkeypatch.setattr("resnet_studio.gui.rooms.runs.room.list_runs", slow)
    empty_room.set_folder(runs)
    assert names(empty_room) == []
    with qtbot.waitSignal(empty_room.runs_changed):
        go.set()
    assert names(empty_room) == ["slow"]


# One run


def test_the_chosen_run_is_replayed(room: RunsRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, "run 9")
    details = room.details
    assert details.accuracy.figure() == "90.0 %"
    assert details.epochs.figure() == "2"
    assert details.time.figure() == "1 min"
    assert details.state.text() == "Finished."
    assert details.setting("Network") == "ResNet-18"
    assert details.setting("Frozen") == "all but the head"
    assert details.setting("Dataset") == "ants-bees"
    assert details.setting("Pictures") == "244 train, 153 validation"
    assert details.notices.isVisible()
    assert "train/bees/odd.jpg" in details._notice_text.text()
    charts = details._charts
    assert charts is not None
    assert charts.isVisible()
    assert "best 90.0 %" in charts.accuracy.accessibleDescription()
    choose(room, qtbot, "run 1")
    assert details.state.text() == "Failed: The disk is full."
    assert "best 70.0 %" in charts.accuracy.accessibleDescription()


def test_arrow_keys_go_through_the_runs(room: RunsRoom, qtbot: QtBot) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Down)
    settled(room, qtbot)
    assert room.details.name.text() == "run 9"


@pytest.mark.parametrize(
    ("ending", "epochs", "said"),
    [
        (RunPaused("r", 2, 0.75), 3, "Paused. Its best model so far is kept."),
        (RunPaused("r", 0, 0.0), 0, "Paused. There is no model to use."),
        (RunStopped("r", 2, 0.75), 3, "Stopped. The best model was kept."),
    ],
)
def test_how_a_run_ended_promises_nothing_that_is_not_there(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, ending: Event, epochs: int, said: str
) -> None:
    make_run(runs, "one", ending=ending, epochs=epochs)
    listed(empty_room, qtbot, runs)
    assert empty_room.details.state.text() == said


def test_use_gives_the_chosen_run_away(room: RunsRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, "run 9")
    with qtbot.waitSignal(room.use_wanted) as caught:
        qtbot.mouseClick(room.use, Qt.MouseButton.LeftButton)
    assert caught.args is not None
    assert caught.args[0].name == "run 9"


def test_a_run_without_a_model_cannot_be_used_and_says_why(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    make_run(runs, "short", epochs=0)
    listed(empty_room, qtbot, runs)
    assert not empty_room.use.isEnabled()
    assert "before its first epoch" in empty_room.use.toolTip()
    assert empty_room.details.state.text() == "Finished. There is no model to use."
    with qtbot.assertNotEmitted(empty_room.use_wanted):
        empty_room.table.used.emit()


def test_its_folder_is_opened(room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) is None)
    qtbot.mouseClick(room.details.open_folder, Qt.MouseButton.LeftButton)
    assert [Path(name) for name in opened] == [runs / "run 10"]


# Renaming


def rename_by_keyboard(room: RunsRoom, qtbot: QtBot, name: str) -> None:
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    editor = room.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, name)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_f2_renames_in_place(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    with qtbot.waitSignal(room.run_renamed) as caught:
        rename_by_keyboard(room, qtbot, "best: of all")
    assert caught.args is not None
    assert caught.args[0] == runs / "run 10"
    assert caught.args[1].path == runs / "best- of all"
    assert (runs / "best- of all" / "best.pt").is_file()
    settled(room, qtbot)
    assert "best- of all" in names(room)
    assert room.details.name.text() == "best- of all"


def test_the_name_of_another_run_is_refused_in_words(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    qtbot.mouseClick(room.details.rename, Qt.MouseButton.LeftButton)
    editor = room.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText("run 9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(room.problem.isVisible)
    assert room.problem.sentence() == "There is already a run called run 9."
    assert (runs / "run 10").is_dir()


# Deleting


def press(room: RunsRoom, qtbot: QtBot, words: str) -> None:
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    button = next(button for button in box.buttons() if button.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_delete_asks_and_moves_to_the_bin(
    room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binned: list[Path] = []

    def bin_it(run: Path) -> bool:
        binned.append(run)
        shutil.rmtree(run)
        return True

    monkeypatch.setattr(runs_storage, "move_to_bin", bin_it)
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    press(room, qtbot, "Keep")
    assert binned == []
    qtbot.mouseClick(room.details.delete, Qt.MouseButton.LeftButton)
    box = next(box for box in room.findChildren(QMessageBox) if box.isVisible())
    assert all(button.width() >= button.sizeHint().width() for button in box.buttons()), "words are cut"
    with qtbot.waitSignal(room.run_deleted) as caught:
        press(room, qtbot, "Move to bin")
    assert caught.args == [runs / "run 10"]
    assert binned == [runs / "run 10"]
    assert names(room) == ["run 9", "run 1"]
    settled(room, qtbot)
    assert room.details.name.text() in names(room)


def test_where_there_is_no_bin_deleting_for_good_is_asked_for_itself(
    room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: False)
    qtbot.mouseClick(room.details.delete, Qt.MouseButton.LeftButton)
    press(room, qtbot, "Move to bin")
    qtbot.waitUntil(lambda: any("no bin" in box.text() for box in room.findChildren(QMessageBox)))
    assert (runs / "run 10").is_dir()
    with qtbot.waitSignal(room.run_deleted):
        press(room, qtbot, "Delete for good")
    assert not (runs / "run 10").exists()
    assert (runs / "run 9").is_dir()


def test_the_last_run_leaves_an_empty_room(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run(runs, "only")
    listed(empty_room, qtbot, runs)
    monkeypatch.setattr(runs_storage, "move_to_bin", lambda _: True)
    qtbot.mouseClick(empty_room.details.delete, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(empty_room.run_deleted):
        press(empty_room, qtbot, "Move to bin")
    assert empty_room.empty.isVisible()
    assert empty_room.header.facts() == ""


def test_only_runs_are_ever_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"x")
    with pytest.raises(OSError, match="is not a run"):
        runs_storage.delete_for_good(folder)
    assert (folder / "a.jpg").is_file()


def test_the_run_in_training_is_marked_and_left_alone(room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    room.set_busy_run(runs / "run 10")
    settled(room, qtbot)
    assert cell(room, 0, STATE) == "training now"
    assert not room.details.rename.isEnabled()
    assert not room.details.delete.isEnabled()
    assert "in training" in room.details.delete.toolTip()
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_F2)
    assert room.table.findChild(QLineEdit) is None
    qtbot.keyClick(room.table, Qt.Key.Key_Delete)
    assert room.findChildren(QMessageBox) == []
    room.set_busy_run(None)
    settled(room, qtbot)
    assert cell(room, 0, STATE) == "finished"
    assert room.details.delete.isEnabled()


# Storage


def test_the_cache_is_measured_and_cleared(empty_room: RunsRoom, qtbot: QtBot, runs: Path, tmp_path: Path) -> None:
    cache = places.cache_folder()
    (cache / "thumbnails").mkdir(parents=True)
    (cache / "thumbnails" / "a").write_bytes(b"x" * 2_500_000)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.jpg").write_bytes(b"x")
    (cache / "link").symlink_to(outside)
    listed(empty_room, qtbot, runs)
    assert empty_room.storage.cache.text() == "Cache 2.5 MB"
    qtbot.mouseClick(empty_room.storage.clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty_room.storage.cache.text() == "Cache 0 B")
    assert list(cache.iterdir()) == []
    assert (outside / "mine.jpg").is_file()
    assert not empty_room.storage.clear.isEnabled()


def test_another_folder_for_runs_is_listed_and_announced(room: RunsRoom, qtbot: QtBot, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_run(other, "elsewhere")
    qtbot.mouseClick(room.storage.change, Qt.MouseButton.LeftButton)
    dialog = room.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignals([room.folder_changed, room.runs_changed]):
        dialog.fileSelected.emit(str(other))
    dialog.close()
    assert names(room) == ["elsewhere"]
    assert str(other) in room.storage.folder.text()


# Looks


def test_columns_come_and_go_with_the_width(room: RunsRoom) -> None:
    room.table.resize(500, 300)
    few = room.table.shown_columns()
    assert few[0] == "Name"
    assert {"Accuracy", "State"} <= set(few)
    room.table.resize(1200, 300)
    assert room.table.shown_columns() == [str(column.title) for column in COLUMNS]


def test_nothing_in_the_details_is_cut_at_the_right(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    make_run(runs, "long", top1=0.997, size=5_800_000, config=TrainConfig.build(epochs=200))
    listed(empty_room, qtbot, runs)
    details = empty_room.details
    details.epochs.set_figure("51", "of 200")
    details.time.set_figure("7 min 43 s")
    for width in (1064, 1208, 1280, 1600):
        empty_room.resize(width, 732)
        qtbot.waitUntil(lambda: empty_room._scroll.viewport().width() == details.width())
        for block in (details.accuracy, details.epochs, details.time, details.disk):
            qtbot.waitUntil(partial(is_whole, block, details.result))


def is_whole(block: StatBlock, card: QWidget) -> bool:
    right = block.mapTo(card, QPoint(block.width(), 0)).x()
    return right <= card.width() and block.width() >= block.minimumSizeHint().width()


def place(room: RunsRoom, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(room, QPoint()), widget.size())


def test_in_a_narrow_window_the_details_stand_below(room: RunsRoom, qtbot: QtBot) -> None:
    scroll = room.scroll_area
    assert scroll is not None
    room.resize(1024, 560)
    qtbot.waitUntil(lambda: place(room, room.details).top() > place(room, room.table).bottom())
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    room.resize(1280, 732)
    qtbot.waitUntil(lambda: place(room, room.details).left() > place(room, room.table).right())
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() == 0)


def test_both_themes_paint(room: RunsRoom, qapp: QApplication) -> None:
    light = room.grab().toImage()
    install(qapp).choose("dark")
    dark = room.grab().toImage()
    install(qapp).choose("light")
    assert light.pixelColor(4, 400).lightness() > 200 > 60 > dark.pixelColor(4, 400).lightness()


def test_names_are_shown_letter_by_letter(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    name = "<b>bold\u202e" if os.name != "nt" else "bold"
    run = make_run(runs, "plain")
    run.rename(runs / name)
    listed(empty_room, qtbot, runs)
    assert names(empty_room) == [name.replace("\u202e", "\ufffd")]
    empty_room.table.select(runs / name)
    qtbot.mouseClick(empty_room.details.delete, Qt.MouseButton.LeftButton)
    box = next(box for box in empty_room.findChildren(QMessageBox) if box.isVisible())
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.reject()


def test_what_did_not_finish_can_be_resumed(room: RunsRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, "run 10")
    assert not room.resume.isVisible()
    choose(room, qtbot, "run 1")
    assert room.resume.isVisible()
    with qtbot.waitSignal(room.resume_wanted) as wanted:
        room.resume.click()
    assert wanted.args is not None
    assert wanted.args[0].name == "run 1"
    room.set_busy_run(room.summaries()[0].path)
    assert not room.resume.isEnabled()
    assert "in training" in room.resume.toolTip()


def test_an_ended_run_can_be_trained_further(room: RunsRoom, qtbot: QtBot) -> None:
    further = room.details.further
    choose(room, qtbot, "run 10")
    assert further.isVisible()
    with qtbot.waitSignal(room.continue_wanted) as wanted:
        qtbot.mouseClick(further, Qt.MouseButton.LeftButton)
    assert wanted.args is not None
    assert wanted.args[0].name == "run 10"
    assert "a third" in further.toolTip()
    room.set_busy_run(room.summaries()[1].path)
    assert not further.isEnabled()
    assert further.toolTip() == "Another run is in training"
    room.set_busy_run(None)
    assert further.isEnabled()
    choose(room, qtbot, "run 1")
    assert further.isVisible(), "a run whose loss diverged can be trained further, at a lower rate"


@pytest.mark.parametrize(
    ("ending", "epochs", "shown", "why"),
    [
        (RunStopped("r", 2, 0.75), 3, True, ""),
        (RunStopped("r", 0, 0.0), 0, True, "before its first epoch"),
        (RunPaused("r", 2, 0.75), 3, False, ""),
    ],
)
def test_only_what_has_ended_with_a_model_is_trained_further(
    empty_room: RunsRoom, qtbot: QtBot, runs: Path, ending: Event, epochs: int, shown: bool, why: str
) -> None:
    make_run(runs, "one", ending=ending, epochs=epochs)
    listed(empty_room, qtbot, runs)
    further = empty_room.details.further
    assert further.isVisible() is shown
    assert further.isEnabled() is not bool(why)
    assert why in further.toolTip()


def test_a_run_names_the_one_that_it_continues(empty_room: RunsRoom, qtbot: QtBot, runs: Path) -> None:
    run = make_run(runs, "child")
    record = files.read_json(run / "config.json", RunError)
    files.write_json(run / "config.json", record | {"parent": "the\u202efirst"})
    listed(empty_room, qtbot, runs)
    assert empty_room.details.setting("Continues") == "the\ufffdfirst"
    make_run(runs, "alone", created="2027-01-01T00:00:00+00:00")
    empty_room.refresh()
    settled(empty_room, qtbot)
    choose(empty_room, qtbot, "alone")
    with pytest.raises(KeyError):
        empty_room.details.setting("Continues")


def test_the_way_on_stands_in_line_with_how_the_run_ended(room: RunsRoom, qtbot: QtBot) -> None:
    choose(room, qtbot, "run 10")
    details = room.details
    for width in (1064, 1280, 1600):
        room.resize(width, 732)
        qtbot.waitUntil(lambda: room._scroll.viewport().width() == details.width())
        button = QRect(details.further.mapTo(details.result, QPoint()), details.further.size())
        state = QRect(details.state.mapTo(details.result, QPoint()), details.state.size())
        assert abs(button.center().y() - state.center().y()) <= 1
        assert state.right() < button.left()
        assert button.right() <= details.result.width() - 14
