"""Limits that a person can change."""

import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.checks.thresholds import Thresholds


@pytest.mark.parametrize("value", [-0.1, 0.849, 1.1, float("nan"), True, "0.9"])
def test_value_out_of_range_is_refused_by_name(value: float) -> None:
    with pytest.raises(ConfigError) as refused:
        Thresholds(alike=value)
    assert refused.value.field == "alike"
