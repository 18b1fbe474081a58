"""Training a run. Its events are those of a run, in `core/protocol/events.py`."""

from dataclasses import dataclass
from math import nan
from typing import ClassVar

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.protocol.commands import Halt, Job, Outcome
from resnet_studio.core.protocol.events import RunEnd, RunFailed, RunFinished, RunPaused, RunStopped


@dataclass(frozen=True, slots=True)
class Train(Job):
    """Train the run in the folder `run` (made by `core.runs.run.create_run`), or `resume` it.

    `after_crash`: the engine that trained it died in native code, most likely for lack of memory.
    """

    run: str
    resume: bool = False
    after_crash: bool = False

    gives_way: ClassVar[bool] = True
    ends_tidily: ClassVar[bool] = True
    memory_advice: ClassVar[Message] = message(
        "Try a smaller image size, a network of less depth or more frozen layers."
    )

    def ending(self, outcome: Outcome) -> RunEnd:
        """The terminal event of the run, which also belongs into its `events.jsonl`."""
        if outcome.error is not None:
            return RunFailed(self.run, outcome.error, outcome.details, outcome.kind)
        best = outcome.best
        epoch, top1 = (best.epoch, best.val_top1) if best else (0, nan)
        match outcome.halt:
            case Halt.PAUSE:
                return RunPaused(self.run, epoch, top1)
            case Halt.STOP:
                return RunStopped(self.run, epoch, top1)
            case None:
                return RunFinished(self.run, epoch, top1)
