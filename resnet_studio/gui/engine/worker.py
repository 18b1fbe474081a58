"""The window's end of the engine: a thread that owns the engine's process and turns its events into Qt signals."""

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from multiprocessing import connection
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from resnet_studio.core.basics import spawning
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import Command, Halt, Job, Quit, Stop
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import EngineFailed, EngineReady, Event, Heartbeat
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.job_queue import JobQueue
from resnet_studio.gui.engine.process import EngineProcess
from resnet_studio.gui.engine.status import EngineState, EngineStatus

SILENT_SECONDS = 10.0
STOP_SECONDS = 5.0
"""Kill an engine that stays silent this long after a job was asked to end."""
PATIENT_SECONDS = 60.0
"""Kill an engine that sends heartbeats but does not end the job for this long: a batch on a slow machine takes time."""
LEAVING_SECONDS = 3.0
"""The same while the window closes, for a job that has nothing to save or to clear away."""
POLL_SECONDS = 0.5
_KILL = Quit()
_KILLED = message("The engine was ended, as you asked.")


class _Cause(Enum):
    """Why an engine ended."""

    CLOSED = auto()  # the window closes
    KILLED = auto()  # a person asked for it, or another torch is to be used
    CRASHED = auto()
    NEVER_READY = auto()


@dataclass(frozen=True, slots=True)
class _Exit:
    """How an engine ended: the cause, and what is known of its process."""

    cause: _Cause
    how: Message


