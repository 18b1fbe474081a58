"""One job, whatever its kind: found by its command, and ended by exactly one terminal event."""

import importlib
import traceback
from collections.abc import Generator
from contextlib import closing, suppress
from pathlib import Path

from resnet_studio.core.basics.errors import Failure, RunGoneError, StudioError, describe_os_error, unexpected
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import joined, message
from resnet_studio.core.protocol.commands import Command, Halted, Job, Outcome, ShouldStop, never
from resnet_studio.core.protocol.events import TERMINAL, Event, JobFailed
from resnet_studio.core.protocol.job_kinds import JOBS
from resnet_studio.engine.machine.memory import empty_cache, is_out_of_memory

Work = Generator[Event, None, Outcome | None]
"""What a kind of job does: it yields events and returns an `Outcome`, or None; it may raise Halted or an error."""
Events = Generator[Event, None, None]

_JOBS = "resnet_studio.engine.jobs"
_USUAL = ("weights", "train", "predict")


def run_job(command: Command, should_stop: ShouldStop = never) -> Events:
    """All events of a job; the last is its terminal event, and an error is one as well, never an exception.

    The module of its kind is imported here, so that one with heavy imports costs nothing until it is asked for.
    """
    if not isinstance(command, Job) or type(command) not in JOBS:
        name = type(command).__name__
        yield JobFailed(message("The engine does not know the command {name:name}.", name=name))
        return
    try:
        yield from ended(command, _work(command, should_stop))
    finally:
        empty_cache()


def import_usual_jobs() -> None:
    """Import what is asked for most, while the engine has nothing to do; what fails here fails again in its job."""
    with suppress(Exception):
        for kind in _USUAL:
            importlib.import_module(f"{_JOBS}.{kind}")


def _work(job: Job, should_stop: ShouldStop) -> Work:
    module = importlib.import_module(f"{_JOBS}.{JOBS[type(job)]}")
    outcome: Outcome | None = yield from module.run(job, should_stop)
    return outcome


def ended(job: Job, work: Work) -> Events:
    """The events of `work`, ended by the one terminal event of `job` that its outcome asks for.

    Work that was ended before, because its record needs the terminal event as well, stays as it is.
    """
    with closing(work):
        event: Event | None = None
        while not isinstance(event, TERMINAL):
            try:
                event = next(work)
            except StopIteration as finished:
                event = job.ending(finished.value or Outcome())
            except Halted as halted:
                event = job.ending(Outcome(halt=halted.halt))
            except Exception as error:  # a job that fails must not end the engine
                event = job.ending(_failure(job, _gone(job) or error))
            yield event  # outside of `except`: an error would keep alive what failed, and memory may be scarce


def _gone(job: Job) -> RunGoneError | None:
    """Why a job on a run whose folder is gone fails, whichever of its files the job has missed first."""
    runs = (Path(run) for name in ("run", "other") if isinstance(run := getattr(job, name, None), str))
    return next((RunGoneError(run) for run in runs if not is_dir(run)), None)


def _failure(job: Job, error: Exception) -> Outcome:
    details = traceback.format_exc()
    if isinstance(error, StudioError):
        return Outcome(error=error.message, kind=error.kind, details=details)
    if is_out_of_memory(error):
        return Outcome(
            error=joined(message("The memory is full."), job.memory_advice), kind=Failure.MEMORY, details=details
        )
    if isinstance(error, OSError):
        return Outcome(error=describe_os_error(error), kind=Failure.FILE, details=details)
    return Outcome(error=unexpected(error), details=details)
