"""Descriptions of networks against the paper and torchvision."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import (
    DEPTHS,
    PHOTO_DEPTHS,
    architecture,
    frozen_through,
    frozen_units,
    normalise_frozen,
)
from resnet_studio.core.network.published import PUBLISHED


@pytest.mark.parametrize("depth", DEPTHS)
def test_depth_is_the_number_of_weighted_layers(depth: int) -> None:
    arch = architecture(depth)
    on_the_main_path = 1 + sum(len(block.convolutions) for block in arch.blocks) + 1
    assert on_the_main_path == depth


@pytest.mark.parametrize("depth", PHOTO_DEPTHS)
def test_parameters_match_torchvision(depth: int) -> None:
    assert architecture(depth).total_parameters(1000) == PUBLISHED[depth].parameters


@pytest.mark.parametrize(("depth", "millions"), [(20, 0.27), (32, 0.46), (44, 0.66), (56, 0.85), (110, 1.7)])
def test_parameters_of_small_networks_match_the_paper(depth: int, millions: float) -> None:
    digits = 1 if depth == 110 else 2
    assert round(architecture(depth).total_parameters(10) / 1e6, digits) == millions


@pytest.mark.parametrize(("depth", "billions"), [(18, 1.81), (34, 3.66), (50, 4.09), (101, 7.80), (152, 11.51)])
def test_multiply_accumulates_match_the_published_values(depth: int, billions: float) -> None:
    assert architecture(depth).total_macs(224, 1000) / 1e9 == pytest.approx(billions, abs=0.005)


def test_output_sizes_match_the_paper() -> None:
    arch = architecture(50)
    sizes = [arch.output(name, 224) for name in arch.stage_names]
    assert sizes == [(56, 56, 64), (56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 2048)]
    assert arch.output("head", 224) == (1, 1, 2048)
    assert arch.output("layer3.0", 224) == arch.output("layer3", 224)


def test_small_network_keeps_resolution_in_the_first_stage() -> None:
    arch = architecture(20)
    assert [arch.output(name, 32) for name in arch.stage_names] == [
        (32, 32, 16),
        (32, 32, 16),
        (16, 16, 32),
        (8, 8, 64),
    ]


def test_names_are_in_network_order() -> None:
    arch = architecture(20)
    assert arch.stage_names == ("stem", "layer1", "layer2", "layer3")
    assert arch.unit_names[:5] == ("stem", "layer1.0", "layer1.1", "layer1.2", "layer2.0")
    assert arch.unit_names[-1] == "layer3.2"


def test_shortcuts_match_the_paper() -> None:
    def shortcuts(depth: int, **options: bool) -> list[str]:
        return [stage.blocks[0].shortcut for stage in architecture(depth, **options).stages]

    assert shortcuts(18) == ["identity", "projection", "projection", "projection"]
    assert shortcuts(50) == ["projection"] * 4
    assert shortcuts(20) == ["identity", "pad", "pad"]
    assert shortcuts(50, shortcuts=False) == ["none"] * 4
    rest = [block.shortcut for stage in architecture(50).stages for block in stage.blocks[1:]]
    assert set(rest) == {"identity"}


def test_stage_totals_are_the_sums_of_its_blocks() -> None:
    arch = architecture(101)
    for stage in arch.stages:
        names = [block.name for block in stage.blocks]
        assert arch.parameters(stage.name, 7) == sum(arch.parameters(name, 7) for name in names)
        assert arch.macs(stage.name, 160, 7) == sum(arch.macs(name, 160, 7) for name in names)
    everything = [*arch.stage_names, "head"]
    assert arch.total_macs(160, 7) == sum(arch.macs(name, 160, 7) for name in everything)


def test_network_without_shortcuts_lacks_only_projections() -> None:
    plain, residual = architecture(18, shortcuts=False), architecture(18)
    projections = [block.projection for block in residual.blocks if block.projection]
    assert len(projections) == 3
    missing = sum(projection.parameters for projection in projections)
    assert residual.total_parameters(5) - plain.total_parameters(5) == missing


def test_trainable_parameters_exclude_frozen_units() -> None:
    arch = architecture(18)
    assert arch.trainable_parameters(2, frozen_through(arch, "layer4")) == 2 * 512 + 2
    assert arch.trainable_parameters(2, ()) == arch.total_parameters(2)
    one_block = arch.total_parameters(2) - arch.parameters("layer3.0", 2)
    assert arch.trainable_parameters(2, ["layer3.0"]) == one_block


def test_frozen_through_includes_the_named_stage() -> None:
    arch = architecture(34)
    assert frozen_through(arch, "none") == ()
    assert frozen_through(arch, "stem") == ("stem",)
    assert frozen_through(arch, "layer2") == ("stem", "layer1", "layer2")


def test_normalise_frozen_sorts_and_merges() -> None:
    arch = architecture(18)
    assert normalise_frozen(arch, ["layer3.1", "stem", "layer1.1", "layer1.0", "stem"]) == (
        "stem",
        "layer1",
        "layer3.1",
    )
    assert normalise_frozen(arch, ["layer2", "layer2.1"]) == ("layer2",)
    assert normalise_frozen(arch, []) == ()


@given(st.sampled_from(DEPTHS), st.data())
def test_normalise_frozen_keeps_the_same_units(depth: int, data: st.DataObject) -> None:
    arch = architecture(depth)
    chosen = data.draw(st.lists(st.sampled_from(arch.stage_names + arch.unit_names)))
    once = normalise_frozen(arch, chosen)
    assert normalise_frozen(arch, once) == once
    assert frozen_units(arch, once) == frozen_units(arch, chosen)
    assert frozen_units(arch, once) <= set(arch.unit_names)


@pytest.mark.parametrize("name", ["layer4", "head", "fc", "layer1.9", "", "conv1"])
def test_unknown_layer_error_lists_the_layers(name: str) -> None:
    arch = architecture(20)
    with pytest.raises(ConfigError, match=r"layer3.*layer3\.2") as caught:
        normalise_frozen(arch, [name])
    assert caught.value.field == "frozen"
    with pytest.raises(ConfigError, match="ResNet-20"):
        frozen_through(arch, "layer4")


@pytest.mark.parametrize("depth", [0, 19, 1001, -18])
def test_unknown_depth_error_lists_the_depths(depth: int) -> None:
    with pytest.raises(ConfigError, match="18, 34, 50, 101, 152, 20, 32, 44, 56, 110"):
        architecture(depth)


def test_output_of_unknown_unit_raises_config_error() -> None:
    with pytest.raises(ConfigError, match="layer7"):
        architecture(18).output("layer7", 224)


def test_architecture_is_immutable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        architecture(18).depth = 20  # type: ignore[misc]