class EngineWorker(QThread):
    """Runs jobs in the engine, one at a time, and gives each exactly one terminal event.

    A training gives way to brief jobs, which the engine does between two batches. An engine that crashes is replaced.
    A training then continues from its checkpoint, once; other jobs fail.

    Signals:
        event_arrived(int, object): number of the job and its event, in order.
        status_changed(object): an `EngineStatus`, at least each second while the engine lives.
    """

    event_arrived = Signal(int, object)
    status_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engine worker")
        self._intents: SimpleQueue[tuple[int, Command]] = SimpleQueue()
        self._woken, self._wake = spawning.context().Pipe(duplex=False)
        self._last_number = 0
        self._closing = self._at_once = self._renewing = False
        # From here on only the thread itself touches these.
        self._queue = JobQueue(self.event_arrived.emit)
        self._kill_requested = False
        self._status = EngineStatus()
        self._engine: EngineProcess | None = None

    # For the window's thread -----------------------------------------------------------------------------------

    def submit(self, job: Job) -> int:
        """Queue a job and return its number; it is accepted at once, whatever state the engine is in."""
        self._last_number += 1
        self._pass_on(self._last_number, job)
        return self._last_number

    def stop(self, number: int, *, pause: bool = False) -> None:
        """Ask a job to end or pause; an engine that then stays silent for five seconds is replaced."""
        self._pass_on(number, Stop(number, pause))

    def kill(self) -> None:
        """Replace the engine now; the running job fails, or counts as stopped if that was asked before."""
        self._pass_on(0, _KILL)

    def renew(self) -> None:
        """Replace the engine as soon as no job runs in it; those that wait are for the new one."""
        self._renewing = True
        self._wake.send_bytes(b".")

    def shut_down(self, *, at_once: bool = False) -> None:
        """Let a run in training pause, unless `at_once`, then end the engine and the thread; waits for both."""
        self._closing, self._at_once = True, at_once
        self._pass_on(0, _KILL)
        self.wait()

    @property
    def engine_pid(self) -> int | None:
        """Process number of the engine, for diagnosis."""
        engine = self._engine
        return engine.process.pid if engine else None

    def _pass_on(self, number: int, command: Command) -> None:
        self._intents.put((number, command))
        self._wake.send_bytes(b".")

    # One engine after the other --------------------------------------------------------------------------------

    def run(self) -> None:
        """Run one engine after the other until the window closes."""
        while not self._closing:
            self._set_status(EngineStatus(memory_total=self._status.memory_total))
            self._handle_exit(self._run_engine())
        # A run that could not pause in time gets no ending: it was cut off, and is offered at the next start.
        self._queue.clear_current()
        self._queue.end_waiting()

    def _run_engine(self) -> _Exit:
        """Start an engine, serve it until it ends, and say why and how it ended."""
        self._kill_requested = self._renewing = False
        try:
            self._engine = engine = EngineProcess()
        except OSError as error:
            reason = message("the system allows no other process ({reason})", reason=error.strerror or str(error))
            return _Exit(_Cause.NEVER_READY, reason)
        self._serve(engine)
        how = engine.end()
        self._receive_rest(engine)
        self._engine = None
        return _Exit(self._cause(engine), how)

    def _cause(self, engine: EngineProcess) -> _Cause:
        if self._closing:
            return _Cause.CLOSED
        if self._kill_requested or (self._renewing and self._queue.current is None):
            return _Cause.KILLED
        return _Cause.CRASHED if engine.ready else _Cause.NEVER_READY

    def _handle_exit(self, engine_exit: _Exit) -> None:
        """Decide what becomes of the job that ran and of those that wait."""
        match engine_exit.cause:
            case _Cause.KILLED:
                self._queue.end_current(_KILLED)
            case _Cause.CRASHED:
                if not self._queue.continue_after_crash(engine_exit.how):
                    self._queue.end_current(message("The engine stopped working: {how}.", how=engine_exit.how))
            case _Cause.NEVER_READY if not self._closing:
                self._report_start_failure(engine_exit.how)
                self._wait_for_a_job()
            case _:
                pass

    def _report_start_failure(self, how: Message) -> None:
        problem = self._status.problem or message("The engine could not start: {how}.", how=how)
        self._set_status(EngineStatus(EngineState.FAILED, problem=problem, details=self._status.details))
        self._queue.end_waiting(problem)

    def _wait_for_a_job(self) -> None:
        """Wait before starting another engine: one that cannot start is not tried again without a reason."""
        while not self._closing and not self._renewing and not self._queue.waiting:
            self._woken.recv_bytes()
            with suppress(Empty):
                number, command = self._intents.get_nowait()
                if not isinstance(command, Stop | Quit):
                    self._queue.add(number, command)

    # While an engine lives -------------------------------------------------------------------------------------

    def _serve(self, engine: EngineProcess) -> None:
        """Pass commands and events on until the engine's process ends or has to end."""
        while True:
            ready = connection.wait([engine.events, self._woken], timeout=POLL_SECONDS)
            if engine.events in ready:
                if not self._receive(engine):
                    return
            elif not engine.process.is_alive():
                # A process that the engine left behind may hold the pipe open, so that no end of file comes.
                return
            if self._woken in ready:
                self._handle_intent(engine)
            if self._kill_requested or self._is_overdue(engine):
                engine.kill()
                return
            if (self._closing or self._renewing) and self._queue.current is None:
                engine.send(0, Quit())
                return
            self._start_next(engine)
            if engine.ready and time.monotonic() - engine.last_sent > SILENT_SECONDS:
                self._set_status(replace(self._status, state=EngineState.NOT_RESPONDING))

    def _receive(self, engine: EngineProcess) -> bool:
        """Take one message of the engine; False if its pipe has ended."""
        try:
            number, event = engine.events.recv()
        except (EOFError, OSError):
            return False
        self._handle_event(engine, number, event)
        return True

    def _receive_rest(self, engine: EngineProcess) -> None:
        """Take what the engine sent last: its job may have ended by itself just when it was to be killed."""
        with suppress(EOFError, OSError):
            while engine.events.poll() and self._receive(engine):
                pass
        engine.events.close()

    def _handle_event(self, engine: EngineProcess, number: int, event: Event) -> None:
        engine.last_sent = time.monotonic()
        old = self._status
        match event:
            case EngineReady():
                engine.ready = True
                device = device_text(event.device, event.cores)
                self._set_status(
                    EngineStatus(EngineState.READY, device, event.precision, 0, old.memory_total, event.unused)
                )
            case Heartbeat():
                state = EngineState.BUSY if self._queue.current else EngineState.READY
                self._set_status(
                    EngineStatus(state, old.device, old.precision, event.memory, event.memory_total, old.unused)
                )
            case EngineFailed():
                self._set_status(EngineStatus(EngineState.FAILED, problem=event.error, details=event.details))
            case _ if self._queue.is_running(number):
                # The event comes before the status, so that no room shows the ended job as one that waits.
                self.event_arrived.emit(number, event)
                if is_terminal(event):
                    self._queue.clear(number)
                    state = EngineState.BUSY if self._queue.current else EngineState.READY
                    self._set_status(replace(old, state=state))

    def _handle_intent(self, engine: EngineProcess) -> None:
        """Do what the window asked for."""
        self._woken.recv_bytes()
        try:
            number, command = self._intents.get_nowait()
        except Empty:
            return
        match command:
            case Quit() if self._closing and not self._at_once:
                self._pause_for_closing(engine)
            case Quit():
                self._kill_requested = True
                self._queue.end_interrupted(_KILLED)
            case Stop(pause=pause):
                self._stop(engine, number, Halt.PAUSE if pause else Halt.STOP)
            case _:
                self._queue.add(number, command)

    def _pause_for_closing(self, engine: EngineProcess) -> None:
        if guest := self._queue.guest:
            self._stop(engine, guest.number, Halt.STOP)
        current = self._queue.current
        if current and engine.ready:
            self._stop(engine, current.number, Halt.PAUSE)
        else:
            self._queue.clear_current()

    def _stop(self, engine: EngineProcess, number: int, how: Halt) -> None:
        """Ask the running job to end, or end one that waits."""
        if self._queue.request_end(number, how):
            engine.send(number, Stop(number, how is Halt.PAUSE))

    def _is_overdue(self, engine: EngineProcess) -> bool:
        """Whether a job that was asked to end does not; an engine that sends heartbeats gets the time of a batch."""
        current = self._queue.current
        if current is None or current.request is None:
            return False
        now, asked = time.monotonic(), current.request.when
        patient = LEAVING_SECONDS if self._closing and not current.job.ends_tidily else PATIENT_SECONDS
        return now - max(asked, engine.last_sent) > STOP_SECONDS or now - asked > patient

    def _start_next(self, engine: EngineProcess) -> None:
        if engine.ready and (entry := self._queue.start_next()):
            engine.send(entry.number, entry.job)
            self._set_status(replace(self._status, state=EngineState.BUSY))

    def _set_status(self, status: EngineStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
