"""A dataset's folder that is gone: the window asks where it is, or notices that it is back, and goes on; by clicks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import DatasetGoneError, DatasetUnreachableError
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import BatchEnd, CheckpointSaved, EpochEnd, JobFailed, RunFailed
from resnet_studio.core.protocol.jobs.compare import Compare
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.rooms.use.export import ExportPanel
from resnet_studio.gui.shell.missing_folders import _are_nested
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.widgets.button import Button

Helper = Callable[..., Any]
WAIT = 20_000


@pytest.fixture
def submitted(window: StudioWindow, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What the engine was asked for."""
    jobs: list[Job] = []
    submit = window.worker.submit

    def note(job: Job) -> int:
        jobs.append(job)
        return submit(job)

    monkeypatch.setattr(window.worker, "submit", note)
    return jobs


def click(button: QAbstractButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(window: StudioWindow, button: QAbstractButton, folder: Path) -> None:
    """Click the button, and choose a folder in the dialog that it opens."""
    click(button)
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    dialog.fileSelected.emit(str(folder))
    dialog.close()


def failed_run(window: StudioWindow, colours: Path, start_run: Helper, job_of_training: Helper, send: Helper) -> Path:
    """A run whose pictures went away after its first epoch; its path."""
    run = start_run(window, colours)
    gone = DatasetUnreachableError(colours)
    events = (BatchEnd(1, 1, 0.5, 0.1, 9.0), EpochEnd(1, 1, 0.5, 0.5, 0.75, 1.0), CheckpointSaved(1, best=True))
    send(window, job_of_training(window), *events, RunFailed(str(run.path), gone.message, kind=gone.kind))
    window.go_to("train")
    window.train_room.refresh()
    return Path(run.path)


def test_run_is_resumed_on_pictures_that_were_moved(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, submitted: list[Job], start_run: Helper,
    job_of_training: Helper, send: Helper,
) -> None:  # fmt: skip
    path = failed_run(window, copied_colours, start_run, job_of_training, send)
    room, elsewhere = window.train_room, tmp_path / "elsewhere"
    copied_colours.rename(elsewhere)
    assert "cannot be reached any more" in room.error.sentence()
    assert room.error.folder_button.isVisible()
    with qtbot.waitSignal(window.missing.whereabouts.moved, timeout=WAIT):
        choose(window, room.error.folder_button, elsewhere)
    assert room.state() == "ended"
    assert not room.outlook.isVisible(), "it is the open dataset's run, before that is read again too"
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        pass
    assert not room.error.isVisible()
    assert window.drop_notice.isVisible()
    said = window.drop_notice.notice.sentence()
    assert said == f"The pictures are in {elsewhere} now. All 36 pictures are there. 1 run follows."
    assert window.rail.current() == "train"
    assert read_dataset(path).root == elsewhere
    assert window.session.dataset is not None
    assert window.session.dataset.root == elsewhere
    assert window.session.run is not None
    assert window.session.run.is_of(window.session.dataset)
    click(room.buttons.resume)
    assert submitted[-1] == Train(str(path), resume=True)


def test_another_dataset_is_refused_and_the_folder_can_be_chosen_again(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, start_run: Helper,
    job_of_training: Helper, send: Helper,
) -> None:  # fmt: skip
    path = failed_run(window, copied_colours, start_run, job_of_training, send)
    copied_colours.rename(tmp_path / "elsewhere")
    (tmp_path / "cats").mkdir()
    with qtbot.waitSignal(window.missing.whereabouts.refused, timeout=WAIT):
        choose(window, window.train_room.error.folder_button, tmp_path / "cats")
    assert "is another dataset" in window.drop_notice.notice.sentence()
    assert window.train_room.error.folder_button.isVisible()
    assert read_dataset(path).root == copied_colours


def test_sentence_goes_when_the_folder_is_back_and_stays_while_only_an_empty_one_is(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, start_run: Helper,
    job_of_training: Helper, send: Helper,
) -> None:  # fmt: skip
    failed_run(window, copied_colours, start_run, job_of_training, send)
    copied_colours.rename(tmp_path / "elsewhere")
    copied_colours.mkdir()  # as the folder on which a drive is mounted
    whereabouts = window.missing.whereabouts
    with qtbot.assertNotEmitted(whereabouts.back, wait=200):
        whereabouts.look()
    copied_colours.rmdir()
    (tmp_path / "elsewhere").rename(copied_colours)
    assert window.train_room.error.isVisible()
    with qtbot.waitSignal(whereabouts.back, timeout=WAIT):
        whereabouts.look()  # as it does every few seconds, and when a person comes back to the window
    assert not window.train_room.error.isVisible()
    window.train_room.set_run(window.session.run)
    assert not window.train_room.error.isVisible()
    assert window.train_room.buttons.resume.isVisible()


def test_start_on_a_folder_that_is_gone_goes_on_when_it_is_back(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path
) -> None:
    window.session.set_dataset(scan(copied_colours))
    copied_colours.rename(tmp_path / "elsewhere")
    window.start_training()
    assert window.train_room.error.folder_button.isVisible()
    (tmp_path / "elsewhere").rename(copied_colours)
    with qtbot.waitSignal(window.missing.whereabouts.back, timeout=WAIT):
        window.opening.reload()  # F5
    assert not window.train_room.error.isVisible()


def test_open_dataset_keeps_its_edits_and_choices_at_its_new_place(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, drop: Helper
) -> None:
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        drop(window, copied_colours)
    window.session.edit_dataset(LeaveOut(("red/red 1.png",)))
    window.session.draft.choose(epochs=77)
    copied_colours.rename(tmp_path / "elsewhere")
    with qtbot.waitSignal(window.opening.missed, timeout=WAIT):
        window.opening.look()
    news = window.data_room.dataset_page.notices.news
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        choose(window, news.button, tmp_path / "elsewhere")
    dataset = window.session.dataset
    assert dataset is not None
    assert dataset.root == tmp_path / "elsewhere"
    assert [picture.path for picture in dataset.left_out] == ["red/red 1.png"]
    assert window.session.draft.config.epochs == 77
    assert [recent.path for recent in window.opening.recents()] == [tmp_path / "elsewhere"]
    assert not news.isVisible()


def test_recent_dataset_that_was_moved_is_opened_at_its_new_place(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path
) -> None:
    window.opening._recents.add(scan(copied_colours), 1.0)
    copied_colours.rename(tmp_path / "elsewhere")
    with qtbot.waitSignal(window.opening.gone, timeout=WAIT):
        window.opening.open_recent(window.opening.recents()[0])
    with qtbot.waitSignal(window.session.dataset_changed, timeout=WAIT):
        choose(window, window.data_room.error.panel.folder_button, tmp_path / "elsewhere")
    assert window.data_room.dataset_page.isVisible()
    assert [recent.path for recent in window.opening.recents()] == [tmp_path / "elsewhere"]


def test_folder_that_was_never_open_is_not_asked_for(window: StudioWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.opening.failed, timeout=WAIT):
        window.opening.open(tmp_path / "typo")
    assert not window.data_room.error.panel.folder_button.isVisible()


def test_training_further_and_trying_go_on_at_the_new_place(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, usable_run: Helper
) -> None:
    run = usable_run(copied_colours, "first")
    copied_colours.rename(tmp_path / "elsewhere")
    window.runs_room.refresh()
    qtbot.waitUntil(lambda: len(window.session.runs) == 1)
    window.session.use_run(summarise(run))
    window.go_to("use")
    click(window.use_room.zone.try_button)
    qtbot.waitUntil(window.use_room.problem.isVisible, timeout=WAIT)
    window.runs_room.continue_wanted.emit(summarise(run))
    qtbot.waitUntil(window.train_room.error.folder_button.isVisible, timeout=WAIT)
    window.go_to("use")
    with qtbot.waitSignal(window.missing.whereabouts.moved, timeout=WAIT):
        choose(window, window.use_room.problem.folder_button, tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: window.prediction.busy, timeout=WAIT)  # the pictures are asked about
    assert not window.use_room.problem.isVisible()
    window.go_to("train")
    assert not window.train_room.error.isVisible()
    with qtbot.waitSignal(window.training.started, timeout=WAIT):
        window.runs_room.continue_wanted.emit(summarise(run))
    assert window.training.run is not None
    assert window.training.run.dataset.root == tmp_path / "elsewhere"


def test_results_are_measured_once_the_folder_is_chosen(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, usable_run: Helper, submitted: list[Job],
    send: Helper,
) -> None:  # fmt: skip
    run = usable_run(copied_colours, "first")
    copied_colours.rename(tmp_path / "elsewhere")
    window.runs_room.refresh()
    qtbot.waitUntil(lambda: len(window.session.runs) == 1)
    window.results.show(summarise(run))
    window.go_to("results")
    qtbot.waitUntil(lambda: window.results.busy, timeout=WAIT)
    gone = DatasetGoneError(copied_colours)
    send(window, window.worker._last_number, JobFailed(gone.message, "", gone.kind))
    assert "The pictures are not there" in window.results_room.problem.sentence()
    with qtbot.waitSignal(window.missing.whereabouts.moved, timeout=WAIT):
        choose(window, window.results_room.problem.folder_button, tmp_path / "elsewhere")
    assert not window.results_room.problem.isVisible()
    assert [job for job in submitted if isinstance(job, Evaluate)] == [Evaluate(str(run), "", "auto")] * 2


def test_comparison_asks_for_the_folder_too(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, usable_run: Helper, submitted: list[Job],
    send: Helper,
) -> None:  # fmt: skip
    for name in ("first", "second"):
        usable_run(copied_colours, name)
    copied_colours.rename(tmp_path / "elsewhere")
    window.runs_room.refresh()
    window.go_to("runs")
    qtbot.waitUntil(lambda: len(window.session.runs) == 2)
    table = window.runs_room.table
    qtbot.waitUntil(lambda: len(table.selected()) == 1, timeout=WAIT)
    table.choose_others([run.path for run in window.session.runs if run.path != table.selected()[0].path])
    qtbot.waitUntil(lambda: any(isinstance(job, Compare) for job in submitted), timeout=WAIT)
    gone = DatasetGoneError(copied_colours)
    send(window, window.worker._last_number, JobFailed(gone.message, "", gone.kind))
    verdict = window.runs_room.compared.verdict
    qtbot.waitUntil(verdict.folder.isVisible, timeout=WAIT)
    with qtbot.waitSignal(window.missing.whereabouts.moved, timeout=WAIT):
        choose(window, verdict.folder, tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: sum(isinstance(job, Compare) for job in submitted) == 2, timeout=WAIT)
    assert not verdict.folder.isVisible()


def test_export_asks_for_the_folder_and_can_be_begun_again(
    window: StudioWindow, qtbot: QtBot, copied_colours: Path, tmp_path: Path, usable_run: Helper, send: Helper
) -> None:
    run = usable_run(copied_colours, "first")
    copied_colours.rename(tmp_path / "elsewhere")
    window.runs_room.refresh()
    qtbot.waitUntil(lambda: len(window.session.runs) == 1)
    window.session.use_run(summarise(run))
    window.go_to("use")
    panel = window.use_room.findChild(ExportPanel)
    next(one for one in window.use_room.header.findChildren(Button) if one.words() == "Export…").click()
    panel.control.export(run, panel.kind(), tmp_path)
    gone = DatasetGoneError(copied_colours)
    send(window, window.worker._last_number, JobFailed(gone.message, "", gone.kind))
    assert "The pictures are not there" in panel.result.detail.text()
    with qtbot.waitSignal(window.missing.whereabouts.moved, timeout=WAIT):
        choose(window, panel.choose_folder, tmp_path / "elsewhere")
    assert panel.result.isHidden()
    assert not panel.choose_folder.isVisible()
    assert panel.export.isEnabled()


def test_folder_above_that_of_a_compared_run_is_known_to_be_its_own(tmp_path: Path) -> None:
    """A drive that is not connected is the outermost folder that is gone."""
    drive, dataset = tmp_path / "usb", tmp_path / "usb" / "pictures" / "ants"
    assert all(_are_nested(dataset, missed) for missed in (drive, dataset, dataset / "red"))
    assert not _are_nested(dataset, tmp_path / "elsewhere")
