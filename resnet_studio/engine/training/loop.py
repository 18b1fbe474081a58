"""The epochs of one training: prepare, step by step, validate, keep the best."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.protocol.commands import Halted, ShouldStop, check_halt
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Event,
    Notice,
    Phase,
    Predictions,
    Progress,
)
from resnet_studio.core.runs.epoch_order import order_of_epoch
from resnet_studio.core.runs.history import better
from resnet_studio.engine.answers.answers import answered
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.batches import batch_count
from resnet_studio.engine.inputs.feed import Feed, Inputs
from resnet_studio.engine.inputs.inputs import Epochs, inputs_for
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.machine.libraries import import_ahead
from resnet_studio.engine.machine.memory import NormStatistics, give_back, in_pieces, in_use, is_out_of_memory
from resnet_studio.engine.training.mixing import Mix
from resnet_studio.engine.training.pace import Pace
from resnet_studio.engine.training.phases import TrainingPhase
from resnet_studio.engine.training.readable_classes import ReadableClasses
from resnet_studio.engine.training.shown import Shown
from resnet_studio.engine.training.state import State
from resnet_studio.engine.training.step import logits, optimize
from resnet_studio.engine.training.validated import Validation


@dataclass(frozen=True, slots=True)
class _Step:
    """An optimiser step: its epoch, its loss on the device, and its learning rate."""

    epoch: int
    loss: Tensor
    rate: float


class Loop:
    """The epochs of one training; its state has begun the first phase, or was restored."""

    def __init__(self, state: State, should_stop: ShouldStop) -> None:
        self._state, self._setup = state, state.setup
        self._should_stop = should_stop
        self._pace = Pace()
        self._classes = ReadableClasses(state.setup, state.unreadable)
        self._unreported: _Step | None = None
        self._memory = 0  # the most that was seen in use since training began, or went on

    def epochs(self, loader: Loader) -> Iterator[Event]:
        """All epochs that are left, or as many as improve the validation result."""
        with closing(self._epochs(loader)) as events:
            for event in events:
                with self._pace.standing_still():
                    yield event

    def _epochs(self, loader: Loader) -> Generator[Event]:
        for phase in self._state.phases:
            if phase.last < self._state.at.epoch:
                continue
            if phase.number != self._state.at.phase:
                self._state.begin(phase)
            inputs = self._inputs(phase, loader)
            for epoch in range(self._state.at.epoch, phase.last + 1):
                if self._stopped_improving(epoch):
                    yield Notice(
                        plural(
                            "Ended early: no better validation result for {count} epoch.",
                            "Ended early: no better validation result for {count} epochs.",
                            self._setup.config.early_stopping,
                        )
                    )
                    return
                yield from self._epoch(inputs, epoch, phase)

    def _inputs(self, phase: TrainingPhase, loader: Loader) -> Inputs:
        setup, config = self._setup, self._setup.config
        feed = Feed(
            train=setup.train,
            validation=setup.validation,
            loader=loader,
            unreadable=self._state.unreadable,
            damage=self._state.damage,
            compute=setup.compute,
            batch_size=config.batch_size,
            seed=config.seed,
            at_once=lambda: self._state.micro_batch.limit,
            apply=self._state.optimizer.lanes.apply,
            whole=setup.whole,
        )
        return inputs_for(feed, setup.network, Epochs(phase.first, phase.last, config.views))

    def _unreadable(self) -> Iterator[Event]:
        """Report what could not be read since the last call, and what follows for its class."""
        yield from self._state.damage.report()
        yield from self._state.unreadable.report()
        for notice in self._classes.check():
            yield notice
            self._check_halt()  # there may be many

    def _stopped_improving(self, epoch: int) -> bool:
        patience = self._setup.config.early_stopping
        return bool(patience) and epoch - 1 - self._state.at.improved_epoch >= patience

    def _epoch(self, inputs: Inputs, epoch: int, phase: TrainingPhase) -> Iterator[Event]:
        at, score, shown, validation = self._state.at, Score(), Shown(self._setup.followed), Validation()
        self._pace.start_epoch(at.seconds, at.preparing)
        try:
            yield from self._within_memory(partial(self._prepare, inputs, epoch))
            self._pace.end_preparation()
            yield from self._within_memory(partial(self._train, inputs, epoch, phase))
            import_ahead()  # not at the start, which a person waits for
            yield from self._within_memory(partial(self._validate, inputs, score, shown, validation))
        except Exception:
            self._note_time()  # a pause is such an error, and is followed by a checkpoint
            raise
        yield from self._end_epoch(epoch, score, validation)
        source = self._setup.validation
        yield Predictions(
            epoch, shown.followed(source), score.right, score.pictures, shown.worst(source), score.cells()
        )
        if self._state.saver.is_due_after_epoch():
            yield from self._state.save()

    def _within_memory(self, work: Callable[[], Iterator[Event]]) -> Iterator[Event]:
        """Do a part of the epoch. When memory runs out, continue where it was with half as many items at once."""
        while True:
            try:
                yield from work()
                return
            except Exception as error:  # each kind of memory has its own error
                if not is_out_of_memory(error):
                    raise
                notice = self._state.micro_batch.halve_after_error(error)
            # Only here, where the error is gone, nothing refers to the tensors of the failed step any more.
            give_back()
            self._state.read_sums()
            yield notice

    def _prepare(self, inputs: Inputs, epoch: int) -> Iterator[Event]:
        """Compute what this epoch needs of the frozen part."""
        for progress in inputs.prepare(epoch):
            self._check_halt()
            yield from self._unreadable()
            if self._pace.preparation_is_due(progress.done):
                yield progress
        yield from self._unreadable()

    def _train(self, inputs: Inputs, epoch: int, phase: TrainingPhase) -> Iterator[Event]:
        """One pass over the training items: an optimiser step per batch."""
        setup, state, at = self._setup, self._state, self._state.at
        setup.network.train()
        statistics, changes = NormStatistics(setup.network), setup.config.mixing
        self._pace.start_steps()
        order = self._order(epoch, phase)
        state.start_sums()
        for batch in inputs.training(epoch, order[at.consumed :]):
            yield from self._unreadable()
            if halt := self._should_stop():
                yield from self._report_step()
                raise Halted(halt)
            rate = state.optimizer.set_learning_rate(at.step + 1 - at.phase_start, at.phase_end - at.phase_start)
            mix = Mix.draw(changes, batch.inputs.shape, setup.config.seed, at.step)
            with statistics.restored_on_failure():
                loss, correct = optimize(setup, state.optimizer, state.micro_batch, inputs, batch, mix)
            state.add(loss, correct, len(batch))
            self._look_at_memory()
            at.consumed = _after(batch.indices, order, at.consumed)
            self._pace.count(len(batch))
            self._unreported = _Step(epoch, loss, rate)
            if setup.compute.device.type == "cpu":  # elsewhere each look would wait for the device
                state.require_finite(loss.item())
            if self._pace.batch_is_due():
                yield from self._report_step()
            if state.saver.is_due_within_epoch():
                self._note_time()
                yield from state.save()
        yield from self._unreadable()
        state.end_sums()
        at.consumed = len(order)
        if not at.sums[2]:
            raise RunError(message("None of the training pictures could be read, so there is nothing to learn from."))
        state.require_finite(at.sums[0])
        yield from self._report_step()

    def _report_step(self) -> Iterator[Event]:
        """Report the newest step unless it was: often enough while steps are made, and where they end in any case.

        Without the last step of a short epoch, the curve would end before the run does.
        """
        step, self._unreported = self._unreported, None
        if step is not None:
            loss, at = step.loss.item(), self._state.at
            self._state.require_finite(loss)
            yield BatchEnd(step.epoch, at.step, loss, step.rate, self._pace.speed(), at.steps)

    def _note_time(self) -> None:
        """Note in the position how long the epoch has taken so far."""
        self._state.at.seconds, self._state.at.preparing = self._pace.epoch_seconds, self._pace.preparing

    def _look_at_memory(self) -> None:
        self._memory = max(self._memory, in_use(self._setup.compute.device))

    def _check_halt(self) -> None:
        check_halt(self._should_stop)

    def _order(self, epoch: int, phase: TrainingPhase) -> list[int]:
        """The epoch's order of items, without those that were known to be unreadable when it began."""
        setup, state, at = self._setup, self._state, self._state.at
        if not at.consumed:
            at.left_out = frozenset(state.unreadable.names)
        shuffled = order_of_epoch(setup.config, setup.train.labels, epoch)
        order = state.unreadable.without(setup.train, shuffled, at.left_out)
        if not at.consumed:
            # Planned at each epoch, because unreadable items make it shorter and the schedule has to end with it.
            steps = batch_count(len(order), setup.config.batch_size)
            at.phase_end = at.step + steps * (phase.last - epoch + 1)
            at.steps = at.step + steps * (state.phases[-1].last - epoch + 1)
        return order

    def _validate(self, inputs: Inputs, score: Score, shown: Shown, validation: Validation) -> Iterator[Event]:
        """Count the validation items in `score`, collect those to show and all answers; all three are emptied first."""
        setup = self._setup
        order = self._state.unreadable.without(setup.validation, range(len(setup.validation)))
        setup.network.eval()
        for collected in (score, shown, validation):
            collected.clear()
        self._pace.start_validation()

        lanes, micro_batch = self._state.optimizer.lanes, self._state.micro_batch

        @torch.no_grad()
        def computed(share: Tensor) -> Tensor:
            return in_pieces(partial(logits, setup, inputs), share, micro_batch.limit_of_lane)

        for answers in answered(inputs.validation(order), partial(lanes.apply, computed)):
            yield from self._unreadable()
            score.add(answers)
            shown.add(answers)
            validation.add(answers)
            self._look_at_memory()
            self._check_halt()
            if self._pace.validation_is_due():
                yield Progress(Phase.VALIDATING, score.pictures, len(order))
        yield from self._unreadable()
        if not score.pictures:
            raise RunError(
                message("None of the validation pictures could be read, so it is unknown how good the network is.")
            )

    def _end_epoch(self, epoch: int, score: Score, validation: Validation) -> Iterator[Event]:
        """Report the epoch's figures, and keep the network if it is the best so far."""
        self._state.require_finite(score.loss)
        loss, correct, items = self._state.at.sums
        end = EpochEnd(
            epoch=epoch,
            step=self._state.at.step,
            train_loss=loss / items,
            val_loss=score.loss,
            val_top1=score.top1,
            seconds=self._pace.epoch_seconds,
            train_top1=correct / items,
            preparing=self._pace.preparing,
            memory=self._memory,
        )
        self._state.at.latest = end
        if better(end, self._state.at.best, self._setup.config.best_by):
            self._state.at.best = end
            self._state.saver.keep_best(self._setup.network, end)
            self._state.validated = validation.taken(score.loss, score.top1)
        self._state.at.begin_epoch(epoch + 1)
        yield end


def _after(indices: Sequence[int], order: Sequence[int], start: int) -> int:
    """The place in an order after these items, which were taken from it in turn from `start` on.

    Items between them could not be read. An item may be in the order, and in the batch, more than once.
    """
    for index in indices:
        start = order.index(index, start) + 1
    return start
