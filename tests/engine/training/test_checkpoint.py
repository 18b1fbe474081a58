"""The checkpoints in a run's folder: whole or not written, checked when read, and the one before as a reserve."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.checkpoints import (
    LAST,
    LAST_BEFORE,
    OLDER_LAST,
    STATE,
    STATE_BEFORE,
    best_file,
    has_checkpoint,
)
from resnet_studio.engine.training import checkpoint
from resnet_studio.engine.training.checkpoint import (
    Checkpoint,
    copied,
    read_last,
    save_best,
    save_last,
    settle,
)

EPOCH = EpochEnd(1, 10, 0.5, 0.4, 0.75, 2.0)
NAMES = ["caf\udce9.png", "ü.png"]  # the first is not valid in any encoding, as a file's name can be


def saved(run: Path, step: int = 3) -> nn.Module:
    network = nn.Conv2d(3, 40, 3).to(memory_format=torch.channels_last)
    moments = {"weight.exp_avg": torch.full((40, 3, 3, 3), float(step))}
    save_last(run, network, moments, {"scale": 2.0}, {"step": step, "unreadable": NAMES})
    return network


def step_of(found: Checkpoint | None) -> int:
    """The step of a checkpoint, whose parts belong together."""
    assert found is not None
    assert isinstance(found.progress, dict)
    step: int = found.progress["step"]
    assert (found.moments["weight.exp_avg"] == step).all()
    return step


def test_checkpoint_is_read_back(tmp_path: Path) -> None:
    network = saved(tmp_path)
    found = read_last(tmp_path)
    assert found is not None
    assert (found.scaler, found.progress) == ({"scale": 2.0}, {"step": 3, "unreadable": NAMES})
    assert torch.equal(found.model["weight"], network.state_dict()["weight"])
    assert found.model["weight"].is_contiguous()
    assert found.problem is None


@pytest.mark.parametrize("name", [LAST, STATE, OLDER_LAST])
def test_checkpoint_that_is_a_link_is_not_read(tmp_path: Path, name: str) -> None:
    if name == OLDER_LAST:
        torch.save({}, tmp_path / name)
    else:
        saved(tmp_path)
    outside = (tmp_path / name).rename(tmp_path / "outside")
    (tmp_path / name).symlink_to(outside)
    with pytest.raises(RunError, match=rf"{name}.* it is a link"):
        read_last(tmp_path)


def test_run_without_a_checkpoint_has_none(tmp_path: Path) -> None:
    assert read_last(tmp_path) is None
    assert not has_checkpoint(tmp_path)
    assert best_file(tmp_path) is None


def test_copy_does_not_change_with_the_network() -> None:
    network = nn.Linear(2, 2)
    copy = copied(network)
    with torch.no_grad():
        network.weight.add_(1)
    assert not torch.equal(copy["weight"], network.weight)


def damaged(content: bytes, turn: int, places: random.Random) -> bytes:
    """One damage: a bit, a byte, or a block of zeros."""
    changed, at = bytearray(content), places.randrange(len(content))
    while bytes(changed) == content:
        match turn % 3:
            case 0:
                changed[at] ^= 1 << places.randrange(8)
            case 1:
                changed[at] = places.randrange(256)
            case _:
                at = places.randrange(len(content))
                changed[at : at + 64] = bytes(len(changed[at : at + 64]))
    return bytes(changed)


@pytest.mark.parametrize("name", [LAST, STATE])
def test_any_damage_of_the_newest_checkpoint_is_reported_and_the_one_before_is_used(tmp_path: Path, name: str) -> None:
    saved(tmp_path, 3)
    saved(tmp_path, 4)
    whole, places = (tmp_path / name).read_bytes(), random.Random(1)
    said = 0
    for turn in range(60):
        (tmp_path / name).write_bytes(damaged(whole, turn, places))
        found = read_last(tmp_path)
        if step_of(found) == 4:  # a changed blank between the values of a JSON file
            assert name == STATE
            continue
        assert found is not None
        assert step_of(found) == 3
        assert name in str(found.problem)
        said += 1
    assert said == 60 if name == LAST else said > 40


def test_both_checkpoints_damaged_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    saved(tmp_path, 3)
    saved(tmp_path, 4)
    for name in (LAST, LAST_BEFORE):
        (tmp_path / name).write_bytes(os.urandom(5000))
    with pytest.raises(RunError, match=r"cannot go on: last\.safetensors is damaged"):
        read_last(tmp_path)


@pytest.mark.parametrize("name", [LAST, STATE])
def test_missing_file_of_the_newest_is_reported_and_the_one_before_is_used(tmp_path: Path, name: str) -> None:
    saved(tmp_path, 3)
    saved(tmp_path, 4)
    (tmp_path / name).unlink()
    found = read_last(tmp_path)
    assert step_of(found) == 3
    assert found is not None
    assert str(found.problem) == f"{name} is missing."


@pytest.mark.parametrize("format_", [None, 2, "1"])
def test_state_of_another_format_is_refused(tmp_path: Path, format_: object) -> None:
    saved(tmp_path)
    record = json.loads((tmp_path / STATE).read_text("utf-8")) | {"format": format_}
    (tmp_path / STATE).write_text(json.dumps(record), "utf-8")
    with pytest.raises(RunError, match=r"state\.json"):
        read_last(tmp_path)


class Killed(BaseException):
    """The process ends at this moment."""


def killed_at(moment: int, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> bool:
    """Do some work, and end it just before the rename of that number; returns whether there was one."""
    rename, count = files.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == moment:
            raise Killed
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", replace)
        try:
            work()
        except Killed:
            return True
    return False


def test_kill_at_any_rename_leaves_a_whole_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the run that goes on from it is killed at any rename of its own first save."""
    reached = set()
    for first in range(1, 9):
        for second in range(1, 9):
            run = tmp_path / f"{first} {second}"
            run.mkdir()
            saved(run, 3)
            saved(run, 4)
            if not killed_at(first, monkeypatch, lambda run=run: saved(run, 5)):  # type: ignore[misc]
                continue
            found = read_last(run)
            assert step_of(found) in (4, 5)
            assert found is not None
            assert found.problem is None, "nothing is damaged"

            def again(run: Path = run, found: Checkpoint = found) -> None:
                settle(run, found)
                saved(run, 6)

            was_killed = killed_at(second, monkeypatch, again)
            assert step_of(read_last(run)) in ((4, 5, 6) if was_killed else (6,))
            reached.add((first, second))
    assert len(reached) > 20


