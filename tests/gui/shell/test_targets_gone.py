"""What a button acts on is what the screen shows: runs that are renamed or deleted meanwhile, and unread folders."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import CheckpointSaved, EpochEnd, RunFinished
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.rooms.runs import storage as runs_storage
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work.session import ActiveRun
from tests.made_figures import made_run

Helper = Callable[..., Any]


@pytest.fixture
def worse(
    window: StudioWindow, colours: Path, qtbot: QtBot, send: Helper, job_of_training: Helper, start_run: Helper
) -> Path:
    """A run that has just ended, worse than the one in use, as Use says."""
    better = made_run(scan(colours), "better", 0.9)
    run: ActiveRun = start_run(window, colours)
    ModelInfo(20, True, run.dataset.classes, 32, (0.5,) * 3, (0.5,) * 3).write(run.path)
    (run.path / "best.safetensors").write_bytes(b"weights")
    window.session.use_run(summarise(better))
    ended = RunFinished(str(run.path), 1, 0.75)
    with closing(EventLog(run.path)) as log:
        for event in (EpochEnd(1, 1, 1.0, 0.9, 0.75, 1.0), ended):
            log.append(event)
    with qtbot.waitSignal(window.runs_room.runs_changed):
        send(window, job_of_training(window), CheckpointSaved(1, best=True), ended)
    window.go_to("use")
    assert window.use_room.kept.isVisible()
    return run.path


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_new_model_that_was_renamed_can_still_be_used(window: StudioWindow, worse: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.runs_room.run_renamed):
        window.runs_room.changes.rename(summarise(worse), "renamed")
    click(window.use_room.kept.button)
    assert window.session.model is not None
    assert window.session.model.name == "renamed"


def test_train_does_not_lead_to_the_worse_of_two_models(
    window: StudioWindow, worse: Path, colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.go_to("train")
    use = window.train_room.buttons.use
    window.train_room.refresh()
    assert (use.words(), use.kind()) == ("Use the new one", "action")
    window.train_room.kept.hide()
    assert window.session.model is not None
    for run, name in ((summarise(worse), "renamed"), (window.session.model, "better renamed")):
        with qtbot.waitSignal(window.runs_room.run_renamed):
            window.runs_room.changes.rename(run, name)
        assert (use.words(), use.kind()) == ("Use the new one", "action")
    window.session.set_dataset(scan(shutil.copytree(colours, tmp_path / "others")))
    window.session.set_dataset(scan(colours))
    assert (use.words(), use.kind()) == ("Use the new one", "action")
    click(use)
    assert window.session.model is not None
    assert window.session.model.path == worse.with_name("renamed")
    window.go_to("train")
    assert (use.words(), use.kind()) == ("Use the model", "main")


def test_new_model_that_was_deleted_is_no_longer_offered(
    window: StudioWindow, worse: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_storage, "move_to_bin", runs_storage.delete_for_good)
    window.runs_room.changes.ask_to_delete([summarise(worse)])
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    with qtbot.waitSignal(window.runs_room.run_deleted):
        click(next(one for one in box.buttons() if one.text() == "Move to bin"))
    assert not window.use_room.kept.isVisible()


def test_start_by_key_only_shows_the_plan_while_data_shows_another_folder(
    window: StudioWindow, colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.session.set_dataset(scan(colours))
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(window.opening.failed):
        window.opening.open(tmp_path / "empty")
    assert window.rail.state("data") == "not opened: empty"
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.rail.current() == "train"
    assert window.train_room.header.title() == "Train three cölours"
    assert not window.training.active
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.training.active
