"""The epochs of one training: prepare, step by step, validate, keep the best."""

import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - everybody's name for it

from resnet_studio.core import words
from resnet_studio.core.commands import Halt, ShouldStop
from resnet_studio.core.errors import RunError
from resnet_studio.core.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    PredictedPicture,
    Predictions,
    Progress,
)
from resnet_studio.core.history import better
from resnet_studio.engine import checkpoint
from resnet_studio.engine.batches import Batch, batch_count, epoch_order, normalise
from resnet_studio.engine.evaluate import Score
from resnet_studio.engine.inputs import Inputs
from resnet_studio.engine.position import Position
from resnet_studio.engine.setup import Setup

BATCH_EVENTS_A_SECOND = 20
PROGRESS_A_SECOND = 10
SECONDS_BETWEEN_CHECKPOINTS = 30.0
CHECKPOINTS_SHARE = 0.02
SECONDS_BETWEEN_PROGRESS = 2.0


class Halted(Exception):  # noqa: N818 - no error: a person asked for it
    """Unwinds the loop when a person asks to stop or pause."""

    def __init__(self, halt: Halt) -> None:
        super().__init__(halt.value)
        self.halt = halt


class Loop:
    """The state of one training: where it is, what was best, when something was last reported."""

    def __init__(self, run: Path, setup: Setup, should_stop: ShouldStop) -> None:
        self.run, self.setup, self.should_stop = run, setup, should_stop
        self.at = Position()
        self.began = self.epoch_started = self.reported = self.measured = self.saved = time.perf_counter()
        self.saving = self.last_saving = 0.0
        self.images_since_report, self.preparing = 0, 0.0

    @property
    def best_epoch(self) -> int:
        """Number of the best epoch so far, 0 before the first is complete."""
        return self.at.best.epoch if self.at.best else 0

    @property
    def best_top1(self) -> float:
        """Its share of right validation pictures, NaN before the first is complete."""
        return self.at.best.val_top1 if self.at.best else float("nan")

    def check_halt(self) -> None:
        """Raise Halted if a person asked to end."""
        if halt := self.should_stop():
            raise Halted(halt)

    def epochs(self, inputs: Inputs) -> Iterator[Event]:
        """All epochs, each validated, or as many as bring a better result."""
        config = self.setup.config
        for epoch in range(self.at.epoch, config.epochs + 1):
            if config.early_stopping and epoch - 1 - self.best_epoch >= config.early_stopping:
                yield Notice(f"Ended early: no better validation result for {config.early_stopping} epochs.")
                return
            self.epoch_started = time.perf_counter()
            yield from self.prepare(inputs, epoch)
            self.preparing = time.perf_counter() - self.epoch_started
            yield from self.epoch(inputs, epoch)
            yield from self.validate(inputs, epoch)

    def prepare(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """What this epoch needs of the frozen part."""
        for progress in inputs.prepare(epoch):
            self.check_halt()
            if not progress.done or self._due(PROGRESS_A_SECOND):
                self.reported = time.perf_counter()
                yield progress
        yield from self.setup.told_failures()

    def epoch(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """One pass over the training pictures: an optimiser step a batch."""
        setup, config, at = self.setup, self.setup.config, self.at
        setup.network.train()
        # The speed of training counts neither validation nor preparation, which came before.
        self.measured = time.perf_counter()
        self.images_since_report = 0
        if not at.consumed:
            at.left_out = frozenset(setup.unreadable)
        order = setup.readable(setup.train, epoch_order(len(setup.train), config.seed, epoch), at.left_out)
        if not at.consumed:
            # Planned anew, because pictures found unreadable make an epoch shorter; the schedule is to end at zero.
            at.steps = at.step + batch_count(len(order), config.batch_size) * (config.epochs - epoch + 1)
        # Sums stay on the device: reading them each step would wait for it (a synchronisation point).
        totals = torch.tensor(at.sums, device=setup.compute.device)
        for batch in inputs.training(epoch, order[at.consumed :]):
            self._check_halt_with(totals)
            at.step += 1
            self.images_since_report += len(batch)
            learning_rate = setup.set_learning_rate(at.step, at.steps)
            loss, right = self._optimize(batch, inputs.done)
            totals += torch.stack([loss.detach() * len(batch), right, torch.full_like(right, len(batch))])
            at.consumed = order.index(batch.indices[-1], at.consumed) + 1
            yield from setup.told_failures()
            if self._due(BATCH_EVENTS_A_SECOND):
                yield self._batch_end(epoch, loss.item(), learning_rate)
            if self._worth_saving() and time.perf_counter() - self.saved >= SECONDS_BETWEEN_CHECKPOINTS:
                at.sums = _triple(totals)
                yield from self.save_last()
        yield from setup.told_failures()
        at.sums, at.consumed = _triple(totals), len(order)
        if not at.sums[2]:
            raise RunError("None of the training pictures could be read, so there is nothing to learn from.")
        self._require_finite(at.sums[0])

    def _check_halt_with(self, totals: Tensor) -> None:
        """As `check_halt`, and remember this epoch's sums, which are only read from the device when they are needed."""
        try:
            self.check_halt()
        except Halted:
            self.at.sums = _triple(totals)
            raise

    def _logits(self, batch: Batch, done: int) -> Tensor:
        """float32 `[B, K]` from what the first `done` units made of the pictures."""
        compute = self.setup.compute
        inputs = batch.inputs.to(compute.device, non_blocking=True) if done else normalise(batch.inputs, compute.device)
        with compute.autocast():
            return self.setup.network.rest(inputs, done).float()

    def _optimize(self, batch: Batch, done: int) -> tuple[Tensor, Tensor]:
        """One optimiser step; the batch's loss and how many of it were right, both still on the device."""
        setup = self.setup
        labels = batch.labels.to(setup.compute.device, non_blocking=True)
        logits = self._logits(batch, done)
        loss = F.cross_entropy(logits, labels, setup.class_weights, label_smoothing=setup.config.label_smoothing)
        setup.optimizer.zero_grad(set_to_none=True)
        setup.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        setup.scaler.step(setup.optimizer)
        setup.scaler.update()
        return loss, (logits.detach().argmax(1) == labels).sum().float()

    def _due(self, times_a_second: int) -> bool:
        return time.perf_counter() - self.reported >= 1 / times_a_second

    def _batch_end(self, epoch: int, loss: float, learning_rate: float) -> BatchEnd:
        self._require_finite(loss)
        now = time.perf_counter()
        speed = self.images_since_report / max(now - self.measured, 1e-9)
        self.reported, self.measured, self.images_since_report = now, now, 0
        return BatchEnd(epoch, self.at.step, loss, learning_rate, speed, self.at.steps)

    def _require_finite(self, loss: float) -> None:
        if loss != loss or loss in (float("inf"), float("-inf")):
            rate = words.figure(self.setup.config.learning_rate)
            raise RunError(
                f"The loss is no longer a number after step {self.at.step}. The best model so far is kept. "
                f"Try a learning rate lower than {rate}, or float32 precision."
            )

    def validate(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """Evaluate on the validation pictures, tell the result, and keep the network if it is the best so far."""
        setup = self.setup
        order = setup.readable(setup.validation, range(len(setup.validation)))
        setup.network.eval()
        result, told = Score(), time.perf_counter()
        for batch in inputs.validation(order):
            with torch.inference_mode():
                result.add(batch, self._logits(batch, inputs.done), setup.chosen)
            self.check_halt()
            if time.perf_counter() - told >= SECONDS_BETWEEN_PROGRESS:
                told = time.perf_counter()
                yield Progress("Validating", result.images, len(order))
        yield from setup.told_failures()
        if not result.images:
            raise RunError("None of the validation pictures could be read, so nobody can tell how good the network is.")
        end = EpochEnd(
            epoch=epoch,
            step=self.at.step,
            train_loss=self.at.sums[0] / self.at.sums[2],
            val_loss=result.loss,
            val_top1=result.top1,
            seconds=time.perf_counter() - self.epoch_started,
            train_top1=self.at.sums[1] / self.at.sums[2],
            preparing=self.preparing,
        )
        is_best = better(end, self.at.best)
        if is_best:
            checkpoint.save_best(self.run, setup.network)
            self.at.best = end
        self.at.epoch, self.at.consumed, self.at.sums = epoch + 1, 0, (0.0, 0.0, 0.0)
        yield end
        yield self._predictions(epoch, result)
        if not self.saving or self._worth_saving():
            yield from self.save_last(is_best)
        elif is_best:
            yield CheckpointSaved(self.at.step, best=True)

    def _predictions(self, epoch: int, result: Score) -> Predictions:
        shown = self.setup.validation
        pictures = tuple(
            PredictedPicture(shown.names[index], int(shown.labels[index]), probabilities)
            for index, probabilities in result.kept.items()
        )
        return Predictions(epoch, pictures, result.right, result.images)

    def _worth_saving(self) -> bool:
        """Whether another checkpoint would keep their share of the time below `CHECKPOINTS_SHARE`."""
        return self.saving + self.last_saving <= CHECKPOINTS_SHARE * (time.perf_counter() - self.began)

    def save_last(self, best: bool = False) -> Iterator[Event]:
        """Write what it takes to go on, if any step was made."""
        if not self.at.step:
            return
        began = time.perf_counter()
        checkpoint.save_last(self.run, self.setup, self.at)
        self.saved = time.perf_counter()
        self.last_saving = self.saved - began
        self.saving += self.last_saving
        yield CheckpointSaved(self.at.step, best=best)


def _triple(sums: Tensor) -> tuple[float, float, float]:
    loss, right, images = sums.tolist()
    return loss, right, images
