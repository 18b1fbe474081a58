"""Untrusted files of weights in a process of their own: bounds, ends, and copies that are kept."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import torch
from torch import Tensor

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.limited_process import LimitedProcess
from resnet_studio.core.protocol.commands import Halt, Halted
from resnet_studio.core.protocol.events import JobStopped
from resnet_studio.core.protocol.jobs.weights import ExamineWeights
from resnet_studio.engine.machine.budget import DISK
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.weights import copies
from resnet_studio.engine.weights.copies import copies_folder
from resnet_studio.engine.weights.state_dict import read_state_dict
from tests.engine.weights import hostile, stuck
from tests.engine.weights.in_this_process import InThisProcess

MB = 1e6 if sys.platform == "darwin" else 1e3  # what the system's figures of memory count in


def peak() -> float:
    """Peak memory of this process in MB."""
    resource = pytest.importorskip("resource", reason="Windows does not record the peak memory")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / MB


class Watched(LimitedProcess):
    """Remembers the most memory, in bytes, that any of these was seen to use."""

    most = 0

    def _used(self) -> int:
        used = super()._used()
        Watched.most = max(Watched.most, used)
        return used


def spent() -> float:
    """Seconds of the processor in the processes that this one has started."""
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.parametrize("kind", hostile.FILES)
@pytest.mark.timeout(60)
def test_hostile_file_is_refused_within_bounds_and_in_words(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LimitedProcess", Watched)
    monkeypatch.setattr(Watched, "most", 0)
    make, expected = hostile.FILES[kind]
    path = tmp_path / "theirs.pth"
    path.write_bytes(make())
    before, began = peak(), spent()
    with pytest.raises(WeightsError, match=rf"^theirs\.pth .*{expected}") as caught:
        read_state_dict(path)
    assert spent() - began < 10
    assert peak() - before < 100
    assert 1_000_000 < Watched.most < 300_000_000
    assert "\n" not in str(caught.value)
    assert "weights_only" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say where a file has holes")
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_file_of_three_gigabytes_that_are_not_there_is_not_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"theirs{suffix}"
    hostile.with_hole(path, 3 * hostile.GB, hostile.saved({"conv1.weight": torch.ones(4)}), b"PK")
    before, began = peak(), time.process_time()
    with pytest.raises(WeightsError, match=r"^theirs\.\w+ is damaged or cut off\. Most of it was never written"):
        read_state_dict(path)
    assert time.process_time() - began < 1
    assert peak() - before < 100


def test_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    hostile.with_hole(tmp_path / "huge.pth", 5 * hostile.GB, b"PK\3\4")
    with pytest.raises(WeightsError, match=r"^huge\.pth has 5\.0 GB, far more than weights of a ResNet"):
        read_state_dict(tmp_path / "huge.pth")


def test_attributes_that_hide_methods_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "theirs.pth").write_bytes(hostile.shadowed())
    found = read_state_dict(tmp_path / "theirs.pth")["conv1.weight"]
    assert found.numel() == 16
    assert torch.equal(found.clone(), torch.ones(16))


# Ends of the process


@pytest.fixture
def weights_file(tmp_path: Path) -> Path:
    torch.save(build(20, 4).state_dict(), tmp_path / "theirs.pth")
    return tmp_path / "theirs.pth"


EARLIER: set[int] = set()  # processes that other tests of this file's process keep, such as a decoder's


@pytest.fixture(autouse=True)
def earlier_processes() -> None:
    EARLIER.clear()
    EARLIER.update(child.pid for child in psutil.Process().children())


def children() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children()
        if child.pid not in EARLIER and child.is_running() and "resource_tracker" not in str(child.cmdline())
    ]


def test_process_that_takes_too_much_memory_is_named_with_its_file(
    weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "work", stuck.grow)
    with pytest.raises(WeightsError, match=r"^theirs\.pth was not read: it takes far more memory than a file of its"):
        read_state_dict(weights_file)
    assert not list(copies_folder().iterdir())


def test_process_that_takes_too_long_is_ended(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "work", stuck.hold)
    monkeypatch.setattr(copies, "_SPARE_SECONDS", 0.2)
    with pytest.raises(WeightsError, match=r"^theirs\.pth was not read: it takes longer than"):
        read_state_dict(weights_file)
    assert not children()


def test_process_that_crashes_is_a_sentence(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "work", stuck.crash)
    with pytest.raises(WeightsError, match=r"^theirs\.pth was not read: the process .* ended \(exit code 9\)"):
        read_state_dict(weights_file)


def test_reply_that_makes_no_sense_is_a_sentence(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LimitedProcess", InThisProcess)
    monkeypatch.setattr(copies, "work", stuck.nonsense)
    with pytest.raises(WeightsError, match=r"^theirs\.pth could not be read"):
        read_state_dict(weights_file)


def when_it_reads(then: Callable[[], Halt]) -> Callable[[], Halt | None]:
    """Something to do once a process of ours has been at work for a while."""
    asked: list[float] = []

    def should_stop() -> Halt | None:
        if not asked and not children():
            return None
        asked.append(time.monotonic())
        return then() if asked[-1] - asked[0] > 0.6 else None

    return should_stop


def test_stop_ends_the_process_at_once(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "work", stuck.hold)
    asked: list[float] = []

    def stop() -> Halt:
        asked.append(time.monotonic())
        return Halt.STOP

    events = list(run_job(ExamineWeights(str(weights_file)), when_it_reads(stop)))
    assert isinstance(events[-1], JobStopped)
    assert time.monotonic() - asked[0] < 20
    assert not children()
    assert not list(copies_folder().iterdir())


def test_interrupt_ends_the_process_at_once(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "work", stuck.hold)

    def interrupted() -> Halt:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_state_dict(weights_file, when_it_reads(interrupted))
    assert not children()


def test_stop_while_the_file_is_hashed_starts_no_process(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LimitedProcess", None)
    with pytest.raises(Halted):
        read_state_dict(weights_file, lambda: Halt.PAUSE)


# Copies


class Counted(InThisProcess):
    started = 0

    def __init__(self, *given: object) -> None:
        Counted.started += 1
        super().__init__(*given)  # type: ignore[arg-type]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    monkeypatch.setattr(copies, "LimitedProcess", Counted)
    monkeypatch.setattr(Counted, "started", 0)
    return Counted


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_copy_is_made_once_for_the_same_content(weights_file: Path, counted: type[Counted]) -> None:
    first = read_state_dict(weights_file)
    moved = weights_file.rename(weights_file.with_name("other.pth"))
    assert same(read_state_dict(moved), first)
    assert counted.started == 1
    assert len(list(copies_folder().iterdir())) == 1
    torch.save({"conv1.weight": torch.ones(3)}, moved)
    assert read_state_dict(moved).keys() == {"conv1.weight"}
    assert counted.started == 2


def test_damaged_copy_is_made_again(weights_file: Path, counted: type[Counted]) -> None:
    first = read_state_dict(weights_file)
    (copy,) = copies_folder().iterdir()
    content = bytearray(copy.read_bytes())
    content[-7] ^= 4
    copy.write_bytes(content)
    assert same(read_state_dict(weights_file), first)
    assert counted.started == 2
    assert copy.read_bytes() != content


@pytest.mark.usefixtures("in_this_process")
def test_copies_stay_within_their_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DISK, "16")  # of which an eighth are 2 MB
    made = []
    for number in range(4):
        torch.save({"conv1.weight": torch.full((200_000,), float(number))}, tmp_path / "w.pth")
        read_state_dict(tmp_path / "w.pth")
        newest = max(copies_folder().iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number, number))
        made.append(newest)
    assert sorted(copies_folder().iterdir()) == sorted(made[2:])
    torch.save({"conv1.weight": torch.ones(600_000)}, tmp_path / "large.pth")
    assert len(read_state_dict(tmp_path / "large.pth")["conv1.weight"]) == 600_000
    assert sorted(copies_folder().iterdir()) == sorted(made[2:])


@pytest.mark.usefixtures("in_this_process")
def test_weights_are_read_where_nothing_can_be_kept(
    weights_file: Path, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (studio_home / "cache").write_text("not a folder")
    assert len(read_state_dict(weights_file)) > 90


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.usefixtures("in_this_process")
def test_copy_is_private(weights_file: Path) -> None:
    read_state_dict(weights_file)
    (copy,) = copies_folder().iterdir()
    assert copy.stat().st_mode & 0o077 == 0


def test_file_that_changes_meanwhile_is_not_kept(weights_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Changing(InThisProcess):
        def ask(self, *given: object) -> bytes:
            os.utime(weights_file, (1, 1))
            return super().ask(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(copies, "LimitedProcess", Changing)
    with pytest.raises(WeightsError, match=r"theirs\.pth changed while it was read\. Try again"):
        read_state_dict(weights_file)
    assert not list(copies_folder().iterdir())


@pytest.mark.usefixtures("in_this_process")
def test_what_a_killed_process_left_is_deleted_after_a_day(weights_file: Path) -> None:
    copies_folder().mkdir(parents=True)
    for name, age in (("old.tmp", 200_000), ("new.tmp", 10)):
        (copies_folder() / name).touch()
        os.utime(copies_folder() / name, (time.time() - age,) * 2)
    read_state_dict(weights_file)
    left = {file.name for file in copies_folder().iterdir() if file.suffix == ".tmp"}
    assert left == {"new.tmp"}
