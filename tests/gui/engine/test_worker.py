"""The worker with a real engine process: it trains, is stopped, killed, frozen and replaced."""

# Long: one real engine process is trained, stopped, killed and frozen by the same helpers.
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import (
    Halt,
)
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    Event,
    JobFailed,
    JobFinished,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog, read_events, read_history
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.engine import process as process_module
from resnet_studio.gui.engine import worker as worker_module
from resnet_studio.gui.engine.endings import EndRequest
from resnet_studio.gui.engine.job_queue import QueuedJob
from resnet_studio.gui.engine.process import EngineProcess
from resnet_studio.gui.engine.status import EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker
from tests.gui.engine import light_engine

SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)
LONG = 120_000  # ms; a generous time-out, importing torch on a busy machine included
MakeRun = Callable[..., str]


class Watched:
    """A worker with all its events and states."""

    def __init__(self, qtbot: QtBot) -> None:
        self.worker = EngineWorker()
        self.worker.event_arrived.connect(lambda number, event: self.events.append((number, event)))
        self.worker.status_changed.connect(lambda status: self.states.append(status))
        self.begin(qtbot)

    def begin(self, qtbot: QtBot) -> None:
        """Forget what an earlier test has seen."""
        self.qtbot = qtbot
        self.events: list[tuple[int, Event]] = []
        self.states: list[EngineStatus] = []

    @property
    def idle(self) -> bool:
        """Whether no job is left, so that another test may use this worker."""
        return self.worker.isRunning() and self.worker._queue.current is None and not self.worker._queue.waiting

    def kill_engine(self, how: signal.Signals = SIGKILL) -> int:
        pid = self.worker.engine_pid
        assert pid is not None
        psutil.Process(pid).send_signal(how)
        return pid

    def of(self, number: int) -> list[Event]:
        return [event for job, event in self.events if job == number]

    def wait_for(self, number: int, kind: type) -> None:
        self.qtbot.waitUntil(lambda: any(isinstance(event, kind) for event in self.of(number)), timeout=LONG)

    def wait_for_end(self, number: int) -> Event:
        self.qtbot.waitUntil(lambda: any(is_terminal(event) for event in self.of(number)), timeout=LONG)
        return self.of(number)[-1]

    def wait_for_state(self, state: str) -> None:
        self.qtbot.waitUntil(lambda: bool(self.states) and self.states[-1].state == state, timeout=LONG)


@pytest.fixture(scope="module")
def workers() -> Iterator[list[Watched]]:
    """The worker that tests share, if there is one: each engine takes seconds to start."""
    found: list[Watched] = []
    yield found
    for one in found:
        one.worker.shut_down()
        assert not one.worker.isRunning()


@pytest.fixture
def watched(qtbot: QtBot, workers: list[Watched]) -> Iterator[Watched]:
    """A worker without jobs. Its engine may have done others before, or be a new one after a test that ended it."""
    if workers:
        workers[0].begin(qtbot)
    else:
        workers.append(Watched(qtbot))
        workers[0].worker.start()
    yield workers[0]
    if not workers[0].idle:
        workers.pop().worker.shut_down()


