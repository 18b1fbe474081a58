"""The frozen part computes what the network's own first units compute, only without what training needs."""

import copy

import pytest
import torch
from torch import Tensor, nn

from resnet_studio.core.network.architecture import frozen_through
from resnet_studio.engine.inputs.frozen import FrozenPart, frozen_prefix
from resnet_studio.engine.machine.devices import Compute
from resnet_studio.engine.network.freeze import freeze
from resnet_studio.engine.network.resnet import ResNet, build

CPU = torch.device("cpu")
FLOAT32 = Compute(CPU, torch.float32)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def inputs(side: int) -> Tensor:
    return torch.randn(3, 3, side, side).to(memory_format=torch.channels_last)


def trained(depth: int, frozen: tuple[str, ...], shortcuts: bool = True) -> ResNet:
    """A network whose BatchNorm is no longer the identity, with these layers frozen."""
    network = build(depth, 4, shortcuts=shortcuts)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
            nn.init.uniform_(module.running_mean, -0.3, 0.3)  # type: ignore[arg-type]
            nn.init.uniform_(module.running_var, 0.5, 2.0)  # type: ignore[arg-type]
    freeze(network, frozen)
    return network


def test_digest_is_that_of_what_was_built() -> None:
    def digest(network: ResNet, compute: Compute = FLOAT32) -> str:
        return FrozenPart(network, frozen_prefix(network), (3, 32, 32), compute).digest

    one = trained(20, ("stem", "layer1"))
    same, other = copy.deepcopy(one), copy.deepcopy(one)
    assert digest(one) == digest(same)
    changed = {digest(one), digest(one, Compute(CPU, torch.bfloat16))}
    without = build(20, 4, shortcuts=False)
    without.load_state_dict(one.state_dict(), strict=False)
    freeze(without, ("stem", "layer1"))
    changed.add(digest(without))
    other.get_submodule("layer1")[0].conv1.padding = (0, 0)  # type: ignore[index]
    changed.add(digest(other))
    with torch.no_grad():
        same.bn1.running_mean[0] += 1  # type: ignore[index]
    changed.add(digest(same))
    freeze(one, ("stem",))
    changed.add(digest(one))
    assert len(changed) == 6


@pytest.mark.parametrize(
    ("depth", "side", "frozen", "shape"),
    [
        (18, 64, ("stem",), (16, 16, 64)),
        (18, 64, ("stem", "layer1", "layer2.0"), (8, 8, 128)),
        (18, 64, ("stem", "layer1", "layer2", "layer3"), (4, 4, 256)),
        (18, 64, ("stem", "layer1", "layer2", "layer3", "layer4"), (512,)),
        (50, 64, ("stem", "layer1", "layer2", "layer3"), (4, 4, 1024)),
        (20, 32, ("stem", "layer1", "layer2"), (16, 16, 32)),
        (20, 32, ("stem", "layer1", "layer2", "layer3"), (64,)),
    ],
)
@pytest.mark.parametrize("shortcuts", [True, False])
def test_frozen_part_followed_by_the_rest_equals_the_network(
    depth: int, side: int, frozen: tuple[str, ...], shape: tuple[int, ...], shortcuts: bool
) -> None:
    network = trained(depth, frozen, shortcuts).eval()
    part = FrozenPart(network, frozen_prefix(network), (3, side, side), FLOAT32)
    pictures = inputs(side)
    made = part(pictures)
    assert tuple(made.shape[1:]) == ((shape[2], *shape[:2]) if len(shape) == 3 else shape)
    assert part.shape == shape
    assert not made.requires_grad
    with torch.no_grad():
        whole = network(pictures)
        torch.testing.assert_close(network.rest(made, part.count), whole, rtol=1e-3, atol=1e-3)


def test_bfloat16_output_is_close_to_float32() -> None:
    network = trained(18, ("stem", "layer1", "layer2", "layer3")).eval()
    made = [
        FrozenPart(network, frozen_prefix(network), (3, 64, 64), Compute(CPU, dtype))(inputs(64))
        for dtype in (torch.float32, torch.bfloat16)
        if torch.manual_seed(1)
    ]
    assert made[1].dtype == torch.bfloat16
    assert (made[0] - made[1].float()).norm() < 0.03 * made[0].norm()


def test_making_a_frozen_part_does_not_change_the_network() -> None:
    network = trained(18, ("stem", "layer1"))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    FrozenPart(network, frozen_prefix(network), (3, 64, 64), Compute(CPU, torch.bfloat16))(inputs(64))
    assert network.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert [p.requires_grad for p in network.layer2.parameters()] == [True] * 15  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("frozen", "count"),
    [((), 0), (("layer1",), 0), (("stem",), 1), (("stem", "layer1", "layer2.0"), 4), (("stem", "layer2"), 1)],
)
def test_prefix_ends_at_the_first_unit_that_learns(frozen: tuple[str, ...], count: int) -> None:
    assert frozen_prefix(trained(18, frozen)) == count


def test_digest_depends_on_the_weights_and_statistics_of_the_part_only() -> None:
    network = trained(20, frozen_through(build(20, 2).architecture, "layer2"))

    def digest() -> str:
        return FrozenPart(network, frozen_prefix(network), (3, 32, 32), FLOAT32).digest

    first = digest()
    with torch.no_grad():
        network.fc.weight.add_(1)
        network.get_submodule("layer3.0.conv1").weight.add_(1)  # type: ignore[operator]
    assert digest() == first
    seen = {first}
    for name in ("conv1.weight", "bn1.running_mean", "layer2.2.bn2.running_var", "layer1.0.conv2.weight"):
        with torch.no_grad():
            network.state_dict()[name].view(-1)[-1].add_(1e-6)
        seen.add(digest())
    assert len(seen) == 5
