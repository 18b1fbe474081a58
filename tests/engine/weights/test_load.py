"""Loading weights into a network: what fits is loaded, the rest is reported or refused."""

import hashlib
import warnings
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.load import load_weights
from resnet_studio.engine.weights.report import Head

pytestmark = pytest.mark.usefixtures("in_this_process")

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
    assert (report.missing, report.mismatched, report.unexpected, report.head) == ((), (), (), Head.KEPT)
    assert str(report.describe()) == "All 97 sets of weights were taken from the file."


def test_file_is_loaded_by_its_path(state: State, tmp_path: Path) -> None:
    save_file(state, tmp_path / "w.safetensors")
    network = build(20, 4)
    assert (
        str(load_weights(network, str(tmp_path / "w.safetensors")).describe())
        == "All 97 sets of weights were taken from the file."
    )
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
    assert report.head is Head.OTHER_COUNT
    assert report.mismatched == ("fc.weight", "fc.bias")
    assert torch.equal(network.fc.weight, head)
    assert torch.equal(network.conv1.weight, state["conv1.weight"])
    assert str(report.describe()) == (
        "95 of 97 sets of weights were taken from the file. "
        "The head is new because the file has 4 classes and the dataset has 2."
    )


def test_missing_head_and_unused_tensors_are_reported(state: State) -> None:
    partial = {name: tensor for name, tensor in state.items() if not name.startswith("fc.")}
    del partial["layer3.2.bn2.bias"]
    partial["projector.weight"] = torch.ones(3)
    report = load_weights(build(20, 2), partial)
    assert report.missing == ("layer3.2.bn2.bias", "fc.weight", "fc.bias")
    assert report.unexpected == ("projector.weight",)
    assert str(report.describe()) == (
        "94 of 97 sets of weights were taken from the file. "
        "The head is new because the file has none. These layers start from random numbers, "
        "because the file has no complete values for them: layer3.2. 1 is not in the file (layer3.2.bn2.bias). "
        "1 set of weights of the file is not used (projector.weight)."
    )


def test_head_without_bias_is_replaced(state: State) -> None:
    network = build(20, 4)
    head = network.fc.weight.clone()
    report = load_weights(network, {name: t for name, t in state.items() if name != "fc.bias"})
    assert report.head is Head.OTHER_LAYERS
    assert torch.equal(network.fc.weight, head)


def test_stem_of_another_shape_is_reported_and_the_rest_loaded() -> None:
    import torchvision

    for_small_pictures = torchvision.models.resnet18(num_classes=3).state_dict()
    for_small_pictures["conv1.weight"] = torch.ones(64, 3, 3, 3)
    renamed = {name.replace("downsample", "shortcut"): tensor for name, tensor in for_small_pictures.items()}
    report = load_weights(build(18, 3), renamed)
    assert report.mismatched == ("conv1.weight",)
    assert str(report.describe()) == (
        "101 of 102 sets of weights were taken from the file. "
        "These layers start from random numbers, because the file has no complete values "
        "for them: stem. 1 has another shape in the file (conv1.weight)."
    )


@pytest.mark.parametrize(("wanted", "given"), [(18, 34), (34, 18), (18, 20), (20, 18), (56, 20), (50, 101)])
def test_file_of_another_depth_is_refused_with_its_depth(wanted: int, given: int) -> None:
    network = build(wanted, 2)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with pytest.raises(WeightsError, match=rf"holds a ResNet-{given}, not a ResNet-{wanted}\. Choose depth {given}"):
        load_weights(network, build(given, 2).state_dict())
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_file_of_another_architecture_is_refused() -> None:
    import torchvision

    with pytest.raises(
        WeightsError,
        match=r"holds another kind of network: only 5 of 53 convolutions",
    ):
        load_weights(build(50, 2), torchvision.models.wide_resnet50_2(num_classes=2).state_dict())
    with pytest.raises(WeightsError, match=r"holds no ResNet: its tensors have other names \(features"):
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
    assert str(report.describe()) == f"All {tensors} sets of weights were taken from the file."
    assert not report.unexpected


