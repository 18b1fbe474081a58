"""Watching a folder in the window."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.watching import FOLDER, RUN, Watching
from resnet_studio.gui.work.session import Session
from tests.gui.rooms.use.conftest import INFO

Helper = Callable[..., Any]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resnet_studio.core.runs.watched.SETTLE", 0.05)


@pytest.fixture
def run(make_summary: Helper, tmp_path: Path) -> RunSummary:
    """A run with a folder."""
    (tmp_path / "run").mkdir()
    return RunSummary(
        **{name: getattr(make_summary(), name) for name in RunSummary.__slots__} | {"path": tmp_path / "run"}
    )


@pytest.fixture
def watching(room: UseRoom, session: Session, run: RunSummary, tmp_path: Path) -> Watching:
    """The room with a model."""
    made = _watching(room, session, tmp_path)
    session.model = run
    room.set_run(run, INFO)
    session.model_changed.emit(run, INFO)
    return made


def _watching(room: UseRoom, session: Session, folder: Path) -> Watching:
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    return Watching(room, room._prediction, session, settings)


@pytest.fixture
def folder(tmp_path: Path, colours: Path) -> Path:
    """A folder with one picture."""
    (tmp_path / "in").mkdir()
    shutil.copy(colours / "red" / "red 1.png", tmp_path / "in" / "1.png")
    return tmp_path / "in"


def test_pictures_are_asked_about_as_they_arrive(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot, send: Helper, prediction: Helper
) -> None:
    room = watching._room
    watching.watch(folder)
    qtbot.waitUntil(lambda: asked == [[folder / "1.png"]])
    send(room, prediction(str(folder / "1.png")), JobFinished())
    (folder / "2.png").write_bytes(b"half")
    qtbot.waitUntil(lambda: len(asked) == 2)
    send(room, PredictionFailed(str(folder / "2.png"), "It is cut off."), JobFinished())
    assert room.answers.paths() == [str(folder / "1.png")], "a file that is being written has no answer"
    assert "1 picture is answered. 1 is waited for." in watching.notice.detail()
    watching.notice.button.click()
    assert not watching.notice.isVisible()
    assert watching._settings.value(FOLDER) is None


def test_watching_goes_on_after_a_restart_with_the_answers_so_far(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot, send: Helper, prediction: Helper,
    session: Session, run: RunSummary, tmp_path: Path,
) -> None:  # fmt: skip
    room = watching._room
    watching.watch(folder)
    qtbot.waitUntil(lambda: asked == [[folder / "1.png"]])
    send(room, prediction(str(folder / "1.png")), JobFinished())
    session.model_changed.disconnect(watching._use_model)
    watching._close()  # as the end of the process does
    room._clear()
    shutil.copy(folder / "1.png", folder / "2.png")
    again = _watching(room, session, tmp_path)
    session.model_changed.emit(run, INFO)
    qtbot.waitUntil(lambda: asked[1:] == [[folder / "2.png"]])
    assert room.answers.paths() == [str(folder / "1.png")]
    again.stop()


def test_another_model_ends_the_watch_and_the_notice_says_so(
    watching: Watching, folder: Path, qtbot: QtBot, session: Session, make_summary: Helper
) -> None:
    watching.watch(folder)
    qtbot.waitUntil(lambda: watching._room.watched is not None)
    assert watching._prediction.holds()
    session.model_changed.emit(make_summary("second", 3), INFO)
    assert watching._room.watched is None
    assert not watching._prediction.holds()
    assert watching.notice.sentence() == f"{folder} is not watched any more."
    assert "Another model is in use." in watching.notice.detail()


def test_watch_follows_a_run_that_is_renamed(
    watching: Watching, folder: Path, qtbot: QtBot, session: Session, run: RunSummary
) -> None:
    watching.watch(folder)
    qtbot.waitUntil(lambda: watching._room.watched is not None)
    run = replace(run, config=TrainConfig.build(depth=18))
    watching._run = run
    renamed = replace(run, path=run.path.rename(run.path.with_name("renamed")))
    session.model = renamed
    watching._room._run = run
    watching._room.set_run(renamed, INFO)
    session.model_changed.emit(renamed, INFO)
    qtbot.waitUntil(lambda: watching._watched is not None)
    assert watching._room.watched == folder
    assert watching._settings.value(RUN) == str(renamed.path)


def test_watch_and_answers_follow_a_run_that_is_renamed_after_its_dataset_was(
    watching: Watching, folder: Path, qtbot: QtBot, session: Session, run: RunSummary,
    asked: list[list[Path]], send: Helper, prediction: Helper,
) -> None:  # fmt: skip
    INFO.write(run.path)
    run = replace(run, config=TrainConfig.build(depth=18), root="/old")
    session.model_changed.connect(watching._room.set_run)
    session.use_run(run)
    watching.watch(folder)
    qtbot.waitUntil(lambda: asked == [[folder / "1.png"]])
    send(watching._room, prediction(str(folder / "1.png")), JobFinished())
    session.follow_moved(Moved(Path("/old"), Path("/new"), 0, 0, 0, (run.path,)))
    renamed = replace(run, path=run.path.rename(run.path.with_name("renamed")), root="/new")
    session.run_renamed(run.path, renamed)
    qtbot.waitUntil(lambda: watching._watched is not None)
    assert watching._settings.value(RUN) == str(renamed.path)
    assert watching._room.answers.paths() == [str(folder / "1.png")]


def test_pictures_that_were_cleared_before_their_answer_are_asked_about_again(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot
) -> None:
    watching.watch(folder)
    qtbot.waitUntil(lambda: asked == [[folder / "1.png"]])
    watching._room._clear()
    qtbot.waitUntil(lambda: asked == [[folder / "1.png"]] * 2)


@pytest.mark.parametrize("ending", [JobStopped(), JobFailed(message("The engine ended."), "")])
def test_end_of_a_job_about_other_pictures_leaves_the_watch(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot, send: Helper, prediction: Helper,
    ending: Event,
) -> None:  # fmt: skip
    watching.watch(folder)
    qtbot.waitUntil(lambda: len(asked) == 1)
    send(watching._room, prediction(str(folder / "1.png")), JobFinished())
    watching._room.offer([Path("/p/dropped.png")])
    send(watching._room, ending)
    assert watching._room.watched == folder


def test_run_that_is_gone_at_the_next_start_is_said(
    room: UseRoom, session: Session, run: RunSummary, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    again = _watching(room, session, tmp_path)
    again._settings.setValue(RUN, str(tmp_path / "gone"))
    again._settings.setValue(FOLDER, str(folder))
    again.recall()
    qtbot.waitUntil(again.notice.isVisible)
    assert again.notice.sentence() == f"{folder} is not watched any more."
    assert "gone" in again.notice.detail()


def test_earlier_answers_leave_the_threshold_that_is_set(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot, send: Helper, prediction: Helper
) -> None:
    room = watching._room
    watching.watch(folder)
    qtbot.waitUntil(lambda: len(asked) == 1)
    send(room, replace(prediction(str(folder / "1.png")), threshold=0.55), JobFinished())
    assert room.answers.threshold == 0.55
    watching._close()
    room._clear()
    room.bar.set_threshold(0.9)
    watching.watch(folder)
    qtbot.waitUntil(lambda: len(room.answers) == 1)
    assert room.answers.threshold == 0.9


def test_cancel_ends_the_watch_and_a_failed_job_lets_the_next_start_go_on(
    watching: Watching, folder: Path, asked: list[list[Path]], qtbot: QtBot, send: Helper
) -> None:
    watching.watch(folder)
    qtbot.waitUntil(lambda: len(asked) == 1)
    send(watching._room, JobFailed(message("The engine ended."), ""))
    assert watching._room.watched is None
    assert watching._settings.value(FOLDER) == str(folder)
    assert watching.notice.sentence() == f"{folder} is not watched any more."
    watching.notice.button.click()
    qtbot.waitUntil(lambda: len(asked) == 2)
    send(watching._room, JobStopped())
    assert watching._room.watched is None
    assert watching._settings.value(FOLDER) is None
