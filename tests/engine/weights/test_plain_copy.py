"""Plain copies have the numbers that torch itself reads from the same file, in whatever order they are in it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.weights import plain_copy
from resnet_studio.engine.weights.pickle_names import ITEM_SIZES
from resnet_studio.engine.weights.plain_copy import CopyRequest, copy_plain
from resnet_studio.engine.weights.tensor_file import read_checkpoint, read_tensor_file

pytestmark = pytest.mark.usefixtures("in_this_process")
ANY = torch.randn(6, 5, 4, 3, generator=torch.Generator().manual_seed(5))
ATTRIBUTES = torch.nn.Parameter(ANY)
ATTRIBUTES.note = "a text"  # type: ignore[attr-defined]
TENSORS: dict[str, Tensor] = {
    "plain": ANY,
    "channels last": ANY.to(memory_format=torch.channels_last),
    "transposed": ANY.permute(3, 1, 0, 2),
    "a part": ANY[2:4, 1:, ::2],
    "repeated": ANY[:, :1, :1, :1].expand(6, 5, 1, 2),
    "empty": torch.empty(0, 3),
    "one number": torch.tensor(7.5),
    "lengths of one": ANY[:1, :, :1].transpose(0, 2),
    "a parameter": torch.nn.Parameter(ANY),
    "a parameter with attributes": ATTRIBUTES,
    **{dtype: (ANY * 9).to(getattr(torch, dtype)) for dtype in ITEM_SIZES},
}
BOTH = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])


def same(one: Tensor, other: Tensor) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and torch.equal(one, other)


@BOTH
@pytest.mark.parametrize("kind", TENSORS)
def test_tensor_of_any_kind_is_copied_exactly(kind: str, zipped: bool, tmp_path: Path) -> None:
    content = {"before": torch.ones(3, dtype=torch.uint8), "it": TENSORS[kind], "after": torch.ones(2)}
    torch.save(content, tmp_path / "w.pth", _use_new_zipfile_serialization=zipped)
    found = read_tensor_file(tmp_path / "w.pth")
    assert found.keys() == content.keys()
    assert all(same(found[name], content[name].detach()) for name in content)
    assert type(found["it"]) is Tensor
    assert found["it"].is_contiguous()


@BOTH
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_protocol_of_pickle_is_read(protocol: int, zipped: bool, tmp_path: Path) -> None:
    content = {"state": {"a.weight": ANY, "b": torch.ones(2)}, "classes": ["one", "zwei ä"], "epoch": 3, "done": True}
    path = tmp_path / "w.pth"
    torch.save(content, path, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    found = read_tensor_file(path)
    assert same(found["state"]["a.weight"], ANY)
    assert {**found, "state": 0} == {**content, "state": 0}


def test_same_numbers_are_copied_once(tmp_path: Path) -> None:
    state = {"a": torch.ones(250_000), "b": torch.ones(3)}
    torch.save({"model": dict(state), "ema": {**state, "c": state["a"].view(500, 500)}}, tmp_path / "w.pth")
    found = read_tensor_file(tmp_path / "w.pth")
    assert found["model"]["a"] is found["ema"]["a"]
    assert found["ema"]["c"].shape == (500, 500)


def test_optimiser_and_histories_are_copied_only_on_demand(tmp_path: Path) -> None:
    content = {"optimizer": {"state": {0: {"step": torch.ones(1)}}}, "losses": [0.5, 0.25], "names": ["a"], "w": ANY}
    torch.save(content, tmp_path / "w.pt")
    assert read_tensor_file(tmp_path / "w.pt").keys() == {"losses", "names", "w"}
    assert read_tensor_file(tmp_path / "w.pt")["losses"] is None
    whole = read_checkpoint(tmp_path / "w.pt")
    assert same(whole["optimizer"]["state"][0]["step"], torch.ones(1))
    assert whole["losses"] == [0.5, 0.25]


def test_unfit_tensor_of_an_optimiser_does_not_matter(tmp_path: Path) -> None:
    torch.save({"optimizer": {"x": torch.eye(3).to_sparse()}, "w": ANY}, tmp_path / "w.pth")
    assert same(read_tensor_file(tmp_path / "w.pth")["w"], ANY)
    with pytest.raises(WeightsError, match=r"^w\.pth holds x in a sparse form"):
        read_checkpoint(tmp_path / "w.pth")


def test_circle_of_dictionaries_stays_one(tmp_path: Path) -> None:
    content: dict[str, Any] = {"w": ANY}
    content["self"] = content
    torch.save(content, tmp_path / "w.pth")
    found = read_tensor_file(tmp_path / "w.pth")
    assert found["self"] is found


def test_large_note_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save({"names": [str(number) for number in range(1000)], "w": ANY}, tmp_path / "w.pth")
    monkeypatch.setattr(plain_copy, "LARGEST_NOTE", 1000)
    with pytest.raises(WeightsError, match=r"^w\.pth contains far more beside its tensors"):
        read_tensor_file(tmp_path / "w.pth")


@pytest.mark.parametrize("cut", [10, 100, 1000, 1_500])
@BOTH
def test_cut_file_is_refused(cut: int, zipped: bool, tmp_path: Path) -> None:
    torch.save({"w": ANY}, tmp_path / "w.pth", _use_new_zipfile_serialization=zipped)
    content = (tmp_path / "w.pth").read_bytes()
    (tmp_path / "w.pth").write_bytes(content[:-cut])
    with pytest.raises(WeightsError, match=r"^w\.pth (is|holds)"):
        read_tensor_file(tmp_path / "w.pth")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_full_disk_is_named_with_its_folder(tmp_path: Path) -> None:
    torch.save({"w": ANY}, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"^w\.pth was not read, because a checked copy .* to /dev: No space left"):
        copy_plain(CopyRequest(tmp_path / "w.pth", Path("/dev/full")))


def test_process_has_neither_torch_nor_pickle_nor_numpy() -> None:
    program = (
        "import sys, resnet_studio.engine.weights.plain_copy\n"
        "found = {'torch', 'numpy', 'safetensors', 'PySide6'} & set(sys.modules)\n"
        "assert not found, found\n"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(root)}, check=True)


def test_file_without_checksums_is_read(tmp_path: Path) -> None:
    """`torch.serialization.set_crc32_options(False)` writes zeros in their place."""
    file, usual = tmp_path / "model.pth", torch.serialization.get_crc32_options()
    torch.serialization.set_crc32_options(False)
    try:
        torch.save({"conv1.weight": ANY}, file)
    finally:
        torch.serialization.set_crc32_options(usual)
    assert same(read_checkpoint(file)["conv1.weight"], ANY)


def test_numbers_that_changed_since_they_were_written_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    torch.save({"conv1.weight": ANY, "fc.weight": torch.arange(1000.0)}, file)
    content = bytearray(file.read_bytes())
    content[content.index(torch.arange(1000.0).numpy().tobytes()) + 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(WeightsError, match=r"model\.pth is damaged: fc\.weight does not match"):
        read_checkpoint(file)
