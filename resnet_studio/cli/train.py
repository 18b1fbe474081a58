"""`resnet-studio train`, `resume` and `continue`: the same job as in the window, shown in the terminal."""

import dataclasses
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from resnet_studio.cli import output
from resnet_studio.cli.checked import as_checked
from resnet_studio.cli.division import AS_IT_WAS, Division
from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.moved import follow_pictures
from resnet_studio.cli.opened import files_shown, open_dataset
from resnet_studio.cli.proposed import proposed, say_idle
from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import ConfigError, DatasetError, RunError, StudioError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import Message, joined, message, plural, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset import changes
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.protocol.commands import Halted, check_halt
from resnet_studio.core.protocol.event_json import to_json
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind, RunFailed, RunPaused, RunStarted
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.continued_run import continued_run
from resnet_studio.core.runs.defaults import SAMPLE_DEPTH
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import CONFIG, create_run, read_config, read_config_and_meta, read_dataset
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.summary import dataset_key, why_renamed


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a new run goes and how it is shown.

    Attributes:
        runs: the folder of runs; None is the usual one.
        name: of the run's folder; None is the usual one.
        json: whether events are printed as lines of JSON.
    """

    runs: Path | None
    name: str | None
    json: bool


def train(
    folders: Sequence[Path],
    chosen: dict[str, Any],
    place: Place,
    *,
    reading: Reading = "names",
    division: Division = AS_IT_WAS,
) -> int:
    """Scan, make the run's folder, train, and return the exit code.

    Args:
        folders: the dataset, or several that are one; none is the bundled sample.
        chosen: settings by their `TrainConfig` names, None where the default is wanted.
        place: where the run goes.
        reading: what the folders in it are.
        division: how the pictures are divided.

    Raises:
        StudioError: the input was refused before the run started.
    """
    if not folders:
        chosen["depth"] = chosen["depth"] or SAMPLE_DEPTH
        folders = [sample_dataset()]
    config = TrainConfig.build(**chosen)
    chosen["weights"] = absolute(config.weights)
    runs = place.runs or places.runs_folder()
    dataset = open_dataset(folders, config.seed, runs, reading, quiet=place.json, division=division)
    dataset, said = as_checked(dataset, runs, mend=division == AS_IT_WAS)
    if dataset.root == places.sample_folder():
        said = []
    if not place.json:
        print(*map(show, said), sep="\n", end="\n" if said else "", file=sys.stderr)
    return _start(proposed(dataset, chosen, quiet=place.json), dataset, place, said=said if place.json else ())


def repeat(
    file: Path, chosen: dict[str, Any], place: Place, *, allow_changed: bool, pictures: Path | None = None
) -> int:
    """Train a new run with the settings and pictures of a run, and return the exit code.

    Args:
        file: the run's `config.json`, or its folder; the `dataset.json` beside it says on which pictures.
        chosen: settings that replace the recorded ones, by their `TrainConfig` names; None keeps the recorded one.
        place: where the new run goes.
        allow_changed: train even if pictures have changed since that run.
        pictures: where they are now, if their folder was moved.

    Raises:
        StudioError: something recorded is missing, damaged or changed, or a setting is not allowed.
    """
    run = find_run(str(file.parent if file.name == CONFIG else file), place.runs).absolute()
    follow_pictures(str(run), pictures, place.runs)
    recorded, meta = read_config_and_meta(run)
    config = recorded.changed(**chosen)
    with files_shown(quiet=place.json) as progress:
        dataset, found = changes.compare(read_dataset(run), progress)
    if found and not allow_changed:
        print(*map(show, changes.listed(found)), sep="\n", file=sys.stderr)
        refused = message("Nothing was trained; --allow-changed takes them as they are now.")
        raise DatasetError(dataset.root, joined(changes.summary(dataset, found, run.name), refused))
    for replaced in _replaced(recorded, config, chosen):
        print(replaced, file=sys.stderr)
    if not place.json:
        say_idle(config, chosen)
    parent = meta["parent"] if config.weights == recorded.weights else ""
    config = dataclasses.replace(config, weights=absolute(config.weights))
    return _start(config, changes.with_findings(dataset, found, run.name), place, parent=parent)


def _replaced(recorded: TrainConfig, config: TrainConfig, chosen: dict[str, Any]) -> list[str]:
    """Sentences about recorded settings that were replaced because they do not go with the chosen ones."""
    sentences = []
    if chosen["weights"] is None and config.weights != recorded.weights:
        sentences.append(tr("Weights are now {weights}, to go with the chosen settings.", weights=config.weights))
    if chosen["freeze"] is None and chosen["frozen"] is None and config.frozen != recorded.frozen:
        if config.frozen:
            frozen = ", ".join(config.frozen)
            sentences.append(tr("Frozen is now {layers}, to go with the chosen settings.", layers=frozen))
        else:
            sentences.append(tr("Nothing is frozen now, to go with the chosen settings."))
    return sentences


def continue_run(run: str, place: Place, *, epochs: int | None, learning_rate: float | None) -> int:
    """Train a new run that continues one that has ended, beside it, and return the exit code.

    Raises:
        StudioError: as `continued_run`, or there is no such run.
    """
    folder = find_run(run, place.runs).absolute()
    with files_shown(quiet=place.json) as progress:
        config, dataset = continued_run(folder, epochs=epochs, learning_rate=learning_rate, progress=progress)
    place = dataclasses.replace(place, runs=place.runs or folder.parent)
    return _start(config, dataset, place, parent=folder.name)


def _start(
    config: TrainConfig, dataset: Dataset, place: Place, *, parent: str = "", said: Iterable[Message] = ()
) -> int:
    """Make a run's folder, train it, and return the exit code; what is `said` of the dataset is among the events.

    Raises:
        StudioError: this computer lacks the device, the weights do not fit, or the folder cannot be made.
    """
    if not place.json:
        pictures = plural("{count} picture", "{count} pictures", len(dataset.pictures))
        classes = plural("{count} class", "{count} classes", len(dataset.classes))
        text = tr("{folder}: {pictures} in {classes}", folder=origin(dataset.root), pictures=pictures, classes=classes)
        print(text, file=sys.stderr)

    from resnet_studio.engine.jobs.train import train as job

    interrupts = Interrupts()
    if code := look_first(config, dataset, interrupts, json=place.json):  # nothing was begun
        return code
    runs = (place.runs or places.runs_folder()).absolute()
    run = create_run(runs, config, dataset, name=place.name, parent=parent)
    if place.name and (why := why_renamed(place.name, run.name)):
        print(printable(show(why)), file=sys.stderr)
    events = _with_notices(job(run, interrupts.should_stop), said)
    return follow(events, config, RunHistory(), interrupts, json=place.json)


def _with_notices(events: Iterator[Event], said: Iterable[Message]) -> Iterator[Event]:
    """The events of a training with what is said of its dataset, once it has started."""
    for event in events:
        yield event
        if isinstance(event, RunStarted):
            yield from (Notice(text, kind=NoticeKind.DATASET) for text in said)


def look_first(config: TrainConfig, dataset: Dataset, interrupts: Interrupts, *, json: bool) -> int:
    """Look for what would fail a run before its folder is made; the exit code of an interrupt meanwhile, or 0.

    Raises:
        StudioError: this computer lacks the device, or the weights do not fit.
    """
    from resnet_studio.engine.machine.devices import choose
    from resnet_studio.engine.machine.unused_card import unused_card
    from resnet_studio.engine.weights.initial import check_weights_file

    compute = choose(config.device, config.precision)
    if not json and config.device == "auto" and (unused := unused_card(compute.device.type)):
        print(show(unused), file=sys.stderr)
    with suppress(Halted):
        check_weights_file(config, dataset.classes, interrupts.should_stop)
    return interrupts.code


def resume(run: str, *, runs: Path | None, json: bool) -> int:
    """Resume a run that was paused, stopped or interrupted, and return the exit code.

    Raises:
        RunError: there is no such run, it is finished, or its files are damaged.
    """
    from resnet_studio.engine.jobs.train import cannot_resume
    from resnet_studio.engine.jobs.train import resume as job

    folder = find_run(run, runs).absolute()
    config = read_config(folder)
    if problem := cannot_resume(folder):
        raise RunError(problem)
    interrupts = Interrupts()
    with files_shown(quiet=json) as progress, suppress(StudioError, Halted):  # what is wrong, the job says, and it ends
        restore_unpacked(dataset_key(folder)[0], lambda: check_halt(interrupts.should_stop), progress)
    events = job(folder, interrupts.should_stop)
    history = RunHistory() if json else read_history(folder, outline=True)
    return follow(events, config, history, interrupts, json=json)


def follow(
    events: Iterator[Event], config: TrainConfig, history: RunHistory, interrupts: Interrupts, *, json: bool
) -> int:
    """Show the events of a training as they come; the exit code.

    A reader that is gone wants no more: the run is paused. Output that cannot be written, on a full disk, ends nothing:
    the run has its own.
    """
    followed, complete = _Followed(events), True
    try:
        if json:
            for event in followed:
                print(to_json(event), flush=True)
        else:
            _show(followed, config, history)
    except (BrokenPipeError, SystemExit):  # the reader of our output has gone, which rich makes a SystemExit of
        interrupts.output_closed = True
        deque(events, maxlen=0)  # to its ending, so that the run is paused and not cut off
        raise
    except OSError as error:
        complete = False
        output.discard()
        output.report_lost(error)
        deque(followed, maxlen=0)
    match followed.latest:
        case RunFailed():
            return 1
        case RunPaused() if interrupts.code:
            return interrupts.code
        case _:
            return 0 if complete else 1


class _Followed:
    """Events, of which the latest is known even if showing it failed."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self.latest: Event | None = None

    def __iter__(self) -> Iterator[Event]:
        for event in self._events:
            self.latest = event
            yield event


def absolute(weights: str) -> str:
    """Weights as they can still be found when the run is repeated from another folder.

    Raises:
        ConfigError: the file does not exist.
    """
    if weights in {IMAGENET, SCRATCH}:
        return weights
    file = Path(os.path.expanduser(weights))  # noqa: PTH111 - pathlib's raises where there is no such user
    if not is_file(file):
        allowed = message("{names:plain} or a file that exists", names=f"{IMAGENET}, {SCRATCH}")
        raise ConfigError("weights", weights, allowed)
    return str(file.resolve())


def _show(events: Iterable[Event], config: TrainConfig, history: RunHistory) -> None:
    from resnet_studio.cli.show_training import show_training

    show_training(events, config, history)
