"""Endings that the worker makes itself, for jobs whose engine cannot send one any more."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.errors import Failure, RunGoneError, StudioError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.protocol.commands import Halt, Job, Outcome
from resnet_studio.core.protocol.events import Event, Terminal
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import EventLog, read_history


@dataclass(frozen=True, slots=True)
class EndRequest:
    """How a job was asked to end, and `when`, by the monotonic clock."""

    how: Halt
    when: float = 0.0


def ending_of(job: Job, request: EndRequest | None, why: Message) -> Terminal:
    """The terminal event of a job: what was requested, or else a failure because of `why`, a sentence.

    A run whose folder is gone has failed in any case: nothing is kept of it.
    """
    if isinstance(job, Train) and not is_dir(Path(job.run)):
        gone = RunGoneError(Path(job.run))
        return job.ending(Outcome(error=joined(why, gone.message), kind=gone.kind))
    best = recorded_history(job).kept if isinstance(job, Train) else None
    if request:
        return job.ending(Outcome(halt=request.how, best=best))
    sentences = [why]
    if best:
        sentences.append(message("The best model so far, of epoch {epoch}, is kept.", epoch=best.epoch))
    if isinstance(job, Train):
        sentences.append(message("You can train again at once."))
    return job.ending(Outcome(error=joined(*sentences), kind=Failure.ENGINE))


def recorded_history(job: Train) -> RunHistory:
    """The outline of the run's history from its own log: each event is written before it is sent."""
    with suppress(StudioError):
        return read_history(Path(job.run), outline=True)
    return RunHistory()


def append_to_log(job: Train, event: Event) -> None:
    """Write an event that the engine could not write; if the folder is gone too, nothing is left to do."""
    with suppress(OSError, StudioError):
        log = EventLog(Path(job.run))
        log.append(event)
        log.close()
