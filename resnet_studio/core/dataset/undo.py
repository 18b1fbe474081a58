"""Which edit undo takes back: the one that was made last, though a split that was kept may stand behind it."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.edits import Edit, KeptSplit, SplitEdit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit


def last_made(catalogue: Catalogue, edits: Sequence[Edit]) -> Edit | None:
    """The edit that undo takes back; None where none can be: without a split, there must still be a validation part.

    It is the last one, or the one before it where that is a split which was kept, and moved behind later edits.
    """
    if not edits:
        return None
    last = edits[-1]
    if _later(last) and len(edits) > 1:
        return edits[-2]
    others = catalogue.has_validation or any(isinstance(edit, SplitEdit) for edit in edits[:-1])
    return last if others or not isinstance(last, SplitEdit) else None


def without_last_made(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits without the one that undo takes back."""
    *others, last = edits
    if isinstance(last, KeptSplit | GroupedSplit) and last.later and others:
        return (*others[:-1], replace(last, later=last.later - 1))
    return tuple(others)


def _later(edit: Edit) -> int:
    return edit.later if isinstance(edit, KeptSplit | GroupedSplit) else 0
