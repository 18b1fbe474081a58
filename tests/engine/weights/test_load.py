"""Loading weights into a network: what fits is loaded, the rest is reported or refused."""

import hashlib
from pathlib import Path

import pytest
import torch
import torchvision
from safetensors.torch import save_file
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.load import load_weights

State = dict[str, Tensor]


@pytest.fixture(scope="module")
def state() -> State:
    return build(20, 4).state_dict()


def same(network: ResNet, state: State) -> bool:
    own = network.state_dict()
    return all(torch.equal(own[name], state[name]) for name in own if not name.endswith("tracked"))


def test_state_dict_with_a_prefix_is_loaded_completely(state: State) -> None:
    network = build(20, 4)
    report = load_weights(network, {f"module.{name}": tensor for name, tensor in state.items()})
    assert same(network, state)
    assert (report.missing, report.mismatched, report.unexpected, report.head_replaced) == ((), (), (), False)
    assert str(report.describe()) == "All 97 tensors loaded."


def test_file_is_loaded_by_its_path(state: State, tmp_path: Path) -> None:
    save_file(state, tmp_path / "w.safetensors")
    network = build(20, 4)
    assert str(load_weights(network, str(tmp_path / "w.safetensors")).describe()) == "All 97 tensors loaded."
    assert same(network, state)


def test_half_precision_becomes_float32(state: State, tmp_path: Path) -> None:
    save_file({name: tensor.half() for name, tensor in state.items()}, tmp_path / "half.safetensors")
    network = build(20, 4)
    load_weights(network, tmp_path / "half.safetensors")
    assert network.conv1.weight.dtype == torch.float32
    torch.testing.assert_close(network.conv1.weight.data, state["conv1.weight"], rtol=1e-3, atol=1e-3)


def test_head_for_other_classes_stays_new_and_is_reported(state: State) -> None:
    network = build(20, 2)
    head = network.fc.weight.clone()
    report = load_weights(network, state)
    assert report.head_replaced
    assert report.mismatched == ("fc.weight", "fc.bias")
    assert torch.equal(network.fc.weight, head)
    assert torch.equal(network.conv1.weight, state["conv1.weight"])
    assert str(report.describe()) == (
        "95 of 97 tensors loaded. The head is new because the file has 4 classes and the dataset has 2."
    )


def test_missing_head_and_unused_tensors_are_reported(state: State) -> None:
    partial = {name: tensor for name, tensor in state.items() if not name.startswith("fc.")}
    del partial["layer3.2.bn2.bias"]
    partial["projector.weight"] = torch.ones(3)
    report = load_weights(build(20, 2), partial)
    assert report.missing == ("layer3.2.bn2.bias", "fc.weight", "fc.bias")
    assert report.unexpected == ("projector.weight",)
    assert str(report.describe()) == (
        "94 of 97 tensors loaded. The head is new because the file has none. 1 is not in the file (layer3.2.bn2.bias). "
        "1 tensor of the file is not used (projector.weight)."
    )


def test_head_without_bias_is_replaced(state: State) -> None:
    network = build(20, 4)
    head = network.fc.weight.clone()
    report = load_weights(network, {name: t for name, t in state.items() if name != "fc.bias"})
    assert report.head_replaced
    assert torch.equal(network.fc.weight, head)


def test_stem_of_another_shape_is_reported_and_the_rest_loaded() -> None:
    for_small_pictures = torchvision.models.resnet18(num_classes=3).state_dict()
    for_small_pictures["conv1.weight"] = torch.ones(64, 3, 3, 3)
    renamed = {name.replace("downsample", "shortcut"): tensor for name, tensor in for_small_pictures.items()}
    report = load_weights(build(18, 3), renamed)
    assert report.mismatched == ("conv1.weight",)
    assert str(report.describe()) == "101 of 102 tensors loaded. 1 has another shape in the file (conv1.weight)."


@pytest.mark.parametrize(("wanted", "given"), [(18, 34), (34, 18), (18, 20), (20, 18), (56, 20), (50, 101)])
def test_file_of_another_depth_is_refused_with_its_depth(wanted: int, given: int) -> None:
    network = build(wanted, 2)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with pytest.raises(WeightsError, match=rf"holds a ResNet-{given}, not a ResNet-{wanted}\. Choose depth {given}"):
        load_weights(network, build(given, 2).state_dict())
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_file_of_another_architecture_is_refused() -> None:
    with pytest.raises(WeightsError, match=r"does not fit ResNet-50: only \d+ of 267"):
        load_weights(build(50, 2), torchvision.models.wide_resnet50_2(num_classes=2).state_dict())
    with pytest.raises(WeightsError, match="does not fit ResNet-18: only 0"):
        load_weights(build(18, 2), torchvision.models.squeezenet1_1(num_classes=2).state_dict())


def test_weights_with_shortcuts_are_refused_by_a_plain_network() -> None:
    with pytest.raises(WeightsError, match="trained with shortcuts, and this network has none"):
        load_weights(build(18, 2, shortcuts=False), build(18, 2).state_dict())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_weights_that_are_not_finite_are_refused(state: State, value: float) -> None:
    damaged = {name: tensor.double() for name, tensor in state.items()}
    damaged["layer2.0.bn1.running_var"][3] = value
    network = build(20, 4)
    with pytest.raises(WeightsError, match=r"layer2\.0\.bn1\.running_var has values that are not finite"):
        load_weights(network, damaged)
    assert not same(network, state)


@pytest.mark.parametrize(("depth", "tensors"), [(20, 97), (56, 277)])
def test_published_cifar_checkpoints_are_loaded_completely(depth: int, tensors: int, shared_data: Path) -> None:
    path = shared_data / "weights" / f"resnet{depth}_cifar10.th"
    report = load_weights(build(depth, 10), path)
    assert str(report.describe()) == f"All {tensors} tensors loaded."
    assert not report.unexpected


def test_imagenet_weights_are_loaded_and_their_file_unchanged(imagenet_weights: Path) -> None:
    before = hashlib.sha256(imagenet_weights.read_bytes()).hexdigest()
    network = build(18, 1000)
    assert str(load_weights(network, imagenet_weights).describe()) == "All 102 tensors loaded."
    with torch.no_grad():
        network.fc.weight.zero_()
    assert hashlib.sha256(imagenet_weights.read_bytes()).hexdigest() == before
    report = load_weights(build(18, 2), imagenet_weights)
    assert str(report.describe()) == (
        "100 of 102 tensors loaded. The head is new because the file has 1,000 classes and the dataset has 2."
    )
