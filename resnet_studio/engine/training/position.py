"""How far a training is: with network and optimiser, all that it takes to continue as if it had never stopped.

It holds no state of random numbers, because the order and the changes of pictures follow from seed, epoch and picture.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from resnet_studio.core.protocol.events import EpochEnd


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
        left_out: names of the items that were known to be unreadable when this epoch began.
        best: the best epoch so far.
    """

    phase: int = 0
    phase_start: int = 0
    phase_end: int = 0
    epoch: int = 1
    consumed: int = 0
    step: int = 0
    steps: int = 0
    sums: tuple[float, float, float] = (0.0, 0.0, 0.0)
    left_out: frozenset[str] = frozenset()
    best: EpochEnd | None = None

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
            "left_out": sorted(self.left_out),
            "best": asdict(self.best) if self.best else None,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """The position in a record that `to_record` made.

        Raises:
            KeyError, TypeError, ValueError: a field is missing, or is not a number.
        """
        loss, correct, items = map(float, record["sums"])
        whole = ("phase", "phase_start", "phase_end", "epoch", "consumed", "step", "steps")
        return cls(
            **{name: int(record[name]) for name in whole},
            sums=(loss, correct, items),
            left_out=frozenset(map(str, record["left_out"])),
            best=EpochEnd(**record["best"]) if record["best"] else None,
        )
