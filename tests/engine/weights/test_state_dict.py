"""Finding a state dict in a file, whatever its wrapping, prefix or format."""

import argparse
import io
import json
import os
import pickle
import struct
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.weights.state_dict import read_state_dict

pytestmark = pytest.mark.usefixtures("in_this_process")

State = dict[str, Tensor]


@pytest.fixture(scope="module")
def state() -> State:
    return build(20, 4).state_dict()


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
    "last_linear": head_named("last_linear"),
    "head.fc": head_named("head.fc"),
    "head after dropout": head_named("fc.1"),
    "head": lambda state: prefixed("module.")(head_named("head")(state)),
    "no counters": lambda state: {k: v for k, v in state.items() if not k.endswith("num_batches_tracked")},
    "double precision": lambda state: {k: v.double() for k, v in state.items()},
    "with settings": lambda state: {**state, "meta": {"classes": ["a", "b"]}, "step": 5},
}


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_state_dict_is_found_in_every_usual_wrapping(wrapping: str, zipped: bool, state: State, tmp_path: Path) -> None:
    path = tmp_path / "Gewichte – fünf.PTH"
    torch.save(WRAPPINGS[wrapping](state), path, _use_new_zipfile_serialization=zipped)
    found = read_state_dict(path)
    expected = {name: tensor for name, tensor in state.items() if not name.endswith("num_batches_tracked")}
    assert found.keys() >= expected.keys()
    assert all(torch.equal(found[name].float(), expected[name]) for name in expected)
    assert not [name for name in found if name not in state]


def test_safetensors_are_read(state: State, tmp_path: Path) -> None:
    save_file(prefixed("model.")(state), tmp_path / "w.safetensors")
    found = read_state_dict(tmp_path / "w.safetensors")
    assert found.keys() == state.keys()
    assert all(torch.equal(found[name], state[name]) for name in state)


