"""The state of one training: what changes while it runs, and how it is saved and restored."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.message import NOTHING, joined, message
from resnet_studio.core.protocol.events import CheckpointSaved, Event
from resnet_studio.core.runs.settings import PRECISION
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.machine.devices import cores
from resnet_studio.engine.training.checkpoint import Checkpoint, does_not_fit
from resnet_studio.engine.training.fields import Fields
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.training.optimizer import Optimizer, start_phase
from resnet_studio.engine.training.phases import TrainingPhase, phases
from resnet_studio.engine.training.position import Limits, Position
from resnet_studio.engine.training.saver import Saver
from resnet_studio.engine.training.setup import Setup
from resnet_studio.engine.training.validated import Validated
from resnet_studio.engine.weights.exact import require_exact

_MOST_THREADS = 65_536
_DEVICES = ("cpu", "cuda", "mps", "xpu")


class State:
    """What changes while a run trains; `setup.network` changes with it.

    Attributes:
        at: how far the training is.
        phases: of the run, in order.
        optimizer: of the phase under way; there is none before `begin` or `restore`.
        saved_step: the step of the newest checkpoint, 0 if there is none.
        validated: what was answered in the best epoch; None if that was before the run was resumed, or is too much.
    """

    optimizer: Optimizer

    def __init__(self, run: Path, setup: Setup, damage: CacheDamage | None = None) -> None:
        """`damage` is where the cache of the setup's sources notes what it finds."""
        self.run, self.setup = run, setup
        self.at = Position()
        self.saved_step = 0
        self.validated: Validated | None = None
        self.phases = phases(setup.config)
        self.unreadable = Unreadable()
        self.damage = damage or CacheDamage()
        self.micro_batch = MicroBatch(setup.batch_size, setup.lanes)
        self.saver = Saver(run)
        self._sums: Tensor | None = None  # of the epoch under way, on the device; `at.sums` are those of a checkpoint

    @property
    def best_epoch(self) -> int:
        """Number of the best epoch so far, 0 before the first is complete."""
        return self.at.best.epoch if self.at.best else 0

    @property
    def limits(self) -> Limits:
        """What bounds the position."""
        return Limits(len(self.phases), self.setup.config.epochs, len(self.setup.train))

    def replace_lost_best(self) -> None:
        """The best model is lost: the network takes its place if an epoch has just ended, else one of those to come.

        So a run that has no epoch left still ends with a model, and early stopping counts from here.
        """
        at = self.at
        at.best = at.latest if at.latest and not at.consumed and at.latest.step == at.step else None
        at.waiting_since = at.epoch - 1
        if at.best:
            self.saver.keep_best(self.setup.network, at.best)

    def begin(self, phase: TrainingPhase) -> None:
        """Freeze what the phase freezes, with an optimiser and a schedule of its own.

        The network has its weights already: they are not changed.
        """
        setup = self.setup
        self.optimizer = start_phase(setup.network, setup.config, setup.compute, phase, setup.lanes)
        self.saver.start_phase()
        self.micro_batch.fit(self.setup.network, self.setup.train.shape)
        self.at.phase, self.at.phase_start = phase.number, self.at.step

    def restore(self, found: Checkpoint) -> None:
        """Continue from a checkpoint: bring network, optimiser and position to where they were.

        Everything is compared with the run's settings before any of it is used.

        Raises:
            RunError: the checkpoint belongs to another network, lacks something, or has a value that cannot be.
        """
        network = self.setup.network
        try:
            position = Position.from_record(found.progress, self.limits)
            fields = Fields(found.progress, "progress")
            names, threads = fields.names("unreadable"), fields.whole("threads", 1, _MOST_THREADS)
            pieces = fields.whole("pieces", 1, 2 * self.setup.batch_size)  # they are doubled
            fields.one_of("precision", PRECISION.values)
            fields.one_of("device", _DEVICES)
            require_exact(found.model, network.state_dict())
            self.begin({phase.number: phase for phase in self.phases}[position.phase])
            self.optimizer.restore(found.moments, found.scaler, numbered=found.numbered)
        except (RunError, WeightsError) as error:
            raise does_not_fit(self.run, error.message) from error
        network.load_state_dict(found.model)
        self.unreadable.names.update(names)
        self.micro_batch.restore(pieces)
        self.at, self.saved_step = position, position.step
        if self.setup.compute.device.type == "cpu" and threads * self.setup.lanes <= cores():
            torch.set_num_threads(threads)  # the rounding of sums depends on how threads share them

    def _progress(self) -> dict[str, Any]:
        """Everything that `restore` needs beside network and optimiser, and how the run was computed."""
        return {
            **self.at.to_record(),
            "unreadable": sorted(self.unreadable.names),
            "pieces": self.micro_batch.pieces,
            "threads": torch.get_num_threads(),
            "lanes": self.setup.lanes,
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
        best = self.saver.save(self.setup.network, self.optimizer, self._progress())
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
