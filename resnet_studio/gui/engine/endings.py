"""How a job ends that its engine does not end: the event that the worker makes, and what a run's record is told."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.protocol.commands import Job, Train
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, RunFailed, RunPaused, RunStopped
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run_log import EventLog, read_history


@dataclass(frozen=True, slots=True)
class EndRequest:
    """That a job is to end: so that it can go on later, or for good; `when`, by the monotonic clock."""

    pause: bool
    when: float = 0.0


def ending_of(job: Job, why: str, asked: EndRequest | None) -> Event:
    """The terminal event of a job that was asked to end, or that something went wrong with: `why`, in a sentence."""
    if not isinstance(job, Train):
        return JobStopped() if asked else JobFailed(why)
    best = recorded(job).best
    if asked:
        ending = RunPaused if asked.pause else RunStopped
        return ending(job.run, best.epoch if best else 0, best.val_top1 if best else float("nan"))
    kept = f" The best model so far, of epoch {best.epoch}, is kept." if best else ""
    return RunFailed(job.run, f"{why}{kept} You can train again at once.")


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
