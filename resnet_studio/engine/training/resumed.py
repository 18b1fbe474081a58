"""A run goes on: from its last checkpoint, with its best model, and a notice says what of them is missing."""

from collections.abc import Iterator

from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.protocol.events import EpochEnd, Event, Notice, RunResumed
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.engine.training.checkpoint import Checkpoint, forget_last, lost, settle
from resnet_studio.engine.training.kept_best import kept_best
from resnet_studio.engine.training.state import State


def resumed(training: State, found: Checkpoint | None, should_stop: ShouldStop = never) -> Iterator[Event]:
    """Bring the training to where its checkpoint was; without one, only the best model is taken over.

    Raises:
        RunError: the checkpoint does not fit the run's settings.
        Halted: the job was asked to end.
    """
    if found is None:
        yield from _again(training, should_stop)
        return
    training.restore(found)
    settle(training.run, found)
    kept = kept_best(training.run, training.setup.network, training.limits, training.at.best, should_stop)
    at = training.at
    if kept.problem and at.best:
        training.replace_lost_best()
    elif kept.epoch:
        at.best = kept.epoch
    yield RunResumed(at.step, kept.epoch.epoch if kept.epoch else 0, says_best=True)
    if found.problem:
        yield Notice(
            joined(
                found.problem,
                message("The run goes on from the checkpoint before the last, of step {step}.", step=at.step),
            )
        )
    if kept.problem:
        yield Notice(joined(kept.problem, _instead(training)))


def _again(training: State, should_stop: ShouldStop) -> Iterator[Event]:
    history = read_history(training.run, outline=True)
    reason = lost(training.run, history.checkpoint_step)
    kept = kept_best(training.run, training.setup.network, training.limits, history.kept, should_stop)
    forget_last(training.run)
    training.at.best = kept.epoch
    yield RunResumed(0, kept.epoch.epoch if kept.epoch else 0, says_best=True)
    yield Notice(joined(reason, _kept(kept.epoch)) if kept.epoch else reason)
    if kept.problem:
        yield Notice(joined(kept.problem, _instead(training)))


def _kept(epoch: EpochEnd) -> Message:
    return message(
        "The best model, of epoch {epoch} ({top1:percent}), is kept until an epoch is better.",
        epoch=epoch.epoch,
        top1=epoch.val_top1,
    )


def _instead(training: State) -> Message:
    if best := training.at.best:
        return message("The model of epoch {epoch}, the latest, takes its place.", epoch=best.epoch)
    return message("The best epoch is chosen among those that follow.")
