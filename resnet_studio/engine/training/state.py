"""The state of one training: what changes while it runs, and how it is saved and restored."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import NOTHING, joined, message
from resnet_studio.core.protocol.events import CheckpointSaved, Event
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.machine.devices import cores
from resnet_studio.engine.training.checkpoint import does_not_fit
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.training.optimizer import Optimizer, start_phase
from resnet_studio.engine.training.phases import TrainingPhase, phases
from resnet_studio.engine.training.position import Position
from resnet_studio.engine.training.saver import Saver
from resnet_studio.engine.training.setup import Setup


class State:
    """What changes while a run trains; `setup.network` changes with it.

    Attributes:
        at: how far the training is.
        phases: of the run, in order.
        optimizer: of the phase under way; there is none before `begin` or `restore`.
        saved_step: the step of the checkpoint in `last.pt`, 0 if there is none.
    """

    optimizer: Optimizer

    def __init__(self, run: Path, setup: Setup) -> None:
        self.run, self.setup = run, setup
        self.at = Position()
        self.saved_step = 0
        self.phases = phases(setup.config)
        self.unreadable = Unreadable()
        self.micro_batch = MicroBatch(setup.batch_size)
        self.saver = Saver(run)
        self._sums: Tensor | None = None  # of the epoch under way, on the device; `at.sums` are those of a checkpoint

    @property
    def best_epoch(self) -> int:
        """Number of the best epoch so far, 0 before the first is complete."""
        return self.at.best.epoch if self.at.best else 0

    def begin(self, phase: TrainingPhase) -> None:
        """Freeze what the phase freezes, with an optimiser and a schedule of its own.

        The network has its weights already: they are not changed.
        """
        self.optimizer = start_phase(self.setup.network, self.setup.config, self.setup.compute, phase)
        self.micro_batch.fit(self.setup.network, self.setup.train.shape)
        self.at.phase, self.at.phase_start = phase.number, self.at.step

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from a checkpoint: bring network, optimiser and position to where they were.

        Raises:
            RunError: the checkpoint belongs to another network, or lacks something.
        """
        try:
            self.setup.network.load_state_dict(state["model"])
            progress = state["progress"]
            position = Position.from_record(progress)
            self.begin({phase.number: phase for phase in self.phases}[position.phase])
            self.optimizer.load_state_dict(state)
            self.unreadable.names.update(map(str, progress["unreadable"]))
            self.micro_batch.restore(int(progress["pieces"]))
            threads = int(progress["threads"])
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise does_not_fit(self.run, error) from error
        self.at, self.saved_step = position, position.step
        if self.setup.compute.device.type == "cpu" and 0 < threads <= cores():
            torch.set_num_threads(threads)  # the rounding of sums depends on how threads share them

    def _progress(self) -> dict[str, Any]:
        """Everything that `restore` needs beside network and optimiser, and how the run was computed."""
        return {
            **self.at.to_record(),
            "unreadable": sorted(self.unreadable.names),
            "pieces": self.micro_batch.pieces,
            "threads": torch.get_num_threads(),
            "device": self.setup.compute.device.type,
            "precision": self.setup.compute.precision,
        }

    def save(self) -> Iterator[Event]:
        """Write the best network and the checkpoint, if any step was made."""
        if not self.at.step:
            return
        self.read_sums()
        self.require_finite(self.at.sums[0])
        self._require_finite_weights()
        best = self.saver.save(self.setup.network, self.optimizer.state_dict(), self._progress())
        self.saved_step = self.at.step
        yield CheckpointSaved(self.at.step, best=best)

    def start_sums(self) -> None:
        """Add up the figures of an epoch from where the position is."""
        # Sums stay on the device: reading them at each step would wait for it (a synchronisation point).
        self._sums = torch.tensor(self.at.sums, device=self.setup.compute.device)

    def add(self, loss: Tensor, correct: Tensor, items: int) -> None:
        """Count one optimiser step on that many items; `loss` is their mean."""
        assert self._sums is not None
        self._sums += torch.stack([loss * items, correct, torch.full_like(correct, items)])
        self.at.step += 1

    def end_sums(self) -> None:
        """The epoch's steps are complete."""
        self.read_sums()
        self._sums = None

    def read_sums(self) -> None:
        """Bring the sums from the device into the position."""
        if self._sums is not None:
            loss, correct, items = self._sums.tolist()
            self.at.sums = loss, correct, items

    def _require_finite_weights(self) -> None:
        """A step can spoil weights although its loss was a number; such weights must not replace good ones."""
        finite = torch.stack([value.isfinite().all() for value in self.setup.network.state_dict().values()])
        self.require_finite(0.0 if finite.all() else math.nan)

    def require_finite(self, loss: float) -> None:
        """Refuse to continue with a loss that is infinite or NaN.

        Raises:
            RunError: with advice.
        """
        if math.isfinite(loss):
            return
        kept = message("The best model so far, of epoch {epoch}, is kept.", epoch=self.best_epoch)
        raise RunError(
            joined(
                message("The loss is no longer a number after step {step}.", step=self.at.step),
                kept if self.at.best else NOTHING,
                message(
                    "Try a learning rate lower than {rate:figure}, or float32 precision.",
                    rate=self.setup.config.learning_rate,
                ),
            )
        )
