"""The Use room: the model in use, choosing pictures, failures, clearing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.events import (
    JobFailed,
    JobFinished,
    JobStopped,
    Notice,
    NoticeKind,
)
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.shell.use_assembly import make_use_room
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.work.session import Session

Helper = Callable[..., Any]

CLASSES = ("ants", "bees")

INFO = ModelInfo(18, True, CLASSES, 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def test_room_without_a_model_leads_to_train_and_runs(room: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    assert room.pages.currentWidget() is room.best.empty
    assert "Train a model first" in room.best.empty.sentence()
    assert not room.choose.isVisible()
    with qtbot.waitSignal(room.train_wanted):
        qtbot.mouseClick(room.best.empty.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(room.runs_wanted):
        qtbot.mouseClick(room.other_run, Qt.MouseButton.LeftButton)
    room.offer([Path("/p/a.jpg")])
    assert asked == []


def test_room_with_a_model_invites_pictures(ready: UseRoom) -> None:
    assert ready.pages.currentWidget() is ready.zone
    assert ready.header.facts() == "ants-bees, ResNet-18, 95.4 % on validation"
    ready.resize(1280, 732)
    assert ready.header.facts() == "ants-bees, ResNet-18, run of 22 November 2025, 95.4 % on validation"
    assert ready.zone.classes.text() == "It tells apart ants and bees."
    ready.resize(800, 640)
    long = "pictures of the second expedition in the summer of 2024"
    ready.set_run(replace(ready._run, path=Path("/runs/long"), dataset=long), INFO)
    assert ready.header.facts_shown() == "ResNet-18, 95.4 % on validation", "the name alone is not cut twice"
    assert ready.choose.isVisible()


def test_accuracy_of_the_model_has_its_pictures_and_interval_where_there_is_room(ready: UseRoom) -> None:
    ready.set_run(replace(ready._run, path=Path("/runs/counted"), validation=153), INFO)
    exact = "95.4 % on 153 validation pictures (90.8 % to 97.7 %)"
    assert ready.header.facts_shown() == f"ants-bees, ResNet-18, {exact}"
    ready.resize(1280, 732)
    assert ready.header.facts_shown() == f"ants-bees, ResNet-18, run of 22 November 2025, {exact}"
    ready.resize(800, 640)
    assert ready.header.facts_shown() == "ants-bees, ResNet-18, 95.4 % on validation"


def test_another_model_removes_predictions_and_offers_to_repeat_them(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], finish: Helper, make_summary: Helper, prediction: Helper
) -> None:
    finish(ready, prediction("/p/a.jpg"), prediction("/p/b.jpg"))
    ready.set_run(make_summary(), INFO)
    assert ready.grid.count() == 2, "the same run again changes nothing"
    ready.set_run(make_summary("second"), INFO)
    assert ready.grid.count() == 0
    assert ready.notice.isVisible()
    qtbot.mouseClick(ready.notice.button, Qt.MouseButton.LeftButton)
    assert asked[1:] == [[Path("/p/a.jpg"), Path("/p/b.jpg")]]


def test_unusable_run_shows_reason(room: UseRoom) -> None:
    room.show_problem("model.json is missing.", "details")
    assert room.problem.isVisible()
    assert room.problem.sentence() == "model.json is missing."


def test_pictures_are_chosen_in_a_dialog(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    qtbot.mouseClick(ready.choose, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert "*.jpg" in dialog.nameFilters()[0]
    dialog.filesSelected.emit(["/p/a.jpg", "/p/b.png"])
    dialog.close()
    assert asked == [[Path("/p/a.jpg"), Path("/p/b.png")]]


def test_pictures_are_chosen_in_the_datasets_folder_and_then_where_some_were_chosen(
    ready: UseRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[Path | None] = []
    monkeypatch.setattr(file_dialogs, "choose_pictures", lambda *given: starts.append(given[2]))
    monkeypatch.setattr(file_dialogs, "choose_folder", lambda *given: starts.append(given[2]))
    ants = apply(Catalogue(tmp_path / "ants", ("a", "b"), ()))
    ready.set_dataset(ants)
    ready.choose.click()
    ready.zone.folder_button.click()
    ready.asking._offer([tmp_path / "mine" / "a.jpg"])
    ready.set_dataset(ants)  # edited
    ready.choose.click()
    ready.set_dataset(apply(Catalogue(tmp_path / "bees", ("a", "b"), ())))
    ready.choose.click()
    assert starts == [ants.root, ants.root, tmp_path / "mine", tmp_path / "bees"]


def test_folder_is_chosen_in_a_dialog(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    qtbot.mouseClick(ready.zone.folder_button, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit("/p/folder")
    dialog.close()
    assert asked == [[Path("/p/folder")]]


@pytest.mark.parametrize("how", ["another model", "clear"])
def test_predictions_of_an_abandoned_job_are_not_shown(
    ready: UseRoom,
    qtbot: QtBot,
    how: str,
    silent_worker: Any,
    begin: Helper,
    make_summary: Helper,
    prediction: Helper,
    send: Helper,
) -> None:
    begin(ready)
    send(ready, prediction("/p/a.jpg"))
    qtbot.waitUntil(ready.clear_button.isEnabled)
    if how == "clear":
        ready.clear_button.click()
    else:
        ready.set_run(make_summary("second"), INFO)
    assert silent_worker.stopped == [1]
    send(ready, prediction("/p/late.jpg"))
    send(ready, JobStopped())
    assert ready.grid.count() == 0
    assert ready.pages.currentWidget() is ready.zone


def test_failed_prediction_shows_reason_and_can_be_retried(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], send: Helper
) -> None:
    ready.offer([Path("/p/a.jpg")])
    send(ready, JobFailed("The engine stopped working.", "Traceback"))
    assert ready.problem.sentence() == "The engine stopped working."
    assert ready.problem.details() == "Traceback"
    qtbot.mouseClick(ready.problem.retry_button, Qt.MouseButton.LeftButton)
    assert asked == [[Path("/p/a.jpg")]] * 2


def test_answers_of_other_weights_than_the_best_say_so(
    room: UseRoom,
    qtbot: QtBot,
    session: Session,
    send: Helper,
    prediction: Helper,
    make_summary: Helper,
    tmp_path: Path,
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    parts = (session, room._prediction, room.maps.control, ThumbnailLoader(room), settings)
    ready = make_use_room(*parts, lambda _: None)
    qtbot.addWidget(ready)
    session.model = make_summary()
    ready.set_run(make_summary(), INFO)
    ready.offer([Path("/p/any folder")])
    problem = message("{file} is damaged.", file="best.safetensors")
    send(ready, Notice(problem, kind=NoticeKind.WEIGHTS), prediction("/p/a.jpg"), JobFinished())
    assert ready.notice.isVisibleTo(ready)
    assert "not of the run's best model" in ready.notice.sentence()
    assert ready.notice.detail() == "best.safetensors is damaged."
    assert "best model" in ready.notice.sentence()
    ready.offer([Path("/p/any folder")])
    unfit = message("It was chosen for another temperature.")
    send(ready, Notice(unfit, kind=NoticeKind.THRESHOLD), prediction("/p/a.jpg"), JobFinished())
    assert "threshold" in ready.notice.sentence()
    assert ready.notice.detail() == "It was chosen for another temperature. Answers below 80 % are marked."
    ready.set_run(make_summary("second"), INFO)
    assert "best model" not in ready.notice.sentence()


def test_clear_removes_all_cards(ready: UseRoom, qtbot: QtBot, finish: Helper, prediction: Helper) -> None:
    finish(ready, prediction("/p/a.jpg"))
    assert ready.pages.currentWidget() is not ready.zone
    qtbot.mouseClick(ready.clear_button, Qt.MouseButton.LeftButton)
    assert ready.grid.count() == 0
    assert ready.pages.currentWidget() is ready.zone


def test_room_paints_in_both_themes(
    ready: UseRoom, qapp: QApplication, shared_data: Path, finish: Helper, prediction: Helper
) -> None:
    picture = next((shared_data / "hymenoptera").rglob("*.jpg"))
    failed = PredictionFailed("/p/c.jpg", "It " + "could not be read " * 40)
    finish(ready, prediction(str(picture), 0.95), prediction("/p/b.jpg", 0.55), failed)
    light = ready.grab().toImage()
    install(qapp).choose("dark")
    dark = ready.grab().toImage()
    install(qapp).choose("light")
    assert light.pixelColor(4, 400).lightness() > 200 > 60 > dark.pixelColor(4, 400).lightness()


def test_answers_stay_when_the_run_in_use_is_renamed(
    ready: UseRoom, finish: Helper, make_summary: Helper, prediction: Helper
) -> None:
    run = replace(make_summary(), config=TrainConfig.build(epochs=12))
    ready.set_run(run, INFO)
    finish(ready, prediction("/p/one.jpg"))
    ready.set_run(replace(run, path=Path("/runs/renamed")), INFO)
    assert [Path(path) for path in ready._answers.paths()] == [Path("/p/one.jpg")]
    assert not ready.notice.isVisible()


def test_short_window_shows_a_whole_row_of_answers(ready: UseRoom, finish: Helper, prediction: Helper) -> None:
    finish(ready, *(prediction(f"/p/{number}.jpg") for number in range(6)))
    ready.resize(894, 472)
    QApplication.processEvents()
    page, grid = ready.results, ready.grid
    assert page.view.isAncestorOf(page.look)
    assert grid.viewport().height() >= grid.tile_rect(0).height()
    ready.view.form.button("table").click()
    QApplication.processEvents()
    assert page.view.form.geometry().right() >= page.view.width() - 2, "at the right end, where it was"
    ready.view.form.button("cards").click()
    ready.maps.choice.set_on(True)
    QApplication.processEvents()
    assert not page.view.isAncestorOf(page.look)  # its choices need a line of their own
    ready.maps.choice.set_on(False)
    ready.resize(1500, 832)
    QApplication.processEvents()
    assert page.view.isAncestorOf(page.look)
