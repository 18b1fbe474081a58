"""Taking one edit back that is not the last one, where no later edit depends on it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, KeptSplit, SplitEdit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.undo import last_made


def obstacle(dataset: Dataset, place: int) -> Message | None:
    """Why the edit at that place cannot be taken back alone; None where it can.

    What a person keeps as it is, no other edit depends on. A split was drawn from the pictures that there were, and
    from what the edits before it say; an edit of the same pictures was made of what those before it have made.
    """
    edit = dataset.edits[place]
    if isinstance(edit, KeepFinding | KeepFindings):
        return None
    if any(isinstance(later, SplitEdit) for later in _later(dataset.edits, place)):
        return message("The pictures were split again since then. Undo that first.")
    if isinstance(edit, SplitEdit):
        others = (*dataset.edits[:place], *dataset.edits[place + 1 :])
        if dataset.catalogue.has_validation or any(isinstance(one, SplitEdit) for one in others):
            return None
        return message("Without this split there is no validation part.")
    own = frozenset(paths_of(edit))
    after = next((later for later in _later(dataset.edits, place) if not own.isdisjoint(paths_of(later))), None)
    if after is None:
        return None
    return message("Later you changed some of these pictures: {edit}. Undo that first.", edit=after.label)


def without(dataset: Dataset, place: int) -> Dataset:
    """The dataset without one of its edits, for which there is no `obstacle`."""
    edits = dataset.edits
    others = [*edits[:place], *edits[place + 1 :]]
    last = edits[-1]
    if isinstance(last, KeptSplit | GroupedSplit) and len(edits) - 1 - last.later <= place < len(edits) - 1:
        others[-1] = replace(last, later=last.later - 1)
    return apply(dataset.catalogue, others)


def made_again(dataset: Dataset, edits: Sequence[Edit]) -> Edit | None:
    """The edit that is made again where these edits take the place of a dataset's."""
    if len(edits) == len(dataset.edits) + 1:
        return next(edit for edit, here in zip_longest(edits, dataset.edits) if edit != here)
    return last_made(dataset.catalogue, edits)


def paths_of(edit: Edit) -> tuple[str, ...]:
    """The paths of the pictures that an edit names; none for one that only keeps findings as they are."""
    return () if isinstance(edit, KeepFinding | KeepFindings) else getattr(edit, "paths", ())


def _later(edits: Sequence[Edit], place: int) -> Iterator[Edit]:
    """The edits that were made after one: without a split that was only moved behind it."""
    for at, later in enumerate(edits[place + 1 :], place + 1):
        moved = later.later if isinstance(later, KeptSplit | GroupedSplit) else 0
        if place < at - moved:
            yield later
