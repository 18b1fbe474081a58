"""The edits of the open dataset: made, taken back, and made again.

What a model of this window has learned from stays out of validation, whatever is labelled, taken back or made again
after that; only a person who splits again, or pins pictures, decides otherwise.
"""

from collections.abc import Collection, Iterable, Mapping

from resnet_studio.core.dataset.added_gone import followed, following
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit, last_split
from resnet_studio.core.dataset.keep_split import with_learned, with_parts_kept
from resnet_studio.core.dataset.take_back import made_again, obstacle, without
from resnet_studio.core.dataset.undone import States


class EditHistory:
    """Each method takes the dataset as it is, and returns it as it is then, or None where nothing changes.

    Attributes:
        undone: the edits that the dataset had before some were taken back; the last is what would be made again first.
    """

    def __init__(self) -> None:
        self.undone: States = ()
        self._learned: dict[DatasetKey, frozenset[str]] = {}
        self._seen: dict[DatasetKey, frozenset[str]] = {}

    def learn(self, trained: Dataset) -> None:
        """Know the pictures of a run; not those of a fold, which another fold of the same dataset is checked on."""
        if not trained.split.fold:
            key, pictures = trained.key, trained.pictures
            _add(self._learned, key, (one.path for one in pictures if one.part == "train"))
            _add(self._seen, key, (one.path for one in pictures))

    def move(self, before: DatasetKey, now: DatasetKey) -> None:
        """Follow a dataset to another folder."""
        for known in (self._learned, self._seen):
            _add(known, now, known.pop(before, frozenset()))

    def edited(self, dataset: Dataset, edit: Edit) -> Dataset:
        """Make an edit."""
        self.undone = ()
        learned, seen = (known.get(dataset.key, frozenset()) for known in (self._learned, self._seen))
        kept = with_parts_kept(dataset, learned, seen)
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
        return with_learned(dataset, self._learned.get(dataset.key, frozenset()))

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


def _add(known: dict[DatasetKey, frozenset[str]], key: DatasetKey, paths: Iterable[str]) -> None:
    known[key] = known.get(key, frozenset()).union(paths)


def _with(now: Edit | None, old: Edit | None, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits with one of them replaced."""
    return tuple(now if now is not None and edit == old else edit for edit in edits)
