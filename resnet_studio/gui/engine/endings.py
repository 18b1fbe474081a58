"""How a job ends that its engine does not end: the event that the worker makes, and what a run's record is told."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.errors import Failure, StudioError
from resnet_studio.core.basics.message import Text, joined, message
from resnet_studio.core.protocol.commands import Halt, Job, Outcome
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import EventLog, read_history


@dataclass(frozen=True, slots=True)
class EndRequest:
    """That a job is to end: so that it can go on later, or for good; `when`, by the monotonic clock."""

    pause: bool
    when: float = 0.0


def ending_of(job: Job, why: Text, asked: EndRequest | None) -> Event:
    """The terminal event of a job that was asked to end, or that something went wrong with: `why`, in a sentence."""
    best = recorded(job).best if isinstance(job, Train) else None
    if asked:
        return job.ending(Outcome(halt=Halt.PAUSE if asked.pause else Halt.STOP, best=best))
    sentences = [why]
    if best:
        sentences.append(message("The best model so far, of epoch {epoch}, is kept.", epoch=best.epoch))
    if isinstance(job, Train):
        sentences.append(message("You can train again at once."))
    return job.ending(Outcome(error=joined(*sentences), kind=Failure.ENGINE))


def recorded(job: Train) -> RunHistory:
    """What a run has told, from its own record: each event is there before it is sent."""
    with suppress(StudioError):
        return read_history(Path(job.run))
    return RunHistory()


def log(job: Train, event: Event) -> None:
    """Write what the engine could not write itself any more; a folder that is gone as well is no other error."""
    with suppress(OSError, StudioError):
        record = EventLog(Path(job.run))
        record.append(event)
        record.close()
