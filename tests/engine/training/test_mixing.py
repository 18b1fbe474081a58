"""Mixing the items of a batch in pairs."""

import numpy as np
import pytest
import torch

from resnet_studio.core.runs.augmentation import Augmentation
from resnet_studio.engine.training.mixing import Mix

PICTURES, FEATURES = torch.Size((8, 3, 10, 12)), torch.Size((8, 512))


def drawn(changes: Augmentation, step: int = 0, shape: torch.Size = PICTURES, seed: int = 0) -> Mix:
    mix = Mix.draw(changes, shape, seed, step)
    assert mix is not None
    return mix


def test_nothing_is_mixed_where_both_are_off() -> None:
    assert Mix.draw(Augmentation(), PICTURES, 0, 0) is None


def test_same_step_and_seed_mix_the_same_and_others_otherwise() -> None:
    first, again, later = (drawn(Augmentation(mixup=0.4), step) for step in (3, 3, 4))
    other = drawn(Augmentation(mixup=0.4), 3, seed=1)
    assert (first.share, first.partners.tolist()) == (again.share, again.partners.tolist())
    assert first.share not in (later.share, other.share)


def test_blended_pictures_are_in_the_drawn_proportion() -> None:
    mix = drawn(Augmentation(mixup=1.0))
    values = torch.rand(PICTURES)
    others = values[mix.partners]
    torch.testing.assert_close(mix.of(values, others), mix.share * values + (1 - mix.share) * others)


def test_share_of_a_cut_picture_is_that_of_its_area() -> None:
    for step in range(40):
        mix = drawn(Augmentation(cutmix=1.0), step)
        mixed = mix.of(torch.ones(PICTURES), torch.zeros(PICTURES))
        assert mixed.mean().item() == pytest.approx(mix.share)
        assert set(mixed.unique().tolist()) <= {0.0, 1.0}


def test_both_kinds_take_turns_by_chance() -> None:
    boxes = [drawn(Augmentation(mixup=0.2, cutmix=1.0), step).box for step in range(60)]
    assert 15 < sum(box is None for box in boxes) < 45


def test_what_has_no_height_and_width_is_blended_and_never_cut() -> None:
    assert Mix.draw(Augmentation(cutmix=1.0), FEATURES, 0, 0) is None
    assert all(drawn(Augmentation(mixup=0.2, cutmix=1.0), step, FEATURES).box is None for step in range(20))


def test_every_item_is_a_partner_once() -> None:
    assert np.array_equal(np.sort(drawn(Augmentation(mixup=0.2)).partners.numpy()), np.arange(8))
