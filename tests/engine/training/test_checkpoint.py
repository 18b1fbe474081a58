"""The files of weights in a run's folder: written whole or not at all, and checked when read."""

import os
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from resnet_studio.core.basics.errors import RunError
from resnet_studio.engine.training.checkpoint import copied, does_not_fit, precision_of, read_last, save_best, save_last

STATE: dict[str, Any] = {"optimizer": {"rate": 0.5}, "scaler": {}}


def saved(run: Path, step: int = 3) -> nn.Module:
    network = nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
    save_last(run, network, STATE, {"step": step})
    return network


def test_last_checkpoint_is_read_back(tmp_path: Path) -> None:
    network = saved(tmp_path)
    state = read_last(tmp_path)
    assert state is not None
    assert set(state) == {"model", "optimizer", "scaler", "progress"}
    assert (state["optimizer"], state["progress"]) == ({"rate": 0.5}, {"step": 3})
    assert torch.equal(state["model"]["weight"], network.state_dict()["weight"])
    assert state["model"]["weight"].is_contiguous()


def test_run_without_a_checkpoint_has_none(tmp_path: Path) -> None:
    assert read_last(tmp_path) is None


def test_copy_does_not_change_with_the_network() -> None:
    network = nn.Linear(2, 2)
    copy = copied(network)
    with torch.no_grad():
        network.weight.add_(1)
    assert not torch.equal(copy["weight"], network.weight)


@pytest.mark.parametrize("part", ["model", "optimizer", "scaler", "progress"])
def test_missing_part_is_named(tmp_path: Path, part: str) -> None:
    saved(tmp_path)
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    del state[part]
    torch.save(state, tmp_path / "last.pt")
    with pytest.raises(RunError, match=rf"last\.pt .* is damaged: it lacks {part}"):
        read_last(tmp_path)


def test_noise_is_refused(tmp_path: Path) -> None:
    (tmp_path / "last.pt").write_bytes(os.urandom(5000))
    with pytest.raises(RunError, match="cannot go on"):
        read_last(tmp_path)


def test_failed_write_keeps_the_file_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path, step=3)

    def fail(*_: object) -> None:
        raise RuntimeError("unexpected pos 64 vs 0")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(RunError, match=r"last\.pt could not be written .*unexpected pos 64.* unchanged"):
        saved(tmp_path, step=4)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(RunError, match="the disk is full"):
        save_best(tmp_path, copied(nn.Linear(2, 2)))
    state = read_last(tmp_path)
    assert state is not None
    assert state["progress"]["step"] == 3
    assert [file.name for file in tmp_path.iterdir()] == ["last.pt"]


def test_out_of_memory_is_not_reported_as_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(torch.OutOfMemoryError):
        saved(tmp_path)


def test_file_that_differs_when_read_back_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: "data/0")
    with pytest.raises(RunError, match="could not be read back"):
        saved(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("recorded", "chosen", "expected"),
    [
        ("bfloat16", "auto", "bfloat16"),
        ("bfloat16", "float32", "float32"),
        (None, "auto", "auto"),
        ("float8", "auto", "auto"),
    ],
)
def test_automatic_precision_is_that_of_the_checkpoint(recorded: str | None, chosen: str, expected: str) -> None:
    assert precision_of({"progress": {"precision": recorded}}, chosen) == expected


def test_error_of_other_settings_gives_one_line_of_the_reason(tmp_path: Path) -> None:
    error = does_not_fit(tmp_path, RuntimeError("size mismatch\nmany more lines"))
    assert str(error).endswith("does not fit the run's settings: size mismatch")
    assert "KeyError" in str(does_not_fit(tmp_path, KeyError()))
