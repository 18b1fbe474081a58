"""The epochs of one training: prepare, step by step, validate, keep the best."""

import math
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - everybody's name for it

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import RunError, RunInterruptedError
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import (
    BatchEnd,
    CheckpointSaved,
    EpochEnd,
    Event,
    Notice,
    NoticeKind,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
)
from resnet_studio.core.runs.history import better
from resnet_studio.engine.answers.answers import answered
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.batches import Batch, batch_count, epoch_order, normalise
from resnet_studio.engine.inputs.inputs import Inputs
from resnet_studio.engine.machine.memory import NormStatistics, give_back, in_pieces, is_out_of_memory
from resnet_studio.engine.training import checkpoint
from resnet_studio.engine.training.position import Position
from resnet_studio.engine.training.setup import Setup

BATCH_EVENTS_A_SECOND = 20
PROGRESS_A_SECOND = 10
SECONDS_BETWEEN_CHECKPOINTS = 30.0
CHECKPOINTS_SHARE = 0.02
SECONDS_BETWEEN_PROGRESS = 2.0


class Loop:
    """The state of one training: where it is, what was best, when something was last reported."""

    def __init__(self, run: Path, setup: Setup, should_stop: ShouldStop) -> None:
        self.run, self.setup, self.should_stop = run, setup, should_stop
        self.at = Position()
        self.began = self.epoch_started = self.reported = self.measured = self.saved = time.perf_counter()
        self.saving = self.last_saving = 0.0
        self.images_since_report, self.preparing = 0, 0.0
        self._best: dict[str, Tensor] | None = None  # the best network, where it is not in a file yet
        self._sums: Tensor | None = None  # of the epoch under way, on the device; `at.sums` are those of a checkpoint

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
        check_halt(self.should_stop)

    def epochs(self, inputs: Inputs) -> Iterator[Event]:
        """All epochs, each validated, or as many as bring a better result."""
        config = self.setup.config
        for epoch in range(self.at.epoch, config.epochs + 1):
            if config.early_stopping and epoch - 1 - self.best_epoch >= config.early_stopping:
                yield Notice(f"Ended early: no better validation result for {config.early_stopping} epochs.")
                return
            self.epoch_started = time.perf_counter()
            yield from self._within_memory(partial(self.prepare, inputs, epoch))
            self.preparing = time.perf_counter() - self.epoch_started
            yield from self._within_memory(partial(self.epoch, inputs, epoch))
            score = Score()
            yield from self._within_memory(partial(self.evaluate, inputs, score))
            yield from self.end_epoch(epoch, score)

    def _within_memory(self, work: Callable[[], Iterator[Event]]) -> Iterator[Event]:
        """Do a part of the epoch. When memory runs out, go on where it stood with half as many pictures at once."""
        while True:
            try:
                yield from work()
                return
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                notice = self._halve(error)
            # Only here, with the error forgotten, is nothing held any more of what failed.
            give_back()
            self._read_sums()
            yield notice

    def _halve(self, error: Exception) -> Notice:
        setup = self.setup
        if setup.at_once <= setup.least_at_once:
            raise RunInterruptedError(
                f"The memory is full, even with {formatting.counted(setup.at_once, 'picture')} at a time. Close other "
                "programs, or try a smaller image size, a network of less depth, or more frozen layers."
            ) from error
        setup.pieces *= 2
        return Notice(setup.sentence_of_pieces("The memory was full"), kind=NoticeKind.MEMORY)

    def prepare(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """What this epoch needs of the frozen part."""
        for progress in inputs.prepare(epoch):
            self.check_halt()
            yield from self.setup.told_failures()
            if not progress.done or self._due(PROGRESS_A_SECOND):
                self.reported = time.perf_counter()
                yield progress
        yield from self.setup.told_failures()

    def epoch(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """One pass over the training pictures: an optimiser step a batch."""
        setup, config, at = self.setup, self.setup.config, self.at
        setup.network.train()
        statistics = NormStatistics(setup.network)
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
        self._sums = torch.tensor(at.sums, device=setup.compute.device)
        for batch in inputs.training(epoch, order[at.consumed :]):
            yield from setup.told_failures()
            self.check_halt()
            learning_rate = setup.set_learning_rate(at.step + 1, at.steps)
            with statistics.restored_on_failure():
                loss, right = self._optimize(batch, inputs.done)
            self._sums += torch.stack([loss * len(batch), right, torch.full_like(right, len(batch))])
            at.step += 1
            at.consumed = order.index(batch.indices[-1], at.consumed) + 1
            self.images_since_report += len(batch)
            if setup.compute.device.type == "cpu":  # elsewhere each look would wait for the device
                self._require_finite(loss.item())
            if self._due(BATCH_EVENTS_A_SECOND):
                yield self._batch_end(epoch, loss.item(), learning_rate)
            if self._worth_saving() and time.perf_counter() - self.saved >= SECONDS_BETWEEN_CHECKPOINTS:
                yield from self.save_last()
        yield from setup.told_failures()
        self._read_sums()
        at.consumed, self._sums = len(order), None
        if not at.sums[2]:
            raise RunError("None of the training pictures could be read, so there is nothing to learn from.")
        self._require_finite(at.sums[0])

    def _logits(self, inputs: Tensor, done: int) -> Tensor:
        """float32 `[B, K]` from what the first `done` units made of the pictures."""
        compute = self.setup.compute
        seen = inputs.to(compute.device, non_blocking=True) if done else normalise(inputs, compute.device)
        with compute.autocast():
            return self.setup.network.rest(seen, done).float()

    def _optimize(self, batch: Batch, done: int) -> tuple[Tensor, Tensor]:
        """One optimiser step; the batch's loss and how many of it were right, both still on the device.

        Where the memory does not hold the batch whole, gradients of its pieces are added up: the same step, but for
        BatchNorm, which sees the statistics of a piece.
        """
        setup = self.setup
        labels = batch.labels.to(setup.compute.device, non_blocking=True)
        weights = setup.class_weights
        whole = len(batch) if weights is None else weights[labels].sum()
        setup.optimizer.zero_grad(set_to_none=True)
        loss, right = torch.zeros(2, device=setup.compute.device)
        pieces = min(setup.pieces, max(1, len(batch) // setup.least_at_once))
        for inputs, known in zip(batch.inputs.tensor_split(pieces), labels.tensor_split(pieces), strict=True):
            logits = self._logits(inputs, done)
            smoothing = setup.config.label_smoothing
            part = F.cross_entropy(logits, known, weights, label_smoothing=smoothing, reduction="sum") / whole
            setup.scaler.scale(part).backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            loss, right = loss + part.detach(), right + (logits.detach().argmax(1) == known).sum()
        setup.scaler.step(setup.optimizer)
        setup.scaler.update()
        return loss, right

    def _due(self, times_a_second: int) -> bool:
        return time.perf_counter() - self.reported >= 1 / times_a_second

    def _batch_end(self, epoch: int, loss: float, learning_rate: float) -> BatchEnd:
        self._require_finite(loss)
        now = time.perf_counter()
        speed = self.images_since_report / max(now - self.measured, 1e-9)
        self.reported, self.measured, self.images_since_report = now, now, 0
        return BatchEnd(epoch, self.at.step, loss, learning_rate, speed, self.at.steps)

    def _require_finite_weights(self) -> None:
        """A step can spoil them although its loss was a number; such weights are not to replace good ones."""
        finite = torch.stack([value.isfinite().all() for value in self.setup.network.state_dict().values()])
        self._require_finite(0.0 if finite.all() else math.nan)

    def _require_finite(self, loss: float) -> None:
        if not math.isfinite(loss):
            rate = formatting.figure(self.setup.config.learning_rate)
            kept = f" The best model so far, of epoch {self.best_epoch:,}, is kept." if self.at.best else ""
            raise RunError(
                f"The loss is no longer a number after step {self.at.step:,}.{kept} "
                f"Try a learning rate lower than {rate}, or float32 precision."
            )

    def evaluate(self, inputs: Inputs, result: Score) -> Iterator[Event]:
        """Count the validation pictures in `result`, from the first one on."""
        setup = self.setup
        order = setup.readable(setup.validation, range(len(setup.validation)))
        setup.network.eval()
        result.clear()
        told = time.perf_counter()

        def logits(seen: Tensor) -> Tensor:
            return in_pieces(lambda some: self._logits(some, inputs.done), seen, setup.most_at_once)

        for answers in answered(inputs.validation(order), logits):
            yield from setup.told_failures()
            result.add(answers, setup.chosen)
            self.check_halt()
            if time.perf_counter() - told >= SECONDS_BETWEEN_PROGRESS:
                told = time.perf_counter()
                yield Progress(Phase.VALIDATING, result.pictures, len(order))
        yield from setup.told_failures()
        if not result.pictures:
            raise RunError("None of the validation pictures could be read, so nobody can tell how good the network is.")

    def end_epoch(self, epoch: int, result: Score) -> Iterator[Event]:
        """Tell the epoch's figures, and keep the network if it is the best so far."""
        self._require_finite(result.loss)
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
        if better(end, self.at.best):
            # It goes into its file together with the checkpoint that knows of it: so neither is ever ahead of the
            # other, and epochs of a fraction of a second do not spend their time on writing.
            self.at.best, self._best = end, checkpoint.copied(self.setup.network)
        self.at.epoch, self.at.consumed, self.at.sums = epoch + 1, 0, (0.0, 0.0, 0.0)
        yield end
        yield self._predictions(epoch, result)
        if not self.saving or self._worth_saving():
            yield from self.save_last()

    def _predictions(self, epoch: int, result: Score) -> Predictions:
        shown = self.setup.validation
        pictures = tuple(
            PredictedPicture(shown.names[index], int(shown.labels[index]), probabilities)
            for index, probabilities in result.kept.items()
        )
        return Predictions(epoch, pictures, result.right, result.pictures)

    def _read_sums(self) -> None:
        if self._sums is not None:
            loss, right, images = self._sums.tolist()
            self.at.sums = loss, right, images

    def _worth_saving(self) -> bool:
        """Whether another checkpoint would keep their share of the time below `CHECKPOINTS_SHARE`."""
        return self.saving + self.last_saving <= CHECKPOINTS_SHARE * (time.perf_counter() - self.began)

    def save_best(self) -> bool:
        """Write the best network if it is in no file yet; whether it was."""
        if self._best is None:
            return False
        checkpoint.save_best(self.run, self._best)
        self._best = None
        return True

    def save_last(self) -> Iterator[Event]:
        """Write the best network and what it takes to go on, if any step was made."""
        if not self.at.step:
            return
        began = time.perf_counter()
        self._read_sums()
        self._require_finite(self.at.sums[0])
        self._require_finite_weights()
        best = self.save_best()
        checkpoint.save_last(self.run, self.setup, self.at)
        self.saved = time.perf_counter()
        self.last_saving = self.saved - began
        self.saving += self.last_saving
        yield CheckpointSaved(self.at.step, best=best)
