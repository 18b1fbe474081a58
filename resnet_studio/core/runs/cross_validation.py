"""A run for each fold of a small dataset: which there are already, what stays together, and what they say together."""

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, stdev

from resnet_studio.core.basics.errors import RunError, StudioError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped import groups_for, split_by_groups
from resnet_studio.core.dataset.names import dataset_name
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.protocol.events import Predictions
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.marks import Marks, tidy_tags
from resnet_studio.core.runs.run import create_run, read_config_and_meta, read_dataset
from resnet_studio.core.runs.run_log import is_finished, read_predictions
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


def name_of_folds(dataset: Dataset, count: int) -> Message:
    """The tag that all runs of a cross-validation have, and what their names begin with."""
    return message(
        "{count} folds of {dataset}", count=count, dataset=dataset_name(dataset.root.name, dataset.catalogue.chosen)
    )


def begun(runs: Path, config: TrainConfig, part: Dataset, tag: str) -> Path | None:
    """The run of a fold that an earlier call has made, a finished one rather than another; None where there is none."""
    found, tags = list[tuple[bool, Path]](), set(tidy_tags((tag,)))
    for run in run_folders(runs):
        with suppress(StudioError):
            recorded, meta = read_config_and_meta(run)
            same = (recorded, meta["fold"]) == (config, part.split.fold) and tags <= set(Marks.read(run).tags)
            if same and without_marks(read_dataset(run)) == without_marks(part):
                found.append((is_finished(run), run))
    return max(found)[1] if found else None


def without_marks(dataset: Dataset) -> Dataset:
    """The dataset without "not sure", which a person may mark between two folds and which changes no training."""
    edits = tuple(edit for edit in dataset.edits if not isinstance(edit, SetAside))
    return replace(dataset, edits=edits, aside=frozenset())


def create_fold(runs: Path, config: TrainConfig, part: Dataset, tag: str, number: int) -> Path:
    """Make the folder of a fold's run.

    Raises:
        StudioError: it cannot be made.
    """
    run = create_run(runs, config, part, name=f"{tag} {number}")
    Marks(tags=(tag,)).write(run)
    return run


def kept_in_one_fold(dataset: Dataset, alike: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """What stays in one fold: the pictures that a check knows as alike, and what the split of the dataset keeps."""
    groups: list[Sequence[str]] = [*alike, *dataset.catalogue.groups]
    if split := split_by_groups(dataset):
        groups += [*groups_for(split.by, dataset.pictures, dataset.catalogue, split.pattern), *split.together]
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
