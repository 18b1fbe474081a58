"""The split of a dataset as in its newest run, so that pictures that a model has learned from never check the next."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.dataset.added_gone import with_gone
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import without_splits
from resnet_studio.core.dataset.keep_split import as_it_was, with_kept_split, with_learned, with_other_edits
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.run import CONFIG, is_unfinished, read_dataset
from resnet_studio.core.runs.run_log import may_have_learned
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
        runs: the folder of runs; those of other datasets, damaged ones, and those that ended before their first batch
            are passed over, and folds of a cross-validation.
        split: look for a run with this split.
        edited: what a person has changed since, perhaps without a run: the split in it counts if it is newer than the
            newest run, and what it says of single pictures in any case. What is wrong with its file comes first among
            the findings; so do added pictures that are gone. Of a damaged one the run counts if it says more.
        should_stop: called before each run; if it asks for it, the dataset stays as it is.
    """
    if edited is not None and edited.finding is not None:
        findings = (edited.finding, *dataset.catalogue.findings)
        dataset = apply(replace(dataset.catalogue, findings=findings), dataset.edits)
    left = edited.dataset if edited is not None else None
    newest_run = cache(lambda: _newest(dataset, runs, None, None, 0, should_stop))
    before = _newest(dataset, runs, split, left, edited.saved if edited is not None else 0, should_stop)
    if edited is not None and left is not None and not edited.whole:
        run = _newest(dataset, runs, split, None, 0, should_stop, learned=False)
        if run is not None and _said(run) > _said(left):
            before, left = run, None
    found = dataset if before is None else with_kept_split(before, dataset.catalogue)
    if before is not None and before is left and (same := as_it_was(left, dataset.catalogue)):
        trained = same.edits != found.edits and newest_run() is not None
        found = found if trained else same  # without a run, no model has learned from any part
    found = found if left is None else with_other_edits(found, left.edits)
    if any(one.label == UNLABELLED for one in found.catalogue.pictures) or found.unlabelled:
        newest = newest_run()
        learned = [one.path for one in newest.part("train")] if newest is not None else []
        found = with_learned(found, learned, again=True)
    return with_gone(found)


def _said(dataset: Dataset) -> int:
    """Of how many pictures edits say something, and of how many classes."""
    return sum(len(getattr(edit, "paths", " ")) for edit in without_splits(dataset.edits))


def _newest(
    dataset: Dataset,
    runs: Path,
    split: Split | None,
    left: Dataset | None,
    saved: float,
    should_stop: Callable[[], bool],
    *,
    learned: bool = True,
) -> Dataset | None:
    """The dataset as its newest run had it, or as a person left it after that; `learned`, only of one that has."""

    def fits(before: Dataset) -> bool:
        if before.split.fold:  # other folds have learned from what it set aside
            return False
        same_parts = before.catalogue.has_validation == dataset.catalogue.has_validation
        return same_parts and split in (None, before.split)

    left = left if left is not None and fits(left) else None
    for created, run in _newest_first(runs):
        if should_stop():
            return None
        if left is not None and saved > created:
            break
        if dataset_key(run) != dataset.key:
            continue
        try:
            before = read_dataset(run)
            counts = fits(before) and (not learned or may_have_learned(run))
        except StudioError:
            continue
        if counts:
            return before
    return left


def _newest_first(runs: Path) -> list[tuple[float, Path]]:
    dated = []
    with suppress(OSError):  # there are no runs
        for folder in runs.iterdir():
            with suppress(OSError):  # it is not a run, or was just deleted
                if not is_unfinished(folder):
                    dated.append(((folder / CONFIG).stat().st_mtime, folder))
    return sorted(dated, reverse=True)
