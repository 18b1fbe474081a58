"""Why settings are proposed."""

from typing import Any

import pytest

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.reasons import why_best_by, why_epochs, why_frozen, why_optimizer


@pytest.mark.parametrize(
    ("pictures", "chosen", "layers", "epochs"),
    [
        (40, {}, "fewer than 300", "fewer than 100 steps"),
        (40, {"epochs": 3}, "fewer than 300", ""),
        (200, {"freeze": "layer3"}, "", "fewer than 200 steps"),
        (40, {"freeze": "layer3"}, "", "more than 40 are never proposed"),  # 40 epochs of 2 steps
        (4, {}, "fewer than 300", "fewer than 100 steps"),  # 100 epochs of a step
        (299, {}, "fewer than 300", ""),  # 15 epochs are enough
        (300, {}, "layer4 too gained", "fewer than 200 steps"),
        (300, {"freeze": "layer4"}, "", ""),
        (300, {"batch_size": 16}, "layer4 too gained", "fewer than 200 steps"),
        (1499, {}, "layer4 too gained", ""),
        (1500, {"layer_decay": 1.0}, "", ""),
        (1500, {"depth": 34}, "with ResNet-18", ""),
        (1500, {}, "layer3 too, at 0.3 of the rate of layer4, was", ""),
        (3000, {"depth": 50}, "lost 1 on 400 photographs", ""),
        (3000, {"weights": "own.pth"}, "from ImageNet weights", ""),  # where it was measured
        (3000, {"freeze": "none"}, "", ""),
        (400, {"depth": 20, "weights": "own.pth"}, "", "half learned"),
        (3000, {"batch_size": 1024}, "layer3 too, at 0.3 of the rate of layer4, was", "an epoch has few steps"),
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


def test_lowest_loss_has_a_reason_where_it_is_proposed() -> None:
    head = TrainConfig.build(pictures=40)
    assert "the loss says more" in str(why_best_by(head, 40))
    for other in (head.changed(best_by="top1"), TrainConfig.build(pictures=400, best_by="loss")):
        assert not why_best_by(other, 40)
    assert not why_best_by(head, 300)  # which are not few