def test_imagenet_weights_are_loaded_and_their_file_unchanged(imagenet_weights: Path) -> None:
    before = hashlib.sha256(imagenet_weights.read_bytes()).hexdigest()
    network = build(18, 1000)
    assert (
        str(load_weights(network, imagenet_weights).describe()) == "All 102 sets of weights were taken from the file."
    )
    with torch.no_grad():
        network.fc.weight.zero_()
    assert hashlib.sha256(imagenet_weights.read_bytes()).hexdigest() == before
    report = load_weights(build(18, 2), imagenet_weights)
    assert str(report.describe()) == (
        "100 of 102 sets of weights were taken from the file. "
        "The head is new because the file has 1,000 classes and the dataset has 2."
    )


def without(state: State, *parts: str) -> State:
    return {name: tensor for name, tensor in state.items() if not any(part in name for part in parts)}


def refusal(network: ResNet, state: State, *frozen: str) -> str:
    """Why weights are refused with these layers frozen; the network must stay as it was."""
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with pytest.raises(WeightsError) as caught:
        load_weights(network, state, frozen=frozen)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    return str(caught.value)


@pytest.mark.parametrize(
    ("missing", "unit"),
    [
        ("conv1.weight", "stem"),
        ("layer2.1.conv2", "layer2.1"),
        ("layer1.0.bn1.running", "layer1.0"),
        ("layer2", "layer2"),
    ],
)
def test_frozen_unit_without_values_is_refused_by_name(state: State, missing: str, unit: str) -> None:
    partial = {name: tensor for name, tensor in state.items() if not name.startswith(missing)}
    text = refusal(build(20, 4), partial, "stem", "layer1", "layer2")
    assert text.startswith(
        f"state_dict has no complete values for {unit}, which would stay random because it is frozen."
    )
    network = build(20, 4)
    report = load_weights(network, partial, frozen=("layer3",))  # what lacks values can learn
    assert report.random == (unit,)
    assert f"because the file has no complete values for them: {unit}." in str(report.describe())


def test_frozen_unit_with_values_of_another_kind_is_refused(state: State) -> None:
    counted = {name: t.long() if name == "layer1.0.conv1.weight" else t for name, t in state.items()}
    assert "has no complete values for layer1.0" in refusal(build(20, 4), counted, "layer1")


def test_frozen_unit_to_which_the_file_adds_layers_is_refused(state: State) -> None:
    gated = {**state, "layer1.0.se.fc1.weight": torch.ones(4, 16, 1, 1)}
    text = refusal(build(20, 4), gated, "stem", "layer1")
    assert "layer1.0 has further weights, for layers that this network lacks" in text
    report = load_weights(build(20, 4), gated)
    assert "1 set of weights of the file is not used (layer1.0.se.fc1.weight)." in str(report.describe())


def test_pruned_weights_are_loaded_with_their_masks(state: State) -> None:
    mask = torch.ones_like(state["layer1.0.conv1.weight"])
    mask[3] = 0
    pruned: State = {}
    for name, tensor in state.items():
        if tensor.ndim == 4:
            pruned[f"{name}_orig"] = tensor
            pruned[f"{name}_mask"] = mask if tensor.shape == mask.shape else torch.ones_like(tensor)
        else:
            pruned[name] = tensor
    network = build(20, 4)
    report = load_weights(network, pruned, frozen=("stem", "layer1"))
    assert str(report.describe()) == "All 97 sets of weights were taken from the file."
    first = network.get_submodule("layer1.0.conv1").weight
    assert torch.equal(first, state["layer1.0.conv1.weight"] * mask)
    assert (first[3] == 0).all()


