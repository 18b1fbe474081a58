"""The edits of the open dataset: made, taken back, and made again.

What a model of this window, or of an earlier run, has learned from stays out of validation, whatever is
labelled, taken back or made again after that; only a person who splits again, takes a split back, or pins pictures,
decides otherwise.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.dataset.added_gone import followed, following
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit, last_split
from resnet_studio.core.dataset.keep_split import with_learned, with_parts_kept
from resnet_studio.core.dataset.take_back import made_again, obstacle, without
from resnet_studio.core.dataset.undone import States
from resnet_studio.core.runs.earlier_split import Learned


class EditHistory(QObject):
    """Each method takes the dataset as it is, and returns it as it is then, or None where nothing changes.

    Attributes:
        undone: the edits that the dataset had before some were taken back; the last is what would be made again first.

    Signals: ``learned_changed()``: what is known of runs, or the name of one, has changed; ``renamed()``: a run has
    another name, also one of which nothing is known.
    """

    learned_changed = Signal()
    renamed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undone: States = ()
        self._runs: dict[Path, Learned] = {}
        self._gone: set[Path] = set()  # runs that were deleted, or have another name
        self._joined: dict[DatasetKey, tuple[frozenset[str], frozenset[str]]] = {}

    def learn(self, run: Path, trained: Dataset) -> None:
        """Know the pictures of a run; not those of a fold, which another fold of the same dataset is checked on."""
        if not trained.split.fold:
            self._gone.discard(run)
            self.know(Learned.of(run, trained))

    def know(self, *learned: Learned) -> None:
        """Know what runs have learned from, perhaps of an earlier window; not those that are deleted by now."""
        more = {one.run: one for one in learned if one.run not in self._gone and self._runs.get(one.run) != one}
        if more:
            self._runs |= more
            self._forget_joined()

    def forget(self, run: Path) -> None:
        """A run was deleted, or has ended before it learned. What the split of an edit since says of it, stays."""
        self._gone.add(run)
        if self._runs.pop(run, None) is not None:
            self._forget_joined()

    def rename(self, old: Path, new: Path) -> None:
        """Follow a run to another name."""
        self._gone.add(old)
        self._gone.discard(new)
        if old in self._runs:
            self._runs[new] = replace(self._runs.pop(old), run=new)
            self._forget_joined()
        self.renamed.emit()

    def move(self, runs: Iterable[Path], root: Path) -> None:
        """Follow the dataset of these runs, of this window or before, to another folder."""
        for run in runs:
            if one := self._runs.get(run):
                self._runs[run] = replace(one, key=(root, *one.key[1:]))
        self._forget_joined()

    def _forget_joined(self) -> None:
        self._joined.clear()
        self.learned_changed.emit()

    def learned_from(self, key: DatasetKey) -> dict[str, frozenset[str]]:
        """The pictures of a dataset that each run has learned from, by its name."""
        return {run.name: one.training for run, one in self._runs.items() if one.key == key}

    def _known(self, key: DatasetKey) -> tuple[frozenset[str], frozenset[str]]:
        """What all runs on a dataset have learned from, and all of their pictures; joined once, for each edit asks."""
        if key not in self._joined:
            runs, none = [one for one in self._runs.values() if one.key == key], frozenset[str]()
            self._joined[key] = none.union(*(one.training for one in runs)), none.union(*(one.all for one in runs))
        return self._joined[key]

    def edited(self, dataset: Dataset, edit: Edit) -> Dataset:
        """Make an edit."""
        self.undone = ()
        kept = with_parts_kept(dataset, *self._known(dataset.key))
        return self._with_learned(kept.with_edit(edit))

    def follow_added(
        self,
        dataset: Dataset,
        new: Mapping[str, str],
        times: Mapping[str, int],
        missing: Collection[str],
        deleted: Collection[str],
    ) -> Dataset:
        """Take the pictures that were added from where they are now, in all edits; see `followed`."""
        self.undone = tuple(following(edits, new, times) for edits in self.undone)
        return followed(dataset, new, times, missing, deleted)

    def undo(self, dataset: Dataset) -> tuple[Dataset, Edit] | None:
        """Take the last edit back, and say which."""
        if (edit := dataset.last_edit) is None:
            return None
        before = self._before(dataset)
        return self._with_learned(before.without_last_edit()), edit

    def take_back(self, dataset: Dataset, place: int) -> tuple[Dataset, Edit] | None:
        """Take back the edit at that place, where no later one depends on it, and say which."""
        if place >= len(dataset.edits) or obstacle(dataset, place) is not None:
            return None
        before = self._before(dataset)
        return self._with_learned(without(before, place)), dataset.edits[place]

    def redo(self, dataset: Dataset) -> Dataset | None:
        """Make the edit again that was taken back last, if none was made since."""
        if not self.undone:
            return None
        self.undone, edits = self.undone[:-1], self.undone[-1]
        return self._with_learned(dataset.with_edits(edits))

    def redoable(self, dataset: Dataset) -> Edit | None:
        """The edit that was taken back last, while it can be made again."""
        return made_again(dataset, self.undone[-1]) if self.undone else None

    def _with_learned(self, dataset: Dataset) -> Dataset:
        return with_learned(dataset, self._known(dataset.key)[0])

    def _before(self, dataset: Dataset) -> Dataset:
        """The dataset from which an edit is taken back, kept for making it again.

        Where its split learns what a model has learned from, so do those that can be made again: they have it in
        common, and are recorded as what they have more.
        """
        kept = self._with_learned(dataset)
        if kept is not dataset:
            old, now = last_split(dataset.edits), last_split(kept.edits)
            self.undone = tuple(_with(now, old, edits) for edits in self.undone)
        self.undone = (*self.undone, kept.edits)
        return kept


def _with(now: Edit | None, old: Edit | None, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits with one of them replaced."""
    return tuple(now if now is not None and edit == old else edit for edit in edits)
