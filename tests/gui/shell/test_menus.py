"""The menus of the window, shortcuts, and the notification when a run has ended."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import formatting, places
from resnet_studio.core.basics.message import show
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    RunFinished,
)
from resnet_studio.gui.shell.menus import KEYS
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.widgets.keys import KeysDialog
from resnet_studio.gui.widgets.text import plain_tip

Helper = Callable[..., Any]


def recent_entries(window: StudioWindow) -> list[str]:
    """What the menu of recent datasets shows when it is opened."""
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Recent")
    parent = menu.parent()
    assert isinstance(parent, QMenu)
    parent.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_f1_lists_keys_with_their_effects(window: StudioWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    keys = window.findChild(KeysDialog)
    assert keys is not None
    assert keys.isVisible()
    assert not keys.isModal()
    grid = keys.grid
    shown = []
    for row in range(grid.rowCount()):
        key, what = (grid.itemAtPosition(row, column).widget() for column in (0, 1))
        assert isinstance(key, QLabel)
        assert isinstance(what, QLabel)
        shown.append((key.text(), what.text()))
    assert shown == [(show(keys), show(what)) for keys, what in KEYS]
    assert {"Ctrl+F", "Enter, Esc", "F5"} <= {key for key, _ in shown}
    qtbot.keyClick(keys, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(KeysDialog) is None)


def test_settings_menu_begins_with_a_heading(window: StudioWindow) -> None:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "Settings")
    heading, *choices = menu.actions()[:4]
    assert (heading.text(), heading.isEnabled()) == ("Appearance", False)
    assert [choice.text() for choice in choices] == ["As the system", "Light", "Dark"]


def test_dialog_that_opens_a_folder_asks_for_pictures_as_its_shortcut_says(window: StudioWindow) -> None:
    """Class folders are not needed: loose pictures are welcome."""
    window.menus.choose_folder()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.windowTitle() == {show(keys): show(what) for keys, what in KEYS}["Ctrl+O"]
    dialog.close()


def test_shortcuts_start_and_stop_training(
    window: StudioWindow, qtbot: QtBot, colours: Path, monkeypatch: pytest.MonkeyPatch, job_of_training: Helper
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(window.worker, "stop", lambda job, **_: stopped.append(job))
    window.session.set_dataset(scan(colours))
    window.activateWindow()  # shortcuts are the active window's
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert stopped == []
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    run = window.session.run
    assert run is not None
    assert window.rail.current() == "train"
    qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert stopped == [job_of_training(window)]
    assert window.train_room.buttons.stop.words() == "Stopping…"


def test_menu_of_what_is_in_focus_opens_without_a_menu_key(window: StudioWindow, qtbot: QtBot, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    grid = window.data_room.dataset_page.grid
    grid.setFocus()
    grid.set_current(1)
    qtbot.keyClick(grid, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Show larger" in [action.text() for action in menu.actions()]
    menu.close()


def test_run_that_ends_in_the_background_is_notified_once(
    window: StudioWindow,
    colours: Path,
    monkeypatch: pytest.MonkeyPatch,
    job_of_training: Helper,
    send: Helper,
    start_run: Helper,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, title, *rest: shown.append(f"{title}; {rest[0]}"))
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    for _ in range(2):
        run = start_run(window, colours)
        send(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert shown == ["three cölours: done in 1 s; Best 75.0 % on validation"] * 2
    assert len(window.menus.findChildren(QSystemTrayIcon)) == 1
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    run = start_run(window, colours)
    send(window, job_of_training(window), RunFinished(str(run.path), 1, 0.75))
    assert len(shown) == 2


def test_folders_opened_together_make_an_entry_no_wider_than_others(
    window: StudioWindow, qtbot: QtBot, colours: Path, tmp_path: Path
) -> None:
    dropped = [Path(shutil.copytree(colours / "red", tmp_path / f"place {name}" / name)) for name in "abcdefgh"]
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        window.opening.open_dropped(dropped)
    (entry,) = recent_entries(window)
    assert len(entry) <= 60
    assert entry.endswith(f"{os.sep}h")


def test_recent_archive_is_named_as_a_person_knows_it(window: StudioWindow, qtbot: QtBot, colours: Path) -> None:
    archive = Path(shutil.make_archive(str(places.data_folder() / "colours"), "zip", colours))
    with qtbot.waitSignal(window.session.dataset_changed, timeout=20_000):
        window.opening.open(archive)
    assert [entry[-12:] for entry in recent_entries(window)] == [f"{os.sep}colours.zip"]
    window.data_room.show_welcome(window.opening.recents())
    assert window.data_room.welcome.recents.rows[0].toolTip() == plain_tip(formatting.place(archive, 1000))
