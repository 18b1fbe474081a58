"""Which run's results are on show, and when the engine measures it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import NOTHING, message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd, JobFailed, JobFinished, Phase, Progress, RunFinished
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import RunSummary, rename_run, summarise
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.session import ActiveRun, Session
from resnet_studio.gui.work.training import TrainingControl
from tests.made_figures import figures_of, write_results

CLASSES = ("blue", "green", "red")
COUNTS = ((5, 1, 0), (0, 4, 1), (0, 0, 6))

MakeRun = Callable[..., RunSummary]


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    def make(name: str, *, top1: float = 0.75, measured: bool = False) -> RunSummary:
        path = create_run(tmp_path / "runs", TrainConfig.build(depth=20), scan(colours), name=name)
        ModelInfo(20, True, CLASSES, 32, (0.5,) * 3, (0.5,) * 3).write(path)
        (path / "best.safetensors").write_bytes(b"weights")
        log = EventLog(path)
        log.append(EpochEnd(1, 1, 1.0, 0.9, top1, 1.0))
        log.append(RunFinished(str(path), 1, top1))
        log.close()
        if measured:
            write_results(path, figures_of(COUNTS, CLASSES))
        return summarise(path)

    return make


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def training(session: Session, silent_worker: Any) -> TrainingControl:
    return TrainingControl(session, JobRunner(silent_worker))


@pytest.fixture
def results(session: Session, training: TrainingControl, silent_worker: Any) -> ResultsControl:
    return ResultsControl(session, training, JobRunner(silent_worker))


@pytest.fixture
def read(results: ResultsControl, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not results.reading)


def test_nothing_is_on_show_without_a_run(results: ResultsControl) -> None:
    assert (results.run, results.known, results.missing) == (None, None, False)


def test_best_run_of_the_open_dataset_is_on_show(
    results: ResultsControl, session: Session, make_run: MakeRun, colours: Path, read: Callable[[], None]
) -> None:
    worse, best = make_run("worse", top1=0.5), make_run("best", measured=True)
    session.set_dataset(scan(colours))
    session.set_runs([worse, best])
    read()
    assert results.run == best
    assert results.known is not None
    assert results.known.figures.pictures == 17
    assert results.known.evaluation.name == f"evaluation-{'0' * 16}.npz"
    assert not results.missing


def test_chosen_run_stays_until_another_dataset_is_opened(
    results: ResultsControl, session: Session, make_run: MakeRun, colours: Path, copied_colours: Path
) -> None:
    worse, best = make_run("worse", top1=0.5), make_run("best")
    session.set_dataset(scan(colours))
    results.show(worse)
    session.set_runs([worse, best])
    assert results.run == worse
    session.set_dataset(scan(copied_colours))
    assert results.run is None


def test_run_that_ends_is_shown_if_its_dataset_is_open(
    results: ResultsControl, session: Session, training: TrainingControl, make_run: MakeRun, colours: Path,
    copied_colours: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    best, new = make_run("best"), make_run("new", top1=0.5)
    session.set_dataset(scan(colours))
    session.set_runs([best])
    history = RunHistory()
    history.apply(EpochEnd(1, 1, 1.0, 0.9, 0.5, 1.0))
    history.apply(RunFinished(str(new.path), 1, 0.5))
    ended = ActiveRun(new.path, TrainConfig.build(depth=20), scan(colours), history)
    training.ended.emit(ended)
    qtbot.waitUntil(lambda: results.run == new)
    session.set_dataset(scan(copied_colours))
    results.show(best)
    training.ended.emit(ended)
    assert not results._background.busy("ended")
    assert results.run == best
    assert not results.is_own()


def test_run_that_ends_does_not_take_the_place_of_one_that_a_person_looks_at(
    results: ResultsControl, session: Session, training: TrainingControl, make_run: MakeRun, colours: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    before, new = make_run("before"), make_run("new", top1=0.8)
    session.set_dataset(scan(colours))
    session.set_runs([before])
    results.enter()
    history = RunHistory()
    history.apply(EpochEnd(1, 1, 1.0, 0.9, 0.8, 1.0))
    history.apply(RunFinished(str(new.path), 1, 0.8))
    training.ended.emit(ActiveRun(new.path, TrainConfig.build(depth=20), scan(colours), history))
    qtbot.waitUntil(lambda: results.newer == new)
    session.set_runs([before, new])  # which is the best now
    assert results.run == before
    results.leave()
    results.enter()
    assert results.run == new
    assert results.newer is None


def test_run_without_figures_is_measured_once(
    results: ResultsControl, make_run: MakeRun, silent_worker: Any, qtbot: QtBot, read: Callable[[], None]
) -> None:
    run = make_run("one")
    results.show(run)
    assert not results.missing  # it is being read
    read()
    results.measure_missing()
    results.measure_missing()
    assert list(silent_worker.submitted.values()) == [Evaluate(str(run.path), "", "auto")]
    silent_worker.tell(Progress(Phase.EVALUATING, 3, 17))
    assert results.progress == Progress(Phase.EVALUATING, 3, 17)
    write_results(run.path, figures_of(COUNTS, CLASSES))
    with qtbot.waitSignal(results.figures_changed):
        silent_worker.tell(JobFinished())
    assert results.known is not None
    assert not results.busy


def test_run_whose_figures_are_of_half_precision_shows_them_and_is_measured_once(
    results: ResultsControl, make_run: MakeRun, silent_worker: Any, read: Callable[[], None]
) -> None:
    run = make_run("one")
    write_results(run.path, replace(figures_of(COUNTS, CLASSES), precision="bfloat16"))
    results.show(run)
    read()
    assert results.known is not None
    assert not results.missing
    results.measure_missing()
    silent_worker.tell(JobFinished())
    results.measure_missing()
    assert len(silent_worker.submitted) == 1


def test_failed_measurement_is_a_problem_and_only_repeated_when_asked(
    results: ResultsControl, make_run: MakeRun, silent_worker: Any, read: Callable[[], None]
) -> None:
    results.show(make_run("one"))
    read()
    results.measure_missing()
    text = message("The folder is not there.")
    silent_worker.tell(JobFailed(text, "Traceback", Failure.UNEXPECTED))
    assert results.problem == (text, "Traceback")
    results.measure_missing()
    assert len(silent_worker.submitted) == 1
    results.measure()
    assert len(silent_worker.submitted) == 2
    assert results.problem is None


def test_another_run_ends_the_measurement_of_the_one_before(
    results: ResultsControl, make_run: MakeRun, silent_worker: Any, read: Callable[[], None]
) -> None:
    results.show(make_run("one"))
    read()
    results.measure()
    results.show(make_run("two", measured=True))
    assert silent_worker.stopped == [1]
    assert not results.busy
    read()
    assert results.known is not None


def test_part_is_chosen_among_those_that_were_measured(
    results: ResultsControl, make_run: MakeRun, read: Callable[[], None], qtbot: QtBot
) -> None:
    run = make_run("one", measured=True)
    write_results(run.path, figures_of(((1, 0, 0), (0, 1, 0), (0, 0, 1)), CLASSES, "test"), "1" * 16)
    results.show(run)
    read()
    assert results.parts == ("validation", "test")
    with qtbot.waitSignal(results.figures_changed):
        results.choose_part("test")
    assert results.known is not None
    assert results.known.figures.pictures == 3


def test_renamed_run_stays_on_show_and_deleted_one_does_not(results: ResultsControl, make_run: MakeRun) -> None:
    run = make_run("old", measured=True)
    results.show(run)
    new = summarise(rename_run(run.path, "new"))
    results.run_renamed(run.path, new)
    assert results.run == new
    results.run_deleted(run.path)
    assert results.run == new
    results.run_deleted(new.path)
    assert results.run is None


def test_newer_run_is_followed_to_its_new_name_and_pictures_and_not_shown_when_it_is_gone(
    results: ResultsControl, session: Session, make_run: MakeRun, colours: Path, tmp_path: Path
) -> None:
    before, new = make_run("before"), make_run("new", top1=0.8)
    session.set_dataset(scan(colours))
    session.set_runs([before])
    results.enter()
    session.set_runs([before, new])
    assert results.newer == new
    renamed = summarise(rename_run(new.path, "renamed"))
    results.run_renamed(new.path, renamed)
    results.follow_moved(Moved(colours, tmp_path, 36, 0, 0, (renamed.path,), (), NOTHING))
    results.leave()
    results.enter()
    assert results.run == replace(renamed, root=str(tmp_path))
    results.newer = before
    shutil.rmtree(before.path)
    results.leave()
    results.enter()
    assert results.run == replace(renamed, root=str(tmp_path))
    assert results.newer is None
