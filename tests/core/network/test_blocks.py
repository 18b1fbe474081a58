"""Sizes and parameters of the parts of a network."""

import pytest

from resnet_studio.core.network.blocks import Block, Convolution, Stem


@pytest.mark.parametrize(
    ("kernel", "stride", "side", "output"), [(3, 1, 32, 32), (3, 2, 33, 17), (7, 2, 224, 112), (1, 2, 7, 4)]
)
def test_convolution_output_side(kernel: int, stride: int, side: int, output: int) -> None:
    assert Convolution(3, 8, kernel, stride).output_side(side) == output


def test_convolution_counts_weights_and_batch_norm() -> None:
    convolution = Convolution(3, 64, kernel=7, stride=2)
    assert convolution.weights == 9_408
    assert convolution.parameters == 9_408 + 2 * 64
    assert convolution.macs(224) == 9_408 * 112**2


def test_stem_with_max_pool_reduces_by_four() -> None:
    convolution = Convolution(3, 64, kernel=7, stride=2)
    assert Stem(convolution, max_pool=True).output_side(224) == 56
    assert Stem(convolution, max_pool=False).output_side(224) == 112


def test_only_projection_shortcut_has_parameters() -> None:
    convolutions = (Convolution(64, 128, 3, 2), Convolution(128, 128, 3, 1))
    own = sum(convolution.parameters for convolution in convolutions)
    for shortcut in ("identity", "pad", "none"):
        block = Block("layer2.0", "basic", 64, 128, 128, 2, shortcut, convolutions)
        assert (block.projection, block.parameters) == (None, own)
    block = Block("layer2.0", "basic", 64, 128, 128, 2, "projection", convolutions)
    assert block.projection == Convolution(64, 128, kernel=1, stride=2)
    assert block.parameters == own + 64 * 128 + 2 * 128
    assert block.output_side(56) == 28
