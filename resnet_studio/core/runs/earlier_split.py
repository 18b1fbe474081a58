"""The split of a dataset as in its newest run, so that pictures that a model has learned from never check the next."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_split import with_kept_split, with_other_edits
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.run import CONFIG, is_unfinished, read_dataset
from resnet_studio.core.runs.summary import dataset_key


def as_in_newest_run(
    dataset: Dataset,
    runs: Path,
    *,
    split: Split | None = None,
    edited: Edited | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Dataset:
    """A dataset that was just scanned, with the edits of its newest run; as it is without one.

    Args:
        dataset: without edits by a person.
        runs: the folder of runs; those of other datasets, and damaged ones, are passed over, and folds of a
            cross-validation.
        split: look for a run with this split.
        edited: what a person has changed since, perhaps without a run: the split in it counts if it is newer than the
            newest run, and what it says of single pictures in any case.
        should_stop: called before each run; if it asks for it, the dataset stays as it is.
    """
    before = _newest(dataset, runs, split, edited, should_stop)
    found = dataset if before is None else with_kept_split(before, dataset.catalogue)
    return found if edited is None else with_other_edits(found, edited.dataset.edits)


def _newest(
    dataset: Dataset, runs: Path, split: Split | None, edited: Edited | None, should_stop: Callable[[], bool]
) -> Dataset | None:
    """The dataset as its newest run had it, or as a person left it after that."""

    def fits(before: Dataset) -> bool:
        if before.split.fold:  # other folds have learned from what it set aside
            return False
        same_parts = before.catalogue.has_validation == dataset.catalogue.has_validation
        return same_parts and split in (None, before.split)

    left = edited if edited is not None and fits(edited.dataset) else None
    for created, run in _newest_first(runs):
        if should_stop():
            return None
        if left is not None and left.saved > created:
            break
        if dataset_key(run) != dataset.key:
            continue
        try:
            before = read_dataset(run)
        except StudioError:
            continue
        if fits(before):
            return before
    return None if left is None else left.dataset


def _newest_first(runs: Path) -> list[tuple[float, Path]]:
    dated = []
    with suppress(OSError):  # there are no runs
        for folder in runs.iterdir():
            with suppress(OSError):  # it is not a run, or was just deleted
                if not is_unfinished(folder):
                    dated.append(((folder / CONFIG).stat().st_mtime, folder))
    return sorted(dated, reverse=True)
