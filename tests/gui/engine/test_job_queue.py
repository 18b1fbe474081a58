"""Which job runs, which wait, and the endings that are made without an engine."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.protocol.commands import (
    Halt,
)
from resnet_studio.core.protocol.events import (
    CheckpointSaved,
    EpochEnd,
    Event,
    JobFailed,
    JobStopped,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights, FetchWeights
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog, read_events, read_history
from resnet_studio.gui.engine.job_queue import JobQueue

WHY = message("The engine stopped working.")


@pytest.fixture
def events() -> list[tuple[int, Event]]:
    return []


@pytest.fixture
def queue(events: list[tuple[int, Event]]) -> JobQueue:
    return JobQueue(lambda number, event: events.append((number, event)))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    dataset = apply(Catalogue(tmp_path / "ants-bees", ("ants", "bees"), ()))
    return create_run(tmp_path / "runs", TrainConfig.build(depth=20), dataset)


def write(run: Path, *events: Event) -> None:
    log = EventLog(run)
    for event in events:
        log.append(event)
    log.close()


def test_jobs_run_in_the_order_of_submission(queue: JobQueue) -> None:
    for number in (1, 2):
        queue.add(number, Predict("run", ()))
    first = queue.start_next()
    assert first is not None
    assert first.number == 1
    assert queue.is_running(1)
    assert queue.start_next() is None
    queue.clear_current()
    second = queue.start_next()
    assert second is not None
    assert second.number == 2


def test_brief_job_is_done_beside_a_training(queue: JobQueue, events: list[tuple[int, Event]]) -> None:
    for number, job in enumerate((Train("run"), FetchWeights(18), Predict("run", ()), CachedWeights()), 1):
        queue.add(number, job)
    sent = [queue.start_next() for _ in range(3)]
    assert [entry and entry.number for entry in sent] == [1, 3, None], "one guest at a time; a download waits"
    assert queue.is_running(1)
    assert queue.is_running(3)
    queue.clear(3)
    guest = queue.start_next()
    assert guest is not None
    assert guest.number == 4
    queue.clear(1)
    assert queue.current is guest, "the engine still has it"
    assert queue.start_next() is None
    queue.clear(4)
    following = queue.start_next()
    assert following is not None
    assert following.number == 2
    assert events == []


def test_download_does_not_give_way(queue: JobQueue) -> None:
    queue.add(1, FetchWeights(18))
    queue.add(2, Predict("run", ()))
    queue.start_next()
    assert queue.start_next() is None


def test_guest_ends_at_once_when_it_is_stopped(queue: JobQueue, events: list[tuple[int, Event]]) -> None:
    queue.add(1, Train("run"))
    queue.add(2, Predict("run", ()))
    queue.start_next()
    queue.start_next()
    assert queue.request_end(2, Halt.STOP), "the engine is to leave it"
    assert events == [(2, JobStopped())]
    assert not queue.is_running(2)
    assert queue.is_running(1)


def test_guest_of_a_crashed_training_fails(queue: JobQueue, events: list[tuple[int, Event]], run: Path) -> None:
    queue.add(1, Train(str(run)))
    queue.add(2, Predict("run", ()))
    queue.start_next()
    queue.start_next()
    assert queue.continue_after_crash(message("it was ended by SIGSEGV"))
    assert [number for number, event in events if isinstance(event, JobFailed)] == [2]
    assert [number for number, event in events if isinstance(event, Notice)] == [1]
    again = queue.start_next()
    assert again is not None
    assert again.number == 1


def test_waiting_job_ends_at_once_when_it_is_stopped(queue: JobQueue, events: list[tuple[int, Event]]) -> None:
    queue.add(1, Predict("run", ()))
    assert not queue.request_end(1, Halt.STOP)
    assert events == [(1, JobStopped())]
    assert not queue.waiting


def test_running_job_is_left_to_the_engine_when_it_is_stopped(queue: JobQueue, events: list[tuple[int, Event]]) -> None:
    queue.add(1, Predict("run", ()))
    queue.start_next()
    assert queue.request_end(1, Halt.PAUSE)
    assert queue.request_end(1, Halt.STOP)
    assert events == []
    assert queue.current is not None
    assert queue.current.request is not None
    assert queue.current.request.how is Halt.PAUSE, "the first request counts"


def test_training_is_continued_once_after_a_crash(queue: JobQueue, events: list[tuple[int, Event]], run: Path) -> None:
    queue.add(1, Train(str(run)))
    queue.add(2, Predict("run", ()))
    queue.start_next()
    assert queue.continue_after_crash(message("it was ended by SIGSEGV"))
    ((number, notice),) = events
    assert number == 1
    assert isinstance(notice, Notice)
    assert "SIGSEGV" in str(notice.text)
    assert list(read_events(run)) == [notice]
    again = queue.start_next()
    assert again is not None
    assert (again.number, again.job) == (1, Train(str(run), resume=True, after_crash=True))
    assert not queue.continue_after_crash(message("it was ended by SIGSEGV"))


def test_ending_written_before_a_crash_is_delivered(
    queue: JobQueue, events: list[tuple[int, Event]], run: Path
) -> None:
    ending = RunFinished(str(run), 1, 0.5)
    write(run, ending)
    queue.add(1, Train(str(run)))
    queue.start_next()
    assert queue.continue_after_crash(message("it was ended by SIGKILL"))
    assert events == [(1, ending)]
    assert queue.current is None
    assert not queue.waiting


def test_failed_training_names_the_best_model_and_is_logged(
    queue: JobQueue, events: list[tuple[int, Event]], run: Path
) -> None:
    write(run, EpochEnd(3, 30, 1.0, 0.9, 0.75, 1.0), CheckpointSaved(30, best=True))
    write(run, EpochEnd(4, 40, 1.0, 0.9, 0.85, 1.0))
    queue.add(1, Train(str(run)))
    queue.start_next()
    queue.end_current(WHY)
    ((_, ending),) = events
    assert isinstance(ending, RunFailed)
    expected = "The engine stopped working. The best model so far, of epoch 3, is kept. You can train again at once."
    assert str(ending.error) == expected
    assert read_history(run).ended == ending


def test_resumed_run_that_never_started_is_not_logged(
    queue: JobQueue, events: list[tuple[int, Event]], run: Path
) -> None:
    paused = RunPaused(str(run), 1, 0.75)
    write(run, EpochEnd(1, 10, 1.0, 0.9, 0.75, 1.0), paused)
    queue.add(1, Train(str(run), resume=True))
    queue.request_end(1, Halt.STOP)
    assert events == [(1, RunStopped(str(run), 1, 0.75))]
    assert read_history(run).ended == paused


def test_waiting_jobs_fail_with_a_reason_and_pause_without(
    queue: JobQueue, events: list[tuple[int, Event]], run: Path
) -> None:
    queue.add(1, Predict("run", ()))
    queue.end_waiting(WHY)
    ((_, ending),) = events
    assert isinstance(ending, JobFailed)
    assert str(ending.error) == str(WHY)
    queue.add(2, Train(str(run)))
    queue.end_waiting()
    assert isinstance(events[-1][1], RunPaused)
