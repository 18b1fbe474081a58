"""The Use room: what is asked for by choosing, dropping and pasting, and how the answers show."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import (
    Event,
    JobFailed,
    JobFinished,
    JobStopped,
    Phase,
    Progress,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.rooms.use.cards import describe
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.session import Session

CLASSES = ("ants", "bees")
INFO = ModelInfo(18, True, CLASSES, 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def summary(name: str = "first", best_epoch: int = 5) -> RunSummary:
    created = time.mktime((2025, 11, 22, 18, 45, 0, 0, 0, -1))
    return RunSummary(
        Path("/runs") / name, created, None, "ants-bees", RunState.FINISHED, 12, best_epoch, 0.954, 84, 1, True
    )


def answer(path: str, ants: float = 0.9) -> Prediction:
    return Prediction(path, CLASSES, (ants, 1 - ants))


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, session: Session, silent_worker: Any) -> UseRoom:
    install(qapp).choose("light")
    jobs = JobRunner(silent_worker, qapp)
    silent_worker.report(EngineState.BUSY)
    room = UseRoom(PredictionControl(session, jobs, qapp), ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1064, 732)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


@pytest.fixture
def ready(room: UseRoom, session: Session) -> UseRoom:
    session.model = summary()
    room.set_run(summary(), INFO)
    return room


@pytest.fixture
def asked(silent_worker: Any) -> list[list[Path]]:
    asked: list[list[Path]] = silent_worker.asked
    return asked


def begin(room: UseRoom) -> None:
    room.offer([Path("/p/any folder")])


def tell(room: UseRoom, *events: Event) -> None:
    """Let the engine send events of the prediction under way."""
    room._prediction._jobs.worker.tell(*events)  # type: ignore[attr-defined]


def answered(room: UseRoom, *events: Prediction | PredictionFailed) -> None:
    begin(room)
    tell(room, *events, JobFinished())


def put_on_clipboard(fill: Callable[[QMimeData], None]) -> None:
    mime = QMimeData()
    fill(mime)
    QGuiApplication.clipboard().setMimeData(mime)


# Which run


def test_without_a_model_it_says_what_to_do(room: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    assert room.pages.currentWidget() is room.no_run
    assert "Train a model first" in room.no_run.sentence()
    assert not room.choose.isVisible()
    with qtbot.waitSignal(room.train_wanted):
        qtbot.mouseClick(room.no_run.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(room.runs_wanted):
        qtbot.mouseClick(room.other_run, Qt.MouseButton.LeftButton)
    room.offer([Path("/p/a.jpg")])
    assert asked == []


def test_with_a_model_it_waits_for_pictures(ready: UseRoom) -> None:
    assert ready.pages.currentWidget() is ready.zone
    assert ready.header.facts() == "ResNet-18, run of 22 November 2025, 95.4 % on validation"
    assert ready.zone.classes.text() == "It tells apart ants and bees."
    assert ready.choose.isVisible()


def test_another_model_puts_the_answers_away_and_offers_to_ask_again(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]
) -> None:
    answered(ready, answer("/p/a.jpg"), answer("/p/b.jpg"))
    ready.set_run(summary(), INFO)
    assert ready.grid.count() == 2, "the same run again changes nothing"
    ready.set_run(summary("second"), INFO)
    assert ready.grid.count() == 0
    assert ready.notice.isVisible()
    qtbot.mouseClick(ready.notice.button, Qt.MouseButton.LeftButton)
    assert asked[1:] == [[Path("/p/a.jpg"), Path("/p/b.jpg")]]


def test_why_a_run_cannot_be_used_is_said_here(room: UseRoom) -> None:
    room.show_problem("model.json is missing.", "details")
    assert room.problem.isVisible()
    assert room.problem.sentence() == "model.json is missing."


# Asking


def test_pictures_are_chosen_from_a_dialog(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    qtbot.mouseClick(ready.choose, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert "*.jpg" in dialog.nameFilters()[0]
    dialog.filesSelected.emit(["/p/a.jpg", "/p/b.png"])
    dialog.close()
    assert asked == [[Path("/p/a.jpg"), Path("/p/b.png")]]


def test_a_folder_is_chosen_from_a_dialog(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    qtbot.mouseClick(ready.choose_folder, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit("/p/folder")
    dialog.close()
    assert asked == [[Path("/p/folder")]]


def test_copied_files_are_pasted(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], tmp_path: Path) -> None:
    files = [tmp_path / "a b.jpg", tmp_path / "ü.png"]
    put_on_clipboard(lambda mime: mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files]))
    qtbot.keyClick(ready, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked == [files]


def test_paths_are_pasted_as_text(ready: UseRoom, asked: list[list[Path]], tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"")
    put_on_clipboard(lambda mime: mime.setText(f'"{file}"\n/no/such/file.jpg\nhello\n{file.as_uri()}'))
    ready.paste()
    assert asked == [[file, file]]


def test_a_picture_without_a_file_is_kept_in_the_cache(ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    put_on_clipboard(lambda mime: mime.setImageData(image))
    ready.paste()
    ready.paste()
    qtbot.waitUntil(lambda: ready._prediction.waiting == 1)
    tell(ready, JobFinished())
    (first,), (second,) = asked
    assert first != second
    assert places.cache_folder() in first.parents
    with Image.open(first) as kept:
        assert kept.size == (40, 30)
        assert kept.convert("RGB").getpixel((5, 5)) == (0x33, 0x66, 0x99)


def test_a_clipboard_without_pictures_is_said(ready: UseRoom, asked: list[list[Path]]) -> None:
    put_on_clipboard(lambda mime: mime.setText("hello"))
    ready.paste()
    assert asked == []
    assert ready.notice.sentence() == "There is no picture on the clipboard."


def test_what_comes_while_the_engine_works_waits_its_turn(ready: UseRoom, asked: list[list[Path]]) -> None:
    ready.offer([Path("/p/a.jpg")])
    ready.offer([Path("/p/b.jpg")])
    ready.offer([Path("/p/folder")])
    assert asked == [[Path("/p/a.jpg")]]
    assert "2 more waiting" in ready.bar.done.text()
    tell(ready, JobFinished())
    assert asked[1:] == [[Path("/p/b.jpg"), Path("/p/folder")]]


def test_progress_can_be_cancelled_with_all_that_waits(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], silent_worker: Any
) -> None:
    assert not ready.bar.cancel.isVisible()
    begin(ready)
    tell(ready, Progress(Phase.PREDICTING, 120, 3000))
    ready.offer([Path("/p/b.jpg")])
    tell(ready, Progress(Phase.PREDICTING, 136, 3000))
    assert ready.bar.done.text() == "136 of 3,000, 1 more waiting"
    qtbot.mouseClick(ready.bar.cancel, Qt.MouseButton.LeftButton)
    assert silent_worker.stopped == [1]
    tell(ready, JobStopped())
    assert len(asked) == 1
    assert not ready.bar.cancel.isVisible()


@pytest.mark.parametrize("how", ["another model", "clear"])
def test_answers_of_an_abandoned_job_do_not_show(ready: UseRoom, qtbot: QtBot, how: str, silent_worker: Any) -> None:
    begin(ready)
    tell(ready, answer("/p/a.jpg"))
    qtbot.waitUntil(ready.clear_button.isEnabled)
    if how == "clear":
        ready.clear_button.click()
    else:
        ready.set_run(summary("second"), INFO)
    assert silent_worker.stopped == [1]
    tell(ready, answer("/p/late.jpg"))
    tell(ready, JobStopped())
    assert ready.grid.count() == 0
    assert ready.pages.currentWidget() is ready.zone


def test_a_failed_prediction_says_why_and_can_be_tried_again(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]]
) -> None:
    ready.offer([Path("/p/a.jpg")])
    tell(ready, JobFailed("The engine stopped working.", "Traceback"))
    assert ready.problem.sentence() == "The engine stopped working."
    assert ready.problem.details() == "Traceback"
    qtbot.mouseClick(ready.problem.retry_button, Qt.MouseButton.LeftButton)
    assert asked == [[Path("/p/a.jpg")]] * 2


def test_what_the_engine_does_before_is_named(ready: UseRoom, silent_worker: Any) -> None:
    texts = JobTexts(message("Training"), message("Waiting for the training to end"))
    jobs = ready._prediction._jobs
    training = jobs.submit(Train("run"), texts, lambda _: None)
    begin(ready)
    assert ready.bar.done.text() == "Waiting for the training to end"
    assert not ready.bar.count.isVisible(), "0 pictures would say nothing"
    assert not ready.bar.progress.isVisible()
    assert ready.bar.cancel.isVisible()
    ready.offer([Path("/p/b.jpg")])
    assert ready.bar.done.text() == "Waiting for the training to end, 1 more waiting"
    silent_worker.tell(RunStopped("run", 0, 0.0), job=training.number)
    silent_worker.report(EngineState.BUSY)
    assert ready.bar.done.text() == "Starting, 1 more waiting"
    silent_worker.tell(Progress(Phase.PREDICTING, 1, 4))
    assert ready.bar.done.text() == "1 of 4, 1 more waiting"


def test_an_engine_that_starts_is_waited_for(ready: UseRoom, silent_worker: Any) -> None:
    silent_worker.report(EngineState.STARTING)
    begin(ready)
    assert ready.bar.done.text() == "Waiting for the engine to start"


# Answers


def test_answers_are_counted_and_marked(ready: UseRoom) -> None:
    broken = PredictionFailed("/p/c.jpg", "c.jpg: the file ends too early.")
    answered(ready, answer("/p/a.jpg", 0.95), answer("/p/b.jpg", 0.55), broken)
    assert ready.grid.count() == 3
    assert ready.bar.count.text() == "3 pictures"
    assert "1 not sure, 1 could not be read" in ready.bar.details.text()
    assert ready.bar.details.text().startswith("in under 0.1 s, ")
    items = ready._answers.items
    assert describe(items[0], 0.8) == "a.jpg: ants 95.0 %, bees 5.0 %"
    assert describe(items[1], 0.8) == "b.jpg: not sure, ants 55.0 %, bees 45.0 %"
    assert describe(items[2], 0.8) == "c.jpg: the file ends too early."


def test_the_slider_decides_what_is_not_sure(ready: UseRoom, qtbot: QtBot) -> None:
    answered(ready, answer("/p/a.jpg", 0.95), answer("/p/b.jpg", 0.75))
    assert "1 not sure" in ready.bar.details.text()
    ready.bar.slider.setFocus()
    qtbot.keyClick(ready.bar.slider, Qt.Key.Key_PageDown)
    assert ready.bar.percent.text() == "75 %"
    qtbot.waitUntil(lambda: "not sure" not in ready.bar.details.text())
    ready.bar.slider.setValue(99)
    qtbot.waitUntil(lambda: "2 not sure" in ready.bar.details.text())


def test_every_card_tells_its_file(ready: UseRoom) -> None:
    def under_title() -> QImage:
        """Where the name stands, as painted for the first card."""
        card = ready.grid.tile_rect(0)
        return ready.grid.viewport().grab(QRect(card.left() + 170, card.top() + 38, 150, 20)).toImage()

    answered(ready, answer("/p/bee 1.jpg", 0.75))
    unsure = under_title()
    assert ready.grid._tip_of(0) == "/p/bee 1.jpg\nThe probability of its best class is below 80 %"
    ready.bar.slider.setValue(50)
    assert under_title() == unsure, "the same name in the same place, sure or not"
    assert ready.grid._tip_of(0) == "/p/bee 1.jpg"
    ready._clear()
    answered(ready, answer("/p/quite another.jpg", 0.75))
    assert under_title() != unsure


def test_a_picture_asked_about_again_keeps_its_card(ready: UseRoom) -> None:
    answered(ready, answer("/p/a.jpg", 0.9), answer("/p/b.jpg", 0.9))
    answered(ready, answer("/p/a.jpg", 0.2))
    assert [item.event.path for item in ready._answers.items] == ["/p/a.jpg", "/p/b.jpg"]
    assert ready._answers.items[0].top[0] == ("bees", 0.8)


def test_only_five_classes_are_ranked(ready: UseRoom) -> None:
    classes = tuple("abcdefgh")
    answered(ready, Prediction("/p/a.jpg", classes, (0.05, 0.3, 0.1, 0.2, 0.15, 0.12, 0.05, 0.03)))
    assert [name for name, _ in ready._answers.items[0].top] == ["b", "d", "e", "f", "c"]


def test_thousands_of_answers_stay_quick_and_paint_only_what_shows(ready: UseRoom, qtbot: QtBot) -> None:
    begin(ready)
    begun = time.monotonic()
    for number in range(10_000):
        tell(ready, answer(f"/p/{number}.jpg", 0.5 + number / 20_000))
    tell(ready, JobFinished())
    ready.grab()
    assert time.monotonic() - begun < 5
    assert ready.bar.count.text() == "10,000 pictures"
    first, last = ready.grid.visible_range()
    assert 0 < last - first <= 24
    ready.grid.setFocus()
    ready.grid.set_current(0)
    qtbot.keyClick(ready.grid, Qt.Key.Key_End)
    assert ready.grid.current() == 9_999
    assert ready.grid.visible_range()[1] == 10_000


def test_new_answers_do_not_move_what_a_person_looks_at(ready: UseRoom) -> None:
    answered(ready, *(answer(f"/p/{number}.jpg") for number in range(60)))
    ready.grid.set_current(40)
    place = ready.grid.verticalScrollBar().value()
    assert place > 0
    answered(ready, *(answer(f"/q/{number}.jpg") for number in range(60)))
    assert ready.grid.current() == 40
    assert ready.grid.verticalScrollBar().value() == place


@pytest.mark.parametrize(("width", "columns"), [(936, 2), (1064, 3), (1720, 4)])
def test_cards_share_the_width_evenly(ready: UseRoom, width: int, columns: int) -> None:
    ready.resize(width, 700)
    answered(ready, *(answer(f"/p/{number}.jpg") for number in range(40)))
    tops = [ready.grid.tile_rect(index).top() for index in range(columns + 1)]
    assert len(set(tops[:columns])) == 1
    assert tops[columns] > tops[0]
    last = ready.grid.tile_rect(columns - 1)
    assert ready.grid.viewport().width() - last.right() <= columns + 5
    assert ready.grid.index_at(last.center()) == columns - 1
    assert ready.grid.index_at(last.bottomRight() + QPoint(-5, 6)) == -1


def test_a_click_chooses_a_card_and_ctrl_c_copies_it(ready: UseRoom, qtbot: QtBot) -> None:
    answered(ready, answer("/p/a.jpg", 0.95), answer("/p/b.jpg", 0.55))
    where = ready.grid.tile_rect(1).center()
    qtbot.mouseClick(ready.grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert ready.grid.current() == 1
    ready.grid.setFocus()
    qtbot.keyClick(ready.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[:3] == ["/p/b.jpg", "ants", "0.550000"]
    assert len(lines) == 2
    qtbot.keyClick(ready.grid, Qt.Key.Key_Delete)
    assert ready._answers.paths() == ["/p/a.jpg"]


def test_the_whole_table_is_copied(ready: UseRoom, qtbot: QtBot) -> None:
    answered(ready, answer("/p/a.jpg", 0.95), PredictionFailed("/p/c.jpg", "broken"))
    qtbot.mouseClick(ready.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert lines[2].endswith("broken")
    assert ready.status.text() == "Copied 2 rows."


def test_the_table_is_saved(ready: UseRoom, qtbot: QtBot, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    path = str(pictures / "a.jpg")
    begin(ready)
    tell(ready, answer(path, 0.95))
    ready._draw()
    assert not ready.save_button.isEnabled(), "half a table would be saved"
    tell(ready, JobFinished())
    qtbot.mouseClick(ready.save_button, Qt.MouseButton.LeftButton)
    dialog = ready.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().path()) == pictures
    target = tmp_path / "table.csv"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: ready.status.text() == "Saved 1 row as table.csv.")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][:2] == [path, "ants"]


def test_a_table_that_cannot_be_saved_says_why(ready: UseRoom, qtbot: QtBot, tmp_path: Path) -> None:
    answered(ready, answer("/p/a.jpg"))
    ready.table.save(tmp_path / "no such folder" / "table.csv")
    qtbot.waitUntil(ready.problem.isVisible)
    assert "cannot be saved as table.csv: No such file or directory" in ready.problem.sentence()


def test_clear_takes_all_cards_away(ready: UseRoom, qtbot: QtBot) -> None:
    answered(ready, answer("/p/a.jpg"))
    assert ready.pages.currentWidget() is not ready.zone
    qtbot.mouseClick(ready.clear_button, Qt.MouseButton.LeftButton)
    assert ready.grid.count() == 0
    assert ready.pages.currentWidget() is ready.zone


def test_the_menu_of_a_card_takes_it_away(ready: UseRoom) -> None:
    answered(ready, answer("/p/a.jpg"), answer("/p/b.jpg"))
    ready.grid.set_current(0)
    ready.grid.menu_asked.emit(0, QPoint(10, 10))
    menu = ready.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Copy", "Open its folder", "Remove"]
    menu.actions()[2].trigger()
    menu.close()
    assert ready._answers.paths() == ["/p/b.jpg"]


def test_names_are_shown_letter_by_letter(ready: UseRoom) -> None:
    answered(ready, Prediction("/p/<b>x\u202e.jpg", ("<i>ants</i>", "bees"), (0.9, 0.1)))
    ready.grab()
    assert ready.grid._tip_of(0) == "/p/<b>x\ufffd.jpg"


def test_both_themes_paint(ready: UseRoom, qapp: QApplication, shared_data: Path) -> None:
    picture = next((shared_data / "hymenoptera").rglob("*.jpg"))
    failed = PredictionFailed("/p/c.jpg", "It " + "could not be read " * 40)
    answered(ready, answer(str(picture), 0.95), answer("/p/b.jpg", 0.55), failed)
    light = ready.grab().toImage()
    install(qapp).choose("dark")
    dark = ready.grab().toImage()
    install(qapp).choose("light")
    assert light.pixelColor(4, 400).lightness() > 200 > 60 > dark.pixelColor(4, 400).lightness()


def test_a_drag_over_the_window_lights_the_drop_zone(ready: UseRoom) -> None:
    ready.set_drop_hover(True)
    assert ready.zone.is_active()
    ready.set_drop_hover(False)
    assert not ready.zone.is_active()
