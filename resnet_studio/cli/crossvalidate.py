"""`resnet-studio crossvalidate`: a run for each fold of a small dataset, and what they say together."""

import json as json_format
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.opened import open_dataset
from resnet_studio.cli.proposed import proposed
from resnet_studio.cli.train import Place, absolute, follow
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import ConfigError, RunError
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.checks.find import check
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds, split_by_groups
from resnet_studio.core.dataset.grouped import groups_for
from resnet_studio.core.protocol.events import Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import read_predictions


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

    Raises:
        StudioError: the input was refused before the first run started.
    """
    from resnet_studio.engine.jobs.train import train as job
    from resnet_studio.engine.machine.devices import choose

    config = TrainConfig.build(**chosen)
    if config.early_stopping:  # pictures that are set aside would choose how long is trained
        raise ConfigError("early_stopping", config.early_stopping, message("0 with crossvalidate"))
    chosen["weights"] = absolute(config.weights)
    runs = (place.runs or places.runs_folder()).absolute()
    dataset = open_dataset(folder, config.seed, runs, reading, quiet=place.json, any_split=True)
    made = folds(dataset, count, config.seed, groups_of(dataset))
    config = proposed(made[0], chosen, quiet=place.json)
    choose(config.device, config.precision)
    name = place.name or show(message("{count} folds of {dataset}", count=count, dataset=dataset.root.name))
    interrupts, done = Interrupts(), list[Path]()
    for number, part in enumerate(made, 1):
        run = create_run(runs, config, part, name=f"{name} {number}")
        Marks(tags=(name,)).write(run)
        code = follow(job(run, interrupts.should_stop), config, RunHistory(), interrupts, json=place.json)
        if code:
            return code
        done.append(run)
    together = results_of(done)
    if place.json:
        print(json_format.dumps({"crossvalidation": asdict(together), "runs": list(map(str, done))}), flush=True)
    else:
        print(*map(show, together.sentences), sep="\n")
        print(tr("In Runs, the tag {name} finds these runs.", name=name), file=sys.stderr)
    return 0


def groups_of(dataset: Dataset) -> list[Sequence[str]]:
    """What stays in one fold: near-duplicates, where a check knows them, and what the split of the dataset keeps."""
    groups: list[Sequence[str]] = [*check(dataset, read_measured(dataset.root)).groups, *dataset.catalogue.groups]
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
