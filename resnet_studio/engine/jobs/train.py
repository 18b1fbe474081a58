"""Training: a generator of events, readable from top to bottom here and in `loop`."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.errors import RunError, RunInterruptedError
from resnet_studio.core.basics.files import clear_temporary, is_file
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset import changes
from resnet_studio.core.protocol.commands import Halted, Outcome, ShouldStop, never
from resnet_studio.core.protocol.events import (
    PROTOCOL,
    Event,
    Notice,
    NoticeKind,
    RunFinished,
    RunResumed,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.run import BEST, ModelInfo, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, read_history
from resnet_studio.engine.inputs.batches import MEAN, STD
from resnet_studio.engine.inputs.inputs import inputs_for
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.machine.awake import awake
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.run_job import Events, Work, ended, run_job
from resnet_studio.engine.training.checkpoint import precision_of, read_last, restore
from resnet_studio.engine.training.loop import Loop
from resnet_studio.engine.training.setup import set_up
from resnet_studio.engine.weights.initial import load_initial_weights


def train(run: Path, should_stop: ShouldStop = never) -> Iterator[Event]:
    """All events of training the run in a folder, up to its terminal event."""
    return run_job(Train(str(run)), should_stop)


def resume(run: Path, should_stop: ShouldStop = never, *, after_crash: bool = False) -> Iterator[Event]:
    """All events of resuming the run in a folder, up to its terminal event."""
    return run_job(Train(str(run), resume=True, after_crash=after_crash), should_stop)


def run(command: Train, should_stop: ShouldStop) -> Events:
    """Train a run as its `config.json` and `dataset.json` say, or resume it from its last checkpoint.

    On the CPU, a resumed run ends bit for bit as it would have ended without the interruption. `after_crash`, the
    network is given half as many pictures at once, in case the memory was full, which changes the last bits. A run
    without a checkpoint begins again.

    Yields:
        `RunStarted`, `RunResumed` where it is resumed, then progress, batches, epochs, predictions and notices, and
        the terminal event. Each is in `events.jsonl` before it is yielded.

    Raises:
        RunError: the run cannot be resumed, or its folder cannot be written. This is not in `events.jsonl`: the run
            stays what it was.
    """
    folder = Path(command.run)
    if command.resume and (problem := cannot_resume(folder)):
        raise RunError(problem)
    with closing(_open_log(folder)) as log, awake():
        clear_temporary(folder)
        with closing(ended(command, _train(command, should_stop))) as events:
            for event in events:
                _append(log, folder, event)
                yield event


def cannot_resume(run: Path) -> Message | None:
    """Why a run cannot be resumed, or None."""
    if isinstance(read_history(run).ended, RunFinished):
        return message("The run {name} is finished: there is nothing left to resume.", name=run.name)
    return None


def _open_log(run: Path) -> EventLog:
    try:
        return EventLog(run)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            message("The run's folder {folder} cannot be written: {reason}.", folder=str(run), reason=reason)
        ) from error


def _append(log: EventLog, run: Path, event: Event) -> None:
    try:
        log.append(event)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            message("{folder} cannot be written any more: {reason}.", folder=str(run), reason=reason)
        ) from error


def _train(command: Train, should_stop: ShouldStop) -> Work:
    run = Path(command.run)
    state = (read_last(run) or {}) if command.resume else None
    config, dataset = read_config(run), read_dataset(run)
    findings = dataset.findings
    if state is not None:  # the dataset's own findings were reported when the run began
        findings = changes.findings(dataset, changes.compare(dataset)[1], run.name)
    if state:
        config = replace(config, precision=precision_of(state, config.precision))
    setup = set_up(config, dataset)
    classes = dataset.classes
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
    for finding in findings:
        yield Notice(finding.message, kind=NoticeKind.DATASET)
    ModelInfo(config.depth, config.shortcuts, classes, config.image_size, MEAN, STD).write(run)
    loop = Loop(run, setup, should_stop)
    try:
        yield from _restore(loop, state) if state else _begin(loop, again=state is not None)
        if command.after_crash and setup.at_once > setup.least_at_once:
            setup.pieces *= 2
            yield Notice(setup.sentence_of_pieces("The memory may have been full"), kind=NoticeKind.MEMORY)
        with Loader(setup.compute.device, keep=budget().pixels) as loader:
            yield from loop.epochs(inputs_for(setup, loader))
    except Halted as halted:
        yield from loop.save_last()
        return Outcome(halt=halted.halt, best=loop.at.best)
    except RunInterruptedError:  # nothing is half done, so the run can be resumed from here
        yield from loop.save_last()
        raise
    except Exception:
        with suppress(Exception):  # a second error must not hide the first
            loop.save_best()
        raise
    yield from loop.save_last()
    return Outcome(best=loop.at.best)


def _begin(loop: Loop, *, again: bool) -> Iterator[Event]:
    """Bring the network to the weights that the run starts from; `again`, if it was cut off early."""
    setup = loop.setup
    if again:
        yield RunResumed(0)
        yield Notice(message("The run was cut off before its first checkpoint, so it begins again."))
    report = yield from load_initial_weights(setup.network, setup.config, loop.should_stop)
    loop.check_halt()
    if report:
        yield Notice(report, kind=NoticeKind.WEIGHTS)
    setup.start_optimizer()


def _restore(loop: Loop, state: dict[str, Any]) -> Iterator[Event]:
    """Bring network, optimiser and loop to where the checkpoint was."""
    loop.at = restore(loop.run, loop.setup, state)
    yield RunResumed(loop.at.step)
    if loop.at.best and not is_file(loop.run / BEST):
        loop.at.best = None
        yield Notice(
            message(
                "{file} is missing in the run's folder. The best epoch is chosen among those that follow.", file=BEST
            )
        )
