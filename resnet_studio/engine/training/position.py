"""How far a training is: beside network and optimiser, all that it takes to go on as if it had never stopped.

There is no state of random numbers in it, because order and changes of pictures follow from seed, epoch and picture.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

import torch

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.training.setup import Setup


@dataclass(slots=True)
class Position:
    """Where a training stands.

    Attributes:
        epoch: the one under way, from 1.
        consumed: how much of its order is behind: pictures that were seen or could not be read.
        step: optimiser steps so far; `steps` are those planned in all.
        sums: of this epoch's losses, right answers and pictures.
        left_out: pictures that were known to be unreadable when this epoch began.
        best: the best epoch so far.
    """

    epoch: int = 1
    consumed: int = 0
    step: int = 0
    steps: int = 0
    sums: tuple[float, float, float] = (0.0, 0.0, 0.0)
    left_out: frozenset[str] = frozenset()
    best: EpochEnd | None = None
    threads: int = field(default_factory=torch.get_num_threads)

    def to_record(self, setup: Setup) -> dict[str, Any]:
        """Plain values for the checkpoint."""
        return {
            "epoch": self.epoch,
            "consumed": self.consumed,
            "step": self.step,
            "steps": self.steps,
            "sums": list(self.sums),
            "left_out": sorted(self.left_out),
            "unreadable": sorted(setup.unreadable),
            "best": asdict(self.best) if self.best else None,
            "device": setup.compute.device.type,
            "precision": setup.compute.precision,
            "threads": torch.get_num_threads(),
            "pieces": setup.pieces,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any], setup: Setup) -> Self:
        """Where a record was made; what it knows of unreadable pictures and of scarce memory is told to `setup`.

        Raises:
            KeyError, TypeError, ValueError: something is missing, or no number.
        """
        loss, right, images = map(float, record["sums"])
        setup.unreadable.update(map(str, record["unreadable"]))
        setup.pieces = min(max(1, int(record.get("pieces", 1))), setup.config.batch_size)
        return cls(
            epoch=int(record["epoch"]),
            consumed=int(record["consumed"]),
            step=int(record["step"]),
            steps=int(record["steps"]),
            sums=(loss, right, images),
            left_out=frozenset(map(str, record["left_out"])),
            best=EpochEnd(**record["best"]) if record["best"] else None,
            threads=int(record["threads"]),
        )
