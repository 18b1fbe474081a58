"""Malicious weights and checkpoints: nothing is executed, and memory and time stay small."""

import io
import json
import os
import pickle
import struct
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from resnet_studio.core.basics.errors import RunError, StudioError, WeightsError
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.training.checkpoint import read_last
from resnet_studio.engine.weights.state_dict import read_state_dict
from resnet_studio.engine.weights.tensor_file import read_checkpoint

SIGN = 77  # a number of elements that stands nowhere else in a pickle, so that it can be replaced
LIE = struct.pack("<i", 500_000_000)


class Runs:
    """Unpickling this runs a program that creates a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"\"{sys.executable}\" -c \"open(r'{self.trace}', 'w')\"",)


def saved(content: object, *, zipped: bool = True) -> bytes:
    buffer = io.BytesIO()
    torch.save(content, buffer, _use_new_zipfile_serialization=zipped)
    return buffer.getvalue()


def archive(pickled: bytes, records: dict[str, bytes] | None = None, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A file in PyTorch's format with any pickle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        file.writestr("archive/data.pkl", pickled)
        file.writestr("archive/byteorder", b"little")
        for name, content in (records or {}).items():
            file.writestr(f"archive/data/{name}", content)
        file.writestr("archive/version", b"3\n")
    return buffer.getvalue()


def pickled_by_torch(content: object) -> bytes:
    with zipfile.ZipFile(io.BytesIO(saved(content))) as file:
        return file.read("archive/data.pkl")


def call(function: str, argument: bytes) -> bytes:
    """A pickle that calls a function with one argument, given as the opcodes that make it."""
    module, name = function.split(" ")
    return b"\x80\x02c" + f"{module}\n{name}\n".encode() + argument + b"\x85R."


def text(content: str) -> bytes:
    raw = content.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def nested_deeply(levels: int) -> bytes:
    return b"\x80\x02" + b"]" * levels + b"a" * (levels - 1) + b"."


def one_in_another(width: int, levels: int) -> object:
    """Few dictionaries with width ** levels ways through them."""
    inner: dict[str, Any] = {"leaf": 1}
    for _ in range(levels):
        inner = {f"key {number}": inner for number in range(width)}
    return inner


def with_bytes(codec: str) -> bytes:
    return b"\x80\x02c_codecs\nencode\n" + text("é" * 200_000) + text(codec) + b"\x86R."


def old_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        for name in ("storages", "tensors", "pickle"):
            file.addfile(tarfile.TarInfo(name), io.BytesIO())
    return buffer.getvalue()


def lying() -> bytes:
    """A pickle of a tensor of 308 bytes that claims two gigabytes."""
    honest = pickled_by_torch({"conv1.weight": torch.ones(SIGN)})
    assert honest.count(bytes((0x4B, SIGN))) == 2
    return honest.replace(bytes((0x4B, SIGN)), b"J" + LIE)


def sharing(parts: int) -> bytes:
    """Fifty tensors that have all but the first bytes of the same 40,000, each from another one on."""
    numbers = torch.ones(10_000)
    return saved({f"{number}.conv1.weight": numbers[number:] for number in range(parts)})


def program(trace: Path) -> dict[str, Any]:
    return {"model": build(20, 2).state_dict(), "extra": Runs(trace)}


ZEROS = call("__builtin__ bytearray", b"J" + struct.pack("<i", 2**31 - 1))
FILES: dict[str, Callable[[Path], bytes]] = {
    "runs a program": lambda trace: saved(program(trace)),
    "runs a program, old form": lambda trace: saved(program(trace), zipped=False),
    "runs a program, bare": lambda trace: pickle.dumps(Runs(trace), protocol=2),
    "runs a program, protocol 4": lambda trace: pickle.dumps({"a": {"b": [Runs(trace)]}}, protocol=4),
    "runs a program, protocol 4, packed": lambda trace: archive(pickle.dumps({"a": {"b": [Runs(trace)]}}, protocol=4)),
    "runs eval": lambda trace: archive(call("builtins eval", text(f"open({str(trace)!r}, 'w')"))),
    "gets an attribute": lambda _: archive(b"\x80\x02cbuiltins\ngetattr\ncos\nsystem\n" + text("x") + b"\x86R."),
    "a NumPy array": lambda _: saved({"model": {"conv1.weight": np.ones(4)}}),
    "a NumPy pickle": lambda _: pickle.dumps(np.ones(4), protocol=2),
    "a lying storage": lambda _: archive(lying(), {"0": bytes(4 * SIGN)}),
    "a lying storage, end hidden": lambda _: archive(lying(), {"0": bytes(4 * SIGN)}) + bytes(70_000),
    "stretched": lambda _: saved({"model": {"conv1.weight": torch.ones(1).expand(10**12)}}),
    "compressed": lambda _: archive(b"0" * 300_000_000, compression=zipfile.ZIP_DEFLATED),
    "compressed tensors": lambda _: archive(lying(), {"0": bytes(300_000_000)}, zipfile.ZIP_DEFLATED),
    "zeros from nothing": lambda _: archive(ZEROS),
    "zeros from nothing, bare": lambda _: ZEROS,
    "a slow encoding": lambda _: archive(with_bytes("punycode")),
    "another slow encoding": lambda _: archive(with_bytes("idna")),
    "a large pickle": lambda _: archive(b"\x80\x02" + b"N0" * 6_000_000 + b"N."),
    "lists in lists": lambda _: archive(nested_deeply(100_000)),
    "itself": lambda _: archive(b"\x80\x02]q\x00h\x00a."),
    "a thousand ways through few": lambda _: saved(one_in_another(1000, 5)),
    "a sparse tensor": lambda _: saved({"model": {"conv1.weight": torch.eye(3).to_sparse()}}),
    "no storage": lambda _: saved({"model": {"conv1.weight": torch.empty(10**9, device="meta")}}),
    "an old tar": lambda _: old_tar(),
    "nothing": lambda _: b"",
    "a number": lambda _: archive(b"\x80\x02K\x01."),
}  # fmt: skip


def peak() -> float:
    """Peak memory of this process in MB, including mapped files."""
    resource = pytest.importorskip("resource", reason="Windows does not record the peak memory")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / (1e6 if sys.platform == "darwin" else 1e3)


def refused(read: Callable[[], object], kind: type[StudioError], name: str, trace: Path) -> str:
    """The error of a file, which must be refused quickly, with little memory, and without running anything."""
    before, started = peak(), time.process_time()
    with pytest.raises(kind, match=name) as caught:
        read()
    assert not trace.exists()
    assert time.process_time() - started < 5
    assert peak() - before < 100
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.timeout(60)
def test_malicious_weights_are_refused(kind: str, tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    path = tmp_path / "theirs.pth"
    path.write_bytes(FILES[kind](trace))
    text = refused(lambda: read_state_dict(path), WeightsError, r"theirs\.pth", trace)
    assert not kind.startswith("runs") or "contains more than weights" in text or "not in PyTorch's format" in text


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.timeout(60)
def test_malicious_run_is_refused_by_resume_and_predict(kind: str, tmp_path: Path) -> None:
    trace = tmp_path / "it ran"
    content = FILES[kind](trace)
    for name in ("last.pt", "best.pt"):
        (tmp_path / name).write_bytes(content)
    ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)).write(tmp_path)
    text = refused(lambda: read_last(tmp_path), RunError, r"last\.pt", trace)
    assert len(text) < 1000
    refused(lambda: load_model(tmp_path, "cpu"), RunError, r"best\.pt", trace)


def test_model_with_too_many_classes_is_not_built(tmp_path: Path) -> None:
    classes = tuple(str(number) for number in range(90_000))
    ModelInfo(152, True, classes, 224, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)).write(tmp_path)
    torch.save({"conv1.weight": torch.ones(3), "fc.bias": torch.ones(2)}, tmp_path / "best.pt")
    refused(
        lambda: load_model(tmp_path, "cpu"), RunError, r"best\.pt .*head is not one of 90,000 classes", tmp_path / "no"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.timeout(20)
def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pth")
    with pytest.raises(WeightsError, match=r"pipe\.pth cannot be read: it is not a file"):
        read_state_dict(tmp_path / "pipe.pth")


@pytest.mark.parametrize("name", ["a\0.pth", "\ud800.pth"])
def test_invalid_file_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be"):
        read_state_dict(tmp_path / name)


def headers() -> dict[str, bytes]:
    def file(header: object, body: bytes = bytes(64)) -> bytes:
        written = header if isinstance(header, bytes) else json.dumps(header).encode()
        return struct.pack("<Q", len(written)) + written + body

    def tensor(**changed: object) -> dict[str, object]:
        return {"dtype": "F32", "shape": [4], "data_offsets": [0, 16], **changed}

    many = b"{%s}" % b",".join(b'"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}' % n for n in range(100_000))
    return {
        "a header of exabytes": struct.pack("<Q", 2**60) + b"{}",
        "a header of minus one": struct.pack("<Q", 2**64 - 1) + b"{}",
        "overlapping": file({"a": tensor(), "b": tensor(data_offsets=[8, 24])}),
        "the same bytes twice": file({"a": tensor(), "b": tensor()}, bytes(16)),
        "negative": file({"a": tensor(data_offsets=[-16, 0])}),
        "backwards": file({"a": tensor(data_offsets=[16, 0])}),
        "a hole": file({"a": tensor(data_offsets=[48, 64])}),
        "no such dtype": file({"a": tensor(dtype="F99")}, bytes(16)),
        "a dtype that is a number": file({"a": tensor(dtype=32)}, bytes(16)),
        "huge offsets": file({"a": tensor(data_offsets=[0, 2**63])}),
        "numbers beyond any": file(b'{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,16]}}'),
        "nested": file(b'{"a":' + b"[" * 100_000),
        "not UTF-8": file(b'{"\xff\xfe":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', bytes(16)),
        "many names of nothing": file(many, b""),
        "a list": file([1, 2]),
    }  # fmt: skip


@pytest.mark.parametrize("kind", headers())
def test_wrong_safetensors_header_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "lie.safetensors"
    path.write_bytes(headers()[kind])
    refused(lambda: read_state_dict(path), WeightsError, r"lie\.safetensors", tmp_path / "no")


def test_checkpoint_is_copied_and_its_file_unchanged(tmp_path: Path) -> None:
    state = build(20, 2).state_dict()
    content = {"model": state, "again": state, "list": [1, (2.5, "text", None)], "flag": True}
    torch.save(content, tmp_path / "last.pt")
    before = (tmp_path / "last.pt").read_bytes()
    back = read_checkpoint(tmp_path / "last.pt")
    assert back["model"].keys() == state.keys()
    assert all(torch.equal(back["model"][name], state[name]) for name in state)
    assert back["again"] is back["model"]
    assert back["list"] == [1, [2.5, "text", None]]
    assert back["flag"] is True
    for tensor in back["model"].values():
        tensor.zero_()
    assert (tmp_path / "last.pt").read_bytes() == before


def test_tensors_that_share_bytes_cannot_exceed_the_file(tmp_path: Path) -> None:
    (tmp_path / "last.pt").write_bytes(sharing(2))
    assert len(read_checkpoint(tmp_path / "last.pt")) == 2
    (tmp_path / "last.pt").write_bytes(sharing(50))
    with pytest.raises(WeightsError, match=r"last\.pt is damaged: .*conv1\.weight.* is larger than the file itself"):
        read_checkpoint(tmp_path / "last.pt")
