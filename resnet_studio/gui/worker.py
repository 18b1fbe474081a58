"""The window's end of the engine: a thread that owns the engine's process and turns its events into Qt signals."""

import multiprocessing
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import connection
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from resnet_studio.core.commands import Command, Job, Quit, Stop, Train
from resnet_studio.core.errors import StudioError
from resnet_studio.core.events import (
    EngineReady,
    Event,
    Heartbeat,
    JobFailed,
    JobStopped,
    Notice,
    RunFailed,
    RunStopped,
)
from resnet_studio.core.history import RunHistory, is_terminal
from resnet_studio.core.run_log import EventLog
from resnet_studio.gui.engine_process import EngineProcess

SILENT_SECONDS = 10.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.5
_KILL = Quit()


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the status bar shows of the engine.

    Attributes:
        state: "starting", "ready", "busy", "not responding" or "failed".
        device, precision: empty until the engine is ready.
        memory, memory_total: bytes that the engine holds, and that the machine has.
        problem: why the engine could not start, with `details` to copy.
    """

    state: str = "starting"
    device: str = ""
    precision: str = ""
    memory: int = 0
    memory_total: int = 0
    problem: str = ""
    details: str = ""


class TrainingWorker(QThread):
    """Runs jobs in the engine, one at a time, and always gives each exactly one terminal event.

    Signals:
        event_arrived(int, object): number of the job and its event, in order.
        status_changed(object): an `EngineStatus`, at least each second while the engine lives.
    """

    event_arrived = Signal(int, object)
    status_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training worker")
        self._intents: SimpleQueue[tuple[int, Command]] = SimpleQueue()
        self._woken, self._wake = multiprocessing.get_context("spawn").Pipe(duplex=False)
        self._last_number = 0
        self._closing = False
        # From here on only the thread itself touches these.
        self._waiting: deque[tuple[int, Job]] = deque()
        self._current: tuple[int, Job] | None = None
        self._history = RunHistory()
        self._stop_deadline: float | None = None
        self._killed = False
        self._status = EngineStatus()
        self._engine: EngineProcess | None = None

    # For the window's thread -----------------------------------------------------------------------------------

    def submit(self, job: Job) -> int:
        """Queue a job and return its number; it is accepted at once, whatever state the engine is in."""
        self._last_number += 1
        self._tell(self._last_number, job)
        return self._last_number

    def stop(self, number: int, *, pause: bool = False) -> None:
        """Ask a job to end or pause; after five seconds without an answer the engine is replaced."""
        self._tell(number, Stop(number, pause))

    def kill(self) -> None:
        """Replace the engine now; the running job fails, or counts as stopped if that was asked before."""
        self._tell(0, _KILL)

    def shut_down(self) -> None:
        """End the engine and the thread; waits for both."""
        self._closing = True
        self._tell(0, _KILL)
        self.wait()

    @property
    def engine_pid(self) -> int | None:
        """Process number of the engine, for diagnosis."""
        engine = self._engine
        return engine.process.pid if engine else None

    def _tell(self, number: int, command: Command) -> None:
        self._intents.put((number, command))
        self._wake.send_bytes(b".")

    # The thread ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Own one engine after the other until the window closes."""
        while not self._closing:
            self._set_status(EngineStatus(state="starting", memory_total=self._status.memory_total))
            self._killed = False
            ready, how = self._own_an_engine()
            if self._closing:
                self._end_current(stopped=True)
                self._end_waiting(stopped=True)
            elif ready and not self._killed and self._stop_deadline is None and self._will_go_on(how):
                continue
            elif ready or self._killed:
                why = "The engine was ended, as you asked." if self._killed else f"The engine stopped working: {how}."
                self._end_current(stopped=self._stop_deadline is not None, why=why)
            else:
                self._tell_why_not(how)
                self._rest()

    def _own_an_engine(self) -> tuple[bool, str]:
        """Start an engine and serve it until it ends; whether it was ever ready, and how it ended."""
        try:
            self._engine = engine = EngineProcess()
        except OSError as error:
            return False, f"the system allows no other process ({error.strerror or error})"
        self._serve(engine)
        how = engine.end()
        self._hear_out(engine)
        self._engine = None
        return engine.ready, how

    def _hear_out(self, engine: EngineProcess) -> None:
        """Take in what it said last: its job may have ended by itself just when it was to be killed."""
        with suppress(EOFError, OSError):
            while engine.events.poll():
                self._take(engine, *engine.events.recv())
        engine.events.close()

    def _serve(self, engine: EngineProcess) -> None:
        """Pass commands and events until the engine's pipe ends or somebody wants it gone."""
        while True:
            ready = connection.wait([engine.events, self._woken], timeout=POLL_SECONDS)
            if engine.events in ready:
                try:
                    number, event = engine.events.recv()
                except (EOFError, OSError):
                    return
                self._take(engine, number, event)
            elif not engine.process.is_alive():
                # A process that the engine left behind may hold the pipe open, so that no end-of-file comes.
                return
            if self._woken in ready and not self._obey(engine):
                return
            if self._stop_deadline and time.monotonic() > self._stop_deadline:
                engine.process.kill()
                return
            self._start_next(engine)
            if engine.ready and time.monotonic() - engine.heard > SILENT_SECONDS:
                self._set_status(replace(self._status, state="not responding"))

    def _take(self, engine: EngineProcess, number: int, event: Event) -> None:
        engine.heard = time.monotonic()
        match event:
            case EngineReady():
                engine.ready = True
                self._set_status(EngineStatus("ready", event.device, event.precision, 0, self._status.memory_total))
            case Heartbeat():
                state = "busy" if self._current else "ready"
                old = self._status
                self._set_status(EngineStatus(state, old.device, old.precision, event.memory, event.memory_total))
            case JobFailed() if number == 0:  # the engine could not start, and says why
                self._set_status(EngineStatus(state="failed", problem=event.error, details=event.details))
            case _ if self._current and number == self._current[0]:
                self._history.apply(event)
                if is_terminal(event):
                    self._forget_current()
                    if self._status.state == "busy":
                        self._set_status(replace(self._status, state="ready"))
                self.event_arrived.emit(number, event)

    def _obey(self, engine: EngineProcess) -> bool:
        """Do what the window asked for; False if the engine has to go."""
        self._woken.recv_bytes()
        try:
            number, command = self._intents.get_nowait()
        except Empty:
            return True
        match command:
            case Quit():
                if self._closing:
                    engine.send(0, Quit())
                else:
                    self._killed = True
                    engine.process.kill()
                return False
            case Stop():
                self._stop_job(engine, number, command)
            case _:
                self._waiting.append((number, command))
        return True

    def _stop_job(self, engine: EngineProcess, number: int, command: Stop) -> None:
        if self._current and self._current[0] == number:
            engine.send(number, command)
            self._stop_deadline = self._stop_deadline or time.monotonic() + STOP_SECONDS
            return
        for waiting in list(self._waiting):
            if waiting[0] == number:
                self._waiting.remove(waiting)
                self._end(waiting, self._history_of(waiting[1]), stopped=True)
                return

    def _start_next(self, engine: EngineProcess) -> None:
        if engine.ready and self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            self._history = self._history_of(self._current[1])
            engine.send(*self._current)
            self._set_status(replace(self._status, state="busy"))

    def _tell_why_not(self, how: str) -> None:
        """The engine could not start, and neither can what waits for it."""
        problem = self._status.problem or f"The engine could not start: {how}."
        self._set_status(EngineStatus(state="failed", problem=problem, details=self._status.details))
        self._end_waiting(stopped=False, why=problem)

    def _end_current(self, *, stopped: bool, why: str = "") -> None:
        """Give the running job the terminal event that the engine could not send."""
        if self._current:
            current = self._current
            self._forget_current()
            self._end(current, self._history, stopped=stopped, why=why)

    def _end_waiting(self, *, stopped: bool, why: str = "") -> None:
        while self._waiting:
            entry = self._waiting.popleft()
            self._end(entry, self._history_of(entry[1]), stopped=stopped, why=why)

    def _will_go_on(self, how: str) -> bool:
        """Let a training whose engine died go on from its checkpoint in the next one; once, and first in line."""
        number, job = self._current or (0, None)
        if not isinstance(job, Train) or job.after_crash:
            return False
        text = f"The engine stopped working: {how}. It is started again, and the run goes on from its last checkpoint."
        _log(job.run, Notice(text))
        self.event_arrived.emit(number, Notice(text))
        self._forget_current()
        self._waiting.appendleft((number, replace(job, resume=True, after_crash=True)))
        return True

    def _history_of(self, job: Job) -> RunHistory:
        """What a job that is about to begin, or never does, has told so far."""
        return self._history if isinstance(job, Train) and job.after_crash else RunHistory()

    def _rest(self) -> None:
        """An engine that cannot start is not started over and over: the next job is the next attempt."""
        while not self._closing and not self._waiting:
            self._woken.recv_bytes()
            try:
                number, command = self._intents.get_nowait()
            except Empty:
                continue
            if not isinstance(command, Stop | Quit):
                self._waiting.append((number, command))

    def _forget_current(self) -> None:
        self._current, self._stop_deadline = None, None

    def _end(self, entry: tuple[int, Job], history: RunHistory, *, stopped: bool, why: str = "") -> None:
        number, job = entry
        self.event_arrived.emit(number, _ending(job, history, stopped, why))

    def _set_status(self, status: EngineStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)


def _ending(job: Job, history: RunHistory, stopped: bool, why: str) -> Event:
    """The terminal event of a job, which for a run is written to its folder too; `why` is a sentence."""
    if not isinstance(job, Train):
        return JobStopped() if stopped else JobFailed(why)
    best = history.best
    ending: Event
    if stopped:
        ending = RunStopped(job.run, best.epoch if best else 0, best.val_top1 if best else float("nan"))
    else:
        kept = f" The best model so far, of epoch {best.epoch}, is kept." if best else ""
        ending = RunFailed(job.run, f"{why}{kept} You can train again at once.")
    _log(job.run, ending)
    return ending


def _log(run: str, event: Event) -> None:
    """Write what the engine could not write itself any more."""
    with suppress(
        OSError, StudioError
    ):  # the run's folder may be gone as well; the window shows the event all the same
        log = EventLog(Path(run))
        log.append(event)
        log.close()
