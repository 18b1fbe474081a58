"""Tensors in a file that carries a checksum of all its bytes."""

import json
import os
import random
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.weights import checked_file
from resnet_studio.engine.weights.checked_file import checksum_in, read_checked, write_checked
from resnet_studio.engine.weights.tensor_file import read_tensor_file

TENSORS: dict[str, Tensor] = {
    "conv1.weight": torch.randn(4, 3, 3, 3).to(memory_format=torch.channels_last),
    "bn1.num_batches_tracked": torch.tensor(7),
    "half": torch.randn(5).bfloat16(),
    "flags": torch.tensor([True, False, True]),
    "nothing": torch.empty(0, 3),
    "ünïcode": torch.arange(3, dtype=torch.int32),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of `TENSORS` with a note."""
    write_checked(tmp_path / "some.safetensors", TENSORS, {"epoch": "3"})
    return tmp_path / "some.safetensors"


def test_what_was_written_is_read_back(file: Path) -> None:
    found = read_checked(file)
    assert found.tensors.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert found.tensors[name].dtype == tensor.dtype
        assert found.tensors[name].is_contiguous()
        assert torch.equal(found.tensors[name], tensor)
    assert found.notes["epoch"] == "3"
    assert found.checksum == checksum_in(file)


def test_any_reader_of_safetensors_reads_it(file: Path) -> None:
    found = load_file(file)
    assert all(torch.equal(found[name], tensor) for name, tensor in TENSORS.items())
    with safe_open(file, "pt") as opened:
        assert opened.metadata()["epoch"] == "3"


def test_file_may_be_replaced_while_its_tensors_are_used(file: Path) -> None:
    found = read_checked(file)
    file.write_bytes(b"")
    assert torch.equal(found.tensors["conv1.weight"], TENSORS["conv1.weight"])


def test_every_single_damage_is_noticed(file: Path) -> None:
    """A changed bit, a changed byte, zeros in a row and a cut, anywhere in the file, as safetensors itself accepts."""
    whole, places = file.read_bytes(), random.Random(0)
    for turn in range(400):
        damaged, at = bytearray(whole), places.randrange(len(whole))
        match turn % 4:
            case 0:
                damaged[at] ^= 1 << places.randrange(8)
            case 1:
                damaged[at] = (damaged[at] + places.randrange(1, 256)) % 256
            case 2:
                damaged[at : at + 16] = bytes(len(damaged[at : at + 16]))
            case _:
                del damaged[at:]
        if damaged == whole:
            continue
        file.write_bytes(damaged)
        with pytest.raises(WeightsError, match=r"some\.safetensors is damaged or cut off\."):
            read_checked(file)


def test_damaged_best_model_is_refused_as_initial_weights_too(file: Path) -> None:
    damaged = bytearray(file.read_bytes())
    damaged[-3] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(WeightsError, match="does not match its checksum"):
        read_tensor_file(file)


def test_file_without_a_checksum_is_refused(tmp_path: Path) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (tmp_path / "a.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(WeightsError, match="It has no checksum"):
        read_checked(tmp_path / "a.safetensors")
    assert checksum_in(tmp_path / "a.safetensors") is None


def test_larger_file_than_allowed_is_not_read(file: Path) -> None:
    os.truncate(file, 3_000_000_000)  # sparse: it takes no space
    with pytest.raises(WeightsError, match="larger than"):
        read_checked(file, 1_000_000)
    file.unlink()


def test_file_that_differs_when_read_back_does_not_replace_the_one_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(checked_file, "_is_next", lambda *_: False)
    with pytest.raises(WeightsError, match="could not be read back"):
        write_checked(file, {"a": torch.ones(3)})
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
