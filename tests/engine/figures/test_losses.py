"""The mean loss and its interval."""

import numpy as np

from resnet_studio.core.runs.figures import Figure
from resnet_studio.engine.figures.losses import mean_loss


def width(figure: Figure) -> float:
    low, high = figure.interval or (0.0, 0.0)
    return high - low


def test_value_is_the_mean_cross_entropy() -> None:
    probabilities = np.array([0.9, 0.5, 0.2])
    margins = np.log(probabilities) - np.log(1 - probabilities)
    assert abs((mean_loss(margins, np.random.default_rng(0)).value or 0) + np.log(probabilities).mean()) < 1e-12


def test_interval_holds_the_mean_and_narrows_with_pictures() -> None:
    random = np.random.default_rng(2)
    margins = random.normal(1.5, 2, 40_000)
    found = [mean_loss(margins[:count], random) for count in (20, 500, 1900, 2100, 40_000)]
    assert all(one.low is not None and one.high is not None and one.low < one.value < one.high for one in found)  # type: ignore[operator]
    widths = [width(one) for one in found]
    assert abs(widths[2] / widths[3] - 1) < 0.3
    assert widths[0] > widths[1] > widths[2] > widths[4]


def test_where_no_answer_is_wrong_the_next_may_be() -> None:
    margins = np.random.default_rng(3).normal(4.65, 2, 200)
    margins = margins[margins > 0.5][:20]
    found = mean_loss(margins, np.random.default_rng(0))
    assert found.high is not None
    assert found.high > np.logaddexp(0, -margins).max()


def test_a_single_loss_has_no_interval_and_says_why() -> None:
    found = mean_loss(np.array([0.3]), np.random.default_rng(0))
    assert found.interval is None
    assert found.reason


def test_equal_losses_have_an_interval_without_width() -> None:
    found = mean_loss(np.full(9, 0.5), np.random.default_rng(0))
    assert found.interval == (found.value, found.value)


def test_upper_end_of_very_few_pictures_is_at_most_the_largest_loss_that_one_can_have() -> None:
    for count in (2, 3, 4):
        found = mean_loss(np.linspace(0.5, 4, count), np.random.default_rng(0))
        assert found.high is not None
        assert found.value is not None
        assert found.value < found.high < 88
