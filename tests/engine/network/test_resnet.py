import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import DEPTHS, HEAD, PHOTO_DEPTHS, architecture
from resnet_studio.engine.network.resnet import BasicBlock, Bottleneck, PaddedShortcut, ResNet, build


def pictures(side: int = 64, count: int = 2) -> Tensor:
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(0))


def with_lived_statistics(network: nn.Module) -> None:
    """Give BatchNorm random parameters and statistics, so that a wrong layer is noticed."""
    generator = torch.Generator().manual_seed(1)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.running_mean, module.bias.data):
                tensor.copy_(0.1 * torch.randn(tensor.shape, generator=generator))
            for tensor in (module.running_var, module.weight.data):
                tensor.copy_(0.7 + 0.5 * torch.rand(tensor.shape, generator=generator))


@pytest.mark.parametrize("depth", PHOTO_DEPTHS)
def test_names_shapes_and_outputs_match_torchvision(depth: int) -> None:
    import torchvision

    theirs = torchvision.models.get_model(f"resnet{depth}", num_classes=7).eval()
    with_lived_statistics(theirs)
    ours = build(depth, 7).eval()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict(), strict=True)
    with torch.inference_mode():
        expected, got = theirs(pictures()), ours(pictures())
    assert expected.std() > 0
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)


def test_gradients_and_statistics_match_torchvision() -> None:
    import torchvision

    theirs = torchvision.models.resnet18(num_classes=3).train()
    ours = build(18, 3).train()
    ours.load_state_dict(theirs.state_dict(), strict=True)
    for network in (theirs, ours):
        functional.cross_entropy(network(pictures(count=4)), torch.tensor([0, 1, 2, 0])).backward()
    for (name, expected), (_, got) in zip(theirs.named_parameters(), ours.named_parameters(), strict=True):
        torch.testing.assert_close(got.grad, expected.grad, rtol=1e-3, atol=1e-5, msg=name)
    for name, expected in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], expected, msg=name)


