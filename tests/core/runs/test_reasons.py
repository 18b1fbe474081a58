"""Why settings are proposed."""

from typing import Any

import pytest

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.reasons import why_epochs, why_frozen, why_optimizer


@pytest.mark.parametrize(
    ("pictures", "chosen", "layers", "epochs"),
    [
        (40, {}, "fewer than 300", "fewer than 100 steps"),
        (40, {"epochs": 3}, "fewer than 300", ""),
        (40, {"freeze": "layer3"}, "", "fewer than 200 steps"),
        (299, {}, "fewer than 300", ""),  # 15 epochs are enough
        (300, {}, "layer4 too gained", "fewer than 200 steps"),
        (300, {"freeze": "layer4"}, "", ""),
        (300, {"batch_size": 16}, "layer4 too gained", "fewer than 200 steps"),
        (3000, {}, "layer4 too gained", ""),
        (3000, {"depth": 50}, "layer4 too gained", ""),
        (3000, {"weights": "own.pth"}, "", ""),  # measured from ImageNet weights
        (3000, {"freeze": "none"}, "", ""),
        (40, {"weights": "scratch"}, "", ""),
        (40, {"depth": 20}, "", ""),
        (40, {"shortcuts": False}, "", ""),
    ],
)
def test_reason_belongs_to_what_is_proposed_for_so_many_pictures(
    pictures: int, chosen: dict[str, Any], layers: str, epochs: str
) -> None:
    config = TrainConfig.build(pictures=pictures, **chosen)
    for reason, expected in ((why_frozen(config, pictures), layers), (why_epochs(config, pictures), epochs)):
        assert bool(reason) == bool(expected)
        assert expected in str(reason)


def test_muon_has_a_reason_where_a_small_network_starts_from_scratch() -> None:
    small = TrainConfig.build(depth=20)
    assert "more accurate" in str(why_optimizer(small))
    for other in (small.changed(optimizer="adamw"), small.changed(weights="w.pt"), TrainConfig.build(optimizer="muon")):
        assert not why_optimizer(other)
