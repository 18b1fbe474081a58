import argparse
import hashlib
import io
import json
import os
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torchvision
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import Tensor

from resnet_studio.core.basics.errors import ConfigError, WeightsError
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, PUBLISHED
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.load import imagenet_file, load_weights, read_state_dict

State = dict[str, Tensor]


@pytest.fixture(scope="module")
def state() -> State:
    return build(20, 4).state_dict()


def same(network: ResNet, state: State) -> bool:
    own = network.state_dict()
    return all(torch.equal(own[name], state[name]) for name in own if not name.endswith("tracked"))


def prefixed(prefix: str) -> Callable[[State], Any]:
    return lambda state: {f"{prefix}{name}": tensor for name, tensor in state.items()}


def head_named(head: str) -> Callable[[State], Any]:
    return lambda state: {name.replace("fc.", f"{head}."): tensor for name, tensor in state.items()}


WRAPPINGS: dict[str, Callable[[State], Any]] = {
    "plain": lambda state: state,
    "state_dict": lambda state: {"epoch": 3, "state_dict": state, "best": 0.9, "note": "a text"},
    "model beside optimizer": lambda state: {"optimizer": {"state": {0: state["conv1.weight"]}}, "model": state},
    "twice": lambda state: {"checkpoint": {"net": state}},
    "only an average": lambda state: {"epoch": torch.tensor(3), "ema": state},
    "module.": lambda state: {"state_dict": prefixed("module.")(state)},
    "model.": prefixed("model."),
    "_orig_mod.": prefixed("_orig_mod."),
    "_orig_mod.module.": prefixed("_orig_mod.module."),
    "backbone.": prefixed("backbone."),
    "any other": prefixed("student.encoder_q."),
    "head beside the backbone": lambda state: {
        (name if name.startswith("fc.") else f"backbone.{name}"): tensor for name, tensor in state.items()
    },
    "linear": head_named("linear"),
    "classifier": head_named("classifier"),
    "head": lambda state: prefixed("module.")(head_named("head")(state)),
    "no counters": lambda state: {k: v for k, v in state.items() if not k.endswith("num_batches_tracked")},
    "double precision": lambda state: {k: v.double() for k, v in state.items()},
    "with settings": lambda state: {**state, "meta": {"classes": ["a", "b"]}, "step": 5},
}


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_state_dict_is_found_however_it_is_wrapped(wrapping: str, zipped: bool, state: State, tmp_path: Path) -> None:
    path = tmp_path / "Gewichte – fünf.PTH"
    torch.save(WRAPPINGS[wrapping](state), path, _use_new_zipfile_serialization=zipped)
    network = build(20, 4)
    report = load_weights(network, path)
    assert same(network, state)
    assert (report.missing, report.mismatched, report.unexpected, report.head_replaced) == ((), (), (), False)
    assert report.sentence() == "All 97 tensors taken."


def test_safetensors_load_too(state: State, tmp_path: Path) -> None:
    save_file(prefixed("model.")(state), tmp_path / "w.safetensors")
    network = build(20, 4)
    assert load_weights(network, str(tmp_path / "w.safetensors")).sentence() == "All 97 tensors taken."
    assert same(network, state)


def test_half_precision_is_widened(state: State, tmp_path: Path) -> None:
    save_file({name: tensor.half() for name, tensor in state.items()}, tmp_path / "half.safetensors")
    network = build(20, 4)
    load_weights(network, tmp_path / "half.safetensors")
    assert network.conv1.weight.dtype == torch.float32
    torch.testing.assert_close(network.conv1.weight.data, state["conv1.weight"], rtol=1e-3, atol=1e-3)


def test_a_head_for_other_classes_is_left_new_and_told(state: State) -> None:
    network = build(20, 2)
    head = network.fc.weight.clone()
    report = load_weights(network, state)
    assert report.head_replaced
    assert report.mismatched == ("fc.weight", "fc.bias")
    assert torch.equal(network.fc.weight, head)
    assert torch.equal(network.conv1.weight, state["conv1.weight"])
    assert report.sentence() == (
        "95 of 97 tensors taken; the head is new because the file has 4 classes and the dataset has 2."
    )


