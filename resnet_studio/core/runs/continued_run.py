"""A continued run: a new run that trains the best model of an ended one further, with a schedule of its own."""

from collections.abc import Callable
from pathlib import Path

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset import changes
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.checkpoints import BEST, best_file, require_own
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import read_config, read_dataset
from resnet_studio.core.runs.settings import LEARNING_RATE
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary, summarise

SLOWER = 3
"""The new run's learning rate is the parent's divided by this, so that weights that are already good are not lost."""


def continued_run(
    run: Path,
    *,
    epochs: int | None = None,
    learning_rate: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[TrainConfig, Dataset]:
    """What a run that continues `run` is made of: see `core.runs.run.create_run`, whose `parent` is `run.name`.

    Args:
        run: the folder of a run that finished, failed or was stopped.
        epochs, learning_rate: of the new run; by default as many epochs as the parent's settings say, at a third of
            its learning rate.
        progress: as of `changes.compare`.

    Returns:
        The parent's settings with its best weights to start from, and its dataset with the same split. If files
        have changed since, they are taken as they are now, and those that were added are not used; the dataset has
        findings that say so.

    Raises:
        RunError: the run has not ended, lacks its best model, or is damaged.
        DatasetError: its `dataset.json` is damaged, or the dataset's folder is gone.
        ConfigError: `epochs` or `learning_rate` is out of range.
    """
    _require_ended(summarise(run))
    best = best_file(run)
    if best is None:
        raise RunError(
            message("The run {run} has no {file}, so there is no model to train further.", run=run.name, file=BEST)
        )
    require_own(best)
    config = read_config(run)
    rate = slower_rate(config) if learning_rate is None else learning_rate
    config = config.changed(weights=str(best.resolve()), epochs=epochs, learning_rate=rate)
    dataset, found = changes.compare(read_dataset(run), progress)
    return config, changes.with_findings(dataset, found, run.name, changes.added(dataset, best))


def slower_rate(config: TrainConfig) -> float:
    """The learning rate that a run with these settings is continued with."""
    third = float(f"{config.learning_rate / SLOWER:.2g}")  # to two digits, as a person would choose it
    return max(third, LEARNING_RATE.smallest)


def _require_ended(run: RunSummary) -> None:
    if run.problem:
        raise RunError(run.problem)
    if run.state == RunState.IN_TRAINING:
        raise RunError(
            message("The run {run} is in training now; it can be continued when it has ended.", run=run.name)
        )
    if not run.state.ended:
        raise RunError(
            message("The run {run} has not ended ({state}): resume it instead.", run=run.name, state=run.state.label)
        )
