"""The edits of two windows to one dataset, joined (0058)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit, SplitBySeed, SplitEdit


def joined_edits(
    dataset: Dataset, known: Sequence[Edit], edits: Sequence[Edit], before: Sequence[Edit] = ()
) -> Dataset:
    """A dataset with `edits` first, and then those of its own that it does not share with `known`.

    What they share is the beginning without splits: one that is kept is moved behind other edits. A split by seed that
    the program has mended by itself since is the same. A split in `before` and not in `edits` was taken back, and is
    left out.
    """
    splits = [_as_mended(one) for one in (*known, *before)]
    others = [[one for one in some if not isinstance(one, SplitEdit)] for some in (dataset.edits, known)]
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*others, strict=False)))
    own, passed = list[Edit](), 0
    for edit in dataset.edits:
        if isinstance(edit, SplitEdit):
            own += [edit] if passed >= shared and _as_mended(edit) not in splits else []
        else:
            passed += 1
            own += [edit] if passed > shared else []
    return dataset.with_edits((*edits, *own))


def _as_mended(edit: Edit) -> Edit:
    return replace(edit, mended=True) if isinstance(edit, SplitBySeed) else edit
