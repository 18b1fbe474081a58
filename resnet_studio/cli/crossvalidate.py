"""`resnet-studio crossvalidate`: a run for each fold of a small dataset, and what they say together."""

import json as json_format
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.opened import open_dataset
from resnet_studio.cli.proposed import proposed
from resnet_studio.cli.train import Place, absolute, follow, look_first
from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import ConfigError, RunError, StudioError
from resnet_studio.core.basics.message import Message, message, show, tr, trn
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.checks.find import check
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds, split_by_groups
from resnet_studio.core.dataset.grouped import groups_for
from resnet_studio.core.protocol.events import Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.marks import Marks, tidy_tags
from resnet_studio.core.runs.run import create_run, read_config_and_meta, read_dataset
from resnet_studio.core.runs.run_log import is_finished, read_history, read_predictions
from resnet_studio.core.runs.summary import run_folders


@dataclass(frozen=True, slots=True)
class Together:
    """What the runs of all folds say: each picture was set aside in one of them.

    Attributes:
        accuracies: validation top-1 accuracy of each fold after the last epoch, which no validation picture has chosen.
        right, pictures: of all folds together.
    """

    accuracies: tuple[float, ...]
    right: int
    pictures: int

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What a person should know."""
        low, high = wilson(self.right / self.pictures, self.pictures)
        return (
            message(
                "Of {pictures} pictures, {right} were right when they were set aside: {share:percent}, 95 % interval "
                "about {low:percent} to {high:percent}.",
                pictures=self.pictures,
                right=self.right,
                share=self.right / self.pictures,
                low=low,
                high=high,
            ),
            message(
                "The folds have {mean:percent} on average, from {least:percent} to {most:percent}; their standard "
                "deviation is {deviation:percent}.",
                mean=fmean(self.accuracies),
                least=min(self.accuracies),
                most=max(self.accuracies),
                deviation=stdev(self.accuracies),
            ),
        )


def crossvalidate(folder: Path, count: int, chosen: dict[str, Any], place: Place, *, reading: Reading = "names") -> int:
    """Train one run for each fold, each with that fold as its validation part, and return the exit code.

    Folds that were begun with the same name, settings and pictures go on, and finished ones are not trained again.

    Raises:
        StudioError: the input was refused before the first run started.
    """
    config = TrainConfig.build(**chosen)
    if config.early_stopping:  # pictures that are set aside would choose how long is trained
        raise ConfigError("early_stopping", config.early_stopping, message("0 with crossvalidate"))
    chosen["weights"] = absolute(config.weights)
    runs = (place.runs or places.runs_folder()).absolute()
    dataset = open_dataset(folder, config.seed, runs, reading, quiet=place.json, any_split=True)
    made = folds(dataset, count, config.seed, groups_of(dataset, quiet=place.json))
    config = proposed(made[0], chosen, quiet=place.json)
    interrupts, done = Interrupts(), list[Path]()
    if code := look_first(config, made[0], interrupts, json=place.json):
        return code
    name = place.name or show(message("{count} folds of {dataset}", count=count, dataset=dataset.root.name))
    for number, part in enumerate(made, 1):
        run = begun(runs, config, part, name)
        if run is None:
            run = create_run(runs, config, part, name=f"{name} {number}")
            Marks(tags=(name,)).write(run)
        if code := _train(run, config, interrupts, json=place.json):
            if interrupts.code and not place.json:
                print(tr("The same command goes on with fold {number}.", number=number), file=sys.stderr)
            return code
        done.append(run)
    together = results_of(done)
    if place.json:
        print(json_format.dumps({"crossvalidation": asdict(together), "runs": list(map(str, done))}), flush=True)
    else:
        print(*map(show, together.sentences), sep="\n")
        print(tr("In Runs, the tag {name} finds these runs.", name=name), file=sys.stderr)
    return 0


def begun(runs: Path, config: TrainConfig, part: Dataset, tag: str) -> Path | None:
    """The run of a fold that an earlier call has made, a finished one rather than another; None where there is none."""
    found, tags = list[tuple[bool, Path]](), set(tidy_tags((tag,)))
    for run in run_folders(runs):
        with suppress(StudioError):
            recorded, meta = read_config_and_meta(run)
            same = (recorded, meta["fold"]) == (config, part.split.fold) and tags <= set(Marks.read(run).tags)
            if same and read_dataset(run) == part:
                found.append((is_finished(run), run))
    return max(found)[1] if found else None


def _train(run: Path, config: TrainConfig, interrupts: Interrupts, *, json: bool) -> int:
    """Train the run of a fold to its end, from where it is, and return the exit code."""
    from resnet_studio.engine.jobs.train import resume, train

    if is_finished(run):
        if not json:
            print(tr("{run} is finished already.", run=run.name), file=sys.stderr)
        return 0
    history = read_history(run, outline=True)
    job = resume if history.started else train
    return follow(job(run, interrupts.should_stop), config, history, interrupts, json=json)


def groups_of(dataset: Dataset, *, quiet: bool) -> list[Sequence[str]]:
    """What stays in one fold: near-duplicates, where a check knows them, and what the split of the dataset keeps.

    Unless `quiet`, it is said where there was no check.
    """
    checked = check(dataset, read_measured(dataset.root))
    unknown = len(dataset.pictures) + len(dataset.unlabelled) - checked.measured
    if unknown and not quiet:
        print(
            trn(
                "{count} picture was not checked: if it has a near-duplicate, that may be in another fold. "
                "resnet-studio check {folder} finds near-duplicates first.",
                "{count} pictures were not checked: near-duplicates among them may be in different folds. "
                "resnet-studio check {folder} finds them first.",
                unknown,
                folder=str(origin(dataset.root)),
            ),
            file=sys.stderr,
        )
    groups: list[Sequence[str]] = [*checked.groups, *dataset.catalogue.groups]
    if split := split_by_groups(dataset):
        groups += [*groups_for(split.by, dataset.pictures, dataset.classes), *split.together]
    return groups


def results_of(runs: Sequence[Path]) -> Together:
    """What the runs say together.

    Raises:
        RunError: one of them has no complete epoch.
    """
    accuracies, right, pictures = [], 0, 0
    for run in runs:
        last = deque(read_predictions(run), maxlen=1)
        if not last or not isinstance(last[0], Predictions) or not last[0].total:
            raise RunError(message("The run {name} has no complete epoch.", name=run.name))
        accuracies.append(last[0].right / last[0].total)  # of the pictures that can be read
        right += last[0].right
        pictures += last[0].total
    return Together(tuple(accuracies), right, pictures)