def test_a_missing_head_and_leftovers_are_told(state: State) -> None:
    partial = {name: tensor for name, tensor in state.items() if not name.startswith("fc.")}
    del partial["layer3.2.bn2.bias"]
    partial["projector.weight"] = torch.ones(3)
    report = load_weights(build(20, 2), partial)
    assert report.missing == ("layer3.2.bn2.bias", "fc.weight", "fc.bias")
    assert report.unexpected == ("projector.weight",)
    assert report.sentence() == (
        "94 of 97 tensors taken; the head is new because the file has none; 1 not in the file (layer3.2.bn2.bias); "
        "1 in the file not used (projector.weight)."
    )


def test_a_head_without_its_bias_is_replaced_whole(state: State) -> None:
    network = build(20, 4)
    head = network.fc.weight.clone()
    report = load_weights(network, {name: t for name, t in state.items() if name != "fc.bias"})
    assert report.head_replaced
    assert torch.equal(network.fc.weight, head)


def test_another_stem_is_told_and_the_rest_taken() -> None:
    for_small_pictures = torchvision.models.resnet18(num_classes=3).state_dict()
    for_small_pictures["conv1.weight"] = torch.ones(64, 3, 3, 3)
    renamed = {name.replace("downsample", "shortcut"): tensor for name, tensor in for_small_pictures.items()}
    report = load_weights(build(18, 3), renamed)
    assert report.mismatched == ("conv1.weight",)
    assert report.sentence() == "101 of 102 tensors taken; 1 of another shape in the file (conv1.weight)."


@pytest.mark.parametrize(("wanted", "given"), [(18, 34), (34, 18), (18, 20), (20, 18), (56, 20), (50, 101)])
def test_a_file_of_another_depth_is_refused_by_its_name(wanted: int, given: int) -> None:
    network = build(wanted, 2)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with pytest.raises(WeightsError, match=rf"holds a ResNet-{given}, not a ResNet-{wanted}\. Choose depth {given}"):
        load_weights(network, build(given, 2).state_dict())
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(WeightsError, match=r"does not fit ResNet-50: only \d+ of 267"):
        load_weights(build(50, 2), torchvision.models.wide_resnet50_2(num_classes=2).state_dict())
    with pytest.raises(WeightsError, match="does not fit ResNet-18: only 0"):
        load_weights(build(18, 2), torchvision.models.squeezenet1_1(num_classes=2).state_dict())


def test_weights_with_shortcuts_do_not_go_into_a_network_without() -> None:
    with pytest.raises(WeightsError, match="trained with shortcuts, and this network is without"):
        load_weights(build(18, 2, shortcuts=False), build(18, 2).state_dict())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_values_that_are_not_finite_are_refused(state: State, value: float) -> None:
    damaged = {name: tensor.double() for name, tensor in state.items()}
    damaged["layer2.0.bn1.running_var"][3] = value
    network = build(20, 4)
    with pytest.raises(WeightsError, match=r"layer2\.0\.bn1\.running_var holds values that are not finite"):
        load_weights(network, damaged)
    assert not same(network, state)


