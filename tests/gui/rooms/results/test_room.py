"""What the Results room shows of a run, of one without figures, and without a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import JobFailed, Phase, Progress
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.new_window import window_without_engine
from tests.made_figures import figures_of, made_run, write_results

CLASSES = ("blue", "green", "red")
COUNTS = ((10, 1, 0), (0, 9, 1), (0, 0, 10))


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudioWindow]:
    with window_without_engine(qtbot, monkeypatch) as window:
        yield window


@pytest.fixture
def make_run(colours: Path) -> Callable[..., RunSummary]:
    def make(name: str, *, measured: bool = True) -> RunSummary:
        path = made_run(scan(colours), name, 0.935)
        if measured:
            write_results(path, figures_of(COUNTS, CLASSES))
        return summarise(path)

    return make


def test_without_a_run_the_room_leads_to_training(window: StudioWindow, qtbot: QtBot) -> None:
    window.go_to("results")
    room = window.results_room
    assert room.empty.sentence() == "No run yet: train a model first."
    assert window.rail.state("results") == "no run yet"
    assert room.other_run.isHidden()
    qtbot.mouseClick(room.empty.button, Qt.MouseButton.LeftButton)
    assert window.rail.current() == "train"


def test_while_the_first_run_trains_the_room_says_that_its_results_come(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.go_to("results")
    window.training.start()
    room = window.results_room
    assert room.empty.sentence() == "A run is training. Its results are shown here when it ends."
    assert not room.empty.button.isVisible()
    assert window.rail.state("results") == "when the run ends"
    job = window.training.job
    assert job is not None
    window.worker.event_arrived.emit(job.number, JobFailed(message("The folder is not there."), ""))
    assert room.empty.sentence() == "No run yet: train a model first."
    assert room.empty.button.isVisible()


def test_run_is_shown_from_the_list_of_runs_and_its_model_used(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary]
) -> None:
    run = make_run("first")
    window.runs_room.refresh()
    window.go_to("runs")
    qtbot.waitUntil(window.runs_room.results.isVisible)
    window.go_to("results")
    assert window.results_room.empty.sentence() == "Train a model first, or pick one of your runs."
    qtbot.mouseClick(window.results_room.other_run, Qt.MouseButton.LeftButton)
    assert window.rail.current() == "runs"
    qtbot.mouseClick(window.runs_room.results, Qt.MouseButton.LeftButton)
    room = window.results_room
    assert window.rail.current() == "results"
    qtbot.waitUntil(room.board.isVisible)
    assert room.header.facts().startswith("three cölours, ResNet-20, run of ")
    assert room.board.accuracy.figure.text() == "93.5 %"
    assert room.board.accuracy.right.text() == "29 of 31 pictures right"
    assert room.board.accuracy.note.text().startswith("These pictures also chose the best epoch.")
    assert window.rail.state("results") == "93.5 %"
    qtbot.mouseClick(room.use, Qt.MouseButton.LeftButton)
    assert window.rail.current() == "use"
    assert window.session.model is not None
    assert window.session.model.path == run.path


def test_undefined_figure_is_a_dash_with_the_reason(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary]
) -> None:
    window.results.show(make_run("first"))
    window.go_to("results")
    qtbot.waitUntil(window.results_room.board.isVisible)
    accuracy = window.results_room.board.accuracy
    assert accuracy.row("top5") == ("–", "")
    assert accuracy.row("balanced")[0] == "93.5 %"


def test_run_without_figures_is_measured_when_the_room_is_shown(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary]
) -> None:
    run = make_run("first", measured=False)
    window.results.show(run)
    qtbot.waitUntil(lambda: not window.results.reading)
    assert not window.results.busy
    window.go_to("results")
    assert window.results.busy
    room, job = window.results_room, max(window.jobs.waiting, key=lambda one: one.number)
    assert job.job == Evaluate(str(run.path), "", "auto")
    assert window.rail.state("results") == "measuring…"
    assert room.empty.button.words() == "Cancel"
    window.worker.event_arrived.emit(job.number, Progress(Phase.EVALUATING, 10, 31))
    assert room.empty.sentence() == "Evaluating, 10 of 31 pictures"
    problem = message("The folder {folder} is not there.", folder="colours")
    window.worker.event_arrived.emit(job.number, JobFailed(problem, "Traceback"))
    assert room.problem.sentence() == "The folder colours is not there."
    assert room.problem.details() == "Traceback"
    assert not room.empty.isVisible()
    qtbot.mouseClick(room.problem.retry_button, Qt.MouseButton.LeftButton)
    assert window.results.busy
    assert not room.problem.isVisible()


def test_run_of_another_dataset_is_said_to_be(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary], copied_colours: Path
) -> None:
    run = make_run("first")
    window.session.set_dataset(scan(copied_colours))
    window.results.show(run)
    window.go_to("results")
    qtbot.waitUntil(window.results_room.board.isVisible)
    assert window.results_room.notice.isVisible()
    assert "not on the open dataset" in window.results_room.notice.sentence()
    assert window.rail.state("results") == "93.5 %, three cölours"


def test_newer_results_are_offered_beside_those_that_a_person_reads(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary], colours: Path
) -> None:
    first = make_run("first")
    window.session.set_dataset(scan(colours))
    window.session.set_runs([first])
    window.go_to("results")
    room = window.results_room
    qtbot.waitUntil(room.board.isVisible)
    better = summarise(made_run(scan(colours), "better", 0.97))
    window.session.set_runs([first, better])
    assert window.results.run == first
    assert room.notice.sentence().startswith("There are newer results: 97.0 %, run of ")
    qtbot.mouseClick(room.notice.button, Qt.MouseButton.LeftButton)
    assert window.results.run == better
    assert not room.notice.sentence().startswith("There are newer results")


def test_newer_results_are_shown_while_the_run_without_figures_is_being_measured(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary], colours: Path
) -> None:
    first = make_run("first", measured=False)
    window.session.set_dataset(scan(colours))
    window.session.set_runs([first])
    window.go_to("results")
    qtbot.waitUntil(lambda: window.results.busy)
    better = summarise(made_run(scan(colours), "better", 0.97))
    window.session.set_runs([first, better])
    notice = window.results_room.notice
    assert notice.button.words() == "Show them"
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert window.results.run == better


def test_parts_are_chosen_where_two_were_measured(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary]
) -> None:
    run = make_run("first")
    write_results(run.path, figures_of(((3, 1), (0, 4)), ("a", "b"), "test"), "1" * 16)
    window.results.show(run)
    window.go_to("results")
    accuracy = window.results_room.board.accuracy
    qtbot.waitUntil(accuracy.parts.isVisible)
    assert accuracy.name.text() == "Validation accuracy"
    qtbot.mouseClick(accuracy.parts.button("test"), Qt.MouseButton.LeftButton)
    assert accuracy.name.text() == "Test accuracy"
    assert accuracy.figure.text() == "87.5 %"


def test_threshold_that_is_kept_is_that_of_use_until_another_is_kept(
    window: StudioWindow, qtbot: QtBot, make_run: Callable[..., RunSummary]
) -> None:
    window.results.show(make_run("first"))
    window.go_to("results")
    sure = window.results_room.board.sure
    qtbot.waitUntil(sure.isVisible)
    sure.slider.setValue(95)
    sure.keep.click()
    qtbot.waitUntil(lambda: window.results.threshold is not None)
    kept = window.results.threshold
    assert kept is not None
    assert kept.plain is not None
    assert sure.kept.text().startswith("Kept with the model")
    qtbot.mouseClick(window.results_room.use, Qt.MouseButton.LeftButton)
    bar = window.use_room.bar
    answers = window.use_room.answers
    qtbot.waitUntil(lambda: answers.threshold == kept.plain)
    bar.slider.setValue(30)
    window.go_to("results")
    window.go_to("use")
    qtbot.wait(100)
    assert answers.threshold == 0.3
    window.results.keep(None)
    qtbot.waitUntil(lambda: window.results.threshold is None)
    assert sure.keep.words() == "Keep with the model"
