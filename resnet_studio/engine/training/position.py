"""How far a training is: with network and optimiser, all that it takes to continue as if it had never stopped.

It holds no state of random numbers, because the order and the changes of pictures follow from seed, epoch and picture.
"""

from dataclasses import dataclass
from typing import Any, Self

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.training.fields import Fields, epoch_record


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the position of a run: its phases, its epochs, and its training items."""

    phases: int
    epochs: int
    items: int

    @property
    def steps(self) -> int:
        """The most optimiser steps: each learns from one item at least."""
        return self.epochs * self.items


@dataclass(slots=True)
class Position:
    """Where a training is.

    Attributes:
        phase: number of the phase under way, from 1; 0 before the first has begun.
        phase_start: optimiser steps before this phase.
        phase_end: optimiser steps planned until the end of this phase, counted from the start of the run.
        epoch: the one under way, from 1.
        consumed: how far the epoch has come in its order: items that were seen or could not be read.
        step: optimiser steps so far.
        steps: optimiser steps planned for the whole run.
        sums: of this epoch's losses, correct predictions and items.
        seconds: that went into this epoch so far, before a pause.
        preparing: those of them that went into what later epochs use again.
        left_out: names of the items that were known to be unreadable when this epoch began.
        best: the best epoch so far, whose model is in the run's folder or is written with the next checkpoint.
        latest: the latest complete epoch.
        waiting_since: the epoch after which early stopping counts where the best model was lost.
    """

    phase: int = 0
    phase_start: int = 0
    phase_end: int = 0
    epoch: int = 1
    consumed: int = 0
    step: int = 0
    steps: int = 0
    sums: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seconds: float = 0.0
    preparing: float = 0.0
    left_out: frozenset[str] = frozenset()
    best: EpochEnd | None = None
    latest: EpochEnd | None = None
    waiting_since: int = 0

    @property
    def improved_epoch(self) -> int:
        """The epoch since which early stopping waits for a better one."""
        return max(self.waiting_since, self.best.epoch if self.best else 0)

    def begin_epoch(self, epoch: int) -> None:
        """Go on to an epoch, of which nothing is done yet."""
        self.epoch, self.consumed, self.sums = epoch, 0, (0.0, 0.0, 0.0)
        self.seconds = self.preparing = 0.0

    def to_record(self) -> dict[str, Any]:
        """Plain values for the checkpoint."""
        return {
            "phase": self.phase,
            "phase_start": self.phase_start,
            "phase_end": self.phase_end,
            "epoch": self.epoch,
            "consumed": self.consumed,
            "step": self.step,
            "steps": self.steps,
            "sums": list(self.sums),
            "seconds": self.seconds,
            "preparing": self.preparing,
            "left_out": sorted(self.left_out),
            "best": epoch_record(self.best),
            "latest": epoch_record(self.latest),
            "waiting_since": self.waiting_since,
        }

    @classmethod
    def from_record(cls, record: object, limits: Limits) -> Self:
        """The position in a record that `to_record` made.

        Raises:
            RunError: a field is missing, or has a value that no training could have written.
        """
        fields = Fields(record, "progress")
        items, epochs, steps = limits.items, limits.epochs, limits.steps
        consumed = fields.whole("consumed", 0, items)
        step = fields.whole("step", 1, steps)
        phase_start = fields.whole("phase_start", 0, step)
        return cls(
            phase=fields.whole("phase", 1, limits.phases),
            phase_start=phase_start,
            # A phase under way has steps, which the learning rate is divided by.
            phase_end=fields.whole("phase_end", phase_start + 1 if consumed else 0, steps),
            epoch=fields.whole("epoch", 1, epochs if consumed else epochs + 1),
            consumed=consumed,
            step=step,
            steps=fields.whole("steps", 0, steps),
            sums=fields.sums("sums", items),
            seconds=fields.figure("seconds", 0, absent=0.0),  # runs of earlier versions do not say
            preparing=fields.figure("preparing", 0, absent=0.0),
            left_out=fields.names("left_out"),
            best=fields.epoch("best", epochs, steps),
            latest=fields.epoch("latest", epochs, steps),
            waiting_since=fields.whole("waiting_since", 0, epochs),
        )
