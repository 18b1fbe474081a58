"""How many pictures the network computes at once."""

import pytest

from resnet_studio.core.basics.errors import Failure, MemoryFullError
from resnet_studio.engine.network.freeze import freeze
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training.micro_batch import MicroBatch


def fitted(batch_size: int, depth: int = 20, frozen: tuple[str, ...] = ()) -> MicroBatch:
    network, made = build(depth, 3), MicroBatch(batch_size)
    freeze(network, frozen)
    made.fit(network, (3, 32, 32))
    return made


def test_batch_is_not_cut_at_first() -> None:
    made = fitted(8)
    assert (made.size, made.limit, made.pieces_of(8)) == (8, None, 1)


def test_halving_goes_down_to_one_picture_and_then_fails() -> None:
    made, sizes = fitted(5), []
    for _ in range(3):
        made.halve_after_error(MemoryError())
        sizes.append((made.size, made.limit))
    assert sizes == [(3, 3), (2, 2), (1, 1)]
    with pytest.raises(MemoryFullError, match=r"even with 1 picture at a time\. Close other programs") as raised:
        made.halve_after_error(MemoryError())
    assert raised.value.kind is Failure.MEMORY
    assert made.halve_after_crash() is None


@pytest.mark.parametrize(("frozen", "least"), [((), 2), (("stem", "layer1", "layer2", "layer3", "layer4"), 1)])
def test_batch_norm_that_learns_from_single_values_needs_two_pictures(frozen: tuple[str, ...], least: int) -> None:
    """ResNet-18 ends with one value per channel at 32 pixels."""
    made = fitted(8, 18, frozen)
    while made.can_halve:
        made.halve_after_error(MemoryError())
    assert made.size == least
    assert made.pieces_of(3) == (1 if least == 2 else 3)


def test_notices_say_what_changes() -> None:
    assert str(fitted(8).halve_after_error(MemoryError()).text) == (
        "The memory was full, so the network is given 4 pictures at a time from now on. A step still learns from 8, "
        "but BatchNorm takes its statistics from 4 at a time."
    )
    notice = fitted(2, frozen=("stem", "layer1", "layer2", "layer3")).halve_after_crash()
    assert notice is not None
    assert str(notice.text) == (
        "The memory may have been full, so the network is given 1 picture at a time from now on. "
        "A step still learns from 2."
    )


@pytest.mark.parametrize(("recorded", "pieces"), [(4, 4), (0, 1), (100, 8)])
def test_restored_pieces_are_within_the_batch(recorded: int, pieces: int) -> None:
    made = fitted(8)
    made.restore(recorded)
    assert made.pieces == pieces


def test_lanes_share_what_is_computed_at_once() -> None:
    made = MicroBatch(32, 2)
    assert (made.limit, made.limit_of_lane) == (None, None)
    assert str(made.halve_after_error(MemoryError()).text).endswith("BatchNorm takes its statistics from 16 at a time.")
    assert (made.limit, made.limit_of_lane, made.pieces_of(16)) == (16, 8, 2)
