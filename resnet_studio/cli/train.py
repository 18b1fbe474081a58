"""`resnet-studio train`: the same job as in the window, told in the terminal."""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.predict import find_run
from resnet_studio.core import places
from resnet_studio.core.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.errors import ConfigError, RunError
from resnet_studio.core.event_json import to_json
from resnet_studio.core.events import Event, RunFailed, RunPaused
from resnet_studio.core.files import is_file
from resnet_studio.core.history import RunHistory
from resnet_studio.core.run import create_run, read_config
from resnet_studio.core.run_log import read_history
from resnet_studio.core.sample import sample_dataset
from resnet_studio.core.scan import scan
from resnet_studio.core.words import counted, printable

SAMPLE_DEPTH = 20


def train(folder: Path | None, chosen: dict[str, Any], *, runs: Path | None, name: str | None, json: bool) -> int:
    """Scan, make the run's folder, train, and return the exit code.

    Args:
        folder: the dataset; None is the bundled sample.
        chosen: settings by their `TrainConfig` names, None where the default is wanted.

    Raises:
        StudioError: the input was refused before the run started.
    """
    if folder is None:
        chosen["depth"] = chosen["depth"] or SAMPLE_DEPTH
        folder = sample_dataset()
    config = TrainConfig.build(**chosen)
    chosen["weights"] = _absolute(config.weights)
    dataset = scan(folder, seed=config.seed)
    config = TrainConfig.build(pictures=sum(dataset.counts("train")), **chosen)
    if not json:
        pictures, classes = counted(len(dataset.pictures), "picture"), len(dataset.classes)
        print(f"{printable(str(folder))}: {pictures} in {classes:,} classes", file=sys.stderr)

    from resnet_studio.engine.devices import choose
    from resnet_studio.engine.pretrained import check_file
    from resnet_studio.engine.train import train as job

    choose(config.device, config.precision)
    check_file(config, len(dataset.classes))
    interrupts = Interrupts()
    run = create_run((runs or places.runs_folder()).absolute(), config, dataset, name=name)
    return _tell(job(run, interrupts.should_stop), config, RunHistory(), interrupts, json=json)


def resume(run: str, *, runs: Path | None, json: bool) -> int:
    """Go on with a run that was paused, stopped or cut off, and return the exit code.

    Raises:
        RunError: there is no such run, it is finished, or its files are damaged.
    """
    from resnet_studio.engine.train import cannot_resume
    from resnet_studio.engine.train import resume as job

    folder = find_run(run, runs).absolute()
    if problem := cannot_resume(folder):
        raise RunError(problem)
    interrupts = Interrupts()
    events = job(folder, interrupts.should_stop)
    return _tell(events, read_config(folder), read_history(folder), interrupts, json=json)


def _tell(
    events: Iterator[Event], config: TrainConfig, history: RunHistory, interrupts: Interrupts, *, json: bool
) -> int:
    """Show the events of a training as they come; the exit code."""
    try:
        last = _print_json(events) if json else _show(events, config, history)
    except (BrokenPipeError, SystemExit):  # nobody reads any more, which rich makes a SystemExit of
        interrupts.unheard = True
        deque(events, maxlen=0)  # to its ending, so that the run is paused and not cut off
        raise
    match last:
        case RunFailed():
            return 1
        case RunPaused():
            return interrupts.code
        case _:
            return 0


def _absolute(weights: str) -> str:
    """A run's folder must still find its weights when it is repeated from elsewhere."""
    if weights in {IMAGENET, SCRATCH}:
        return weights
    file = Path(os.path.expanduser(weights))  # noqa: PTH111 - pathlib's raises where there is no such user
    if not is_file(file):
        raise ConfigError("weights", weights, f"{IMAGENET}, {SCRATCH} or a file that exists")
    return str(file.resolve())


def _print_json(events: Iterable[Event]) -> Event | None:
    event = None
    for event in events:
        print(to_json(event), flush=True)
    return event


def _show(events: Iterable[Event], config: TrainConfig, history: RunHistory) -> Event | None:
    from resnet_studio.cli.report import show_training

    return show_training(events, config, history)