class Hostile:
    """Unpickling this runs a program."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.trace),)


def hostile_files(folder: Path, state: State, trace: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.pth" for name in ("zip", "legacy", "raw", "text", "whole", "namespace")}
    content = {"state_dict": state, "extra": Hostile(trace)}
    torch.save(content, files["zip"])
    torch.save(content, files["legacy"], _use_new_zipfile_serialization=False)
    files["raw"].write_bytes(pickle.dumps(Hostile(trace), protocol=2))
    files["text"].write_bytes(f"cos\nmkdir\n(S'{trace.as_posix()}'\ntR.".encode())
    torch.save(build(20, 2), files["whole"])
    torch.save({**state, "args": argparse.Namespace(lr=0.1)}, files["namespace"])
    return files


@pytest.mark.parametrize("kind", ["zip", "legacy", "raw", "text", "whole", "namespace"])
def test_code_in_a_file_is_never_run(kind: str, state: State, tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    path = hostile_files(tmp_path, state, trace)[kind]
    with pytest.raises(WeightsError, match=rf"^{kind}\.pth holds more than weights \(it asks for .*plain state dict"):
        read_state_dict(path)
    assert not trace.exists()


def test_a_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scripted.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("data.pkl", "constants.pkl", "code/__torch__.py", "version"):
            archive.writestr(f"scripted/{name}", "3\n")
    with pytest.raises(WeightsError, match="holds a whole program"):
        read_state_dict(path)


def test_an_archive_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", b"0" * 10_000_000)
    with pytest.raises(WeightsError, match="compressed in a way"):
        read_state_dict(path)


def test_a_tensor_that_claims_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stretched.pth"
    torch.save({"conv1.weight": torch.ones(1).expand(10**12)}, path)
    with pytest.raises(WeightsError, match=r"conv1\.weight is larger than the file itself"):
        read_state_dict(path)


def test_tensors_of_other_layouts_are_refused(tmp_path: Path) -> None:
    torch.save({"conv1.weight": torch.eye(4).to_sparse()}, tmp_path / "sparse.pth")
    with pytest.raises(WeightsError, match="conv1"):
        read_state_dict(tmp_path / "sparse.pth")


def lying_headers() -> dict[str, bytes]:
    def file(header: object, body: bytes = b"") -> bytes:
        text = json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + body

    return {
        "giant": struct.pack("<Q", 2**63) + b"{}",
        "longer than the file": struct.pack("<Q", 500) + b"{}",
        "beyond the file": file({"a": {"dtype": "F32", "shape": [10**12], "data_offsets": [0, 4 * 10**12]}}),
        "shape of another size": file({"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]}}, b"0000"),
        "overflow": file({"a": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 4]}}, b"0000"),
        "no JSON": struct.pack("<Q", 4) + b"oops",
        "no tensors": file({"__metadata__": {"a": "b"}}),
        "nothing": b"",
    }


@pytest.mark.parametrize("lie", lying_headers())
def test_a_safetensors_header_that_lies_is_refused(lie: str, tmp_path: Path) -> None:
    path = tmp_path / "lie.safetensors"
    path.write_bytes(lying_headers()[lie])
    with pytest.raises(WeightsError, match=r"lie\.safetensors (is damaged|holds no weights)"):
        read_state_dict(path)


def test_what_is_no_file_of_weights_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "folder.pth").mkdir()
    (tmp_path / "page.pth").write_text("<!doctype html><title>Please log in</title>")
    (tmp_path / "empty.pth").write_bytes(b"")
    torch.save([1, 2, 3], tmp_path / "list.pth")
    torch.save({"epoch": 3}, tmp_path / "numbers.pth")
    with zipfile.ZipFile(tmp_path / "other.pth", "w") as archive:
        archive.writestr("a.txt", "a")
    for name, sentence in {
        "folder.pth": "is a folder",
        "page.pth": "is damaged or no file of weights: it is not in PyTorch's form",
        "empty.pth": "is damaged or no file of weights",
        "list.pth": "holds no weights",
        "numbers.pth": "holds no weights",
        "other.pth": "is damaged or no file of weights",
        "absent.pth": "cannot be read: No such file",
        "picture.jpg": r"is no file of weights; their names end in \.pth",
    }.items():
        with pytest.raises(WeightsError, match=rf"{name} {sentence}"):
            read_state_dict(tmp_path / name)


@pytest.fixture(scope="module")
def small_files() -> dict[str, bytes]:
    tensors = {"conv1.weight": torch.ones(4, 3, 3, 3), "fc.weight": torch.ones(2, 4)}
    files: dict[str, bytes] = {}
    for name, zipped in (("zip.pth", True), ("legacy.pth", False)):
        buffer = io.BytesIO()
        torch.save(tensors, buffer, _use_new_zipfile_serialization=zipped)
        files[name] = buffer.getvalue()
    header = {"a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}
    text = json.dumps(header).encode()
    files["plain.safetensors"] = struct.pack("<Q", len(text)) + text + bytes(16)
    return files


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_gives_tensors_or_a_sentence(
    data: st.DataObject, small_files: dict[str, bytes], tmp_path: Path
) -> None:
    name = data.draw(st.sampled_from(sorted(small_files)))
    content = bytearray(small_files[name][: data.draw(st.integers(0, len(small_files[name])))])
    for _ in range(data.draw(st.integers(0, 4))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / name).write_bytes(content)
    try:
        outcome = name if read_state_dict(tmp_path / name) else "nothing, without a word"
    except WeightsError as error:
        outcome = str(error)
    assert name in outcome


@pytest.mark.parametrize("depth", PHOTO_DEPTHS)
def test_imagenet_files_are_those_that_torchvision_names(depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: "hub folder")
    file = imagenet_file(depth)
    published = torchvision.models.get_model_weights(f"resnet{depth}")["IMAGENET1K_V1"]
    assert file.url == published.url
    assert file.path == Path("hub folder") / "checkpoints" / file.file_name
    assert file.file_name == f"resnet{depth}-{file.sha256_prefix}.pth"
    assert len(bytes.fromhex(file.sha256_prefix)) == 4
    assert not file.cached
    assert published.meta["num_params"] == PUBLISHED[depth].parameters
    assert published.meta["_metrics"]["ImageNet-1K"]["acc@1"] == pytest.approx(100 * PUBLISHED[depth].top1)
    assert published.meta["_file_size"] == pytest.approx(PUBLISHED[depth].file_size / 2**20, abs=6e-4)


def test_imagenet_files_are_cached_where_torchvision_caches_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    file = imagenet_file(18)
    file.path.parent.mkdir(parents=True)
    file.path.write_bytes(b"weights")
    assert file.cached
    assert file.path == tmp_path / "hub" / "checkpoints" / "resnet18-f37072fd.pth"


def test_small_depths_have_no_imagenet_weights() -> None:
    with pytest.raises(ConfigError, match="18, 34, 50, 101, 152"):
        imagenet_file(20)


@pytest.mark.parametrize(("depth", "tensors"), [(20, 97), (56, 277)])
def test_the_widespread_cifar_checkpoints_load_whole(depth: int, tensors: int, shared_data: Path) -> None:
    path = shared_data / "weights" / f"resnet{depth}_cifar10.th"
    report = load_weights(build(depth, 10), path)
    assert report.sentence() == f"All {tensors} tensors taken."
    assert not report.unexpected


def test_imagenet_weights_load_whole_and_are_not_touched(imagenet_weights: Path) -> None:
    before = hashlib.sha256(imagenet_weights.read_bytes()).hexdigest()
    network = build(18, 1000)
    assert load_weights(network, imagenet_weights).sentence() == "All 102 tensors taken."
    with torch.no_grad():
        network.fc.weight.zero_()
    assert hashlib.sha256(imagenet_weights.read_bytes()).hexdigest() == before
    report = load_weights(build(18, 2), imagenet_weights)
    assert report.sentence() == (
        "100 of 102 tensors taken; the head is new because the file has 1,000 classes and the dataset has 2."
    )


def test_a_numpy_number_beside_the_weights_is_refused_by_its_name(state: State, tmp_path: Path) -> None:
    torch.save({"state_dict": state, "best": np.float64(0.9)}, tmp_path / "numpy.pth")
    with pytest.raises(WeightsError, match=r"it asks for numpy\S*scalar"):
        read_state_dict(tmp_path / "numpy.pth")
