"""The folder of runs is followed without reading it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import Notice
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import list_runs
from resnet_studio.gui.work import runs_folder
from resnet_studio.gui.work.runs_folder import RunsFolder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_folder, "LOOK_MS", 20)


@pytest.fixture
def runs(tmp_path: Path, colours: Path) -> Path:
    folder = tmp_path / "runs"
    create_run(folder, TrainConfig.build(depth=20, epochs=2), scan(colours), name="first")
    return folder


def followed(parent: QObject, runs: Path, own: Path | None = None) -> RunsFolder:
    folder = RunsFolder(parent)
    folder.follow(runs, list_runs(runs), own)
    return folder


def wait_for_first_look(qtbot: QtBot, folder: RunsFolder) -> None:
    qtbot.waitUntil(lambda: folder._known is not None)


def test_run_that_trains_elsewhere_is_noticed_when_it_begins_goes_on_and_ends(
    qtbot: QtBot, qapp: QObject, runs: Path, colours: Path
) -> None:
    folder = followed(qapp, runs)
    wait_for_first_look(qtbot, folder)
    with qtbot.waitSignal(folder.changed):
        run = create_run(runs, TrainConfig.build(depth=20, epochs=2), scan(colours), name="second")
    log = EventLog(run)
    folder.follow(runs, list_runs(runs), None)
    wait_for_first_look(qtbot, folder)
    with qtbot.waitSignal(folder.changed):
        log.append(Notice(message("One picture is left out.")))
    wait_for_first_look(qtbot, folder)
    with qtbot.waitSignal(folder.changed):
        log.close()  # nothing is written: its process may be gone
    folder.deleteLater()


def test_run_of_this_window_and_a_folder_that_stays_are_not_read_again(qtbot: QtBot, qapp: QObject, runs: Path) -> None:
    own = runs / "first"
    folder = followed(qapp, runs, own)
    seen: list[int] = []
    folder.changed.connect(lambda: seen.append(1))
    wait_for_first_look(qtbot, folder)
    log = EventLog(own)
    log.append(Notice(message("One picture is left out.")))
    log.close()
    folder._known = None
    folder.look()
    wait_for_first_look(qtbot, folder)
    assert not seen
    folder.deleteLater()


def test_window_that_is_come_back_to_looks_at_once(
    qtbot: QtBot, qapp: QObject, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_folder, "LOOK_MS", 3_600_000)
    folder = followed(qapp, runs)
    wait_for_first_look(qtbot, folder)
    (runs / "first").rename(runs / "renamed")
    with qtbot.waitSignal(folder.changed):
        folder._note_state(Qt.ApplicationState.ApplicationActive)
    folder.deleteLater()


def test_folder_that_is_gone_is_no_fault(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    folder = RunsFolder(qapp)
    folder.follow(tmp_path / "gone", (), None)
    wait_for_first_look(qtbot, folder)
    assert folder._known == frozenset()
    folder.deleteLater()
