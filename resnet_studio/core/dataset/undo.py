"""Which edit undo takes back: the one that was made last, though a split that was kept may stand behind it."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.edits import Edit, KeptSplit, SplitEdit, moved_behind
from resnet_studio.core.dataset.grouped_edit import GroupedSplit


def last_made(catalogue: Catalogue, edits: Sequence[Edit]) -> Edit | None:
    """The edit that undo takes back; None where none can be: without a split, there must still be a validation part.

    It is the last one, or the one before it where that is a split which was kept, and moved behind later edits.
    """
    if not edits:
        return None
    last = edits[-1]
    if moved_behind(last) and len(edits) > 1:
        return edits[-2]
    others = catalogue.has_validation or any(isinstance(edit, SplitEdit) for edit in edits[:-1])
    return last if others or not isinstance(last, SplitEdit) else None


def without_last_made(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits without the one that undo takes back."""
    return without_edit(edits, len(edits) - (2 if moved_behind(edits[-1]) and len(edits) > 1 else 1))


def without_edit(edits: Sequence[Edit], place: int) -> tuple[Edit, ...]:
    """The edits without the one at that place, which a split that was kept may have been moved behind."""
    *before, last = edits
    if isinstance(last, KeptSplit | GroupedSplit) and len(before) - last.later <= place < len(before):
        last = replace(last, later=last.later - 1)
    return (*before[:place], *before[place + 1 :], *([last] if place < len(before) else []))
