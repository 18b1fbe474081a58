"""Delivering the events of jobs, and saying what runs and what waits."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import (
    Event,
    JobFinished,
    JobStopped,
    Phase,
    Progress,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.engine.process import EngineProcess
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker

FIRST = JobTexts(message("Training"), message("Waiting for the training to end"))
SECOND = JobTexts(message("Predicting"), message("Waiting for the predictions to end"))


@pytest.fixture
def jobs(silent_worker: Any) -> JobRunner:
    return JobRunner(silent_worker)


def submit(jobs: JobRunner, texts: JobTexts = FIRST) -> tuple[JobHandle, list[Event]]:
    events: list[Event] = []
    return jobs.submit(CachedWeights(), texts, events.append), events


def reason(handle: JobHandle) -> str:
    return str(handle.waiting_for() or "")


def test_events_reach_the_submitter_of_the_job(jobs: JobRunner, silent_worker: Any) -> None:
    first, of_first = submit(jobs)
    second, of_second = submit(jobs, SECOND)
    silent_worker.tell(Progress(Phase.PREDICTING, 1, 2), job=first.number)
    silent_worker.tell(JobFinished(), job=second.number)
    silent_worker.tell(JobFinished(), job=second.number)
    assert of_first == [Progress(Phase.PREDICTING, 1, 2)]
    assert of_second == [JobFinished()], "nothing follows the terminal event"


def test_job_waits_for_the_engine_and_then_runs(jobs: JobRunner, silent_worker: Any, qtbot: QtBot) -> None:
    handle, _ = submit(jobs)
    assert jobs.running is None
    assert jobs.waiting == [handle]
    assert reason(handle) == "Waiting for the engine to start"
    with qtbot.waitSignal(jobs.changed):
        silent_worker.report(EngineState.BUSY)
    assert jobs.running is handle
    assert jobs.waiting == []
    assert handle.waiting_for() is None
    silent_worker.report(EngineState.NOT_RESPONDING)
    assert jobs.running is handle


def test_waiting_job_names_what_is_before_it(jobs: JobRunner, silent_worker: Any) -> None:
    silent_worker.report(EngineState.BUSY)
    first, _ = submit(jobs)
    second, _ = submit(jobs, SECOND)
    third = jobs.submit(FetchWeights(18), FIRST, lambda _: None)
    assert reason(second) == "Waiting for the training to end"
    assert reason(third) == "Waiting for the training to end; 2 jobs are before this one"
    silent_worker.tell(JobFinished(), job=first.number)
    assert reason(third) == "Waiting for the predictions to end"


def test_brief_job_waits_only_until_a_training_gives_way(jobs: JobRunner, silent_worker: Any, qtbot: QtBot) -> None:
    silent_worker.report(EngineState.BUSY)
    gives_way = message("Waiting for the training to finish its batch")
    training = jobs.submit(Train("run"), JobTexts(message("Training"), NOTHING, gives_way), lambda _: None)
    fetch = jobs.submit(FetchWeights(18), SECOND, lambda _: None)
    brief, _ = submit(jobs, SECOND)
    assert brief.waiting_for() == gives_way
    assert not brief.takes_turns()
    with qtbot.waitSignal(jobs.changed):
        silent_worker.tell(Progress(Phase.PREDICTING, 1, 2), job=brief.number)
    assert brief.waiting_for() is None
    assert brief.takes_turns()
    assert jobs.running is training
    assert jobs.waiting == [fetch]
    silent_worker.tell(RunStopped("run", 0, 0.0), job=training.number)
    silent_worker.tell(JobFinished(), job=fetch.number)
    assert not brief.takes_turns(), "it has the engine for itself"


def test_ending_is_reported_before_the_engine_is_ready_again(qtbot: QtBot) -> None:
    worker, job = EngineWorker(), CachedWeights()
    seen: list[Event | Message | None] = []
    runner = JobRunner(worker)
    handle = runner.submit(job, FIRST, seen.append)
    worker._queue.add(handle.number, job)
    worker._queue.start_next()
    for busy in (EngineState.BUSY, EngineState.NOT_RESPONDING):
        worker._set_status(EngineStatus(busy))
    runner.changed.connect(lambda: seen.append(handle.waiting_for()))
    worker._handle_event(cast(EngineProcess, SimpleNamespace(heard=0.0)), handle.number, JobFinished())
    assert seen[0] == JobFinished()
    assert set(seen[1:]) == {None}, "an ended job waits for nothing"
    assert runner.status.state is EngineState.READY, "an engine that reports an ending responds"


def test_abandoned_job_is_stopped_and_silent(jobs: JobRunner, silent_worker: Any) -> None:
    handle, events = submit(jobs)
    handle.abandon()
    assert silent_worker.stopped == [handle.number]
    assert jobs.waiting == [handle], "the engine still has it"
    silent_worker.tell(JobStopped())
    assert events == []
    assert jobs.waiting == []


def test_stopped_job_reports_its_ending(jobs: JobRunner, silent_worker: Any) -> None:
    handle, events = submit(jobs)
    handle.stop(pause=True)
    silent_worker.tell(JobStopped())
    assert events == [JobStopped()]
