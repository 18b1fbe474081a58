"""Edits that were taken back, in a record: so that they can be made again after a restart."""

import json
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from resnet_studio.core.dataset import edits as edits_module
from resnet_studio.core.dataset.edits import Edit, SplitEdit
from resnet_studio.core.dataset.record import MOST_EDITS

States = tuple[tuple[Edit, ...], ...]
"""The edits that a dataset had before something was taken back; the last is what would be made again first."""
_KEPT: Final = "kept"
_MOST_SIGNS: Final = 5_000_000  # of JSON; a split of a large dataset names many pictures


def to_record(now: Sequence[Edit], undone: States) -> list[dict[str, Any]]:
    """Each state as how many edits it has in common with the one after it, and the others; the nearest comes first.

    What is further away is left out where there is too much of it: the record would not be read. So is all of it where
    the record has fewer edits than the dataset.
    """
    items: list[dict[str, Any]] = []
    room, signs, base = MOST_EDITS, _MOST_SIGNS, tuple(now)
    if len(base) > MOST_EDITS:
        return items
    for state in reversed(undone):
        kept = next((at for at, (one, other) in enumerate(zip(base, state, strict=False)) if one != other), None)
        kept = min(len(base), len(state)) if kept is None else kept
        item = {_KEPT: kept, "edits": [edits_module.to_record(edit) for edit in state[kept:]]}
        room, signs = room - 1 - len(state) + kept, signs - len(json.dumps(item))
        if room < 0 or signs < 0:
            break
        items.append(item)
        base = state
    return items


def from_record(items: object, now: Sequence[Edit]) -> States:
    """The states in a record; what is damaged, and what is further away than that, counts as not there."""
    states: list[tuple[Edit, ...]] = []
    base = tuple(now)
    for item in items[:MOST_EDITS] if isinstance(items, list) else ():
        kept, others = (item.get(_KEPT), item.get("edits")) if isinstance(item, Mapping) else (None, None)
        if type(kept) is not int or not 0 <= kept <= len(base) or not isinstance(others, list):
            break
        try:
            base = (*base[:kept], *(edits_module.from_record(one) for one in others if isinstance(one, Mapping)))
        except (ValueError, edits_module.UnknownEditError):
            break
        states.append(base)
    return tuple(reversed(states))


def opened_again(states: States, left: Sequence[Edit], opened: Sequence[Edit]) -> States:
    """What can be made again of a dataset with the edits `opened`, by the states when it was left with those of `left`.

    They are the same, or only a split was moved behind them: what was taken back of them then follows after it, as far
    as that only adds to them. Of any others nothing can.
    """
    left, opened = tuple(left), tuple(opened)
    if opened == left:
        return states
    place = max((at for at, edit in enumerate(left) if isinstance(edit, SplitEdit)), default=-1)
    if place < 0 or opened[:-1] != (*left[:place], *left[place + 1 :]) or not isinstance(opened[-1], SplitEdit):
        return ()
    longer = takewhile(lambda state: state[: len(left)] == left, reversed(states))
    return tuple(reversed([(*opened, *state[len(left) :]) for state in longer]))
