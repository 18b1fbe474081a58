"""What two pictures that are alike are of each other, in words."""

from __future__ import annotations

from typing import Final

from resnet_studio.core.basics.formatting import percent
from resnet_studio.core.basics.message import Message, message, tr
from resnet_studio.core.checks.pair_kinds import PairKind
from resnet_studio.core.checks.pairs import Alike

KINDS: Final[dict[PairKind, Message]] = {
    PairKind.SAME_FILE: message("the same file"),
    PairKind.SAVED_AGAIN: message("re-saved"),
    PairKind.OTHER_FORMAT: message("other format"),
    PairKind.RESIZED: message("resized"),
    PairKind.BRIGHTER: message("brighter"),
    PairKind.DARKER: message("darker"),
    PairKind.MIRRORED: message("mirrored"),
    PairKind.CROPPED: message("cropped"),
    PairKind.TURNED: message("turned"),
    PairKind.NEXT_SHOT: message("next shot?"),
}
"""What the second picture of a pair is of the first."""


def how_alike(pair: Alike, kind: PairKind = PairKind.UNKNOWN) -> str:
    """How much two pictures are alike, and in what they differ, in words."""
    words = KINDS.get(kind)
    if kind is PairKind.SAME_FILE:
        return tr("the same file twice")
    share = tr("alike by way of others") if pair.alike is None else tr("{share:percent} alike", share=pair.alike)
    if pair.alike is not None and pair.alike >= 1:
        share = tr("the same picture twice")
    return share if words is None else tr("{share:plain}, {kind}", share=share, kind=words)


def in_short(pair: Alike, kind: PairKind = PairKind.UNKNOWN) -> str:
    """How much they are alike, below a small tile; of the same picture that says in what the files differ."""
    if pair.alike is None or (pair.alike >= 1 and kind in KINDS):
        return ""
    return tr("same") if pair.alike >= 1 else percent(pair.alike)