class Malicious:
    """Unpickling this creates a folder."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.trace),)


def malicious_files(folder: Path, state: State, trace: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.pth" for name in ("zip", "legacy", "raw", "text", "whole")}
    content = {"state_dict": state, "extra": Malicious(trace)}
    torch.save(content, files["zip"])
    torch.save(content, files["legacy"], _use_new_zipfile_serialization=False)
    files["raw"].write_bytes(pickle.dumps(Malicious(trace), protocol=2))
    files["text"].write_bytes(f"cos\nmkdir\n(S'{trace.as_posix()}'\ntR.".encode())
    torch.save(build(20, 2), files["whole"])
    return files


@pytest.mark.parametrize("kind", ["zip", "legacy", "raw", "text", "whole"])
def test_code_in_a_file_is_never_executed(kind: str, state: State, tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    path = malicious_files(tmp_path, state, trace)[kind]
    with pytest.raises(
        WeightsError, match=rf"^{kind}\.pth contains more than weights \(it refers to .*plain state dict"
    ):
        read_state_dict(path)
    assert not trace.exists()


def test_torchscript_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scripted.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("data.pkl", "constants.pkl", "code/__torch__.py", "version"):
            archive.writestr(f"scripted/{name}", "3\n")
    with pytest.raises(WeightsError, match="contains a whole program"):
        read_state_dict(path)


def test_compressed_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", b"0" * 10_000_000)
    with pytest.raises(WeightsError, match="compressed in a way"):
        read_state_dict(path)


def test_expanded_tensor_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stretched.pth"
    torch.save({"conv1.weight": torch.ones(1).expand(10**12)}, path)
    with pytest.raises(WeightsError, match=r"conv1\.weight is larger than the file itself"):
        read_state_dict(path)


def test_sparse_tensor_is_refused(tmp_path: Path) -> None:
    torch.save({"conv1.weight": torch.eye(4).to_sparse()}, tmp_path / "sparse.pth")
    with pytest.raises(WeightsError, match="conv1"):
        read_state_dict(tmp_path / "sparse.pth")


class AttributeDict(dict[str, Any]):
    """As Lightning keeps hyper-parameters."""


HARMLESS: dict[str, Callable[[], Any]] = {
    "a NumPy number": lambda: np.float64(0.9),
    "a NumPy array": lambda: np.ones((2, 2)),
    "arguments of a program": lambda: argparse.Namespace(lr=0.1, data=Path("data")),
    "hyper-parameters of Lightning": lambda: AttributeDict(lr=0.1, layers=[1, 2]),
    "a set of names": lambda: {"a", "b"},
    "a shape and a device": lambda: (torch.Size([2, 3]), torch.device("cpu"), torch.float16),
    "counts": lambda: Counter("aab"),
}


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_values_beside_the_weights_are_left_out(
    kind: str, zipped: bool, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AttributeDict, "__module__", "lightning.fabric.utilities.data")
    for module in ("lightning", "lightning.fabric.utilities.data"):
        monkeypatch.setitem(sys.modules, module, sys.modules[__name__])
    content = {"hyper_parameters": HARMLESS[kind](), "state_dict": state}
    torch.save(content, tmp_path / "w.ckpt", _use_new_zipfile_serialization=zipped)
    found = read_state_dict(tmp_path / "w.ckpt")
    assert found.keys() == state.keys()
    assert all(torch.equal(found[name], state[name]) for name in state)


def wrong_headers() -> dict[str, bytes]:
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


@pytest.mark.parametrize("kind", wrong_headers())
def test_wrong_safetensors_header_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.safetensors"
    path.write_bytes(wrong_headers()[kind])
    with pytest.raises(WeightsError, match=r"wrong\.safetensors (is damaged|holds no weights)"):
        read_state_dict(path)


def test_other_files_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "folder.pth").mkdir()
    (tmp_path / "page.pth").write_text("<!doctype html><title>Please log in</title>")
    (tmp_path / "empty.pth").write_bytes(b"")
    torch.save([1, 2, 3], tmp_path / "list.pth")
    torch.save({"epoch": 3}, tmp_path / "numbers.pth")
    with zipfile.ZipFile(tmp_path / "other.pth", "w") as archive:
        archive.writestr("a.txt", "a")
    for name, sentence in {
        "folder.pth": "is a folder",
        "page.pth": r"is damaged, or is not a file of weights\. It is not in PyTorch's format",
        "empty.pth": "is damaged, or is not a file of weights",
        "list.pth": "holds no weights",
        "numbers.pth": "holds no weights",
        "other.pth": "is damaged, or is not a file of weights",
        "absent.pth": "is not there: it was moved",
        "picture.jpg": r"is not a file of weights; their names end in \.pth",
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
def test_damaged_file_gives_tensors_or_a_weights_error(
    data: st.DataObject, small_files: dict[str, bytes], tmp_path: Path
) -> None:
    name = data.draw(st.sampled_from(sorted(small_files)))
    content = bytearray(small_files[name][: data.draw(st.integers(0, len(small_files[name])))])
    for _ in range(data.draw(st.integers(0, 4))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / name).write_bytes(content)
    try:
        outcome = name if read_state_dict(tmp_path / name) else "no tensors and no error"
    except WeightsError as error:
        outcome = str(error)
    assert name in outcome


@pytest.mark.parametrize("name", ["best.pth.tar", "Epoch=3.CKPT", "pytorch_model.bin", "checkpoint.tar"])
def test_every_usual_name_of_a_file_of_weights_is_accepted(name: str, state: State, tmp_path: Path) -> None:
    torch.save({"state_dict": prefixed("model.")(state), "pytorch-lightning_version": "2.4.0"}, tmp_path / name)
    assert read_state_dict(tmp_path / name).keys() == state.keys()


def test_archive_of_files_is_named_as_one(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "weights.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("readme"), io.BytesIO())
    with pytest.raises(WeightsError, match=r"weights\.tar is an archive \(tar\)\. Unpack it"):
        read_state_dict(tmp_path / "weights.tar")
