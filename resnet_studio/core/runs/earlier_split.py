"""The split of a dataset as in its newest run, so that pictures that a model has learned from never check the next."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.runs.run import CONFIG, is_unfinished, read_dataset
from resnet_studio.core.runs.summary import dataset_key


def as_in_newest_run(
    dataset: Dataset, runs: Path, *, split: Split | None = None, should_stop: Callable[[], bool] = lambda: False
) -> Dataset:
    """A dataset that was just scanned, with the edits of its newest run; as it is without one.

    Args:
        dataset: without edits by a person.
        runs: the folder of runs; those of other datasets, and damaged ones, are passed over.
        split: look for a run with this split.
        should_stop: called before each run; if it asks for it, the dataset stays as it is.
    """
    for run in _newest_first(runs):
        if should_stop():
            return dataset
        if dataset_key(run) != dataset.key:
            continue
        try:
            before = read_dataset(run)
        except StudioError:
            continue
        same_parts = before.catalogue.has_validation == dataset.catalogue.has_validation
        if same_parts and split in (None, before.split):
            return with_kept_split(before, dataset.catalogue)
    return dataset


def _newest_first(runs: Path) -> Iterator[Path]:
    dated = []
    with suppress(OSError):  # there are no runs
        for folder in runs.iterdir():
            with suppress(OSError):  # it is not a run, or was just deleted
                if not is_unfinished(folder):
                    dated.append(((folder / CONFIG).stat().st_mtime, folder))
    return (folder for _, folder in sorted(dated, reverse=True))
