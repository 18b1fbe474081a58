"""What two pictures that are alike are of each other, in words."""

import pytest

from resnet_studio.core.checks.pair_kinds import PairKind
from resnet_studio.core.checks.pairs import Alike
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.gui.rooms.data.pair_words import in_short

ONE, OTHER = (Picture(name, 0, "train", 9, 1) for name in ("a/1.png", "a/2.png"))


@pytest.mark.parametrize(
    ("alike", "kind", "said"),
    [
        (1.0, PairKind.SAVED_AGAIN, ""),  # "re-saved" stands beside it
        (1.0, PairKind.UNKNOWN, "same"),
        (0.97, PairKind.SAVED_AGAIN, "97.0 %"),
        (None, PairKind.UNKNOWN, ""),
    ],
)
def test_same_is_said_only_where_nothing_else_is(alike: float | None, kind: PairKind, said: str) -> None:
    assert in_short(Alike(ONE, OTHER, 0, alike), kind) == said
