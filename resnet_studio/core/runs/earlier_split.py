"""The split of a dataset as in its newest run, so that pictures that a model has learned from never check the next."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.checks.mending import mending_taken_back, not_to_be_mended
from resnet_studio.core.dataset.added_gone import with_gone
from resnet_studio.core.dataset.catalogue import UNLABELLED, DatasetKey
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import without_splits
from resnet_studio.core.dataset.keep_split import as_it_was, with_kept_split, with_learned, with_other_edits
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.run import DATASET, newest_first, read_dataset
from resnet_studio.core.runs.run_log import may_have_learned
from resnet_studio.core.runs.summary import dataset_key, run_folders


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run has learned from: paths of the training pictures of a dataset, and of all of them."""

    run: Path
    key: DatasetKey
    training: frozenset[str]
    all: frozenset[str]

    @classmethod
    def of(cls, run: Path, trained: Dataset, now: Dataset | None = None) -> Self:
        """What a run has learned from that trained this; it shares the paths that a dataset has `now`, for memory."""
        known = {one.path: one.path for one in now.catalogue.pictures} if now is not None else {}
        training = frozenset(known.get(one.path, one.path) for one in trained.part("train"))
        return cls(run, trained.key, training, frozenset(known.get(one.path, one.path) for one in trained.pictures))


class EarlierRuns:
    """The runs on a dataset, each read when it is asked for, and once.

    Those of other datasets, damaged ones, folds of a cross-validation, and those that ended before their first batch
    are passed over.
    """

    def __init__(self, dataset: Dataset, runs: Path, should_stop: Callable[[], bool] = lambda: False) -> None:
        self._dataset, self._runs, self._should_stop = dataset, runs, should_stop
        self._read: dict[Path, Dataset | None] = {}

    @cached_property
    def newest(self) -> Learned | None:
        """What the newest run has learned from; None without one, or once it should stop."""
        found = self._newest(None)
        return Learned.of(*found, self._dataset) if found is not None else None

    def before(
        self, split: Split | None, left: Dataset | None = None, saved: float = 0, *, learned: bool = True
    ) -> Dataset | None:
        """The dataset as its newest run with this split had it, or as a person `left` it after that.

        Without `learned`, runs that ended before their first batch count, too.
        """
        left = left if left is not None and self._fits(left, split) else None
        found = self._newest(split, saved if left is not None else 0, learned=learned)
        return found[1] if found is not None else left

    def _newest(self, split: Split | None, since: float = 0, *, learned: bool = True) -> tuple[Path, Dataset] | None:
        for created, run in newest_first(self._runs):
            if self._should_stop() or created < since:
                return None
            before = self._of(run)
            if before is not None and self._fits(before, split) and (not learned or _learned(run)):
                return run, before
        return None

    def _of(self, run: Path) -> Dataset | None:
        """What a run was trained on, if it is this dataset."""
        if run not in self._read:
            self._read[run] = None
            if dataset_key(run) == self._dataset.key:
                with suppress(StudioError):
                    self._read[run] = read_dataset(run)
        return self._read[run]

    def _fits(self, before: Dataset, split: Split | None) -> bool:
        if before.split.fold:  # other folds have learned from what it set aside
            return False
        if before.catalogue.has_validation != self._dataset.catalogue.has_validation:
            return False
        # What stays together in a split by groups, stays so in the share that its seed splits off.
        by_seed = replace(before.split, source="seed") if before.split.source == "groups" else None
        return split in (None, before.split) or split == by_seed


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
    earlier = EarlierRuns(dataset, runs, should_stop)
    return as_in_runs(dataset, earlier, split=split, edited=edited)


def as_in_runs(
    dataset: Dataset, earlier: EarlierRuns, *, split: Split | None = None, edited: Edited | None = None
) -> Dataset:
    """See `as_in_newest_run`."""
    if edited is not None and edited.finding is not None:
        findings = (edited.finding, *dataset.catalogue.findings)
        dataset = apply(replace(dataset.catalogue, findings=findings), dataset.edits)
    left = edited.dataset if edited is not None else None
    before = earlier.before(split, left, edited.saved if edited is not None else 0)
    if edited is not None and left is not None and not edited.whole:
        run = earlier.before(split, learned=False)
        if run is not None and _said(run) > _said(left):
            before, left = run, None
    found = dataset if before is None else with_kept_split(before, dataset.catalogue)
    if before is not None and before is left and (same := as_it_was(left, dataset.catalogue)):
        trained = same.edits != found.edits and earlier.newest is not None
        found = found if trained else same  # without a run, no model has learned from any part
    found = found if left is None else with_other_edits(found, left.edits)
    if edited is not None and edited.dataset is not None and mending_taken_back(edited.dataset.edits):
        found = not_to_be_mended(found)
    if any(one.label == UNLABELLED for one in found.catalogue.pictures) or found.unlabelled:
        found = with_learned(found, earlier.newest.training if earlier.newest is not None else (), again=True)
    return with_gone(found)


def learned_by_all(dataset: Dataset, runs: Path, should_stop: Callable[[], bool] = lambda: False) -> list[Learned]:
    """What each run on a dataset has learned from, the newest first; folds and damaged ones are passed over.

    Runs that have recorded the same dataset are read once, and equal sets of paths are kept once, for most have them in
    common. Of 60,000 pictures, each other one takes a quarter of a second.
    """
    found = list[Learned]()
    read: dict[bytes, Learned | None] = {}
    shared: dict[frozenset[str], frozenset[str]] = {}
    for _, run in newest_first(runs):
        if should_stop():
            break
        if dataset_key(run) != dataset.key or not _learned(run):
            continue
        with suppress(StudioError, OSError):
            with open_file(run / DATASET) as file:
                digest = hashlib.file_digest(file, "sha256").digest()
            if digest not in read:
                trained = read_dataset(run)
                one = Learned.of(run, trained, dataset)
                sets = (shared.setdefault(paths, paths) for paths in (one.training, one.all))
                read[digest] = Learned(run, one.key, *sets) if not trained.split.fold else None
            if (same := read[digest]) is not None:
                found.append(replace(same, run=run))
    return found


def is_trained(dataset: Dataset, runs: Path, others: Iterable[Path] = ()) -> bool:
    """Whether there is a run on a dataset, also a fold or one that ended early, in a folder of runs or among others."""
    return any(dataset_key(run) == dataset.key for run in dict.fromkeys((*others, *run_folders(runs))))


def _said(dataset: Dataset) -> int:
    """Of how many pictures edits say something, and of how many classes."""
    return sum(len(getattr(edit, "paths", " ")) for edit in without_splits(dataset.edits))


def _learned(run: Path) -> bool:
    with suppress(StudioError):
        return may_have_learned(run)
    return False
