"""The window's end of the engine: a thread that owns the engine's process and turns its events into Qt signals."""

import multiprocessing
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import connection
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThread, Signal

from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.commands import Command, Job, Quit, Stop
from resnet_studio.core.protocol.events import EngineFailed, EngineReady, Event, Heartbeat, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.endings import EndRequest, ending_of, log, recorded
from resnet_studio.gui.engine.process import EngineProcess

SILENT_SECONDS = 10.0
STOP_SECONDS = 5.0  # so long an engine may be silent when a job was asked to end
PATIENT_SECONDS = 60.0  # and so long it may take to end while it lives: a batch on a slow machine takes its time
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
        self._asked: EndRequest | None = None  # how the current job was asked to end
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
        """Ask a job to end or pause; an engine that is silent for five seconds then is replaced."""
        self._tell(number, Stop(number, pause))

    def kill(self) -> None:
        """Replace the engine now; the running job fails, or counts as stopped if that was asked before."""
        self._tell(0, _KILL)

    def shut_down(self) -> None:
        """Let a run in training pause, then end the engine and the thread; waits for both."""
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
                break
            if self._killed:
                self._end_current("The engine was ended, as you asked.")
            elif ready:
                if not self._will_go_on(how):
                    self._end_current(f"The engine stopped working: {how}.")
            else:
                self._tell_why_not(how)
                self._rest()
        # A run that could not pause in time gets no ending: it was cut off, and is offered at the next start.
        self._current = None
        self._end_waiting()

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
            if self._closing and self._current is None:
                engine.send(0, Quit())
                return
            if self._asked and self._is_unheeded(engine, self._asked.when):
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
            case EngineFailed():
                self._set_status(EngineStatus(state="failed", problem=show(event.error), details=event.details))
            case _ if self._current and number == self._current[0]:
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
            case Quit() if self._closing:
                if self._current and engine.ready:
                    self._stop_job(engine, self._current[0], Stop(self._current[0], pause=True))
                else:
                    self._current = None
            case Quit():
                self._killed = True
                engine.process.kill()
                self._end_interrupted()
                return False
            case Stop():
                self._stop_job(engine, number, command)
            case _:
                self._waiting.append((number, command))
        return True

    def _stop_job(self, engine: EngineProcess, number: int, command: Stop) -> None:
        if self._current and self._current[0] == number:
            engine.send(number, command)
            self._asked = self._asked or EndRequest(command.pause, time.monotonic())
            return
        for waiting in list(self._waiting):
            if waiting[0] == number:
                self._waiting.remove(waiting)
                self._end(waiting, "", asked=EndRequest(command.pause))
                return

    def _is_unheeded(self, engine: EngineProcess, since: float) -> bool:
        """Whether a job that was asked to end does not; an engine that is heard is only busy with a long batch."""
        now = time.monotonic()
        return now - max(since, engine.heard) > STOP_SECONDS or now - since > PATIENT_SECONDS

    def _start_next(self, engine: EngineProcess) -> None:
        if engine.ready and self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            engine.send(*self._current)
            self._set_status(replace(self._status, state="busy"))

    def _tell_why_not(self, how: str) -> None:
        """The engine could not start, and neither can what waits for it."""
        problem = self._status.problem or f"The engine could not start: {how}."
        self._set_status(EngineStatus(state="failed", problem=problem, details=self._status.details))
        self._end_waiting(problem)

    def _end_current(self, why: str) -> None:
        """Give the running job the terminal event that the engine could not send."""
        if self._current:
            current, asked = self._current, self._asked
            self._forget_current()
            self._end(current, why, asked=asked, begun=True)

    def _end_waiting(self, why: str = "") -> None:
        """End what waits: because of `why`, or because the window closes."""
        while self._waiting:
            self._end(self._waiting.popleft(), why, asked=None if why else EndRequest(pause=True))

    def _end_interrupted(self) -> None:
        """A run that waits to go on after a crash is what somebody who kills the engine wants to end."""
        for number, job in list(self._waiting):
            if isinstance(job, Train) and job.after_crash:
                self._waiting.remove((number, job))
                self._end((number, job), "The engine was ended, as you asked.")

    def _will_go_on(self, how: str) -> bool:
        """Let a training whose engine died go on from its checkpoint in the next one; once, and first in line."""
        number, job = self._current or (0, None)
        if not isinstance(job, Train) or job.after_crash or self._asked:
            return False
        event: Event | None = recorded(job).ended  # it may have written its ending and died before it could send it
        if event is None:
            way_on = "A new one is started, and the run goes on from what was saved last."
            event = Notice(f"The engine stopped working: {how}. {way_on}", kind=NoticeKind.ENGINE)
            log(job, event)
            self._waiting.appendleft((number, replace(job, resume=True, after_crash=True)))
        self._forget_current()
        self.event_arrived.emit(number, event)
        return True

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
        self._current, self._asked = None, None

    def _end(self, entry: tuple[int, Job], why: str, *, asked: EndRequest | None = None, begun: bool = False) -> None:
        number, job = entry
        ending = ending_of(job, why, asked)
        if isinstance(job, Train) and (begun or job.after_crash or not job.resume):
            log(job, ending)  # a run that was to be resumed and never began is left as it was
        self.event_arrived.emit(number, ending)

    def _set_status(self, status: EngineStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
