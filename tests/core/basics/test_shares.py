"""The interval of a share."""

import pytest

from resnet_studio.core.basics.shares import wilson


@pytest.mark.parametrize(("right", "total"), [(0, 4), (4, 4), (1, 2), (146, 153), (9_990, 10_000)])
def test_interval_is_that_of_scipy(right: int, total: int) -> None:
    from scipy.stats import binomtest  # takes a second

    known = binomtest(right, total).proportion_ci(method="wilson")
    assert wilson(right / total, total) == pytest.approx((known.low, known.high), abs=1e-12)


def test_share_is_inside_its_interval_and_the_interval_between_0_and_1() -> None:
    for total in (1, 3, 1000):
        for share in (0.0, 1 / 3, 1.0):
            low, high = wilson(share, total)
            assert 0 <= low <= share <= high <= 1
