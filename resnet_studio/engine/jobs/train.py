"""Training: a generator of events, readable from top to bottom here and in `loop`."""

import traceback
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.errors import RunError, RunInterruptedError, StudioError, describe_os_error
from resnet_studio.core.basics.files import clear_temporary, is_file
from resnet_studio.core.basics.message import Text
from resnet_studio.core.dataset import changes
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.events import (
    PROTOCOL,
    Event,
    Notice,
    RunFailed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.run import BEST, ModelInfo, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, read_history
from resnet_studio.engine.inputs.batches import MEAN, STD
from resnet_studio.engine.inputs.inputs import inputs_for
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.machine.awake import awake
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.machine.memory import is_out_of_memory
from resnet_studio.engine.training.checkpoint import precision_of, read_last, restore
from resnet_studio.engine.training.loop import Halted, Loop
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.weights.pretrained import prepare_weights


def train(run: Path, should_stop: ShouldStop = never) -> Iterator[Event]:
    """Train the run in the folder `run`, as its `config.json` and `dataset.json` say.

    Yields:
        `RunStarted`, then progress, batches, epochs, predictions and notices, and exactly one terminal event: an
        error is a `RunFailed`, never an exception. Each event is in `events.jsonl` before it is yielded.
    """
    yield from _logged(run, _train(run, should_stop, None))


def resume(run: Path, should_stop: ShouldStop = never, *, after_crash: bool = False) -> Iterator[Event]:
    """Go on with a run that was paused, stopped or cut off, from its last checkpoint.

    On the CPU, what it ends with is bit for bit what it would have been without the interruption. `after_crash`, the
    network is given half as many pictures at once, in case the memory was full, which changes the last bits.

    Yields:
        as `train`, with a `RunResumed` after `RunStarted`. A run without a checkpoint begins again.
    """
    try:
        problem = cannot_resume(run)
    except RunError as error:
        problem = str(error)
    if problem:  # told, but not written: the run stays what it is
        yield RunFailed(str(run), problem)
        return
    yield from _logged(run, _resume(run, should_stop, after_crash))


def cannot_resume(run: Path) -> str:
    """Why a run cannot go on, in a sentence, or nothing."""
    finished = isinstance(read_history(run).ended, RunFinished)
    return f"The run {run.name} is finished: there is nothing left to resume." if finished else ""


def _resume(run: Path, should_stop: ShouldStop, after_crash: bool) -> Iterator[Event]:
    yield from _train(run, should_stop, read_last(run) or {}, after_crash)


def _logged(run: Path, events: Iterator[Event]) -> Iterator[Event]:
    """The events, each appended to the run's file before anybody else sees it."""
    try:
        log = EventLog(run)
    except RunError as error:
        yield RunFailed(str(run), str(error))
        return
    except OSError as error:
        yield RunFailed(str(run), f"The run's folder {run} cannot be written: {error.strerror or error}.")
        return
    with closing(log), awake():
        clear_temporary(run)
        for event in _told(run, events):
            try:
                log.append(event)
            except OSError as error:
                yield RunFailed(str(run), f"{run} cannot be written any more: {error.strerror or error}.")
                return
            yield event


def _told(run: Path, events: Iterator[Event]) -> Iterator[Event]:
    """Training with every error as an event in a person's words."""
    try:
        yield from events
    except StudioError as error:
        yield RunFailed(str(run), error.message, traceback.format_exc(), error.kind)
    except Exception as error:
        if is_out_of_memory(error):
            why: Text = "The memory is full. Try a smaller image size, a network of less depth or more frozen layers."
        elif isinstance(error, OSError):
            why = describe_os_error(error)
        else:
            why = f"Training ended with an unexpected error: {error}"
        yield RunFailed(str(run), why, traceback.format_exc())


def _train(
    run: Path, should_stop: ShouldStop, state: dict[str, Any] | None, after_crash: bool = False
) -> Iterator[Event]:
    """Train from the beginning (None), or go on from the state in a checkpoint, which is empty if there is none."""
    config, dataset = read_config(run), read_dataset(run)
    if state is not None:  # what the dataset had to say was told when the run began
        found = changes.compare(dataset)[1]
        dataset = changes.noted(replace(dataset, notices=()), found, run.name)
    if state:
        config = replace(config, precision=precision_of(state, config.precision))
    setup = set_up(config, dataset)
    classes, notices = dataset.classes, dataset.notices
    del dataset  # tens of megabytes of a large one, of which only names and labels are still needed
    yield RunStarted(
        protocol=PROTOCOL,
        run=str(run),
        classes=classes,
        train=len(setup.train),
        validation=len(setup.validation),
        parameters=config.architecture.total_parameters(len(classes)),
        trainable=config.architecture.trainable_parameters(len(classes), config.frozen),
        device=setup.compute.description,
        precision=setup.compute.precision,
        epochs=config.epochs,
    )
    for text in notices:
        yield Notice(text)
    ModelInfo(config.depth, config.shortcuts, classes, config.image_size, MEAN, STD).write(run)
    loop = Loop(run, setup, should_stop)
    try:
        yield from _go_on(loop, state) if state else _begin(loop, again=state is not None)
        if after_crash and setup.at_once > setup.least_at_once:
            setup.pieces *= 2
            yield Notice(setup.sentence_of_pieces("The memory may have been full"))
        with Loader(setup.compute.device, keep=budget().pixels) as loader:
            yield from loop.epochs(inputs_for(setup, loader))
    except Halted as halted:
        yield from loop.save_last()
        ending = RunPaused if halted.halt is Halt.PAUSE else RunStopped
        yield ending(str(run), loop.best_epoch, loop.best_top1)
        return
    except RunInterruptedError:  # nothing is half done, so the run can go on from here
        yield from loop.save_last()
        raise
    except Exception:
        with suppress(Exception):  # whatever hinders this as well must not hide what went wrong
            loop.save_best()
        raise
    yield from loop.save_last()
    yield RunFinished(str(run), loop.best_epoch, loop.best_top1)


def _begin(loop: Loop, *, again: bool) -> Iterator[Event]:
    """Bring the network to the weights that the run starts from; `again`, after it was cut off too early to go on."""
    setup = loop.setup
    if again:
        yield RunResumed(0)
        yield Notice("The run had been cut off before its first checkpoint, so it begins again.")
    report = yield from prepare_weights(setup.network, setup.config, loop.should_stop)
    loop.check_halt()
    if report:
        yield Notice(report)
    setup.start_optimizer()


def _go_on(loop: Loop, state: dict[str, Any]) -> Iterator[Event]:
    """Bring network, optimiser and loop to where the checkpoint was."""
    loop.at = restore(loop.run, loop.setup, state)
    yield RunResumed(loop.at.step)
    if loop.at.best and not is_file(loop.run / BEST):
        loop.at.best = None
        yield Notice(f"{BEST} is missing in the run's folder. The best epoch is sought among those to come.")
