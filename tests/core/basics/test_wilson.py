"""The interval of a share."""

import pytest
from scipy.stats import binomtest

from resnet_studio.core.basics.wilson import wilson


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (3, 4), (146, 153), (1990, 2000), (0, 50)])
def test_interval_equals_scipys(right: int, total: int) -> None:
    expected = binomtest(right, total).proportion_ci(method="wilson")
    assert wilson(right, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
