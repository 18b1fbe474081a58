"""Findings of a real check in the whole window: pictures of one are looked at, and dealt with, one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, TakeBack
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.take_back import paths_of
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine.run_job import run_job
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.new_window import window_without_engine

WAIT = 20_000


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, copied_colours: Path) -> Iterator[StudioWindow]:
    """A window on the colours, one in two classes and four plain, after a check, with the findings open."""
    twice = copied_colours / "blue" / "copy.png"
    twice.write_bytes((copied_colours / "red" / "red 1.png").read_bytes())
    for number in range(4):
        Image.new("RGB", (40, 32), (number * 60, 90, 120)).save(copied_colours / "blue" / f"plain {number}.png")
    list(run_job(CheckPictures(str(copied_colours))))
    with window_without_engine(qtbot, monkeypatch) as window:
        window.session.set_dataset(scan(copied_colours))
        window.checks.automatic = True
        window.checks._catalogue = dataset(window).catalogue  # as after the check of the engine
        window.checks._find()
        settle(qtbot, window)
        window.data_room.dataset_page.findChildren(CheckNotice)[0].open_findings()
        window.activateWindow()
        yield window


def settle(qtbot: QtBot, window: StudioWindow) -> None:
    """Wait until the findings are those of the dataset as it is now."""
    qtbot.waitUntil(lambda: window.checks.checked is not None and not window.checks.busy, timeout=WAIT)


def dataset(window: StudioWindow) -> Dataset:
    assert window.session.dataset is not None
    return window.session.dataset


def panel_of(window: StudioWindow) -> CheckPanel:
    return window.data_room.dataset_page.findChildren(CheckNotice)[0].panel


def press(qtbot: QtBot, window: StudioWindow, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or window, key)


def test_pictures_of_a_finding_are_handled_one_by_one_by_keys(qtbot: QtBot, window: StudioWindow) -> None:
    panel, page = panel_of(window), window.data_room.dataset_page
    panel.choose("uniform")
    panel.setFocus()
    paths = panel.finding._shown
    larger, shown = page.larger, page.preview.near.details.shown
    press(qtbot, window, Qt.Key.Key_Space)
    assert page.preview.path() == str(dataset(window).root / paths[0])
    assert "only one colour" in shown()["Found by the check"]
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Delete)
    assert dataset(window).last_edit == LeaveOut((paths[1],), "uniform")
    assert page.preview.path().endswith(paths[2]), "what comes next shows"
    press(qtbot, window, Qt.Key.Key_K)
    assert dataset(window).last_edit == KeepFinding((paths[2],), "uniform")
    assert page.preview.path().endswith(paths[3])
    move = next(one for one in larger.menu().actions() if one.text() == "Move to").menu()
    assert isinstance(move, QMenu)
    move.actions()[-1].trigger()
    assert dataset(window).last_edit == MovePictures((paths[3],), "red", "uniform")
    assert page.preview.path().endswith(paths[3]), "what was moved is of the finding still"
    assert shown()["Class"] == "red"
    press(qtbot, window, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert larger.out_button.words() == "Take back"
    press(qtbot, window, Qt.Key.Key_Delete)
    assert dataset(window).last_edit == TakeBack((paths[1],))
    settle(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert QApplication.focusWidget() is panel.finding.grid
    assert set(panel.finding._shown) == {*paths} - {paths[2]}


def test_picture_that_was_kept_can_be_kept_again_after_undo(qtbot: QtBot, window: StudioWindow) -> None:
    panel, larger = panel_of(window), window.data_room.dataset_page.larger
    panel.choose("uniform")
    panel.setFocus()
    press(qtbot, window, Qt.Key.Key_Space, Qt.Key.Key_K, Qt.Key.Key_Left)
    assert not larger.keep_button.isVisible()
    window.session.undo_edit()
    assert larger.keep_button.isVisible()


def test_either_picture_of_a_pair_opens_and_has_a_menu(
    qtbot: QtBot, window: StudioWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, page = panel_of(window), window.data_room.dataset_page
    panel.choose("two_classes")
    pair = panel.finding.pairs.current()
    assert pair is not None
    assert panel.finding.pairs.alike.text() == "the same file twice"
    large = panel.finding.pairs.large
    side, column = large._column()
    right = QPoint(column + 20, side // 2)
    qtbot.mouseDClick(large, Qt.MouseButton.LeftButton, pos=right)
    assert page.preview.path().endswith(pair.other.path)
    assert (page.preview.before.isEnabled(), page.preview.after.isEnabled()) == (True, False)
    page.preview.dismiss()
    popped: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: popped.append(menu))
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(large, QContextMenuEvent(reason, right, large.mapToGlobal(right)))
    actions = {action.text(): action for action in popped[0].actions()}
    assert pair.other.path in actions, "it says which of the two it is of"
    actions["Keep as it is"].trigger()
    edit = dataset(window).last_edit
    assert isinstance(edit, KeepFinding)
    assert set(edit.paths) == {pair.one.path, pair.other.path}
    settle(qtbot, window)
    assert "two_classes" not in {row.finding.key for row in panel.rows}


def test_picture_of_the_grid_is_left_out_where_it_is_large(qtbot: QtBot, window: StudioWindow) -> None:
    panel_of(window).dismiss()
    page = window.data_room.dataset_page
    page.open_larger(page.grid.picture_at(2))
    ahead = page.grid.picture_at(3)
    path = dataset(window).pictures[ahead].path
    assert page.larger.keep_button.isHidden()
    press(qtbot, window, Qt.Key.Key_Delete)
    assert len(dataset(window).left_out) == 1
    assert page.preview.path().endswith(path)
    window.session.undo_edit()
    assert page.preview.path().endswith(path)
    press(qtbot, window, Qt.Key.Key_Left)
    assert page.preview.path() != path


def test_class_weights_are_set_from_the_finding_which_is_answered_then(qtbot: QtBot, window: StudioWindow) -> None:
    blue = tuple(one.path for one in dataset(window).part("train") if one.label == 0)
    window.session.edit_dataset(LeaveOut(blue[3:]))
    settle(qtbot, window)
    panel, draft = panel_of(window), window.session.draft
    panel.choose("imbalance")
    panel.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert draft.config.class_weights == "balanced"
    assert "imbalance" not in {row.finding.key for row in panel.rows}
    row = next(row for row in panel.done.rows if "setting" in row.what)
    row.undo_button.click()
    assert draft.config.class_weights == "none"
    assert "imbalance" in {row.finding.key for row in panel.rows}
    assert not panel.done.rows


def test_one_of_several_remedies_is_taken_back_alone_and_made_again(qtbot: QtBot, window: StudioWindow) -> None:
    panel, session = panel_of(window), window.session
    before = {row.finding.key for row in panel.rows}
    for key in ("uniform", "two_classes"):
        panel.choose(key)
        panel.finding.remedy_buttons[-2].click()  # leave out
        settle(qtbot, window)
    session.edit_dataset(MovePictures(("red/red 5.png",), "green"))
    settle(qtbot, window)
    both = dataset(window).edits
    assert not {"uniform", "two_classes"} & {row.finding.key for row in panel.rows}
    last, first = panel.done.rows
    assert (last.what, first.what) == ("2 pictures were left out.", "4 pictures were left out.")
    panel.setFocus()
    first.undo_button.setFocus()
    qtbot.keyClick(first.undo_button, Qt.Key.Key_Space)
    assert dataset(window).edits == (both[0], *both[2:])
    settle(qtbot, window)
    assert "uniform" in {row.finding.key for row in panel.rows}
    assert panel.isAncestorOf(QApplication.focusWidget() or window), "the keyboard is still in the panel"
    assert len(panel.done.rows) == 1
    assert session.redoable == both[1]
    session.redo_edit()
    assert dataset(window).edits == both
    session.undo_edit()
    session.edit_dataset(MovePictures(paths_of(both[1]), "green"))
    settle(qtbot, window)
    assert panel.done.rows[-1].undo_button.isHidden()
    assert "Label 4 pictures as green" in panel.done.rows[-1].what
    session.undo_edit()
    session.undo_edit()
    session.undo_edit()
    settle(qtbot, window)
    assert {row.finding.key for row in panel.rows} == before
    assert panel.done.isHidden()
