"""What the window shows at its first paint, before its controls and other rooms are there."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.theme.palette import palette
from resnet_studio.gui.work.recents import Recent
from tests.gui.held_key import hold

ROOMS = ("data", "model", "train", "results", "use", "runs")
LATER = (
    "numpy", "PIL", "pyqtgraph", "psutil", "ssl", "http.client", "email", "importlib.metadata",
    "multiprocessing", "socket", "pickle", "signal", "datetime", "decimal", "html", "queue",
    "resnet_studio.core.protocol", "resnet_studio.core.runs", "resnet_studio.core.dataset.catalogue",
    "resnet_studio.core.basics.files", "resnet_studio.gui.theme.qt_icons",
    "resnet_studio.gui.engine", "resnet_studio.gui.shell.menus", "resnet_studio.gui.work.session",
)  # fmt: skip


@pytest.fixture
def beginning(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    """A window at its first paint."""
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    theme = install(qapp)
    window = StudioWindow()
    window.show()
    yield window
    window.leave()
    window.deleteLater()
    theme.choose(None)


def test_first_paint_imports_nothing_that_can_wait(tmp_path: Path) -> None:
    code = (
        "import os, sys; import resnet_studio.gui.app\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from resnet_studio.gui.rooms.data.welcome import WelcomePage\n"
        "WelcomePage._wake = lambda _: None  # reads the sample in a thread, right after the paint\n"
        "from resnet_studio.gui.shell.window import StudioWindow\n"
        "from resnet_studio.gui.theme.manager import install\n"
        "app = QApplication([]); install(app); window = StudioWindow(); window.show(); app.processEvents()\n"
        "window.grab(); print(*sorted(set(sys.modules) & set(sys.argv[1:])), flush=True); os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *LATER], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "\n", done.stderr


def test_nothing_that_is_shown_changes_when_the_rest_is_there(beginning: StudioWindow) -> None:
    rail, status = beginning.rail, beginning.status
    before = [rail.state(room) for room in ROOMS], status.engine_text(), beginning.grab().toImage()
    beginning.finish_start(None)
    assert ([rail.state(room) for room in ROOMS], status.engine_text(), beginning.grab().toImage()) == before


def test_folder_that_will_be_opened_is_named_at_the_first_paint(
    beginning: StudioWindow, qtbot: QtBot, colours: Path, tmp_path: Path
) -> None:
    room, rail = beginning.data_room, beginning.rail
    (tmp_path / "config.json").touch()
    beginning.expect(tmp_path)
    assert room.stack.currentWidget() is room.welcome, "it may be a run"
    beginning.expect(colours)
    assert room.stack.currentWidget() is room.scanning
    beginning.finish_soon(colours)
    with qtbot.waitSignal(beginning.complete, timeout=60_000):
        assert room.stack.currentWidget() is room.scanning
    assert rail.state("data") == f"reading {colours.name}"
    qtbot.waitUntil(lambda: beginning.session.dataset is not None)
    assert room.stack.currentWidget() is room.dataset_page


def test_some_folders_in_one_are_awaited_under_their_own_names(beginning: StudioWindow, tmp_path: Path) -> None:
    recent = Recent(tmp_path / "data", 9, 2, None, 1.0, available=True, chosen=("ants", "bees"))
    beginning.data_room.show_welcome([recent])
    beginning.data_room.welcome.recents.rows[0].click()
    assert beginning.data_room.scanning.title() == "Reading ants and bees in data"


def test_table_or_archive_that_will_be_opened_is_named_at_the_first_paint(
    beginning: StudioWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    room, table, archive = beginning.data_room, tmp_path / "birds.csv", tmp_path / "birds.zip"
    table.write_text("file,label\na.png,heron\n")
    archive.touch()
    beginning.expect(tmp_path / "none.csv")
    assert room.stack.currentWidget() is room.welcome
    for path in (archive, table):
        beginning.expect(path)
        assert room.stack.currentWidget() is room.scanning
    beginning.finish_soon(table)
    qtbot.waitUntil(lambda: room.stack.currentWidget() is room.table_page, timeout=60_000)


def test_file_of_weights_that_is_called_like_an_archive_is_not_awaited_for_ever(
    beginning: StudioWindow, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint.pth.tar"
    file.write_bytes(b"PK\3\4" + bytes(1000))
    beginning.expect(file)
    beginning.finish_start(file)
    assert beginning.drop_notice.isVisible()
    assert beginning.data_room.stack.currentWidget() is beginning.data_room.welcome


def test_folder_of_the_first_paint_that_is_cancelled_is_not_opened(beginning: StudioWindow, colours: Path) -> None:
    room = beginning.data_room
    beginning.expect(colours)
    beginning.asked.emit(colours)
    room.scanning.cancel_button.click()
    beginning.finish_start(None)
    assert room.stack.currentWidget() is room.welcome
    assert not beginning.opening._scanner.busy()


def test_what_is_dropped_before_the_rest_is_there_is_opened(
    beginning: StudioWindow, qtbot: QtBot, colours: Path, drop: Callable[..., None]
) -> None:
    drop(beginning, colours)
    beginning.finish_start(None)
    qtbot.waitUntil(lambda: beginning.session.dataset is not None)


def test_drop_between_two_steps_is_opened(
    beginning: StudioWindow, qtbot: QtBot, colours: Path, drop: Callable[..., None]
) -> None:
    beginning.finish_soon(None)
    qtbot.waitUntil(lambda: hasattr(beginning, "worker"))
    assert not hasattr(beginning, "runs_room")
    drop(beginning, colours)
    with qtbot.waitSignal(beginning.complete, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: beginning.session.dataset is not None)


def test_what_a_person_does_before_the_rest_is_there_is_done_in_order(
    beginning: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr("resnet_studio.gui.work.opening.Opening.open_sample", lambda _: done.append("sample"))
    monkeypatch.setattr(StudioWindow, "_choose", lambda _, key: done.append(key))
    beginning.finish_soon(None)
    qtbot.mouseClick(beginning.data_room.welcome.sample_button, Qt.MouseButton.LeftButton)
    beginning.rail.item("train").click()
    with qtbot.waitSignal(beginning.complete, timeout=60_000):
        pass
    assert done == ["sample", "train"]
    beginning.rail.item("runs").click()
    assert done == ["sample", "train", "runs"]


def test_sample_that_is_wanted_before_the_rest_is_there_is_said_to_be_read_and_a_held_or_second_enter_does_not_cancel(
    beginning: StudioWindow, qtbot: QtBot, small_sample: int
) -> None:
    room = beginning.data_room
    room.welcome.sample_button.setFocus()
    beginning.finish_soon(None)
    hold(room.welcome.sample_button, Qt.Key.Key_Return)
    assert room.stack.currentWidget() is room.scanning
    holder = beginning.focusWidget()
    assert holder is not None
    assert room.scanning.isAncestorOf(holder)
    qtbot.keyClick(holder, Qt.Key.Key_Return)
    with qtbot.waitSignal(beginning.complete, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: beginning.session.dataset is not None, timeout=60_000)
    assert room.stack.currentWidget() is room.dataset_page


def test_window_that_is_closed_between_two_steps_ends_its_engine(
    beginning: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []
    monkeypatch.setattr(EngineWorker, "isRunning", lambda _: True)
    monkeypatch.setattr(EngineWorker, "shut_down", lambda _: ended.append(True))
    beginning.finish_soon(None)
    qtbot.waitUntil(lambda: hasattr(beginning, "worker"))
    assert beginning.close()
    assert ended == [True]
    assert not beginning.isVisible()
    assert not hasattr(beginning, "runs_room"), "what is not there yet is not made to be closed"
    monkeypatch.undo()


def test_window_that_is_closed_before_the_rest_is_there_closes(beginning: StudioWindow) -> None:
    assert beginning.close()


def test_ctrl_q_closes_the_window_before_its_menus_are_there(beginning: StudioWindow) -> None:
    (leave,) = beginning.actions()
    assert leave.shortcut() == QKeySequence(QKeySequence.StandardKey.Quit)  # which a window without a screen lacks
    leave.trigger()
    assert not beginning.isVisible()


def test_chosen_appearance_is_that_of_the_first_paint(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.delenv("RESNET_STUDIO_THEME", raising=False)
    settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
    settings.setValue("theme", "dark")
    settings.sync()
    window: StudioWindow = request.getfixturevalue("beginning")
    assert palette().dark
    assert window.grab().toImage().pixelColor(window.width() // 2, 5).lightness() < 128