@pytest.fixture
def light(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A worker whose engine starts at once and does not learn: for what does not depend on that."""
    monkeypatch.setattr(process_module, "run_engine", light_engine.run)
    one = Watched(qtbot)
    one.worker.start()
    yield one
    one.worker.shut_down()
    assert not one.worker.isRunning()


@pytest.fixture
def make_run(tmp_path: Path, colours: Path) -> MakeRun:
    def make(**chosen: object) -> str:
        settings = {"depth": 20, "epochs": 1, "batch_size": 8, "device": "cpu", **chosen}
        return str(create_run(tmp_path / "runs", TrainConfig.build(**settings), scan(colours)))

    return make


def test_one_engine_trains_and_predicts(watched: Watched, make_run: MakeRun, colours: Path) -> None:
    run = make_run(epochs=5)
    picture = colours / "red" / "red 1.png"
    training = watched.worker.submit(Train(run))
    assert isinstance(watched.wait_for_end(training), RunFinished)
    predicting = watched.worker.submit(Predict(run, (str(picture), str(colours / "none.png")), "cpu"))
    assert isinstance(watched.wait_for_end(predicting), JobFinished)
    answers = [event for event in watched.of(predicting) if isinstance(event, Prediction)]
    assert [answer.ranked()[0][0] for answer in answers] == ["red"]


def test_stop_ends_training_after_the_current_batch(watched: Watched, make_run: MakeRun) -> None:
    run = make_run(epochs=10_000)
    number = watched.worker.submit(Train(run))
    watched.wait_for(number, BatchEnd)
    watched.worker.stop(number)
    assert isinstance(watched.wait_for_end(number), RunStopped)


@pytest.mark.parametrize(
    "how", ["SIGSEGV", *(pytest.param(name, marks=pytest.mark.long) for name in ("SIGKILL", "SIGABRT"))]
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals")
def test_run_continues_in_a_new_engine_after_a_crash(watched: Watched, make_run: MakeRun, how: str) -> None:
    run = make_run(epochs=12)
    number = watched.worker.submit(Train(run))
    watched.wait_for(number, CheckpointSaved)
    first = watched.kill_engine(signal.Signals[how])
    assert isinstance(watched.wait_for_end(number), RunFinished)
    assert watched.worker.engine_pid != first
    notices = [str(event.text) for event in watched.of(number) if isinstance(event, Notice)]
    assert notices[0].startswith(f"The engine stopped working: it was ended by {how}")
    assert notices[0].endswith("A new one is started, and the run goes on from what was saved last.")
    assert "4 pictures at a time" in notices[1]
    (resumed,) = (event for event in watched.of(number) if isinstance(event, RunResumed))
    assert resumed.step >= 4
    heard, written = watched.of(number), list(read_events(Path(run)))
    assert heard[heard.index(resumed) :] == written[written.index(resumed) :]
    assert [end.epoch for end in read_history(Path(run)).epochs] == list(range(1, 13))


def test_run_fails_with_a_message_after_a_second_crash(light: Watched, make_run: MakeRun) -> None:
    run = make_run(epochs=10_000)
    number = light.worker.submit(Train(run))
    light.wait_for(number, CheckpointSaved)
    light.kill_engine()
    light.wait_for(number, RunResumed)
    light.kill_engine()
    end = light.wait_for_end(number)
    assert isinstance(end, RunFailed)
    assert "engine stopped working" in str(end.error)
    assert "The best model so far, of epoch" in str(end.error)
    assert read_history(Path(run)).ended == end
    assert sum(is_terminal(event) for event in light.of(number)) == 1
    again = light.worker.submit(Train(make_run()))
    assert isinstance(light.wait_for_end(again), RunFinished)


def test_run_waiting_for_a_new_engine_can_be_stopped(
    light: Watched, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(epochs=10_000)
    number = light.worker.submit(Train(run))
    light.wait_for(number, CheckpointSaved)
    monkeypatch.setattr(process_module, "run_engine", light_engine.run_late)
    light.kill_engine()
    light.wait_for(number, Notice)
    light.worker.stop(number)
    end = light.wait_for_end(number)
    assert isinstance(end, RunStopped)
    assert end.best_epoch > 0
    assert not any(isinstance(event, RunResumed) for event in light.of(number))


def test_prediction_fails_after_a_crash_without_a_retry(light: Watched, make_run: MakeRun, tmp_path: Path) -> None:
    run = make_run()
    light.wait_for_end(light.worker.submit(Train(run)))
    missing = tuple(str(tmp_path / f"{name}.png") for name in range(30_000))
    number = light.worker.submit(Predict(run, missing, "cpu"))
    light.wait_for(number, PredictionFailed)
    light.kill_engine()
    end = light.wait_for_end(number)
    assert isinstance(end, JobFailed)
    assert "engine stopped working" in str(end.error)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP to hang a process with")
def test_hung_engine_is_reported_and_killed_when_it_ignores_a_stop(
    light: Watched, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "SILENT_SECONDS", 2.0)
    monkeypatch.setattr(worker_module, "STOP_SECONDS", 1.0)
    run = make_run(epochs=10_000)
    number = light.worker.submit(Train(run))
    light.wait_for(number, BatchEnd)
    assert light.worker.engine_pid is not None
    os.kill(light.worker.engine_pid, signal.SIGSTOP)
    light.wait_for_state("not responding")
    light.worker.stop(number)
    assert isinstance(light.wait_for_end(number), RunStopped)
    light.wait_for_state("ready")


def test_waiting_job_is_stopped_before_it_starts(light: Watched, make_run: MakeRun) -> None:
    first = light.worker.submit(Train(make_run(epochs=10_000)))
    second = light.worker.submit(Train(make_run()))
    light.wait_for(first, BatchEnd)
    light.worker.stop(second)
    assert isinstance(light.wait_for_end(second), RunStopped)
    assert len(light.of(second)) == 1
    light.worker.stop(first)
    assert isinstance(light.wait_for_end(first), RunStopped)


def test_engine_that_cannot_start_reports_why_and_is_started_again(
    qtbot: QtBot, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "torch"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('half an installation')")
    monkeypatch.setattr(sys, "path", [str(broken.parent), *sys.path])  # the child inherits it
    one = Watched(qtbot)
    one.worker.start()
    number = one.worker.submit(Predict(make_run(), ("x.png",)))
    end = one.wait_for_end(number)
    assert isinstance(end, JobFailed)
    assert "half an installation" in str(end.error)
    one.wait_for_state("failed")
    monkeypatch.undo()
    again = one.worker.submit(Predict(make_run(), ("x.png",)))
    end = one.wait_for_end(again)
    assert isinstance(end, JobFailed)
    assert "no model to use" in str(end.error)
    one.worker.shut_down()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP to hang a process with")
def test_hung_engine_can_be_killed(light: Watched, make_run: MakeRun) -> None:
    run = make_run(epochs=10_000)
    number = light.worker.submit(Train(run))
    light.wait_for(number, CheckpointSaved)
    light.kill_engine(signal.SIGSTOP)
    light.worker.kill()
    end = light.wait_for_end(number)
    assert isinstance(end, RunFailed)
    assert "The best model so far, of epoch" in str(end.error)
    assert read_history(Path(run)).resumable
    light.wait_for_state("ready")


def test_renewed_engine_ends_its_run_first(light: Watched, make_run: MakeRun) -> None:
    number = light.worker.submit(Train(make_run(epochs=3)))
    light.wait_for(number, BatchEnd)
    before = light.worker.engine_pid
    light.worker.renew()
    waiting = light.worker.submit(Train(make_run(epochs=1)))
    assert isinstance(light.wait_for_end(number), RunFinished)
    assert isinstance(light.wait_for_end(waiting), RunFinished)
    assert light.worker.engine_pid not in (None, before)


def test_pictures_are_predicted_while_a_run_trains(watched: Watched, make_run: MakeRun, colours: Path) -> None:
    model = make_run()
    watched.wait_for_end(watched.worker.submit(Train(model)))
    training = watched.worker.submit(Train(make_run(epochs=10_000)))
    watched.wait_for(training, BatchEnd)
    asked = watched.worker.submit(Predict(model, (str(colours / "red"),), "cpu"))
    assert isinstance(watched.wait_for_end(asked), JobFinished)
    assert any(isinstance(event, Prediction) for event in watched.of(asked))
    assert watched.states[-1].state == "busy"
    seen = len(watched.of(training))
    watched.qtbot.waitUntil(lambda: len(watched.of(training)) > seen, timeout=LONG)
    watched.worker.stop(training)
    assert isinstance(watched.wait_for_end(training), RunStopped)


def test_kill_ends_a_run_waiting_for_a_new_engine(
    light: Watched, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = light.worker.submit(Train(make_run(epochs=10_000)))
    light.wait_for(number, BatchEnd)
    monkeypatch.setattr(process_module, "run_engine", light_engine.run_late)
    light.kill_engine()
    light.wait_for(number, Notice)
    light.worker.kill()
    assert isinstance(light.wait_for_end(number), RunFailed)
    assert not any(isinstance(event, RunResumed) for event in light.of(number))


@pytest.mark.parametrize(("asked", "heard", "overdue"), [(3, 0, False), (7, 1, False), (7, 6, True), (61, 1, True)])
def test_engine_that_sends_heartbeats_gets_the_time_of_a_long_batch(
    asked: float, heard: float, overdue: bool, qtbot: QtBot
) -> None:
    now = time.monotonic()
    worker = EngineWorker()
    worker._queue.current = QueuedJob(1, Train("run"), started=True, request=EndRequest(Halt.STOP, now - asked))
    engine = cast(EngineProcess, SimpleNamespace(last_sent=now - heard))
    assert worker._is_overdue(engine) == overdue


def test_paused_run_stopped_before_it_resumes_stays_paused(light: Watched, make_run: MakeRun) -> None:
    paused, first = make_run(epochs=10_000), make_run(epochs=10_000)
    number = light.worker.submit(Train(paused))
    light.wait_for(number, CheckpointSaved)
    light.worker.stop(number, pause=True)
    assert isinstance(light.wait_for_end(number), RunPaused)
    running = light.worker.submit(Train(first))
    waiting = light.worker.submit(Train(paused, resume=True))
    light.wait_for(running, BatchEnd)
    light.worker.stop(waiting)
    end = light.wait_for_end(waiting)
    assert isinstance(end, RunStopped)
    assert end.best_epoch > 0
    assert isinstance(read_history(Path(paused)).ended, RunPaused)


def test_kill_on_request_is_not_reported_as_lack_of_memory(light: Watched, make_run: MakeRun) -> None:
    number = light.worker.submit(Train(make_run(epochs=10_000)))
    light.wait_for(number, BatchEnd)
    light.worker.kill()
    end = light.wait_for_end(number)
    assert isinstance(end, RunFailed)
    assert str(end.error).startswith("The engine was ended, as you asked.")
    assert "memory" not in str(end.error)


def test_ending_sent_just_before_a_kill_counts(qtbot: QtBot, make_run: MakeRun) -> None:
    """The engine has sent its terminal event, and the worker has not received it when it is asked to kill."""
    worker, run = EngineWorker(), make_run()
    ending, events = RunFinished(run, 1, 0.5), list[Event]()
    worker.event_arrived.connect(lambda _, event: events.append(event))
    worker._queue.add(1, Train(run))
    worker._queue.start_next()
    log = EventLog(Path(run))
    log.append(ending)
    log.close()
    receiving, sending = multiprocessing.Pipe(duplex=False)
    sending.send((1, ending))
    sending.close()
    worker._receive_rest(cast(EngineProcess, SimpleNamespace(ready=True, events=receiving, heard=0.0)))
    worker._queue.end_current(message("The engine was ended, as you asked."))
    assert events == [ending]
    assert read_history(Path(run)).ended == ending


def test_busy_window_does_not_stall_the_engine(light: Watched, make_run: MakeRun, tmp_path: Path) -> None:
    run = make_run()
    light.wait_for_end(light.worker.submit(Train(run)))
    done = threading.Event()
    heard: list[Event] = []

    def hear(_: int, event: Event) -> None:  # in the worker's own thread
        heard.append(event)
        if is_terminal(event):
            done.set()

    light.worker.event_arrived.connect(hear, Qt.ConnectionType.DirectConnection)
    missing = tuple(
        str(tmp_path / f"a rather long name of a picture that is not there {name}.png") for name in range(3000)
    )
    number = light.worker.submit(Predict(run, missing, "cpu"))
    until = time.monotonic() + LONG / 1000
    while not done.is_set() and time.monotonic() < until:
        pass  # a window that works without a break: no event reaches it
    assert done.is_set()
    assert light.of(number) == []
    light.wait_for_end(number)
    light.worker.event_arrived.disconnect(hear)
    assert light.of(number) == heard
    assert sum(isinstance(event, PredictionFailed) for event in heard) == len(missing)


def test_shutdown_pauses_the_run_and_ends_the_engine(qtbot: QtBot, make_run: MakeRun) -> None:
    one = Watched(qtbot)
    one.worker.start()
    run = make_run(epochs=10_000)
    number = one.worker.submit(Train(run))
    one.wait_for(number, BatchEnd)
    assert [status.state for status in one.states][:2] == ["ready", "busy"]
    assert one.worker.engine_pid is not None
    engine = psutil.Process(one.worker.engine_pid)
    one.worker.shut_down()
    assert not engine.is_running()
    assert isinstance(read_history(Path(run)).ended, RunPaused)
    assert (Path(run) / "last.safetensors").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP to hang a process with")
def test_shutdown_with_a_hung_engine_leaves_the_run_cut_off(
    light: Watched, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "STOP_SECONDS", 1.0)
    run = make_run(epochs=10_000)
    number = light.worker.submit(Train(run))
    light.wait_for(number, BatchEnd)
    light.kill_engine(signal.SIGSTOP)
    light.worker.shut_down()
    assert summarise(Path(run)).state == RunState.CUT_OFF


def test_shutdown_does_not_wait_for_a_job_that_has_nothing_to_save(
    light: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "LEAVING_SECONDS", 0.2)
    number = light.worker.submit(Predict("no run", ("gone.png",) * 30_000))  # which does not look whether it should end
    light.wait_for(number, PredictionFailed)
    light.worker.shut_down()
    QCoreApplication.processEvents()
    assert not any(is_terminal(event) for event in light.of(number))
