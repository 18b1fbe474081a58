"""Taking one edit back that is not the last one, where no later edit depends on it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit, KeptSplit, SplitBySeed, SplitEdit, moved_behind
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.undo import last_made, without_edit


class Later:
    """What was said after an edit: gathered on the way from the last edit to the first.

    Attributes:
        split: whether the pictures were split again.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.split = False
        self._edits = edits
        self._split_behind = -1  # an edit at an earlier place than this was made before a split
        self._next: dict[str, int] = {}  # of each path, the place of the next edit that names it

    def obstacle(self, dataset: Dataset, place: int) -> Message | None:
        """Why the edit at that place cannot be taken back alone; see `obstacle`."""
        edit = self._edits[place]
        if isinstance(edit, KeepFinding | KeepFindings):
            return None
        if place < self._split_behind:
            return message("The pictures were split again since then. Undo that first.")
        if isinstance(edit, SplitEdit):
            others = (*self._edits[:place], *self._edits[place + 1 :])
            if dataset.catalogue.has_validation or any(isinstance(one, SplitEdit) for one in others):
                return None
            return message("Without this split there is no validation part.")
        after = min((self._next[path] for path in paths_of(edit) if path in self._next), default=None)
        if after is None:
            return None
        label = self._edits[after].label
        return message("Later you changed some of these pictures: {edit}. Undo that first.", edit=label)

    def add(self, place: int) -> None:
        """Count the edit at that place among those that are later; those behind it have been added."""
        edit = self._edits[place]
        if isinstance(edit, SplitEdit):
            self._split_behind, self.split = max(self._split_behind, place - moved_behind(edit)), True
        self._next |= dict.fromkeys(paths_of(edit), place)


def obstacle(dataset: Dataset, place: int) -> Message | None:
    """Why the edit at that place cannot be taken back alone; None where it can.

    What a person keeps as it is, no other edit depends on. A split was drawn from the pictures that there were, and
    from what the edits before it say; an edit of the same pictures was made of what those before it have made.
    """
    later = Later(dataset.edits)
    for at in range(len(dataset.edits) - 1, place, -1):
        later.add(at)
    return later.obstacle(dataset, place)


def without(dataset: Dataset, place: int) -> Dataset:
    """The dataset without one of its edits, for which there is no `obstacle`."""
    return dataset.with_edits(without_edit(dataset.edits, place))


def made_again(dataset: Dataset, edits: Sequence[Edit]) -> Edit | None:
    """The edit that is made again where these edits take the place of a dataset's."""
    if len(edits) != len(dataset.edits) + 1:
        return last_made(dataset.catalogue, edits)
    pairs = zip_longest(edits, dataset.edits)
    return next(edit for edit, known in pairs if known is None or _as_made(edit) != _as_made(known))


def _as_made(edit: Edit) -> Edit:
    """The edit without what its split says of a model that has learned since."""
    return replace(edit, learned=()) if isinstance(edit, SplitBySeed | KeptSplit | GroupedSplit) else edit


def paths_of(edit: Edit) -> tuple[str, ...]:
    """The paths of the pictures that an edit names; none for one that only keeps findings as they are."""
    return () if isinstance(edit, KeepFinding | KeepFindings) else getattr(edit, "paths", ())
