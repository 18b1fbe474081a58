"""The line that says how many pictures there are of each class."""

from dataclasses import replace

import pytest

from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.gui.rooms.use.counts_line import class_counts

COUNTED = Counted(("0", "7"), (2, 5), 0, (2, 5), (1, 4), (3, 7), 359)


@pytest.mark.parametrize(
    ("classes", "counted", "said"),
    [
        (("ants", "bees"), None, ["5 bees", "2 ants"]),
        (("0", "7"), None, ["7: 5", "0: 2"]),
        (("0", "7"), COUNTED, ["7: 5 (likely 4 to 7)", "0: 2 (likely 1 to 3)"]),
        (("0", "7"), replace(COUNTED, lows=(1, 5), highs=(3, 5)), ["7: 5 (likely 5)", "0: 2 (likely 1 to 3)"]),
        (
            ("ants", "bees"),
            replace(COUNTED, lows=(1, 5), highs=(3, 5)),
            ["5 bees (likely 5)", "2 ants (likely 1 to 3)"],
        ),
    ],
)
def test_number_that_is_a_name_is_not_beside_its_count(
    classes: tuple[str, ...], counted: Counted | None, said: list[str]
) -> None:
    assert class_counts(classes, (2, 5), counted) == said