def test_checkpoint_before_is_settled_and_saved_over(tmp_path: Path) -> None:
    saved(tmp_path, 3)
    saved(tmp_path, 4)
    (tmp_path / LAST).write_bytes(b"")
    found = read_last(tmp_path)
    assert found is not None
    settle(tmp_path, found)
    assert step_of(read_last(tmp_path)) == 3
    saved(tmp_path, 5)
    assert step_of(read_last(tmp_path)) == 5
    (tmp_path / STATE).unlink()
    assert step_of(read_last(tmp_path)) == 3
    assert {file.name for file in tmp_path.iterdir()} == {LAST, LAST_BEFORE, STATE_BEFORE}


def test_failed_write_keeps_what_was_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(tmp_path, step=3)
    save_best(tmp_path, {"a": torch.ones(2)}, EPOCH)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(checkpoint, "write_checked", full)
    with pytest.raises(RunError, match=rf"last\.safetensors could not be written .*{os.strerror(28)}.* unchanged"):
        saved(tmp_path, step=4)
    with pytest.raises(RunError, match=r"best\.safetensors could not be written"):
        save_best(tmp_path, {"a": torch.zeros(2)}, EPOCH)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def older(run: Path, **changed: object) -> dict[str, dict[str, Tensor]]:
    """Write `last.pt` as earlier versions did."""
    content: dict[str, object] = {
        "model": {"weight": torch.ones(2)},
        "optimizer": {"state": {0: {"exp_avg": torch.full((2,), 3.0)}}, "param_groups": [{"lr": 0.1, "params": [0]}]},
        "scaler": {"scale": 4.0, "growth_factor": 2.0, "_growth_tracker": 7},
        "progress": {"step": 3, "precision": "bfloat16"},
    }
    torch.save(content | changed, run / "last.pt")
    return content  # type: ignore[return-value]


def test_checkpoint_of_an_earlier_version_is_read_and_replaced(tmp_path: Path) -> None:
    older(tmp_path)
    assert has_checkpoint(tmp_path)
    found = read_last(tmp_path)
    assert found is not None
    assert found.numbered
    assert found.moments["0.exp_avg"].tolist() == [3.0, 3.0]
    assert found.scaler == {"scale": 4.0, "growth": 7}
    assert found.precision("auto") == "bfloat16"
    saved(tmp_path)
    assert not (tmp_path / "last.pt").exists()


@pytest.mark.parametrize("part", ["model", "optimizer", "scaler", "progress"])
def test_missing_part_of_an_earlier_versions_checkpoint_is_named(tmp_path: Path, part: str) -> None:
    older(tmp_path, **{part: None})
    with pytest.raises(RunError, match=rf"last\.pt is damaged: it lacks {part}"):
        read_last(tmp_path)


@pytest.mark.parametrize(
    ("recorded", "chosen", "expected"),
    [
        ("bfloat16", "auto", "bfloat16"),
        ("bfloat16", "float32", "float32"),
        (None, "auto", "auto"),
        (["float32"], "auto", "auto"),
        ("float8", "auto", "auto"),
    ],
)
def test_automatic_precision_is_that_of_the_checkpoint(recorded: object, chosen: str, expected: str) -> None:
    assert Checkpoint({}, {}, {}, {"precision": recorded}).precision(chosen) == expected
    assert Checkpoint({}, {}, {}, None).precision("auto") == "auto"
