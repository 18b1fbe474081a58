"""How an interval is written where there is little room."""

import pytest

from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.rooms.results.words import span


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.909, 0.978, "90.9–97.8"), (0.543, 0.9999, "54.3 to > 99.9"), (0.0001, 0.5, "< 0.1 to 50.0"), (None, None, "")],
)
def test_interval_does_not_read_as_an_arrow(low: float | None, high: float | None, expected: str) -> None:
    assert span(Figure(0.9, low, high)) == expected
