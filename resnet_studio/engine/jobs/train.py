"""Training: a generator of events, readable from top to bottom here and in `loop`."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.basics.errors import RunError, RunGoneError, RunInterruptedError
from resnet_studio.core.basics.files import clear_temporary
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset import changes
from resnet_studio.core.protocol.commands import Halted, Outcome, ShouldStop, check_halt, never
from resnet_studio.core.protocol.events import (
    PROTOCOL,
    CheckpointSaved,
    Event,
    Notice,
    NoticeKind,
    RunStarted,
)
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.core.runs.run import EVENTS, ModelInfo, checkpoint_size, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, is_finished
from resnet_studio.engine.inputs.cache_damage import CacheDamage
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.normalise import MEAN, STD
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.machine.awake import awake
from resnet_studio.engine.machine.budget import budget
from resnet_studio.engine.machine.devices import threads_restored
from resnet_studio.engine.measuring.after_training import measure_trained
from resnet_studio.engine.run_job import Events, Work, ended, run_job
from resnet_studio.engine.training.checkpoint import forget_before, read_last
from resnet_studio.engine.training.loop import Loop
from resnet_studio.engine.training.resumed import resumed
from resnet_studio.engine.training.setup import Setup, set_up
from resnet_studio.engine.training.state import State
from resnet_studio.engine.weights.initial import load_initial_weights

MIXED = message(
    "Training loss and accuracy are of mixed pictures, so they may be worse than those of validation, whose pictures "
    "are never mixed. A mixed picture counts as its larger part."
)

SAMPLED = message(
    "Training loss and accuracy are of as many pictures of each class, so those of rare classes count several times. "
    "Validation is of all its pictures as they are."
)


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
        RunError: the run cannot be resumed, or its folder is gone or cannot be written. This is not in `events.jsonl`:
            the run stays what it was.
    """
    folder = Path(command.run)
    if not folder.is_dir():
        raise RunGoneError(folder)
    if command.resume and (problem := cannot_resume(folder)):
        raise RunError(problem)
    with closing(_open_log(folder)) as log, awake(), threads_restored():
        clear_temporary(folder)
        with closing(ended(command, _train(command, should_stop))) as events:
            for event in events:
                _append(log, folder, event)
                if is_terminal(event):
                    log.close()  # the caller may want to rename, delete or resume the run as soon as it has ended
                yield event


def cannot_resume(run: Path) -> Message | None:
    """Why a run cannot be resumed, or None."""
    if is_finished(run):
        return message("The run {name} is finished: there is nothing left to resume.", name=run.name)
    return None


def _open_log(run: Path) -> EventLog:
    try:
        return EventLog(run)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            message("{file} in {folder} cannot be written: {reason}.", file=EVENTS, folder=str(run), reason=reason)
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
    config, dataset = read_config(run), read_dataset(run)
    found = read_last(run, checkpoint_size(config, len(dataset.classes)), should_stop) if command.resume else None
    findings = dataset.findings
    restore_unpacked(dataset.root, partial(check_halt, should_stop))  # what else does so cannot be stopped
    if command.resume:  # the dataset's own findings were reported when the run began
        findings = changes.findings(dataset, changes.compare(dataset)[1], run.name)
    if found:
        config = replace(config, precision=found.precision(config.precision), lanes=found.lanes(config.lanes))
    damage = CacheDamage()
    cache, scale = PixelCache(budget().pixels, damage), dataset.scale
    setup = set_up(config, dataset, cache)
    del dataset  # tens of megabytes of a large one, of which only names and labels are still needed
    yield _started(run, config, setup)
    yield from (Notice(finding.message, kind=NoticeKind.DATASET) for finding in findings)
    yield from map(Notice, () if command.resume else _about_figures(config))
    ModelInfo(config.depth, config.shortcuts, setup.classes, config.image_size, MEAN, STD, scale).write(run)
    training = State(run, setup, damage)
    try:
        if command.resume:
            yield from resumed(training, found, should_stop)
        if found is None:
            yield from _begin(training, should_stop)
        if command.after_crash and (notice := training.micro_batch.halve_after_crash()):
            yield notice
        with closing(cache), Loader(setup.compute.device, check=partial(check_halt, should_stop)) as loader:
            yield from Loop(training, should_stop).epochs(loader)
    except Halted as halted:
        yield from training.save()
        return Outcome(halt=halted.halt, best=training.at.best)
    except RunInterruptedError:
        yield from training.save()
        raise
    except Exception:  # whatever ends a run, its best model is kept
        yield from _saved_best(training)
        raise
    yield from _completed(training, should_stop)
    return Outcome(best=training.at.best)


def _about_figures(config: TrainConfig) -> Iterator[Message]:
    """What the figures of training are of, where that is not the training pictures as they are."""
    if config.mixing.mixes:
        yield MIXED
    if config.class_weights == "sampling":
        yield SAMPLED


def _completed(training: State, should_stop: ShouldStop) -> Iterator[Event]:
    """Write the last checkpoint, and measure the best network."""
    yield from training.save()
    forget_before(training.run)
    yield from measure_trained(training.run, training, should_stop)


def _saved_best(training: State) -> Iterator[Event]:
    """Write the best network of a run that fails, beside the checkpoint that it has."""
    with suppress(Exception):  # a second error here must not hide the first
        if training.saver.save_best():
            yield CheckpointSaved(training.saved_step, best=True)


def _started(run: Path, config: TrainConfig, setup: Setup) -> RunStarted:
    return RunStarted(
        protocol=PROTOCOL,
        run=str(run),
        classes=setup.classes,
        train=len(setup.train),
        validation=len(setup.validation),
        parameters=config.architecture.total_parameters(len(setup.classes)),
        trainable=config.architecture.trainable_parameters(len(setup.classes), config.frozen),
        device=setup.compute.name,
        precision=setup.compute.precision,
        epochs=config.epochs,
        cores=setup.compute.cores,
        best_by=config.best_by,
    )


def _begin(training: State, should_stop: ShouldStop) -> Iterator[Event]:
    """Bring the network to the weights that the run starts from."""
    setup = training.setup
    report = yield from load_initial_weights(setup.network, setup.config, setup.classes, should_stop)
    check_halt(should_stop)
    if report:
        yield Notice(report, kind=NoticeKind.WEIGHTS)
    training.begin(training.phases[0])