def test_basic_block_matches_its_formula() -> None:
    block = BasicBlock(architecture(18).stages[1].blocks[0]).eval()
    with_lived_statistics(block)
    weights = block.state_dict()
    h = torch.randn(2, 64, 9, 9)

    def normalised(x: Tensor, name: str) -> Tensor:
        statistics = (weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        return functional.batch_norm(x, *statistics)

    residual = functional.conv2d(h, weights["conv1.weight"], stride=2, padding=1)
    residual = functional.conv2d(functional.relu(normalised(residual, "bn1")), weights["conv2.weight"], padding=1)
    residual = normalised(residual, "bn2")
    shortcut = normalised(functional.conv2d(h, weights["downsample.0.weight"], stride=2), "downsample.1")
    torch.testing.assert_close(block(h), functional.relu(residual + shortcut))


@pytest.mark.parametrize("shortcuts", [True, False])
def test_bottleneck_adds_its_input_unless_plain(shortcuts: bool) -> None:
    block = Bottleneck(architecture(50, shortcuts=shortcuts).stages[0].blocks[1]).eval()
    with_lived_statistics(block)
    h = torch.randn(2, 256, 5, 5)
    expected = block.residual(h) + (h if shortcuts else 0)
    torch.testing.assert_close(block(h), functional.relu(expected))


def test_block_with_zero_residual_is_the_identity() -> None:
    block = BasicBlock(architecture(20).stages[0].blocks[1])
    nn.init.zeros_(block.bn2.weight)
    h = torch.rand(2, 16, 6, 6)
    assert torch.equal(block(h), h)


@pytest.mark.parametrize("side", [8, 7])
def test_padded_shortcut_subsamples_and_adds_zero_channels_on_both_sides(side: int) -> None:
    shortcut = PaddedShortcut(architecture(20).stages[1].blocks[0])
    h = torch.randn(2, 16, side, side)
    out = shortcut(h)
    assert out.shape == (2, 32, (side + 1) // 2, (side + 1) // 2)
    assert torch.equal(out[:, 8:24], h[:, :, ::2, ::2])
    assert not out[:, :8].any()
    assert not out[:, 24:].any()
    assert not list(shortcut.parameters())


@pytest.mark.parametrize("shortcuts", [True, False])
@pytest.mark.parametrize("depth", DEPTHS)
def test_parameters_match_the_description(depth: int, shortcuts: bool) -> None:
    with torch.device("meta"):
        network = build(depth, 5, shortcuts=shortcuts)
    arch = network.architecture
    for name, unit in network.units().items():
        assert sum(p.numel() for p in unit.parameters()) == arch.parameters(name, 5), name
    for name in arch.stage_names:
        assert sum(p.numel() for p in network.unit(name).parameters()) == arch.parameters(name, 5), name
    assert sum(p.numel() for p in network.parameters()) == arch.total_parameters(5)


@pytest.mark.parametrize(("depth", "shortcuts"), [(18, True), (50, True), (50, False), (20, True), (32, False)])
@pytest.mark.parametrize("side", [32, 75])
def test_forward_pass_matches_the_described_sizes_and_macs(depth: int, shortcuts: bool, side: int) -> None:
    network = build(depth, 5, shortcuts=shortcuts).eval()
    arch = network.architecture
    macs, outputs = measure(network, side)
    for name in (*arch.unit_names, HEAD):
        assert macs[name] == arch.macs(name, side, 5), name
        if name != HEAD:
            assert outputs[name] == arch.output(name, side), name


def measure(network: ResNet, side: int) -> tuple[dict[str, int], dict[str, tuple[int, int, int]]]:
    """Multiply-accumulates and output sizes of every unit, recorded by forward hooks."""
    macs: dict[str, int] = dict.fromkeys((*network.architecture.unit_names, HEAD), 0)
    outputs: dict[str, tuple[int, int, int]] = {}

    def count(name: str, module: nn.Module, output: Tensor) -> None:
        if isinstance(module, nn.Conv2d):
            macs[name] += output.numel() * module.weight[0].numel()
        elif isinstance(module, nn.Linear):
            macs[name] += module.weight.numel()

    for name, unit in network.units().items():
        for module in unit.modules():
            module.register_forward_hook(lambda module, _, output, name=name: count(name, module, output))
        where = network.maxpool if name == "stem" else unit
        where.register_forward_hook(
            lambda _, __, output, name=name: outputs.update({name: (*output.shape[2:], *output.shape[1:2])})
        )
    with torch.inference_mode():
        network(pictures(side, count=1))
    return macs, outputs


@pytest.mark.parametrize("depth", [18, 20, 50])
def test_memory_format_does_not_change_the_output(depth: int) -> None:
    network = build(depth, 4).eval()
    with torch.inference_mode():
        expected = network(pictures(32))
        network.to(memory_format=torch.channels_last)
        got = network(pictures(32).contiguous(memory_format=torch.channels_last))
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-4)


def test_initial_weights_depend_on_the_seed_and_have_he_variance() -> None:
    torch.manual_seed(3)
    first = build(18, 4)
    torch.manual_seed(3)
    again = build(18, 4)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    convolution = first.unit("layer3.1").get_submodule("conv2").weight
    assert convolution.std().item() == pytest.approx((2 / (256 * 9)) ** 0.5, rel=0.02)


def test_logits_are_the_head_applied_to_the_features() -> None:
    network = build(20, 6).eval()
    with torch.inference_mode():
        features = network.features(pictures(32))
        assert features.shape == (2, 64)
        assert torch.equal(network(pictures(32)), network.fc(features))


@pytest.mark.parametrize("classes", [0, -1, True])
def test_network_without_classes_is_refused(classes: int) -> None:
    with pytest.raises(ConfigError, match="classes"):
        build(18, classes)
