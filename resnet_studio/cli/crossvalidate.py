"""`resnet-studio crossvalidate`: a run for each fold of a small dataset, and what they say together."""

import json as json_format
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from resnet_studio.cli.checked import advice
from resnet_studio.cli.division import AS_IT_WAS, Division
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.opened import open_dataset
from resnet_studio.cli.proposed import proposed
from resnet_studio.cli.train import Place, absolute, follow, look_first
from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import joined, message, show, tr
from resnet_studio.core.checks.find import Alike, alike_in
from resnet_studio.core.checks.not_checked import in_folds
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.cross_validation import begun, create_fold, kept_in_one_fold, name_of_folds, results_of
from resnet_studio.core.runs.run_log import is_finished, read_history


def crossvalidate(
    folders: Sequence[Path],
    count: int,
    chosen: dict[str, Any],
    place: Place,
    *,
    reading: Reading = "names",
    division: Division = AS_IT_WAS,
) -> int:
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
    dataset = open_dataset(folders, config.seed, runs, reading, quiet=place.json, any_split=True, division=division)
    seed = config.seed if division.seed is None else division.seed
    alike = looked_alike(dataset, quiet=place.json)
    made = folds(dataset, count, seed, kept_in_one_fold(dataset, alike.groups))
    config = proposed(made[0], chosen, quiet=place.json)
    interrupts, done = Interrupts(), list[Path]()
    if code := look_first(config, made[0], interrupts, json=place.json):
        return code
    name = place.name or show(name_of_folds(dataset, count))
    for number, part in enumerate(made, 1):
        run = begun(runs, config, part, name) or create_fold(runs, config, part, name, number)
        if code := _train(run, config, interrupts, json=place.json):
            if interrupts.code and not place.json:
                print(tr("The same command goes on with fold {number}.", number=number), file=sys.stderr)
            return code
        done.append(run)
    together = results_of(done)
    if place.json:
        said = {"crossvalidation": asdict(together), "unchecked": alike.unchecked, "runs": list(map(str, done))}
        print(json_format.dumps(said), flush=True)
    else:
        print(*map(show, together.sentences), sep="\n")
        print(tr("In Runs, the tag {name} finds these runs.", name=name), file=sys.stderr)
    return 0


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


def looked_alike(dataset: Dataset, *, quiet: bool) -> Alike:
    """Which pictures a check has found to be alike; unless `quiet`, it is said where there was none."""
    alike = alike_in(dataset, read_measured(dataset.root))
    if alike.unchecked and not quiet:
        print(show(joined(in_folds(alike.unchecked), advice(dataset))), file=sys.stderr)
    return alike