def test_stem_of_one_channel_is_spread_so_that_grey_pictures_give_the_same(state: State) -> None:
    grey = {**state, "conv1.weight": state["conv1.weight"][:, :1].clone()}
    network = build(20, 4)
    report = load_weights(network, grey, frozen=("stem",))
    torch.testing.assert_close(network.conv1.weight.sum(1, keepdim=True), grey["conv1.weight"])
    picture = torch.rand(1, 1, 8, 8)
    expected = torch.conv2d(picture, grey["conv1.weight"], padding=1)
    torch.testing.assert_close(network.conv1(picture.expand(-1, 3, -1, -1)), expected, rtol=1e-4, atol=1e-5)
    assert str(report.describe()) == (
        "All 97 sets of weights were taken from the file. "
        "The stem was trained on pictures of one channel: each of the three channels gets a "
        "third of its weights."
    )


def test_stem_of_four_channels_is_not_taken(state: State) -> None:
    deep = {**state, "conv1.weight": torch.ones(16, 4, 3, 3)}
    assert "has no complete values for stem" in refusal(build(20, 4), deep, "stem")
    assert load_weights(build(20, 4), deep).random == ("stem",)


def test_deep_stem_is_refused_with_what_it_is() -> None:
    base = {name: tensor for name, tensor in build(18, 2).state_dict().items() if name.startswith("layer")}
    for name in ("conv1.0.weight", "stem.0.weight"):
        text = refusal(build(18, 2), {**base, name: torch.ones(32, 3, 3, 3)})
        assert "holds a ResNet with a deep stem, such as ResNet-D: three convolutions where a ResNet has one" in text
    later = {name.replace("downsample.1", "downsample.2"): tensor for name, tensor in base.items()}
    averaging = {name.replace("downsample.0", "downsample.1"): tensor for name, tensor in later.items()}
    assert "averaging shortcuts, such as ResNet-D" in refusal(build(18, 2), averaging)


def test_file_without_convolutions_that_fit_is_refused_though_most_tensors_do(state: State) -> None:
    norms = {name: tensor for name, tensor in state.items() if tensor.ndim != 4}
    anchored = {**norms, "layer1.0.conv1.weight": state["layer1.0.conv1.weight"]}
    assert "only 1 of 19 convolutions have the name and shape of those in ResNet-20" in refusal(build(20, 4), anchored)


def test_quantised_weights_are_called_quantised(state: State, tmp_path: Path) -> None:
    whole = {name: t.to(torch.int8) if t.ndim == 4 else t for name, t in state.items()}
    assert "holds quantised weights (conv1.weight), which cannot be trained" in refusal(build(20, 4), whole)
    with warnings.catch_warnings(action="ignore"):  # PyTorch will stop making such tensors, but their files stay
        layer = torch.quantize_per_tensor(state["fc.weight"], 0.1, 0, torch.qint8)
        packed = {
            name: torch.quantize_per_tensor(t, 0.1, 0, torch.qint8) if t.ndim == 4 else t for name, t in state.items()
        }
    packed["fc._packed_params._packed_params"] = (layer, state["fc.bias"])
    torch.save(packed, tmp_path / "quantised.pth")
    with pytest.raises(WeightsError, match=r"quantised\.pth holds quantised weights \(conv1\.weight\)"):
        load_weights(build(20, 4), tmp_path / "quantised.pth")


def test_entry_of_a_file_is_chosen_by_name(state: State, tmp_path: Path) -> None:
    teacher = {name: tensor + 1 for name, tensor in state.items()}
    torch.save({"student": state, "teacher": {"state_dict": teacher}}, tmp_path / "pair.pth")
    network = build(20, 4)
    with pytest.raises(WeightsError) as caught:
        load_weights(network, tmp_path / "pair.pth")
    assert str(caught.value) == (
        "pair.pth holds several networks: teacher and student. Choose one (in a terminal: --weights-entry teacher)."
    )
    load_weights(network, tmp_path / "pair.pth", entry="teacher")
    assert same(network, teacher)
    with pytest.raises(WeightsError, match="holds no network called best; it holds teacher and student"):
        load_weights(network, tmp_path / "pair.pth", entry="best")
