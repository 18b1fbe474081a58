"""The window's end of the engine: a thread that owns the engine's process and turns its events into Qt signals."""

import multiprocessing
import signal
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from resnet_studio.core.commands import Command, Job, Quit, Stop, Train
from resnet_studio.core.errors import StudioError
from resnet_studio.core.events import EngineReady, Event, Heartbeat, JobFailed, JobStopped, RunFailed, RunStopped
from resnet_studio.core.history import RunHistory, is_terminal
from resnet_studio.core.launch import run_engine
from resnet_studio.core.run import EventLog

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


class _Engine:
    """One engine process with its two pipes."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        theirs_in, self.commands = context.Pipe(duplex=False)
        self.events, theirs_out = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(
            target=run_engine, args=(theirs_in, theirs_out), name="ResNet Studio engine", daemon=True
        )
        self.process.start()
        # Without our copies of its ends closed, the end of the engine would never be seen.
        theirs_in.close()
        theirs_out.close()
        self.heard = time.monotonic()
        self.ready = False

    def send(self, number: int, command: Command) -> None:
        with suppress(OSError):  # if it is gone, the loop sees that by its pipe and says so
            self.commands.send((number, command))

    def end(self) -> str:
        """Close the pipes, make sure that the process is gone, and say how it ended."""
        self.commands.close()
        self.events.close()
        self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        return outcome(self.process.exitcode)


def outcome(exitcode: int | None) -> str:
    """How a process ended, in words: a signal and an exit are different things."""
    if exitcode is not None and exitcode < 0:
        try:
            name = signal.Signals(-exitcode).name
        except ValueError:
            name = f"signal {-exitcode}"
        hint = ". The computer may have run out of memory" if name == "SIGKILL" else ""
        return f"it was ended by {name}{hint}"
    return f"it ended with exit code {exitcode}"


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
        self._status = EngineStatus()
        self._engine: _Engine | None = None

    # For the window's thread -----------------------------------------------------------------------------------

    def submit(self, job: Job) -> int:
        """Queue a job and return its number; it is accepted at once, whatever state the engine is in."""
        self._last_number += 1
        self._tell(self._last_number, job)
        return self._last_number

    def stop(self, number: int) -> None:
        """Ask a job to end; after five seconds without an answer the engine is replaced."""
        self._tell(number, Stop(number))

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
            self._engine = engine = _Engine()
            self._serve(engine)
            was_ready = engine.ready
            how = engine.end()
            self._engine = None
            if self._closing:
                return
            self._after_death(how, was_ready)
            if not was_ready:
                self._rest()

    def _serve(self, engine: _Engine) -> None:
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
                self._set_status(_with_state(self._status, "not responding"))

    def _take(self, engine: _Engine, number: int, event: Event) -> None:
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
                self.event_arrived.emit(number, event)

    def _obey(self, engine: _Engine) -> bool:
        """Do what the window asked for; False if the engine has to go."""
        self._woken.recv_bytes()
        try:
            number, command = self._intents.get_nowait()
        except Empty:
            return True
        match command:
            case Quit():
                engine.process.kill() if not self._closing else engine.send(0, Quit())
                return False
            case Stop():
                self._stop_job(engine, number)
            case _:
                self._waiting.append((number, command))
        return True

    def _stop_job(self, engine: _Engine, number: int) -> None:
        if self._current and self._current[0] == number:
            engine.send(number, Stop(number))
            self._stop_deadline = self._stop_deadline or time.monotonic() + STOP_SECONDS
            return
        for waiting in list(self._waiting):
            if waiting[0] == number:
                self._waiting.remove(waiting)
                self._end(waiting, RunHistory(), stopped=True)

    def _start_next(self, engine: _Engine) -> None:
        if engine.ready and self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            self._history = RunHistory()
            engine.send(*self._current)
            self._set_status(_with_state(self._status, "busy"))

    def _after_death(self, how: str, was_ready: bool) -> None:
        """Give the running job its terminal event; the waiting ones go on in the next engine."""
        stopped = self._stop_deadline is not None
        if self._current:
            current, history = self._current, self._history
            self._forget_current()
            self._end(current, history, stopped=stopped, how=how)
        if not was_ready:
            problem = self._status.problem or f"The engine could not start: {how}."
            self._set_status(EngineStatus(state="failed", problem=problem, details=self._status.details))
            while self._waiting:
                self._end(self._waiting.popleft(), RunHistory(), stopped=False, how=problem)

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

    def _end(self, entry: tuple[int, Job], history: RunHistory, *, stopped: bool, how: str = "") -> None:
        """Make the terminal event that the engine could not send."""
        number, job = entry
        self.event_arrived.emit(number, _ending(job, history, stopped, how))

    def _set_status(self, status: EngineStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)


def _with_state(status: EngineStatus, state: str) -> EngineStatus:
    return EngineStatus(state, status.device, status.precision, status.memory, status.memory_total)


def _ending(job: Job, history: RunHistory, stopped: bool, how: str) -> Event:
    if not isinstance(job, Train):
        return JobStopped() if stopped else JobFailed(f"The engine stopped working: {how}.")
    best = history.best
    ending: Event
    if stopped:
        ending = RunStopped(job.run, best.epoch if best else 0, best.val_top1 if best else float("nan"))
    else:
        kept = f" The best model so far, of epoch {best.epoch}, is kept." if best else ""
        ending = RunFailed(job.run, f"The engine stopped working: {how}.{kept} You can train again at once.")
    try:
        log = EventLog(Path(job.run))
        log.append(ending)
        log.close()
    except (OSError, StudioError):
        pass  # the run's folder is gone as well; the window still shows how it ended
    return ending
